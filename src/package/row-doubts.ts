import type { Cells } from "./column.js";
import type { LoadContext } from "./load-context.js";

/** A cell that is unlikely but may be right: it is loaded, and the report of the load names it. */
export interface Doubt {
  line: number;
  column: string;
  value: string;
  reason: string;
}

/** Looks for unlikely cells in the valid rows of one table. */
export interface Doubts {
  /** Takes a row, and returns what is unlikely in it by itself. */
  add: (cells: Cells, line: number) => Doubt | null;
  /** Finds what is unlikely beside the other rows, once all of them have been added. */
  find: () => Iterable<Doubt>;
}

/** Makes what looks for unlikely cells in one load. */
export type MakeDoubts = (context: LoadContext) => Doubts;
