import {
  Kind,
  getNamedType,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from "graphql";
import { badUserInput } from "../errors.js";
import { documentBounds } from "../graph/document/document-bounds.js";
import { variablesOf } from "../graph/execution/variables.js";
import { soundDocument } from "../graph/document/sound-document.js";
import { columnsOf, isConnection } from "./columns.js";
import type { ExportPlan, Operation, PageRequest } from "./operation.js";
import { pagedDocument, type PageNames } from "./paged-document.js";
import { Selections } from "./selections.js";
import { rowsField, Subject } from "./subject.js";
import { planWhole } from "./whole-plan.js";

/**
 * Plans the export of a query whose only root field is a connection, a table without pages, a list, or an object with one
 * list. Returns null when the operation is
 * invalid: executing it reports why. Throws BAD_USER_INPUT when the operation is valid, but cannot be exported.
 */
export function planExport(
  schema: GraphQLSchema,
  operation: Operation,
  limits: DocumentLimits,
): ExportPlan | null {
  const document = valid(schema, operation.query, limits);
  const definition = document && getOperationAST(document, operation.operationName);
  const query = schema.getQueryType();
  if (!document || !definition || !query) return null;
  const { coerced } = variablesOf(schema, definition, operation.variables);
  if (!coerced) return null;
  const fragments = document.definitions.filter(
    (other): other is FragmentDefinitionNode => other.kind === Kind.FRAGMENT_DEFINITION,
  );
  const selections = new Selections(schema, fragments, coerced);
  const roots = selections.fields([{ selectionSet: definition.selectionSet, type: query }]);
  const [root, ...more] = roots;
  if (!root || more.length > 0)
    throw badUserInput("An export must have exactly one root field: the list to export.");
  const subject = new Subject(operation, definition, fragments, selections, root);
  const type = getNamedType(root[1][0]?.field.type)?.name ?? "";
  return isConnection(type) ? planConnection(subject) : planWhole(subject);
}

/** Limits of a document, in tokens and in levels of fields. */
interface DocumentLimits {
  maxTokens: number;
  maxDepth: number;
}

function valid(
  schema: GraphQLSchema,
  query: string,
  { maxTokens, maxDepth }: DocumentLimits,
): DocumentNode | null {
  try {
    const document = parse(query, { maxLexicalTokens: maxTokens });
    const faults = validate(schema, document, [...specifiedRules, documentBounds(maxDepth), soundDocument]);
    return faults.length === 0 ? document : null;
  } catch {
    return null;
  }
}

function planConnection(subject: Subject): ExportPlan {
  const { operation, args, key, selections } = subject;
  if ((args.last ?? null) !== null || (args.before ?? null) !== null)
    throw badUserInput(
      "An export cannot page backwards: use `first` and `after`, and reverse `orderBy` instead of using `last` or `before`.",
    );
  const limit = (args.first ?? null) as number | null;
  if (limit !== null && limit < 0) throw badUserInput(`\`first\` must be 0 or more, not ${limit}.`);
  const { key: rowsKey, rows } = rowsField(subject, ["nodes", "edges"]);
  const { query, names } = pagedDocument(subject, [...subject.fields().keys()]);
  return {
    name: subject.name,
    columns: columnsOf(selections, rows),
    limit,
    after: (args.after ?? null) as string | null,
    operation: (page) => ({
      ...operation,
      query,
      variables: { ...operation.variables, ...pageVariables(names, page) },
    }),
    read: (data) => {
      const list = data[key] as Record<string, unknown>;
      const info = list[names.pageInfo] as { hasNextPage: boolean; endCursor: string | null };
      return {
        rows: list[rowsKey] as object[],
        total: (list[names.totalCount] ?? null) as number | null,
        next: info.hasNextPage ? info.endCursor : null,
      };
    },
  };
}

const pageVariables = (
  names: PageNames,
  { first, after, counted }: PageRequest,
): Record<string, unknown> => ({
  [names.first]: first,
  [names.after]: after,
  [names.counted]: counted,
});
