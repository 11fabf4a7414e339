import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

const OBSERVATIONS = "observations";
const FORMER = ["region_code", "category_code", "period_start"];
const COLUMNS = [...FORMER, "id", "superseded"];

/** Lets the index of the observations of a cohort tell what is superseded, so that its lists need not look at the rows. */
export class SupersededOfCohorts1764720000000 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return replaceIndex(runner, FORMER, COLUMNS);
  }

  down(runner: QueryRunner): Promise<void> {
    return replaceIndex(runner, COLUMNS, FORMER);
  }
}

// The new one first: a foreign key needs an index at all times. MySQL does not roll back a migration that broke off.
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
