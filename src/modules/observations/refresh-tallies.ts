import type { EntityManager } from "typeorm";
import { ALWAYS, oneOf, raw, run, sql, type Sql } from "../../database/statement.js";
import { batches } from "../../database/write-rows.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";
import { CHANGED_SERIES } from "./series.changes.js";

const ALIKE = raw(
  "indicator_code, category_code, denominator_code, denominator_stated, counted_by, period_start, period_end, qualifier, value_status, funding",
);
const ALIKE_OF_REGION = raw(
  "region_code, indicator_code, category_code, counted_by, qualifier, value_status, funding",
);
const [TALLIES, OF_REGIONS] = [raw("observation_tallies"), raw("region_tallies")];

/** The tables of packages on which it depends what a statement says that is not of a region. */
const ORIGINS = ["observations", "sources", "indicators", "regions"];

// All statements are counted anew: an engine takes longer to find those that have changed, and all that are like them. Of
// regions only those are whose statements have changed, since what a source or an indicator adds is not told there.
async function refreshTallies(manager: EntityManager, changes: ChangeSet): Promise<void> {
  if (ORIGINS.some((name) => changes.tables.has(name))) await count(manager, TALLIES, ALIKE, ALWAYS);
  const regions = new Set<string>();
  for (const { regionCode } of changes.of(CHANGED_SERIES)) regions.add(regionCode);
  for (const some of batches([...regions]))
    await count(manager, OF_REGIONS, ALIKE_OF_REGION, oneOf(sql`region_code`, some));
}

async function count(manager: EntityManager, tallies: Sql, alike: Sql, which: Sql): Promise<void> {
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
  forget: [sql`DELETE FROM ${TALLIES}`, sql`DELETE FROM ${OF_REGIONS}`],
  run: refreshTallies,
};
