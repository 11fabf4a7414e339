import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const text = (name: string, length: number, more: Partial<Column> = {}): Column => ({
  name,
  type: "varchar",
  length: String(length),
  ...more,
});

const CHANGES: TableOptions = {
  name: "figure_changes",
  columns: [
    { name: "id", type: "integer", isPrimary: true, isGenerated: true, generationStrategy: "increment" },
    { name: "revision", type: "integer" },
    { name: "loaded_at", type: "datetime", precision: 3 },
    text("kind", 10),
    text("slug", 22),
    text("region_code", 13),
    text("indicator_code", 40),
    text("category_code", 40, { isNullable: true }),
  ],
  indices: [
    { columnNames: ["revision"] },
    ...["region_code", "indicator_code", "kind"].map((column) => ({ columnNames: [column, "revision"] })),
  ],
};

/** What loads do to figures. Changes of loads before this migration are not kept. */
export class FigureChanges1764650000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(CHANGES), true);
    if (!(await runner.hasColumn("loads", "change_count")))
      await runner.query("ALTER TABLE loads ADD COLUMN change_count integer");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE loads DROP COLUMN change_count");
    await runner.dropTable(CHANGES.name);
  }
}
