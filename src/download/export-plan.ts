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
  type OperationDefinitionNode,
} from "graphql";
import { badUserInput, queryTooLarge } from "../errors.js";
import { argumentsOf } from "../graph/plan/arguments.js";
import { documentBounds } from "../graph/document/document-bounds.js";
import { variablesOf } from "../graph/execution/variables.js";
import { soundDocument } from "../graph/document/sound-document.js";
import { columnsOf, inside, isConnection, statisticColumns } from "./columns.js";
import type { ExportPlan, Operation, PageRequest } from "./operation.js";
import { pagedDocument, wholeDocument, type ExportedField, type PageNames } from "./paged-document.js";
import { Selections, type Selected, type SelectionOf } from "./selections.js";

/** Maximum number of rows of `statistics`, which has no pages. */
const MAX_STATISTIC_ROWS = 5000;

/**
 * Plans the export of a query whose only root field is a connection or `statistics`. Returns null when the operation is
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
  if (type === "StatisticTable") return planStatistics(subject);
  if (isConnection(type)) return planConnection(subject);
  throw badUserInput(`\`${subject.fieldName}\` cannot be exported: only connections and \`statistics\` can.`);
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

/** The root field of an operation, with the operation and its fragments. */
class Subject implements ExportedField {
  readonly key: string;
  readonly selected: readonly Selected[];
  readonly fieldName: string;
  readonly args: Record<string, unknown>;

  constructor(
    readonly operation: Operation,
    readonly definition: OperationDefinitionNode,
    readonly fragments: readonly FragmentDefinitionNode[],
    readonly selections: Selections,
    [key, selected]: [string, Selected[]],
  ) {
    const [first] = selected;
    this.key = key;
    this.selected = selected;
    this.fieldName = first?.field.name ?? key;
    this.args = first ? argumentsOf(first.field, first.node, selections.variables) : {};
  }

  get name(): string {
    return this.definition.name?.value ?? this.key;
  }

  /** The fields selected of the list itself, by response key. */
  fields(): Map<string, Selected[]> {
    return this.selections.fields(inside(this.selected));
  }
}

/**
 * The only selected field among those named, with its response key. Throws BAD_USER_INPUT unless there is exactly one.
 */
function rowsField(subject: Subject, names: readonly string[]): { key: string; rows: SelectionOf[] } {
  const found = [...subject.fields()].filter(([, [selected]]) => names.includes(selected?.field.name ?? ""));
  const [field] = found;
  if (!field || found.length > 1) {
    const choice = names.map((name) => `\`${name}\``).join(" or ");
    throw badUserInput(`Select the rows to export once, in ${choice} of \`${subject.fieldName}\`.`);
  }
  return { key: field[0], rows: inside(field[1]) };
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

function planStatistics(subject: Subject): ExportPlan {
  const { operation, args, key, selections, selected } = subject;
  const isLimited = selected[0]?.node.arguments?.some(({ name }) => name.value === "first") ?? false;
  const { key: rowsKey, rows } = rowsField(subject, ["rows"]);
  const { query, totalRows } = wholeDocument(
    subject,
    [...subject.fields().keys()],
    isLimited ? null : MAX_STATISTIC_ROWS,
  );
  return {
    name: subject.name,
    columns: statisticColumns(selections, rows, args.indicators as string[]),
    limit: isLimited ? (args.first as number) : null,
    after: null,
    operation: () => ({ ...operation, query }),
    read: (data) => {
      const table = data[key] as Record<string, unknown>;
      const shown = table[rowsKey] as object[];
      const total = table[totalRows] as number;
      if (!isLimited && total > shown.length)
        throw queryTooLarge(
          `The table has ${total} rows; an export of statistics has at most ${MAX_STATISTIC_ROWS}. Filter more, or set \`first\`.`,
        );
      return { rows: shown, total: null, next: null };
    },
  };
}
