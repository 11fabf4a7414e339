import type { Cells } from "./column.js";
import type { LoadContext } from "./load-context.js";
import type { Scales } from "./scale.js";

/** A cell that is unlikely but may be right: it is loaded, and the report of the load names it. */
export interface Doubt {
  line: number;
  column: string;
  value: string;
  reason: string;
  /** What would be right. */
  hint?: string;
  /** Whether it is refused until whoever sends the file decides. */
  isFault?: boolean;
}

/** Looks for unlikely cells in the valid rows of one table. */
export interface Doubts {
  /** Takes every row, also those with faults, and where the size of its numbers comes from. */
  note?: (cells: Cells, line: number, scales: Scales) => void;
  /** Takes a row, and returns what is unlikely in it by itself. */
  add: (cells: Cells, line: number) => Doubt | null;
  /** Finds what is unlikely beside the other rows, once all of them have been added. */
  find: () => Iterable<Doubt>;
}

/** Makes what looks for unlikely cells in one load. */
export type MakeDoubts = (context: LoadContext) => Doubts;
