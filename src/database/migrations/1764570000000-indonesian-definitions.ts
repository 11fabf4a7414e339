import { TableColumn, type MigrationInterface, type QueryRunner } from "typeorm";

const DEFINITION = new TableColumn({
  name: "definition_id",
  type: "varchar",
  length: "500",
  isNullable: true,
});

/** Definitions of indicators in Indonesian, which the next load of the data fills. */
export class IndonesianDefinitions1764570000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    if (!(await runner.hasColumn("indicators", DEFINITION.name)))
      await runner.addColumn("indicators", DEFINITION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn("indicators", DEFINITION.name);
  }
}
