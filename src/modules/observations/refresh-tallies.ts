import type { EntityManager } from "typeorm";
import { raw, run, sql } from "../../database/statement.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";

const ALIKE = raw(
  "indicator_code, category_code, denominator_code, denominator_stated, counted_by, period_start, period_end, qualifier, value_status, funding",
);

const FORGET = sql`DELETE FROM observation_tallies`;

/** The tables of packages on which what tallies tell of a statement depends. */
const ORIGINS = ["observations", "sources", "indicators", "regions"];

/** Counts all statements anew, which takes an engine less time than to find those that have changed and all that are like them. */
async function refreshTallies(manager: EntityManager, { tables }: ChangeSet): Promise<void> {
  if (!ORIGINS.some((name) => tables.has(name))) return;
  await run(manager, "observations.forgetTallies", FORGET);
  await run(
    manager,
    "observations.tally",
    sql`INSERT INTO observation_tallies (${ALIKE}, statements)
      SELECT ${ALIKE}, COUNT(*) FROM observations WHERE superseded = 0 GROUP BY ${ALIKE}`,
  );
}

/** How many statements are alike. */
export const talliesRefresh: Refresh = { forget: [FORGET], run: refreshTallies };
