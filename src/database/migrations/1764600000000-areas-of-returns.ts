import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

// As long as the part of a region's code that it is.
const COLUMNS: readonly (readonly [column: string, length: number])[] = [
  ["province_code", 2],
  ["regency_code", 5],
];

/** The areas that contain the region of a return, so that lists of one area are read in the order of an index. */
export class AreasOfReturns1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [column, length] of COLUMNS) {
      // MySQL does not roll back a migration that broke off. TypeORM's own way would copy whole tables on SQLite.
      if (!(await runner.hasColumn("employer_returns", column)))
        await runner.query(
          `ALTER TABLE employer_returns ADD COLUMN ${column} varchar(${length}) NOT NULL DEFAULT ''`,
        );
      await runner.query(
        `UPDATE employer_returns SET ${column} = SUBSTR(region_code, 1, ${length}) WHERE ${column} = ''`,
      );
      const order = [column, "month", "slug"];
      const returns = await runner.getTable("employer_returns");
      if (!returns?.indices.some(({ columnNames }) => columnNames.join() === order.join()))
        await runner.createIndex("employer_returns", new TableIndex({ columnNames: order }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [column] of COLUMNS) {
      const returns = await runner.getTable("employer_returns");
      for (const index of [...(returns?.indices ?? [])])
        if (index.columnNames[0] === column) await runner.dropIndex("employer_returns", index);
      await runner.query(`ALTER TABLE employer_returns DROP COLUMN ${column}`);
    }
  }
}
