import type { MigrationInterface, QueryRunner } from "typeorm";

/** The version of the rules by which a dataset was loaded; 0 before there were versions. */
export class DatasetRules1763760000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    if (!(await runner.hasColumn("datasets", "rules")))
      await runner.query("ALTER TABLE datasets ADD COLUMN rules integer NOT NULL DEFAULT 0");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE datasets DROP COLUMN rules");
  }
}
