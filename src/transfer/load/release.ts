import type { DataSource, EntityManager } from "typeorm";
import { inLoad } from "../../database/in-load.js";
import { run, sql } from "../../database/statement.js";
import { ChangeSet } from "../../package/change-set.js";
import { LoadContext } from "../../package/load-context.js";
import { TABLES } from "../package/tables.js";
import { refresh } from "./refresh.js";
import { LoadJournal } from "./load-journal.js";
import { loadMoment, nextRevision } from "./load-moment.js";

/**
 * Stores the rows that loads withheld until today or an earlier day, and refreshes everything from them in the same
 * transaction, as if they were loaded now. Returns how many there were; nothing is locked or written when there are none.
 * To be called by one process at a time.
 */
export async function releaseDue(dataSource: DataSource): Promise<number> {
  if (!(await isAnyDue(dataSource))) return 0;
  return inLoad(dataSource, async (manager) => {
    const moment = await loadMoment(manager, "");
    const { now, last } = moment;
    const journal = new LoadJournal(manager, nextRevision(last), now);
    const changes = new ChangeSet(now);
    let count = 0;
    for (const table of TABLES.values())
      for (const dataset of (await table.options.withheld?.due(manager)) ?? [])
        count += await releaseOf(manager, { table: table.name, dataset, now, changes, journal });
    await refresh(manager, changes, last?.loadedAt ?? null);
    await countLoad(manager, last?.revision ?? 0);
    await recordRelease(journal, count);
    return count;
  });
}

/** Whether any rows wait whose day has come. */
export async function isAnyDue(dataSource: DataSource): Promise<boolean> {
  for (const { options } of TABLES.values())
    if (((await options.withheld?.due(dataSource)) ?? []).length > 0) return true;
  return false;
}

interface Release {
  table: string;
  dataset: string;
  now: string;
  changes: ChangeSet;
  journal: LoadJournal;
}

async function releaseOf(
  manager: EntityManager,
  { table, dataset, now, changes, journal }: Release,
): Promise<number> {
  const context = new LoadContext(dataset);
  for (const { options } of TABLES.values()) await options.recall?.(manager, context);
  const rowTable = TABLES.get(table);
  const writer = rowTable?.writer({ manager, context, now, takeOver: false });
  const before = await writer?.waiting?.();
  let released = 0;
  for (let more = true; more;) {
    const rows = await writer?.release?.();
    if (rows && rowTable) {
      await journal.note(rowTable, rows);
      changes.note(rowTable, rows);
    }
    released += (rows?.inserted.length ?? 0) + (rows?.changed.length ?? 0);
    more = Boolean(rows);
  }
  const after = await writer?.waiting?.();
  const count = (before?.count ?? 0) - (after?.count ?? 0);
  await countRows(manager, { dataset, table, count, releasedOn: after?.releasedOn ?? null });
  return released;
}

// What everybody is told of a dataset leaves out the rows that wait.
async function countRows(
  manager: EntityManager,
  released: { dataset: string; table: string; count: number; releasedOn: string | null },
): Promise<void> {
  const { dataset, table, count, releasedOn } = released;
  const [stored] = await run<{ rowCounts: string }>(
    manager,
    "transfer.findRowCounts",
    sql`SELECT t.row_counts AS \`rowCounts\` FROM datasets t WHERE t.name = ${dataset}`,
  );
  const counts = JSON.parse(stored?.rowCounts ?? "[]") as { table: string; rows: number }[];
  for (const each of counts) if (each.table === table) each.rows += count;
  await run(
    manager,
    "transfer.countReleased",
    sql`UPDATE datasets SET row_counts = ${JSON.stringify(counts)}, released_on = ${releasedOn} WHERE name = ${dataset}`,
  );
}

async function recordRelease(journal: LoadJournal, inserted: number): Promise<void> {
  const counts = {
    table: "observations",
    rows: inserted,
    inserted,
    updated: 0,
    unchanged: 0,
    invalid: 0,
    removed: 0,
  };
  const load = { kind: "RELEASE", datasetName: "", title: "Embargoes that have ended" } as const;
  await journal.close({ ...load, datasetBefore: null, undoes: null }, [counts]);
}

// Everything that is cached depends on the number of the load.
async function countLoad(manager: EntityManager, revision: number): Promise<void> {
  await run(
    manager,
    "transfer.countLoad",
    sql`UPDATE datasets SET revision = ${revision + 1} WHERE revision = ${revision}`,
  );
}
