import { TableColumn, TableForeignKey, type MigrationInterface, type QueryRunner } from "typeorm";

// Until this version the code said what these rates divide.
const NUMERATORS = {
  COVERAGE_RATE: "PROTECTED_WORKERS",
  COVERAGE_RATE_EMPLOYED: "PROTECTED_WORKERS",
  TARGET_ATTAINMENT: "PROTECTED_WORKERS",
  FORMAL_SHARE: "EMPLOYED_FORMAL",
  INFORMAL_SHARE: "EMPLOYED_INFORMAL",
  PROJECTS_ENROLLED_SHARE: "PROJECTS_ENROLLED",
};

const column = (name: string, length: number, isNullable: boolean): TableColumn =>
  new TableColumn({ name, type: "varchar", length: String(length), isNullable });

/** What each rate divides; kinds of indicators with longer names. */
export class IndicatorParts1764380000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    if (!(await runner.hasColumn("indicators", "numerator_code")))
      await runner.addColumn("indicators", column("numerator_code", 40, true));
    for (const [code, numerator] of Object.entries(NUMERATORS))
      await runner.query(
        `UPDATE indicators SET numerator_code = '${numerator}' WHERE code = '${code}' AND kind = 'RATE'
          AND '${numerator}' IN (SELECT c.code FROM (SELECT i.code FROM indicators i) c)`,
      );
    const table = await runner.getTable("indicators");
    if (!table?.foreignKeys.some(({ columnNames }) => columnNames.includes("numerator_code")))
      await runner.createForeignKey(
        "indicators",
        new TableForeignKey({
          columnNames: ["numerator_code"],
          referencedTableName: "indicators",
          referencedColumnNames: ["code"],
          onDelete: "NO ACTION",
          onUpdate: "NO ACTION",
        }),
      );
    await runner.changeColumn("indicators", "kind", column("kind", 20, false));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.changeColumn("indicators", "kind", column("kind", 8, false));
    const table = await runner.getTable("indicators");
    const key = table?.foreignKeys.find(({ columnNames }) => columnNames.includes("numerator_code"));
    if (key) await runner.dropForeignKey("indicators", key);
    await runner.dropColumn("indicators", "numerator_code");
  }
}
