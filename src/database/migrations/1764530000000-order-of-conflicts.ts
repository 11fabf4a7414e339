import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

// The columns of each index that orders conflicts, to which their slug is added.
const ORDERS = [["region_code", "indicator_code"], ["spread"], ["relative_spread"]];

const bySlug = (columns: readonly string[]): string[] => [...columns, "slug"];

/** Ends the orders of conflicts by their slugs, which are the same in every database, in place of their row numbers. */
export class OrderOfConflicts1764530000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const columns of ORDERS) await replaceIndex(runner, columns, bySlug(columns));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const columns of ORDERS) await replaceIndex(runner, bySlug(columns), columns);
  }
}

// The new one first: a foreign key needs an index at all times. MySQL does not roll back a migration that broke off.
async function replaceIndex(
  runner: QueryRunner,
  former: readonly string[],
  columnNames: string[],
): Promise<void> {
  const indices = [...((await runner.getTable("conflicts"))?.indices ?? [])];
  const indexOn = (columns: readonly string[]): TableIndex | undefined =>
    indices.find((index) => index.columnNames.join() === columns.join());
  if (!indexOn(columnNames)) await runner.createIndex("conflicts", new TableIndex({ columnNames }));
  const old = indexOn(former);
  if (old) await runner.dropIndex("conflicts", old);
}
