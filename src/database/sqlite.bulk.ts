import type { EntityManager } from "typeorm";
import { quoted } from "./quoted.js";

// Below, making indexes anew takes as long as it saves.
const MANY = 20_000;

/**
 * Writes rows of a table by `write`. When they are many and the table is empty, they are sorted into its indexes at once
 * when all are there, instead of one by one; like all that SQLite does, within the transaction.
 */
export async function indexAfterwards(
  manager: EntityManager,
  tableName: string,
  rows: number,
  write: () => Promise<void>,
): Promise<void> {
  if (rows < MANY || !(await isEmpty(manager, tableName))) {
    await write();
    return;
  }
  // Unique ones stay: rows are looked up by them while others are written.
  const indexes = await manager.query<{ name: string; sql: string }[]>(
    "SELECT m.name, m.sql FROM sqlite_master m WHERE m.type = 'index' AND m.tbl_name = ? AND m.sql LIKE 'CREATE INDEX %'",
    [tableName],
  );
  for (const { name } of indexes) await manager.query(`DROP INDEX ${quoted(name)}`);
  await write();
  for (const { sql } of indexes) await manager.query(sql);
}

const isEmpty = async (manager: EntityManager, tableName: string): Promise<boolean> =>
  (await manager.query<unknown[]>(`SELECT 1 FROM ${quoted(tableName)} LIMIT 1`)).length === 0;
