import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Series of statistics tell what is complete, and what is known beside it. They are removed, so that statistics are
 * computed from observations until the next load makes them anew.
 */
export class StatisticCells1764490000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM statistic_series");
    // MySQL does not roll back a migration that broke off.
    if (await runner.hasColumn("statistic_series", "lacking"))
      await runner.query("ALTER TABLE statistic_series DROP COLUMN lacking");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM statistic_series");
    await runner.query("ALTER TABLE statistic_series ADD COLUMN lacking integer NOT NULL DEFAULT 0");
  }
}
