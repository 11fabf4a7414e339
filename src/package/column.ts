import type { Values } from "../database/write-rows.js";
import { partialDate } from "../time/partial-date.js";
import { numberText } from "./cell-text.js";

/** The cells of a row by column; an empty cell is empty text. */
export type Cells = Readonly<Record<string, string>>;

/** The format of a column's cells. */
export type ColumnKind =
  "text" | "list" | "number" | "integer" | "year" | "boolean" | "date" | "region" | "recipient";

/** A column of a package table. Converts its cells to an entity's properties and back. */
export interface PackageColumn<Row> {
  readonly kind: ColumnKind;
  /** Whether no cell may be empty. */
  readonly required: boolean;
  /** The meaning of a column that the committed package does not describe, because only partners fill it. */
  readonly description?: string;
  /** Whether only packages with history have it, which then also have rows of the past. */
  readonly isHistory?: boolean;
  /** Which day of a period it is, for a column that begins or ends one. */
  readonly edge?: "from" | "until";
  /** The properties that the cell fills. */
  readonly properties: readonly (keyof Row & string)[];
  /** Sets the properties from a cell that has passed validation. */
  readonly read: (cell: string, values: Values, cells: Cells) => void;
  readonly write: (row: Row) => string;
}

type Holding<Property extends string, Value> = Readonly<Record<Property, Value>>;
type ColumnOf<Property extends string, Value> = PackageColumn<Holding<Property, Value>>;

/** A column that one property stores. */
function stored<Property extends string, Value>(
  property: Property,
  kind: ColumnKind,
  read: (cell: string) => unknown,
  write: (value: Value) => string,
): ColumnOf<Property, Value> {
  return {
    kind,
    required: true,
    properties: [property],
    read: (cell, values) => {
      values[property] = read(cell);
    },
    write: (row) => write(row[property]),
  };
}

const textOf = (cell: string): string | null => (cell === "" ? null : cell);
const numberOf = (cell: string): number | null => (cell === "" ? null : Number(cell));

/** The same column, in which cells may be empty. */
export const optional = <Row>(column: PackageColumn<Row>): PackageColumn<Row> => ({
  ...column,
  required: false,
});

/** The same column, in which cells may be empty; exported only if some row fills it. */
export const partnersOnly = <Row>(column: PackageColumn<Row>, description: string): PackageColumn<Row> => ({
  ...column,
  required: false,
  description,
});

/** The same column, in which cells may be empty; only packages with history have it. */
export const historyOnly = <Row>(column: PackageColumn<Row>, description: string): PackageColumn<Row> => ({
  ...partnersOnly(column, description),
  isHistory: true,
});

/** An instant, written `2026-11-20T08:30:00.000Z`; `endless` stands for an empty cell. */
export const instant = <P extends string>(property: P, endless?: string): ColumnOf<P, string | null> =>
  stored(
    property,
    "text",
    (cell) => (cell === "" ? null : cell.replace("T", " ").replace("Z", "")),
    (value) => (value === null || value === endless ? "" : `${value.replace(" ", "T")}Z`),
  );

/** Text; an empty cell is null. */
export const text = <P extends string>(property: P): ColumnOf<P, string | null> =>
  stored(property, "text", textOf, (value) => value ?? "");

/** The code of a region. */
export const region = <P extends string>(property: P): ColumnOf<P, string | null> => ({
  ...text(property),
  kind: "region",
});

/** A number with a decimal point. */
export const number = <P extends string>(property: P): ColumnOf<P, number | null> =>
  stored(property, "number", numberOf, numberText);

/** A whole number. */
export const integer = <P extends string>(property: P): ColumnOf<P, number | null> => ({
  ...number(property),
  kind: "integer",
});

/** A calendar year. */
export const year = <P extends string>(property: P): ColumnOf<P, number | null> => ({
  ...number(property),
  kind: "year",
});

/** `true` or `false`. */
export const flag = <P extends string>(property: P): ColumnOf<P, boolean> =>
  stored(property, "boolean", (cell) => cell === "true", String);

/** Texts separated by semicolons; an empty cell is an empty list. */
export const list = <P extends string>(property: P): ColumnOf<P, readonly string[]> =>
  stored(
    property,
    "list",
    (cell) => (cell === "" ? [] : cell.split(";")),
    (values) => values.join(";"),
  );

/** A date of any precision (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`), stored as written. */
export const date = <P extends string>(property: P): ColumnOf<P, string | null> => ({
  ...text(property),
  kind: "date",
});

/** A date of any precision, stored as its first or last possible day. */
export const dayOf = <P extends string>(property: P, edge: "from" | "until"): ColumnOf<P, string | null> => ({
  ...stored<P, string | null>(
    property,
    "date",
    (cell) => partialDate(cell)?.[edge] ?? null,
    (value) => value ?? "",
  ),
  edge,
});

/**
 * A date of any precision, stored in several properties: `on` if the day is known, `text` if only the month or year is,
 * and optionally its first and last possible day.
 */
export function partial<On extends string, Text extends string, Bound extends string = never>(
  on: On,
  text: Text,
  bounds: { from?: Bound; until?: Bound } = {},
): PackageColumn<Holding<On | Text, string | null> & Holding<Bound, unknown>> {
  const { from, until } = bounds;
  return {
    kind: "date",
    required: true,
    properties: [on, text, ...[from, until].filter((bound) => bound !== undefined)],
    read: (cell, values) => {
      const date = partialDate(cell);
      values[on] = date?.on ?? null;
      values[text] = date?.text ?? null;
      if (from !== undefined) values[from] = date?.from ?? null;
      if (until !== undefined) values[until] = date?.until ?? null;
    },
    write: (row) => row[on] ?? row[text] ?? "",
  };
}
