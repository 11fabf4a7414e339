import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const text = (name: string, length: number, isNullable = false): Column => ({
  name,
  type: "varchar",
  length: String(length),
  isNullable,
});

const ALIKE: Column[] = [
  text("indicator_code", 40),
  text("category_code", 40, true),
  text("denominator_code", 40, true),
  { name: "denominator_stated", type: "boolean", isNullable: true },
  text("counted_by", 9, true),
  { name: "period_start", type: "date" },
  { name: "period_end", type: "date" },
  text("qualifier", 12),
  text("value_status", 9),
  text("funding", 13, true),
];

const TALLIES: TableOptions = {
  name: "observation_tallies",
  columns: [
    { name: "id", type: "integer", isPrimary: true, isGenerated: true, generationStrategy: "increment" },
    ...ALIKE,
    { name: "statements", type: "integer" },
  ],
};

/** How many statements are alike, so that lists of them can be counted without a look at each. */
export class ObservationTallies1764730000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(TALLIES), true);
    const names = ALIKE.map(({ name }) => name).join(", ");
    // MySQL does not roll back a migration that broke off.
    await runner.query("DELETE FROM observation_tallies");
    await runner.query(
      `INSERT INTO observation_tallies (${names}, statements)
        SELECT ${names}, COUNT(*) FROM observations WHERE superseded = 0 GROUP BY ${names}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TALLIES.name);
  }
}
