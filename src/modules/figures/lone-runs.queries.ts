import { groupBy } from "../../collections.js";
import { allOf, byIndex, oneOf, run, sql, type Database } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { BY_GROUP, type Group } from "../observations/observation.queries.js";
import { Observation, type ValueStatus } from "../observations/observation.entity.js";
import { lastStartBy, type StoredRun } from "./monthly-run.rules.js";

interface RunRow {
  regionCode: string;
  category: string;
  indicatorCode: string;
  valueStatus: ValueStatus;
  figures: number;
  run: string;
  /** How many statements about the region and category stand. */
  standing: number | string;
}

/** Which of the statements of a group count, and on which day. */
export interface LoneRunRequest {
  isWanted: (series: Pick<RunRow, "indicatorCode" | "valueStatus">) => boolean;
  /** The only indicator that may be stated. */
  indicatorCode: string;
  on: string;
}

/**
 * Of groups of categories, those of which all that is stated of the indicators wanted is one plain run of months: with the
 * first day of that which is the last to speak by a day, and alone tells what is known last; null before the first.
 */
export async function lastOfLoneRuns(
  db: Database,
  groups: readonly Group[],
  { isWanted, indicatorCode, on }: LoneRunRequest,
): Promise<Map<Group, string | null>> {
  const [regions, categories] = [new Set<string>(), new Set<string>()];
  for (const { regionCode, categoryCode } of groups) {
    if (categoryCode === null) continue;
    regions.add(regionCode);
    categories.add(categoryCode);
  }
  const found = new Map<Group, string | null>();
  if (regions.size === 0) return found;
  const table = tableIn(db, Observation);
  const standing = allOf([
    sql`t.region_code = p.region_code`,
    sql`t.category_code = p.cohort`,
    ...table.conditions("t"),
  ]);
  const rows = await run<RunRow>(
    db,
    "figures.listRunsOfGroups",
    sql`SELECT p.region_code AS \`regionCode\`, p.cohort AS \`category\`, p.indicator_code AS \`indicatorCode\`,
        p.value_status AS \`valueStatus\`, p.figures AS \`figures\`, p.run AS \`run\`,
        (SELECT COUNT(*) FROM ${table.name} t ${byIndex(db, table.indexOn(...BY_GROUP))} WHERE ${standing}) AS \`standing\`
      FROM statistic_runs p
      WHERE ${allOf([oneOf(sql`p.region_code`, [...regions]), oneOf(sql`p.cohort`, [...categories])])}`,
  );
  const runs = groupBy(rows, ({ regionCode, category }) => `${regionCode} ${category}`);
  for (const group of groups) {
    const own = runs.get(`${group.regionCode} ${group.categoryCode ?? ""}`) ?? [];
    const wanted = own.filter(isWanted);
    const [only] = wanted;
    const figures = own.reduce((sum, each) => sum + each.figures, 0);
    // All that stands is in runs: statements without a number are in none.
    if (!only || wanted.length > 1 || figures !== Number(only.standing)) continue;
    const stored = JSON.parse(only.run) as StoredRun;
    if (only.indicatorCode === indicatorCode && !stored.others) found.set(group, lastStartBy(stored, on));
  }
  return found;
}
