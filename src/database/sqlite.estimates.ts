import type { DataSource } from "typeorm";
import { turn } from "../time/turn.js";
import { quoted } from "./quoted.js";

// An average says nothing of one value: most rows may have one, and none another. From so many rows on, SQLite keeps samples
// of the values too, for which it plans a statement anew each time that it runs. Below, a wrong guess costs less than that.
const SAMPLED_ROWS = 20_000;

// As MySQL does, a table is estimated anew when a tenth of it has changed.
const SHARE = 0.1;

const isMuch = (rows: number, of: number): boolean => rows > 0 && rows >= SHARE * of;

/**
 * Estimates how many rows of each table have one value, which SQLite does only when it is told to, and tells the connections
 * that are open. `changed` says how many rows of each table a load has changed; what follows from these in other tables is
 * found by their size, and so is what was never estimated.
 */
export async function refreshEstimates(
  dataSource: DataSource,
  changed: ReadonlyMap<string, number>,
): Promise<void> {
  const known = await knownRows(dataSource);
  const due = new Map<string, number>();
  const look = async (table: string): Promise<void> => {
    const [before, rows] = [known.get(table) ?? 0, await rowsOf(dataSource, table)];
    if (isMuch(Math.max(changed.get(table) ?? 0, Math.abs(rows - before)), before)) due.set(table, rows);
  };
  const all = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const isFirst = (table: string): boolean => changed.has(table) || !known.has(table);
  for (const table of all.filter(isFirst)) await look(table);
  if (due.size === 0) return;
  for (const table of all.filter((table) => !isFirst(table))) await look(table);
  for (const [table, rows] of due) await estimate(dataSource, table, rows);
  await tellConnections(dataSource);
}

async function rowsOf(dataSource: DataSource, table: string): Promise<number> {
  const [{ rows }] = await dataSource.query<[{ rows: number }]>(
    `SELECT COUNT(*) AS "rows" FROM ${quoted(table)}`,
  );
  return rows;
}

/** How many rows each table had when it was estimated last; without tables whose estimates lack samples that they need. */
async function knownRows(dataSource: DataSource): Promise<Map<string, number>> {
  const tables = await dataSource.query<{ name: string }[]>(
    "SELECT m.name FROM sqlite_master m WHERE m.name IN ('sqlite_stat1', 'sqlite_stat4')",
  );
  const isThere = (name: string): boolean => tables.some((table) => table.name === name);
  if (!isThere("sqlite_stat1")) return new Map();
  const known = await dataSource.query<{ tbl: string; rows: number }[]>(
    `SELECT s.tbl, MAX(CAST(s.stat AS INTEGER)) AS "rows" FROM sqlite_stat1 s GROUP BY s.tbl`,
  );
  const sampled = new Set<string>();
  if (isThere("sqlite_stat4"))
    for (const { tbl } of await dataSource.query<{ tbl: string }[]>(
      "SELECT DISTINCT s.tbl FROM sqlite_stat4 s",
    ))
      sampled.add(tbl);
  return new Map(
    known
      .filter(({ tbl, rows }) => rows < SAMPLED_ROWS || sampled.has(tbl))
      .map(({ tbl, rows }) => [tbl, rows]),
  );
}

// Index by index, since each stops the event loop: 0.2 s for a million rows.
async function estimate(dataSource: DataSource, table: string, rows: number): Promise<void> {
  // Without a limit there are samples; with one that no table below reaches, all is counted all the same.
  await dataSource.query(`PRAGMA analysis_limit = ${rows < SAMPLED_ROWS ? SAMPLED_ROWS : 0}`);
  const indexes = await dataSource.query<{ name: string }[]>(`PRAGMA index_list(${quoted(table)})`);
  for (const { name } of indexes.length === 0 ? [{ name: table }] : indexes) {
    await turn(null);
    await dataSource.query(`ANALYZE ${quoted(name)}`);
  }
}

// A connection learns estimates when it reads the schema, so that one of another process would never learn them: a table that
// is there for no time has all read it again.
async function tellConnections(dataSource: DataSource): Promise<void> {
  // A process that was killed between the two has left it.
  await dataSource.query("CREATE TABLE IF NOT EXISTS estimates_are_new (x)");
  await dataSource.query("DROP TABLE estimates_are_new");
}
