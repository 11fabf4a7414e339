import type { EntityManager } from "typeorm";
import { run } from "../../database/statement.js";
import { refreshes } from "../../modules/index.js";
import type { ChangeSet } from "../../package/change-set.js";
import { TABLES } from "../package/tables.js";

/**
 * Refreshes everything materialized that depends on a load's changes. `since` is the instant of the last refresh; null
 * when there was none.
 */
export async function refresh(
  manager: EntityManager,
  changes: ChangeSet,
  since: string | null,
): Promise<void> {
  for (const each of refreshes) await each.run(manager, changes, since);
}

/** Removes everything materialized and notes all stored rows as changed, so that a refresh computes everything again. */
export async function startAfresh(manager: EntityManager, changes: ChangeSet): Promise<void> {
  for (const { forget } of refreshes)
    for (const statement of forget) await run(manager, "transfer.forget", statement);
  for (const { name, options } of TABLES.values()) {
    changes.tables.add(name);
    await options.noteAll?.(changes, manager);
  }
}
