import { GraphQLScalarType, valueFromASTUntyped, type ObjectValueNode, type ValueNode } from "graphql";
import { badUserInput, shown } from "../../errors.js";
import type { Cells } from "../../package/column.js";
import { numberText } from "../../package/cell-text.js";

/** `SubmittedCells`: a row of a table as an object from columns to texts, numbers, booleans and null; never answered. */
export const SubmittedCells = new GraphQLScalarType<Cells, never>({
  name: "SubmittedCells",
  description:
    'A row of a table of a data package: an object from its columns to texts, numbers, booleans and null, `{"region_code": "33.74", "value": 1200}`; columns that are left out are empty.',
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc8259#section-4",
  serialize: () => {
    throw new TypeError("Cells are answered column by column");
  },
  parseValue: (value) => cellsOf(value),
  parseLiteral: (node, variables) => cellsOf(valueFromASTUntyped(node, variables), node),
});

function cellsOf(value: unknown, node?: ValueNode | ObjectValueNode): Cells {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badUserInput(
      `A row must be an object from columns to texts, numbers, booleans and null, not ${shown(value)}.`,
      node,
    );
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([column, cell]) => [column, textOf(cell, column)]),
  );
}

function textOf(cell: unknown, column: string): string {
  if (cell === null) return "";
  if (typeof cell === "number") return numberText(cell);
  if (typeof cell === "string" || typeof cell === "boolean") return String(cell);
  throw badUserInput(
    `The cell of \`${column}\` must be a text, a number, a boolean or null, not ${shown(cell)}.`,
  );
}
