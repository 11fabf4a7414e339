import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

const OBSERVATIONS = "observations";

// Columns of each index before. Lists end with the row's number, which is the last term of every order.
const OF_LISTS = [
  ["region_code", "period_start"],
  ["indicator_code", "period_start"],
  ["category_code", "period_start"],
  ["source_slug", "period_start"],
  ["period_start"],
  ["value"],
  ["recorded_at"],
];
const OF_CHOICES = [
  ["qualifier"],
  ["value_status"],
  ["funding"],
  ["denominator_code"],
  ["denominator_stated"],
  ["counted_by"],
];

type Change = readonly [former: string[], columns: string[]];

const INDEXES: readonly Change[] = [
  ...OF_LISTS.map((columns): Change => [columns, [...columns, "id", "superseded"]]),
  // What ends before a day is listed by when it began.
  [["period_end"], ["period_end", "period_start", "id", "superseded"]],
  ...OF_CHOICES.map((columns): Change => [columns, [...columns, "superseded"]]),
];

/** Lets indexes of observations tell what is superseded, so that lists and counts need not look at the rows. */
export class SupersededInIndexes1764690000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off. TypeORM's own way would copy the whole table on SQLite.
    if (!(await runner.hasColumn(OBSERVATIONS, "superseded")))
      await runner.query("ALTER TABLE observations ADD COLUMN superseded boolean NOT NULL DEFAULT 0");
    await runner.query("UPDATE observations SET superseded = 1 WHERE superseded_at < '9999-12-31'");
    for (const [former, columns] of INDEXES) await replaceIndex(runner, former, columns);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [former, columns] of INDEXES) await replaceIndex(runner, columns, former);
    await runner.query("ALTER TABLE observations DROP COLUMN superseded");
  }
}

// The new one first: a foreign key needs an index at all times.
async function replaceIndex(
  runner: QueryRunner,
  former: readonly string[],
  columnNames: string[],
): Promise<void> {
  const indices = [...((await runner.getTable(OBSERVATIONS))?.indices ?? [])];
  const indexOn = (columns: readonly string[]): TableIndex | undefined =>
    indices.find((index) => index.columnNames.join() === columns.join());
  if (!indexOn(columnNames)) await runner.createIndex(OBSERVATIONS, new TableIndex({ columnNames }));
  const old = indexOn(former);
  if (old) await runner.dropIndex(OBSERVATIONS, old);
}
