import type { EntityManager } from "typeorm";
import type { Sql } from "../database/statement.js";
import type { Changes } from "../database/write-rows.js";
import { Memories } from "./memories.js";

/** The changes of a load on which something materialized depends; each table notes its own. */
export class ChangeSet extends Memories {}

/** Notes rows of a table that a load has written or removed. */
export type NoteChanges = (changes: ChangeSet, rows: Changes) => void;

/** Notes every row of a table, as if a load had changed it. */
export type NoteAll = (changes: ChangeSet, manager: EntityManager) => Promise<void>;

/** Refreshes something that is materialized beside the rows of packages. */
export interface Refresh {
  /** Statements that delete it before new rules refresh it: rows that these no longer give would remain. */
  readonly forget: readonly Sql[];
  /**
   * Refreshes it after a load, within its transaction. `since` is the instant of the last refresh, or null for the first
   * one: periods may have ended in between.
   */
  readonly run: (manager: EntityManager, changes: ChangeSet, since: string | null) => Promise<void>;
}
