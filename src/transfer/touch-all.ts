import type { EntityManager } from "typeorm";
import { oneOf, raw, run, sql, type Sql } from "../database/statement.js";
import type { Series, Touched } from "./touched.js";
import { batches } from "./write-rows.js";

// Of many regions at once there would be a million series to hold.
const REGIONS_AT_ONCE = 50;

const KEYS = [
  ["regions", sql`SELECT t.code AS \`key\` FROM regions t`],
  ["indicators", sql`SELECT t.code AS \`key\` FROM indicators t`],
  ["cohorts", sql`SELECT t.slug AS \`key\` FROM worker_cohorts t`],
] as const satisfies [keyof Touched, Sql][];

const DERIVED: Sql[] = [
  sql`DELETE FROM conflicts`,
  sql`DELETE FROM latest_coverages`,
  sql`DELETE FROM statistic_series`,
  sql`UPDATE observations SET ${raw("`current`")} = 0 WHERE ${raw("`current`")} = 1`,
];

/**
 * Takes note of everything stored, as if a load had changed it, and removes what is derived of it: other rules may
 * derive nothing in its place.
 */
export async function touchAll(manager: EntityManager, touched: Touched): Promise<void> {
  for (const statement of DERIVED) await run(manager, "transfer.forgetDerived", statement);
  for (const [set, statement] of KEYS)
    for (const { key } of await run<{ key: string }>(manager, `transfer.listAll ${set}`, statement))
      touched[set].add(key);
  for (const codes of batches([...touched.regions], REGIONS_AT_ONCE)) {
    const found = await run<Series>(
      manager,
      "transfer.listAll series",
      sql`SELECT DISTINCT t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`
        FROM observations t WHERE ${oneOf(sql`t.region_code`, codes)}`,
    );
    for (const series of found) touched.addSeries(series);
  }
}
