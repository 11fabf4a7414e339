import type { QueryRunner } from "typeorm";

/**
 * A runner by which migrations that broke off go on: what is there is not made again, and what is gone is not dropped
 * again. MySQL and MariaDB commit each change of a table at once, whatever transaction it is in.
 */
export function resumable(runner: QueryRunner): QueryRunner {
  const createTable = runner.createTable.bind(runner);
  const createIndex = runner.createIndex.bind(runner);
  const dropIndex = runner.dropIndex.bind(runner);
  runner.createTable = (table) => createTable(table, true);
  runner.createIndex = async (table, index) => {
    const known = await runner.getTable(typeof table === "string" ? table : table.name);
    if (!known?.indices.some(({ name }) => name === index.name)) await createIndex(table, index);
  };
  runner.dropIndex = (table, index) => dropIndex(table, index, true);
  return runner;
}
