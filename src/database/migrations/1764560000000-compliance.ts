import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const key = (name: string, length: number): Column => ({
  name,
  type: "varchar",
  length: String(length),
  isPrimary: true,
});
const count = (name: string): Column => ({ name, type: "integer" });
const amount = (name: string): Column => ({ name, type: "double" });

const CELLS: TableOptions = {
  name: "compliance_cells",
  columns: [
    key("month", 7),
    key("grouped_by", 8),
    key("region_code", 13),
    key("category", 120),
    count("employers"),
    count("debtors"),
    ...["workers", "workers_of_two", "due", "due_of_two", "paid", "arrears", "arrears_of_two"].map(amount),
  ],
};

/** Totals of monthly returns, which the next load fills. */
export class Compliance1764560000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(CELLS), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(CELLS.name);
  }
}
