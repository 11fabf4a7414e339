import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

const FIGURES = ["potential_workers", "protected_workers", "unprotected_workers", "months_covered"];

const about = (name: string): [string, string, string][] => [
  ["latest_coverages", `${name}_counted_by`, "varchar(9)"],
  ["latest_coverages", `${name}_effective_on`, "date"],
  ["latest_coverages", `${name}_area_differs`, "boolean"],
];

// TypeORM's own way would copy whole tables on SQLite.
const COLUMNS: readonly (readonly [table: string, column: string, type: string])[] = [
  ["regions", "coverage_rate_lower", "double"],
  ["regions", "coverage_rate_upper", "double"],
  ["regions", "coverage_effective_on", "date"],
  ["latest_coverages", "rate_qualifier", "varchar(12)"],
  ["latest_coverages", "rate_denominator_stated", "boolean"],
  ...["rate", ...FIGURES].flatMap(about),
];

const INDEXED = ["coverage_rate_lower", "coverage_rate_upper", "coverage_effective_on"];

/**
 * What makes coverage comparable: bounds and effective days of regions' rates, and of each latest figure its counting,
 * effective day and territory. The next load fills it.
 */
export class ComparableCoverage1764480000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    for (const [table, column, type] of COLUMNS)
      if (!(await runner.hasColumn(table, column)))
        await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    const regions = await runner.getTable("regions");
    for (const column of INDEXED)
      if (!regions?.indices.some(({ columnNames }) => columnNames.join() === column))
        await runner.createIndex("regions", new TableIndex({ columnNames: [column] }));
    // What was materialized before follows other rules.
    await runner.query("UPDATE regions SET coverage_rate = NULL");
    await runner.query("DELETE FROM latest_coverages");
  }

  async down(runner: QueryRunner): Promise<void> {
    const regions = await runner.getTable("regions");
    for (const index of [...(regions?.indices ?? [])])
      if (INDEXED.includes(index.columnNames.join())) await runner.dropIndex("regions", index);
    for (const [table, column] of COLUMNS) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}
