import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

const INDEXES = [
  ["province_code", "name"],
  ["province_code", "size", "workers"],
  ["province_code", "workers"],
];

/** The province of an employer, so that lists of one province are read in the order of an index. */
export class ProvincesOfEmployers1764720100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off. TypeORM's own way would copy the whole table on SQLite.
    if (!(await runner.hasColumn("employers", "province_code")))
      await runner.query("ALTER TABLE employers ADD COLUMN province_code varchar(2) NOT NULL DEFAULT ''");
    await runner.query(
      "UPDATE employers SET province_code = SUBSTR(region_code, 1, 2) WHERE province_code = ''",
    );
    const indices = [...((await runner.getTable("employers"))?.indices ?? [])];
    for (const columnNames of INDEXES)
      if (!indices.some((index) => index.columnNames.join() === columnNames.join()))
        await runner.createIndex("employers", new TableIndex({ columnNames }));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of [...((await runner.getTable("employers"))?.indices ?? [])])
      if (index.columnNames[0] === "province_code") await runner.dropIndex("employers", index);
    await runner.query("ALTER TABLE employers DROP COLUMN province_code");
  }
}
