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

const ALIKE_OF_REGION: Column[] = [
  text("region_code", 13),
  ...ALIKE.filter(({ name }) => !/^(denominator|period)_/.test(name)),
];

const tallies = (name: string, alike: Column[]): TableOptions => ({
  name,
  columns: [
    { name: "id", type: "integer", isPrimary: true, isGenerated: true, generationStrategy: "increment" },
    ...alike,
    { name: "statements", type: "integer" },
  ],
});

const TABLES: [TableOptions, Column[]][] = [
  [tallies("observation_tallies", ALIKE), ALIKE],
  [
    { ...tallies("region_tallies", ALIKE_OF_REGION), indices: [{ columnNames: ["region_code"] }] },
    ALIKE_OF_REGION,
  ],
];

/** How many statements are alike, so that lists of them can be counted without a look at each. */
export class ObservationTallies1764730000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, alike] of TABLES) {
      await runner.createTable(new Table(table), true);
      const names = alike.map(({ name }) => name).join(", ");
      // MySQL does not roll back a migration that broke off.
      await runner.query(`DELETE FROM ${table.name}`);
      await runner.query(
        `INSERT INTO ${table.name} (${names}, statements)
          SELECT ${names}, COUNT(*) FROM observations WHERE superseded = 0 GROUP BY ${names}`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [{ name }] of TABLES) await runner.dropTable(name);
  }
}
