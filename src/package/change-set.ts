import type { EntityManager } from "typeorm";
import type { Sql } from "../database/statement.js";
import type { Changes } from "../database/write-rows.js";
import { Memories } from "./memories.js";

/** The changes of a load that materialized tables depend on. Each table of a package notes its own changes. */
export class ChangeSet extends Memories {
  /** The tables of which any row was written or removed. */
  readonly tables = new Set<string>();

  constructor(
    /** The instant of the load, as stored. */
    readonly at: string,
  ) {
    super();
  }

  /** Notes rows that were written to a table or removed from it. */
  note({ name, options }: Noting, rows: Changes): void {
    options.noteChanges?.(this, rows);
    if (rows.inserted.length + rows.changed.length > 0) this.tables.add(name);
  }
}

/** A table that may note more of its rows than that they have changed. */
interface Noting {
  readonly name: string;
  readonly options: { readonly noteChanges?: NoteChanges };
}

/** Notes rows that a load has written to a table or removed from it. */
export type NoteChanges = (changes: ChangeSet, rows: Changes) => void;

/** Notes all rows of a table, as if a load had changed them. */
export type NoteAll = (changes: ChangeSet, manager: EntityManager) => Promise<void>;

/** How materialized data is refreshed from the rows of packages. */
export interface Refresh {
  /** Statements that delete the materialized data before it is computed by new rules, which may leave rows out. */
  readonly forget: readonly Sql[];
  /**
   * Refreshes the data within the transaction of a load. `since` is the instant of the last refresh, or null before the
   * first: periods that had not ended by then may have ended by now.
   */
  readonly run: (manager: EntityManager, changes: ChangeSet, since: string | null) => Promise<void>;
}
