import { Table, TableIndex, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

const OBSERVATIONS = "observations";
const INDEXED = ["region_code", "current", "category_code"];

const STATISTIC_SERIES: TableOptions = {
  name: "statistic_series",
  columns: [
    { name: "indicator_code", type: "varchar", length: "40", isPrimary: true },
    { name: "value_status", type: "varchar", length: "9", isPrimary: true },
    { name: "scope", type: "varchar", length: "8", isPrimary: true },
    { name: "cohort", type: "varchar", length: "40", isPrimary: true },
    { name: "region_code", type: "varchar", length: "13", isPrimary: true },
    { name: "lacking", type: "integer" },
    { name: "buckets", type: "text" },
  ],
  indices: [{ columnNames: ["region_code"] }],
};

/**
 * The mark of statements that latest answers rest on, and the series of statistics. One release had both in its first
 * migration, so that its databases have them before this one runs: only missing parts are made.
 */
export class CurrentStatements1763640000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // TypeORM's own way would copy the whole table on SQLite.
    if (!(await runner.hasColumn(OBSERVATIONS, "current")))
      await runner.query("ALTER TABLE observations ADD COLUMN `current` boolean NOT NULL DEFAULT 0");
    const table = await runner.getTable(OBSERVATIONS);
    if (!table?.indices.some(({ columnNames }) => columnNames.join() === INDEXED.join()))
      await runner.createIndex(
        OBSERVATIONS,
        new TableIndex({ name: indexName(runner), columnNames: INDEXED }),
      );
    await runner.createTable(new Table(STATISTIC_SERIES), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(STATISTIC_SERIES.name);
    await runner.dropIndex(OBSERVATIONS, indexName(runner));
    await runner.query("ALTER TABLE observations DROP COLUMN `current`");
  }
}

// The migration that follows renames the index, and looks for it by this name.
const indexName = ({ dataSource }: QueryRunner): string =>
  dataSource.namingStrategy.indexName(OBSERVATIONS, INDEXED);
