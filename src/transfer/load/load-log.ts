import { run, runPlain, sql, type Database } from "../../database/statement.js";
import type { RecordedLoad } from "../../modules/about/recorded-load.entity.js";

/** A load in the log, and the one that takes it back; null when none does. */
export interface LoggedLoad extends RecordedLoad {
  undoneBy: number | null;
}

const COLUMNS = sql`t.revision AS \`revision\`, t.kind AS \`kind\`, t.dataset_name AS \`datasetName\`, t.title AS \`title\`,
  t.loaded_at AS \`loadedAt\`, t.row_counts AS \`rowCounts\`, t.dataset_before AS \`datasetBefore\`, t.undoes AS \`undoes\`,
  t.change_count AS \`changeCount\``;

type StoredLoad = Omit<RecordedLoad, "rowCounts"> & { rowCounts: string };

const loadOf = ({ rowCounts, ...load }: StoredLoad): RecordedLoad => ({
  ...load,
  rowCounts: JSON.parse(rowCounts) as RecordedLoad["rowCounts"],
});

/** The latest loads, newest first. */
export async function listLoads(db: Database, most: number): Promise<LoggedLoad[]> {
  const rows = await run<StoredLoad>(
    db,
    "loads.list",
    sql`SELECT ${COLUMNS} FROM loads t ORDER BY t.revision DESC LIMIT ${most}`,
  );
  const loads: LoggedLoad[] = [];
  for (const row of rows) loads.push({ ...loadOf(row), undoneBy: await takenBackBy(db, row.revision) });
  return loads;
}

/** A text that is another after a load was taken back, and for a database made anew. */
export async function historyOfLoads(db: Database): Promise<string> {
  const rows = await runPlain(
    db,
    "loads.history",
    sql`SELECT MIN(t.loaded_at), MAX(CASE WHEN t.kind = 'UNDO' THEN t.revision ELSE 0 END) FROM loads t`,
  );
  return JSON.stringify(rows);
}

/** The load with a number, or the last one that loaded something and was not taken back; null when there is none. */
export async function findLoad(db: Database, revision: number | undefined): Promise<RecordedLoad | null> {
  const wanted =
    revision === undefined
      ? sql`t.kind = 'LOAD' AND NOT EXISTS (SELECT 1 FROM loads u WHERE u.undoes = t.revision)`
      : sql`t.revision = ${revision}`;
  const [row] = await run<StoredLoad>(
    db,
    "loads.find",
    sql`SELECT ${COLUMNS} FROM loads t WHERE ${wanted} ORDER BY t.revision DESC LIMIT 1`,
  );
  return row === undefined ? null : loadOf(row);
}

/** The load that takes another back; null when none does. */
export async function takenBackBy(db: Database, revision: number): Promise<number | null> {
  const rows = await runPlain(
    db,
    "loads.takenBackBy",
    sql`SELECT MAX(t.revision) FROM loads t WHERE t.undoes = ${revision}`,
  );
  const found = rows[0]?.[0] ?? null;
  return found === null ? null : Number(found);
}
