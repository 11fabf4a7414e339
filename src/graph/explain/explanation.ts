import type { RanStatement } from "../../database/statement.js";
import { statementsOf, type Place } from "./place.js";

/** How one operation was executed. */
export interface Explanation {
  /** The operation's name; null when it has none. */
  name: string | null;
  root: Place;
  /** From the beginning of the execution until the answer was there. */
  milliseconds: number;
  /** What the operation costs at most, as limits reckon it. */
  price: number;
  /** What the answer tells of fields that failed. */
  errors: readonly string[];
}

/** How an explanation is to be shown. */
export interface Showing {
  /** With the text of each statement. */
  sql: boolean;
}

export const operationTitle = ({ name }: Explanation): string => (name === null ? "query" : `query ${name}`);

/** What statements selected at a place, a line for each table. */
export const columnLines = ({ selected }: Place): string[] =>
  selected.map(({ entity, columns }) => `${entity}: ${columns ? columns.join(", ") : "all columns"}`);

/** How a place comes to its rows, such as `one, joined`. */
export const readingOf = ({ kinds, reading }: Place): string => `${kinds.join(" or ")}, ${reading}`;

/** What a statement came to, such as `2 rows, 1.3 ms`. */
export const outcomeOf = ({ rows, milliseconds }: RanStatement): string =>
  `${rows === null ? "failed" : counted(rows, "row")}, ${shown(milliseconds)}`;

/** The text of a statement in one line. */
export const lineOf = ({ sql }: RanStatement): string => sql.replace(/\s+/g, " ").trim();

/** Statements, rows and times of the whole operation, and its price. */
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
