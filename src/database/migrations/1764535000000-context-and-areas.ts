import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

// TypeORM's own way would copy whole tables on SQLite.
const COLUMNS: readonly (readonly [table: string, column: string, type: string])[] = [
  ["observations", "area", "varchar(7)"],
  ["indicators", "context", "boolean NOT NULL DEFAULT 0"],
  ["conflicts", "context", "boolean NOT NULL DEFAULT 0"],
];

const ORDER = ["context", "region_code", "indicator_code", "slug"];

/**
 * Which territory a figure is about where that is not the one of its day, and which indicators are context, so that
 * conflicts about these come last. The next load fills what is materialized.
 */
export class ContextAndAreas1764535000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    for (const [table, column, type] of COLUMNS)
      if (!(await runner.hasColumn(table, column)))
        await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    const conflicts = await runner.getTable("conflicts");
    if (!conflicts?.indices.some(({ columnNames }) => columnNames.join() === ORDER.join()))
      await runner.createIndex("conflicts", new TableIndex({ columnNames: ORDER }));
  }

  async down(runner: QueryRunner): Promise<void> {
    const conflicts = await runner.getTable("conflicts");
    for (const index of [...(conflicts?.indices ?? [])])
      if (index.columnNames.join() === ORDER.join()) await runner.dropIndex("conflicts", index);
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}
