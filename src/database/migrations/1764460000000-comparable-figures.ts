import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

// TypeORM's own way would copy whole tables on SQLite.
const COLUMNS: readonly (readonly [table: string, column: string, type: string])[] = [
  ["observations", "base", "varchar(40)"],
  ["observations", "denominator_code", "varchar(40)"],
  ["observations", "denominator_stated", "boolean"],
  ["observations", "counted_by", "varchar(9)"],
  ["observations", "effective_from", "date NOT NULL DEFAULT '9999-12-31'"],
  ["observations", "effective_on", "date NOT NULL DEFAULT '9999-12-31'"],
  ["observations", "area_differs", "boolean NOT NULL DEFAULT 0"],
  ["regions", "area_since", "date"],
];

const INDEXED = ["denominator_code", "counted_by"];

/**
 * What makes figures comparable: the base of a rate, where workers are counted, since when a figure holds, and the
 * territory that it is about. The next load fills what is materialized.
 */
export class ComparableFigures1764460000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    for (const [table, column, type] of COLUMNS)
      if (!(await runner.hasColumn(table, column)))
        await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    await runner.query(
      "UPDATE observations SET effective_from = period_end, effective_on = period_end WHERE effective_on = '9999-12-31'",
    );
    const table = await runner.getTable("observations");
    for (const column of INDEXED)
      if (!table?.indices.some(({ columnNames }) => columnNames.join() === column))
        await runner.createIndex("observations", new TableIndex({ columnNames: [column] }));
    if (await runner.hasColumn("observations", "standing"))
      await runner.query("ALTER TABLE observations RENAME COLUMN standing TO rival_rank");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE observations RENAME COLUMN rival_rank TO standing");
    const observations = await runner.getTable("observations");
    for (const index of [...(observations?.indices ?? [])])
      if (INDEXED.includes(index.columnNames.join())) await runner.dropIndex("observations", index);
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}
