import { run, type Sql } from "../database/statement.js";
import type { NoteAll, NoteChanges } from "./change-set.js";
import type { Memory } from "./memories.js";

/** Keys of rows that a load has changed. */
export type ChangedKeys = Memory<Set<string>>;

/** Declares a set of keys of changed rows of one table. */
export const changedKeys = (): ChangedKeys => ({ make: () => new Set() });

/** Notes the keys of changed and removed rows, and of new rows unless `changedOnly` is set. */
export const noteKeys =
  (keys: ChangedKeys, property: string, { changedOnly = false } = {}): NoteChanges =>
  (changes, { inserted, changed }) => {
    const noted = changes.of(keys);
    for (const row of changedOnly ? changed : [...inserted, ...changed]) noted.add(row[property] as string);
  };

/** Notes all keys that a statement selects in its column `key`. */
export const noteAllKeys =
  (keys: ChangedKeys, name: string, statement: Sql): NoteAll =>
  async (changes, manager) => {
    const noted = changes.of(keys);
    for (const { key } of await run<{ key: string }>(manager, name, statement)) noted.add(key);
  };
