import type { EntityManager } from "typeorm";
import { isSqlite } from "../database/engines.js";
import { raw, run, sql } from "../database/statement.js";
import type { RowClass } from "../graph/declare/table.js";

// Below, making indexes anew takes as long as it saves.
const MANY = 20_000;

/**
 * Writes rows of a table by `write`. When they are many and the table is empty, SQLite sorts them into its indexes at
 * once when all are there, instead of one by one; like all it does, within the transaction.
 */
export async function indexAfterwards(
  manager: EntityManager,
  entity: RowClass,
  rows: number,
  write: () => Promise<void>,
): Promise<void> {
  const { tableName } = manager.dataSource.getMetadata(entity);
  if (!isSqlite(manager) || rows < MANY || !(await isEmpty(manager, tableName))) {
    await write();
    return;
  }
  // Unique ones stay: rows are looked up by them while others are written.
  const indexes = await run<{ name: string; statement: string }>(
    manager,
    "transfer.listIndexes",
    sql`SELECT m.name AS \`name\`, m.sql AS \`statement\` FROM sqlite_master m
      WHERE m.type = 'index' AND m.tbl_name = ${tableName} AND m.sql LIKE 'CREATE INDEX %'`,
  );
  for (const { name } of indexes)
    await run(manager, "transfer.dropIndex", sql`DROP INDEX ${raw(`\`${name}\``)}`);
  await write();
  for (const { statement } of indexes) await run(manager, "transfer.createIndex", raw(statement));
}

const isEmpty = async (manager: EntityManager, tableName: string): Promise<boolean> =>
  (await run(manager, "transfer.isEmpty", sql`SELECT 1 FROM ${raw(`\`${tableName}\``)} LIMIT 1`)).length ===
  0;
