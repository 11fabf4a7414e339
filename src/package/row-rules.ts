import { partialDate } from "../time/partial-date.js";
import type { Cells } from "./column.js";

/** A cell that breaks a rule, and why. */
export interface Broken {
  column: string;
  reason: string;
  code?: "REFERENCE" | "TYPE" | "CONSTRAINT" | "RULE";
}

/** Whether a table of the package has a key in a column, by default that of its primary key. */
export type HasKey = (table: string, key: string, column?: string) => boolean;

/** The rules that a row breaks beyond those of its table schema. */
export type Rules = (cells: Cells, hasKey: HasKey) => Broken[];

/** A period must not end before it begins. */
export function periodRules(cells: Cells, startColumn: string, endColumn: string): Broken[] {
  const [start, end] = [partialDate(cells[startColumn] ?? ""), partialDate(cells[endColumn] ?? "")];
  return start?.from && end?.until && start.from > end.until
    ? [{ column: endColumn, reason: `is before ${startColumn} ${cells[startColumn] ?? ""}` }]
    : [];
}
