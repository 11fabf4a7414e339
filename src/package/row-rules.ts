import { partialDate } from "../time/partial-date.js";
import type { Cells } from "./column.js";
import type { LoadContext } from "./load-context.js";

/** A cell that breaks a rule, and why. */
export interface Broken {
  column: string;
  reason: string;
  code?: "REFERENCE" | "TYPE" | "CONSTRAINT" | "RULE";
}

/** Whether a table of the package has a row with this key in the column, by default in its primary key. */
export type HasKey = (table: string, key: string, column?: string) => boolean;

/** Finds the rules that a row breaks, other than those of its table schema. */
export type Rules = (cells: Cells, hasKey: HasKey, context: LoadContext) => Broken[];

/** The rule that a period must not end before it begins. */
export function periodRules(cells: Cells, startColumn: string, endColumn: string): Broken[] {
  const [start, end] = [partialDate(cells[startColumn] ?? ""), partialDate(cells[endColumn] ?? "")];
  return start?.from && end?.until && start.from > end.until
    ? [{ column: endColumn, reason: `is before ${startColumn} ${cells[startColumn] ?? ""}` }]
    : [];
}
