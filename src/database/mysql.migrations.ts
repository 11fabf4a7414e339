import type { QueryRunner } from "typeorm";

/**
 * Lets interrupted migrations be resumed: skips tables and indexes that exist already when creating them, and those
 * that are gone when dropping them. MySQL and MariaDB commit each schema change at once, even inside a transaction.
 */
export function resumable(runner: QueryRunner): QueryRunner {
  const createTable = runner.createTable.bind(runner);
  const createIndex = runner.createIndex.bind(runner);
  const dropIndex = runner.dropIndex.bind(runner);
  runner.createTable = (table) => createTable(table, true);
  runner.createIndex = async (table, index) => {
    const current = await runner.getTable(typeof table === "string" ? table : table.name);
    if (!current?.indices.some(({ name }) => name === index.name)) await createIndex(table, index);
  };
  runner.dropIndex = (table, index) => dropIndex(table, index, true);
  return runner;
}
