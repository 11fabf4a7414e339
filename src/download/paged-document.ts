import {
  Kind,
  print,
  separateOperations,
  visit,
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type NameNode,
  type OperationDefinitionNode,
  type TypeNode,
  type ValueNode,
  type VariableNode,
} from "graphql";
import type { Selected } from "./selections.js";

/** The only root field of an operation. */
export interface ExportedField {
  definition: OperationDefinitionNode;
  fragments: readonly FragmentDefinitionNode[];
  /** Every place that selects it in the operation, with the same response key and arguments each time. */
  selected: readonly Selected[];
}

/** Names of the variables and aliases that are added to the caller's operation. */
export interface PageNames {
  first: string;
  after: string;
  counted: string;
  pageInfo: string;
  totalCount: string;
}

/**
 * The operation with its list paged by variables, and with `pageInfo` and, on demand, `totalCount` beside the rows. Its
 * text is the same for all pages, so that the server parses and validates it once. `taken` are response keys in use.
 */
export function pagedDocument(
  exported: ExportedField,
  taken: readonly string[],
): { query: string; names: PageNames } {
  const variables = (exported.definition.variableDefinitions ?? []).map(
    ({ variable }) => variable.name.value,
  );
  const names: PageNames = {
    first: unused("exportFirst", variables),
    after: unused("exportAfter", variables),
    counted: unused("exportCounted", variables),
    pageInfo: unused("exportPage", taken),
    totalCount: unused("exportTotal", taken),
  };
  const whenCounted: DirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: nameNode("include"),
    arguments: [argument("if", variableNode(names.counted))],
  };
  const field = withArguments(
    exported,
    ["first", "after", "last", "before"],
    [argument("first", variableNode(names.first)), argument("after", variableNode(names.after))],
  );
  const beside = [
    fieldNode("pageInfo", names.pageInfo, [fieldNode("hasNextPage"), fieldNode("endCursor")]),
    { ...fieldNode("totalCount", names.totalCount), directives: [whenCounted] },
  ];
  const added = { [names.first]: "Int!", [names.after]: "String", [names.counted]: "Boolean!" };
  return { query: print(documentOf(exported, withFields(exported, field, beside), added)), names };
}

/**
 * The operation with the field `total`, the number of all rows, beside its rows, and with `first` as given; null keeps the
 * caller's `first`.
 */
export function wholeDocument(
  exported: ExportedField,
  taken: readonly string[],
  total: string,
  first: number | null,
): { query: string; totalKey: string } {
  const totalKey = unused("exportTotal", taken);
  const field =
    first === null
      ? withArguments(exported, [], [])
      : withArguments(exported, ["first"], [argument("first", { kind: Kind.INT, value: String(first) })]);
  const whole = withFields(exported, field, [fieldNode(total, totalKey)]);
  return { query: print(documentOf(exported, whole, {})), totalKey };
}

function withArguments(
  { selected: [first] }: ExportedField,
  without: readonly string[],
  added: readonly ArgumentNode[],
): FieldNode {
  if (!first) throw new Error("An exported field is selected at least once");
  const kept = (first.node.arguments ?? []).filter(({ name }) => !without.includes(name.value));
  // `@skip` and `@include` have been evaluated already.
  return { ...first.node, arguments: [...kept, ...added], directives: [] };
}

const withFields = (
  { selected }: ExportedField,
  field: FieldNode,
  added: readonly FieldNode[],
): FieldNode => ({
  ...field,
  selectionSet: {
    kind: Kind.SELECTION_SET,
    selections: [...selected.flatMap(({ node }) => node.selectionSet?.selections ?? []), ...added],
  },
});

// The operation with only that field, and without fragments and variables that are no longer used.
function documentOf(
  { definition, fragments }: ExportedField,
  field: FieldNode,
  added: Record<string, string>,
): DocumentNode {
  const operation: OperationDefinitionNode = {
    ...definition,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
  const [document] = Object.values(
    separateOperations({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }),
  );
  const used = new Set<string>();
  visit(document ?? operation, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  return visit(document ?? { kind: Kind.DOCUMENT, definitions: [] }, {
    OperationDefinition: (node) => ({
      ...node,
      variableDefinitions: [
        ...(node.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
        ...Object.entries(added).map(([name, type]) => ({
          kind: Kind.VARIABLE_DEFINITION as const,
          variable: variableNode(name),
          type: typeNode(type),
        })),
      ],
    }),
  });
}

function unused(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? unused(`${name}_`, taken) : name;
}

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });
const variableNode = (name: string): VariableNode => ({ kind: Kind.VARIABLE, name: nameNode(name) });
const argument = (name: string, value: ValueNode): ArgumentNode => ({
  kind: Kind.ARGUMENT,
  name: nameNode(name),
  value,
});

function fieldNode(name: string, alias?: string, inner?: readonly FieldNode[]): FieldNode {
  return {
    kind: Kind.FIELD,
    name: nameNode(name),
    ...(alias === undefined ? {} : { alias: nameNode(alias) }),
    ...(inner ? { selectionSet: { kind: Kind.SELECTION_SET, selections: inner } } : {}),
  };
}

function typeNode(type: string): TypeNode {
  const name = { kind: Kind.NAMED_TYPE as const, name: nameNode(type.replace("!", "")) };
  return type.endsWith("!") ? { kind: Kind.NON_NULL_TYPE, type: name } : name;
}
