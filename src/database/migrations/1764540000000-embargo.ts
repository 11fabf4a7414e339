import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Columns = NonNullable<TableOptions["columns"]>;

const text = (name: string, length: number, more: Partial<Columns[number]> = {}): Columns[number] => ({
  name,
  type: "varchar",
  length: String(length),
  ...more,
});
const date = (name: string): Columns[number] => ({ name, type: "date" });

const reference = (
  column: string,
  table: string,
  key: string,
): NonNullable<TableOptions["foreignKeys"]>[number] => ({
  columnNames: [column],
  referencedTableName: table,
  referencedColumnNames: [key],
  onDelete: "NO ACTION",
  onUpdate: "NO ACTION",
});

const EMBARGOED: TableOptions = {
  name: "embargoed_observations",
  columns: [
    text("slug", 22, { isPrimary: true }),
    text("region_code", 13),
    text("category_code", 40, { isNullable: true }),
    text("indicator_code", 40),
    date("period_start"),
    date("period_end"),
    text("period_precision", 7),
    { name: "value", type: "double", isNullable: true },
    text("qualifier", 12),
    text("value_status", 9),
    text("unit", 10),
    text("source_slug", 80),
    date("released_on"),
    { name: "statement", type: "text" },
    text("dataset_name", 80),
  ],
  indices: [
    { columnNames: ["released_on", "slug"] },
    { columnNames: ["region_code", "released_on", "slug"] },
    { columnNames: ["indicator_code"] },
    { columnNames: ["category_code"] },
    { columnNames: ["source_slug"] },
  ],
  foreignKeys: [
    reference("region_code", "regions", "code"),
    reference("category_code", "cohort_categories", "code"),
    reference("indicator_code", "indicators", "code"),
    reference("source_slug", "sources", "slug"),
  ],
};

/** Figures under embargo, and the day on which it ended. */
export class Embargo1764540000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off. TypeORM's own way would copy whole tables on SQLite.
    for (const table of ["observations", "datasets"])
      if (!(await runner.hasColumn(table, "released_on")))
        await runner.query(`ALTER TABLE ${table} ADD COLUMN released_on date`);
    await runner.createTable(new Table(EMBARGOED), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(EMBARGOED.name);
    for (const table of ["observations", "datasets"])
      await runner.query(`ALTER TABLE ${table} DROP COLUMN released_on`);
  }
}
