import { TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { keepHeaders } from "./answer-headers.js";
import { answerOf } from "./guard-sources.js";
import { ownedBy } from "./owned-by.js";
import { post } from "./post.js";
import { requestIdOf } from "./request-id.js";

// Texts of operations that the first source alone answers.
const MOST_KNOWN = 1_000;
const LONGEST_KNOWN = 10_000;

/**
 * A plug-in that sends an operation to the first source as it is, when that source is trusted and answers every field of
 * it: planning and joining would only repeat its work. An operation is known by its text once it has passed every check.
 */
export function straight([source], supergraph, { headersOf, mostBytes, log }) {
  if (!source.trusted || source.kind !== "subgraph") return {};
  const owns = ownedBy(source.name, supergraph);
  const known = new Set();
  const remember = (text) => {
    if (text.length > LONGEST_KNOWN) return;
    if (known.size >= MOST_KNOWN) known.delete(known.values().next().value);
    known.add(text);
  };
  const ask = (request, { query, operationName, variables }) => {
    const executor = async ({ signal }) => {
      const { result, answered } = await post(source.address, {
        headers: {
          ...headersOf({ request, subgraphName: source.name }),
          "x-request-id": requestIdOf(request),
        },
        body: JSON.stringify({ query, operationName, variables }),
        signal,
        mostBytes,
      });
      keepHeaders(request, (name) => answered[name]);
      return result;
    };
    return answerOf(source, executor, { signal: request.signal, context: { request } }, log);
  };
  return {
    onExecute({ args, setExecuteFn }) {
      const { document, schema, contextValue } = args;
      const { request, params } = contextValue;
      if (typeof params?.query !== "string" || !isAnswered(owns, schema, document)) return;
      remember(params.query);
      setExecuteFn(() => ask(request, params));
    },
    async onParams({ params, request, setResult }) {
      if (known.has(params?.query)) setResult(await ask(request, params));
    },
  };
}

/** Whether a document only asks, and only for what is owned. */
function isAnswered(owns, schema, document) {
  const types = new TypeInfo(schema);
  let isOwn = true;
  const unless = (isFine) => {
    isOwn &&= isFine;
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition: ({ operation }) => unless(operation === "query"),
      Field: ({ name }) => unless(owns.field(types.getParentType()?.name, name.value)),
      FragmentDefinition: ({ typeCondition }) => unless(owns.type(typeCondition.name.value)),
      InlineFragment: ({ typeCondition }) => unless(!typeCondition || owns.type(typeCondition.name.value)),
      Directive: ({ name }) => unless(name.value === "skip" || name.value === "include"),
    }),
  );
  return isOwn;
}
