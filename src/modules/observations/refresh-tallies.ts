import type { EntityManager } from "typeorm";
import { ALWAYS, id, join, oneOf, run, sql, type Sql } from "../../database/statement.js";
import { batches } from "../../database/write-rows.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";
import { ObservationTally, RegionTally } from "./observation-tally.entity.js";
import { CHANGED_SERIES } from "./series.changes.js";

/** The tables of packages on which it depends what a statement says that is not of a region. */
const ORIGINS = ["observations", "sources", "indicators", "regions"];

// All statements are counted anew: an engine takes longer to find those that have changed, and all that are like them. Of
// regions only those are whose statements have changed, since what a source or an indicator adds is not told there.
async function refreshTallies(manager: EntityManager, changes: ChangeSet): Promise<void> {
  if (ORIGINS.some((name) => changes.tables.has(name))) await count(manager, ObservationTally, ALWAYS);
  const regions = new Set<string>();
  for (const { regionCode } of changes.of(CHANGED_SERIES)) regions.add(regionCode);
  for (const some of batches([...regions])) await count(manager, RegionTally, oneOf(sql`region_code`, some));
}

async function count(
  manager: EntityManager,
  entity: typeof ObservationTally | typeof RegionTally,
  which: Sql,
): Promise<void> {
  const { tableName, columns } = manager.dataSource.getMetadata(entity);
  const tallies = id(tableName);
  const alike = join(
    columns
      .filter(({ propertyName }) => propertyName !== "id" && propertyName !== "statements")
      .map(({ databaseName }) => id(databaseName)),
  );
  await run(manager, "observations.forgetTallies", sql`DELETE FROM ${tallies} WHERE ${which}`);
  await run(
    manager,
    "observations.tally",
    sql`INSERT INTO ${tallies} (${alike}, statements)
      SELECT ${alike}, COUNT(*) FROM observations WHERE superseded = 0 AND ${which} GROUP BY ${alike}`,
  );
}

/** How many statements are alike. */
export const talliesRefresh: Refresh = {
  forget: [sql`DELETE FROM observation_tallies`, sql`DELETE FROM region_tallies`],
  run: refreshTallies,
};
