import { getNamedType, getNullableType, isCompositeType, isLeafType, isListType } from "graphql";
import type { Cell } from "../files/write/cells.js";
import type { Selected, SelectionOf, Selections } from "./selections.js";

/** A column of a flattened answer. */
export interface Column {
  name: string;
  /** The path from a row to its value. */
  path: readonly (string | number)[];
  /** The type of its values, such as `Date`; empty for lists and objects. */
  type: string;
}

/** Whether a type is a page of a list. */
export const isConnection = (name: string): boolean => name.endsWith("Connection");

/**
 * The columns of a row's selection: objects are flattened to `region.name`, and each list is one column. `nodes` of a
 * connection and `node` of an edge add nothing to the name.
 */
export function columnsOf(selections: Selections, rows: readonly SelectionOf[], at: Column = ROOT): Column[] {
  return [...selections.fields(rows)].flatMap(([key, selected]) => {
    const [type] = rows.map((row) => row.type.name);
    const isInner = isInnerField(type ?? "", selected);
    const name = isInner ? at.name : joined(at.name, key);
    const column = { name, path: [...at.path, key], type: leafType(selected) };
    return isNested(selected) ? columnsOf(selections, inside(selected), column) : [column];
  });
}

const ROOT: Column = { name: "", path: [], type: "" };
const joined = (...names: string[]): string => names.filter((name) => name !== "").join(".");

const isInnerField = (type: string, [selected]: readonly Selected[]): boolean =>
  (isConnection(type) && selected?.field.name === "nodes") ||
  (type.endsWith("Edge") && selected?.field.name === "node");

function leafType([selected]: readonly Selected[]): string {
  const type = getNullableType(selected?.field.type);
  return isLeafType(type) ? type.name : "";
}

const isNested = ([selected]: readonly Selected[]): boolean =>
  selected !== undefined &&
  isCompositeType(getNamedType(selected.field.type)) &&
  !isListType(getNullableType(selected.field.type));

/** The selections inside a field, one for each place that selects the field. */
export const inside = (selected: readonly Selected[]): SelectionOf[] =>
  selected.flatMap(({ node, field }) => {
    const type = getNamedType(field.type);
    return isCompositeType(type) ? [{ selectionSet: node.selectionSet, type }] : [];
  });

/**
 * The columns for rows of statistics: one for each indicator and field of its cell. The column of a cell's `value` is
 * named after the indicator's code alone.
 */
export function statisticColumns(
  selections: Selections,
  rows: readonly SelectionOf[],
  indicators: readonly string[],
): Column[] {
  return [...selections.fields(rows)].flatMap(([key, selected]) => {
    const at = { name: key, path: [key], type: leafType(selected) };
    if (selected[0]?.field.name !== "cells")
      return isNested(selected) ? columnsOf(selections, inside(selected), at) : [at];
    const cell = columnsOf(selections, inside(selected));
    return indicators.flatMap((code, index) =>
      cell.map(({ name, path, type }) => ({
        type,
        name: joined(key === "cells" ? "" : key, code, name === "value" ? "" : name),
        path: [key, index, ...path],
      })),
    );
  });
}

/** The same columns, of what rows have under a key. */
export const prefixed = (key: string, columns: readonly Column[]): Column[] =>
  columns.map((column) => ({ ...column, path: [key, ...column.path] }));

/** A column's value in a row; null when any object on its path is null. */
export const valueOf = (row: object, { path }: Column): unknown =>
  path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | null)?.[key] ?? null,
    row,
  );

/** A value as one cell: lists of scalars are joined by "; ", objects and other lists are JSON. */
export function cellOf(value: unknown): Cell {
  if (
    value === null ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    typeof value === "string"
  ) {
    return value;
  }
  const isPlainList = Array.isArray(value) && value.every((element) => typeof element !== "object");
  return isPlainList ? value.join("; ") : JSON.stringify(value);
}
