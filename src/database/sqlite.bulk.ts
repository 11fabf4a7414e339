import type { EntityManager } from "typeorm";
import { quoted } from "./quoted.js";

// Below this, recreating the indexes takes as long as it saves.
const MANY = 20_000;

/**
 * Runs `write`, which writes so many rows into a table. When they are many and the table is empty, the table's indexes
 * are dropped first and recreated afterwards, which is faster. SQLite rolls this back with the transaction.
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
  // Unique indexes stay, since rows are looked up by them while others are written.
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
