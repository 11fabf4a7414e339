import { TableColumn, type MigrationInterface, type QueryRunner } from "typeorm";

const TAKEN_BACK = new TableColumn({ name: "taken_back_by", type: "integer", isNullable: true });

/** Which load took the rows of an accepted submission back. */
export class TakenBack1764660000000 implements MigrationInterface {
  name = "TakenBack1764660000000";

  async up(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn("submissions", TAKEN_BACK.name)))
      await runner.addColumn("submissions", TAKEN_BACK);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn("submissions", TAKEN_BACK.name);
  }
}
