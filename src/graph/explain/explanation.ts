import type { RanStatement } from "../../database/statement.js";
import { statementsOf, type Place } from "./place.js";

/** How one operation was executed. */
export interface Explanation {
  /** The operation's name; null when it has none. */
  name: string | null;
  root: Place;
  /** Time from the start of the execution until the answer. */
  milliseconds: number;
  /** The price of the operation, as the price limit counts it. */
  price: number;
  /** Messages of the errors in the answer. */
  errors: readonly string[];
}

/** Options for showing an explanation. */
export interface ShowOptions {
  /** Whether to show the text of each statement. */
  sql: boolean;
}

export const operationTitle = ({ name }: Explanation): string => (name === null ? "query" : `query ${name}`);

/** The columns that statements selected at a place, as one line for each table. */
export const columnLines = ({ selected }: Place): string[] =>
  selected.map(({ entity, columns }) => `${entity}: ${columns ? columns.join(", ") : "all columns"}`);

/** The kind of a place and how its rows were read, such as `one, joined`. */
export const readingOf = ({ kinds, reading }: Place): string => `${kinds.join(" or ")}, ${reading}`;

/** The result and time of a statement, such as `2 rows, 1.3 ms`. */
export const outcomeOf = ({ rows, milliseconds }: RanStatement): string =>
  `${rows === null ? "failed" : counted(rows, "row")}, ${shown(milliseconds)}`;

/** The SQL of a statement in one line. */
export const lineOf = ({ sql }: RanStatement): string => sql.replace(/\s+/g, " ").trim();

/** Totals of statements, rows and time of the operation, and its price. */
export function totalsOf({ root, milliseconds, price }: Explanation): string {
  const statements = statementsOf(root);
  const rows = statements.reduce((sum, statement) => sum + (statement.rows ?? 0), 0);
  const time = statements.reduce((sum, statement) => sum + statement.milliseconds, 0);
  return [
    counted(statements.length, "statement"),
    counted(rows, "row"),
    `${shown(time)} in statements`,
    `${shown(milliseconds)} in all`,
    `price ${price.toLocaleString("en-US")}`,
  ].join(", ");
}

const counted = (number: number, noun: string): string =>
  `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;

const shown = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms`;
