import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import { Kind, parse, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from "graphql";
import { LRUCache } from "lru-cache";
import type { Config } from "../config.js";
import type { Context } from "../graph/declare/context.js";
import { MAX_VARIANTS } from "../graph/plan/plan-cache.js";
import { isPlainlyValid } from "../graph/document/plainly-valid.js";

/** Hashes of documents that came before, some 100 bytes each. */
const MAX_SEEN = 10_000;
/** Documents that came last, whether they come again or not. */
const MAX_RECENT = 8;
/** Weight of the documents that came again, and of those that came last: each takes some 400 bytes, with its plans. */
const MAX_KEPT = 100_000;
const MAX_LAST = 20_000;

type Request = GraphQLRequestContext<Context>;

/**
 * Gives Apollo Server the documents that it need not read and validate: those that it knows, and those that are plainly
 * valid. All others it reads and validates itself, and tells what is wrong with them. Only what comes again is kept for long:
 * clients that write values into their texts send each only once.
 */
export function knownDocuments(
  schema: GraphQLSchema,
  { maxTokens, maxDepth }: Pick<Config, "maxTokens" | "maxDepth">,
): ApolloServerPlugin<Context> {
  const seen = new LRUCache<string, true>({ max: MAX_SEEN });
  const recent = new LRUCache<string, DocumentNode>({
    max: MAX_RECENT,
    maxSize: MAX_LAST,
    sizeCalculation: weightOf,
  });
  const kept = new LRUCache<string, DocumentNode>({ maxSize: MAX_KEPT, sizeCalculation: weightOf });
  const read = (source: string): DocumentNode | undefined => {
    try {
      const document = parse(source, { maxTokens });
      return isPlainlyValid(schema, document, maxDepth) ? document : undefined;
    } catch {
      return undefined;
    }
  };
  const give = (request: Request): Promise<void> => {
    const { source = "", queryHash = "" } = request;
    const document = kept.get(queryHash) ?? recent.get(queryHash) ?? read(source);
    if (document) Object.assign(request, { document });
    return Promise.resolve();
  };
  const keep = ({ document, queryHash = "" }: Request): Promise<void> => {
    if (!document || kept.has(queryHash)) return Promise.resolve();
    (seen.has(queryHash) ? kept : recent).set(queryHash, document);
    seen.set(queryHash, true);
    return Promise.resolve();
  };
  return {
    requestDidStart: () => Promise.resolve({ didResolveSource: give, didResolveOperation: keep }),
  };
}

/**
 * What a valid document may come to hold: its selections, those of a fragment wherever it is spread, for each set of values of
 * the variables in its directives by which it may be prepared.
 */
export function weightOf(document: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition.selectionSet);
  const known = new Map<SelectionSetNode, number>();
  const below = (set: SelectionSetNode | undefined): number => {
    if (!set) return 0;
    const found = known.get(set);
    if (found !== undefined) return found;
    let weight = 0;
    for (const selection of set.selections)
      weight +=
        1 +
        below(
          selection.kind === Kind.FRAGMENT_SPREAD
            ? fragments.get(selection.name.value)
            : selection.selectionSet,
        );
    known.set(set, weight);
    return weight;
  };
  const selections = document.definitions.reduce(
    (sum, definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? sum + below(definition.selectionSet) : sum,
    1,
  );
  return selections * (document.loc?.source.body.includes("@") ? MAX_VARIANTS : 1);
}
