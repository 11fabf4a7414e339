import type { EntityManager } from "typeorm";
import type { Fault } from "../../files/fault.js";
import type { LeftOut } from "../package/package.js";

/** Progress of a load, in rows. */
export interface Progress {
  table: string;
  done: number;
  total: number;
}

/** How many rows of one table a load has written, found unchanged or left out. */
export interface LoadedTable {
  table: string;
  rows: number;
  inserted: number;
  updated: number;
  /** Rows that were stored already, or that belong to another dataset. */
  unchanged: number;
  /** Rows that were left out because of a fault. */
  invalid: number;
  /** Rows that a whole package no longer has: observations are superseded, others deleted. */
  removed: number;
}

/** The outcome of a load: nothing in it, nothing to do, loaded, checked without writing, or refused without writing. */
export type LoadReport =
  | { outcome: "unchanged" }
  | {
      outcome: "loaded" | "checked";
      rowCounts: { table: string; rows: number }[];
      /** How many rows and cells of foreign files were left out, by rule. */
      leftOut: readonly LeftOut[];
      tables: LoadedTable[];
      /** The number of the load; null when nothing was written. */
      revision: number | null;
      faults: Fault[];
      /** The first unlikely cells, which are loaded all the same. */
      warnings: Fault[];
      warningCount: number;
    }
  | { outcome: "refused"; faults: Fault[]; leftOut: readonly LeftOut[] }
  | { outcome: "empty"; leftOut: readonly LeftOut[] };

/** How to load a package. */
export interface LoadOptions {
  /** Whether the package is all of its dataset, so that stored rows it no longer has are removed, where it does not say. */
  isWhole?: boolean;
  /** Whether the rows are all that their sources say in their tables, so that what is missing is removed. */
  complete?: boolean;
  /** Whether to record when rows were learnt and dropped, of packages that say it; else rows of the past are left out. */
  history?: boolean;
  /** Whether to change rows of other datasets, too. */
  takeOver?: boolean;
  /** Whether the package may refer to stored rows. */
  refersToStored?: boolean;
  /** Whether to leave out rows with faults instead of refusing the whole package. */
  skipInvalid?: boolean;
  /** Whether to check everything and write nothing. */
  dryRun?: boolean;
  /**
   * Writes what belongs to the load in its transaction, so that neither is there without the other; `revision` is null when
   * the load changes nothing.
   */
  alsoWrite?: (manager: EntityManager, revision: number | null) => Promise<void>;
  /** Called with each fault; the report has only the first 1,000. */
  onFault?: (fault: Fault) => void;
  /** Called with each unlikely cell that is loaded; the report has only the first 1,000. */
  onWarning?: (warning: Fault) => void;
  onProgress?: (progress: Progress) => void;
  /** Called with the reason when the load begins again. */
  onRepeat?: (message: string) => void;
}
