import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const key = (name: string, length: number): Column => ({
  name,
  type: "varchar",
  length: String(length),
  isPrimary: true,
});

const RUNS: TableOptions = {
  name: "statistic_runs",
  columns: [
    key("indicator_code", 40),
    key("value_status", 9),
    key("cohort", 40),
    key("region_code", 13),
    { name: "figures", type: "integer" },
    { name: "run", type: "text" },
  ],
  indices: [{ columnNames: ["region_code"] }],
};

/** Plain runs of monthly figures, which the next load fills. */
export class StatisticRuns1764620100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(RUNS), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(RUNS.name);
  }
}
