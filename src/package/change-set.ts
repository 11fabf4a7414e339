import type { EntityManager } from "typeorm";
import type { Sql } from "../database/statement.js";
import type { Changes } from "../database/write-rows.js";
import { Memories } from "./memories.js";

/** What a load has changed, as far as something materialized follows from it: each table notes its own changes. */
export class ChangeSet extends Memories {
  constructor(
    /** The instant of the load, as stored. */
    readonly at: string,
  ) {
    super();
  }
}

/** Notes rows of a table that a load has written or removed. */
export type NoteChanges = (changes: ChangeSet, rows: Changes) => void;

/** Notes everything stored in a table, as if a load had changed it. */
export type NoteAll = (changes: ChangeSet, manager: EntityManager) => Promise<void>;

/** How something is brought up to date that is materialized beside the rows of packages. */
export interface Refresh {
  /** Statements that remove it: other rules may put nothing in its place. */
  readonly forget: readonly Sql[];
  /**
   * Brings it up to date after a load, within its transaction. `since` is the instant of the last refresh, null when
   * there was none: a period under way then may have ended by now.
   */
  readonly run: (manager: EntityManager, changes: ChangeSet, since: string | null) => Promise<void>;
}
