import type { Fault } from "../../files/fault.js";

/** How far a load has come. */
export interface Progress {
  table: string;
  done: number;
  total: number;
}

/** What became of the rows of one table. */
export interface LoadedTable {
  table: string;
  rows: number;
  inserted: number;
  updated: number;
  /** Rows that stood already, or that another dataset owns. */
  unchanged: number;
  /** Rows left out because of a fault. */
  invalid: number;
}

/** What became of a load: nothing to do, loaded (or found loadable), or refused with nothing written. */
export type LoadReport =
  | { outcome: "unchanged" }
  | {
      outcome: "loaded" | "checked";
      rowCounts: { table: string; rows: number }[];
      tables: LoadedTable[];
      faults: Fault[];
    }
  | { outcome: "refused"; faults: Fault[] };

/** How a package is loaded. */
export interface LoadOptions {
  /** Whether the package is all of its dataset, so that rows it no longer has are removed. */
  isWhole?: boolean;
  /** Whether rows that another dataset brought are changed too. */
  takeOver?: boolean;
  /** Whether the package may refer to what is stored already. */
  refersToStored?: boolean;
  /** Whether rows with faults are left out, rather than the whole package refused. */
  skipInvalid?: boolean;
  /** Whether everything is checked and nothing written. */
  dryRun?: boolean;
  /** Told of each fault; the report holds the first 1,000 only. */
  onFault?: (fault: Fault) => void;
  onProgress?: (progress: Progress) => void;
}
