import { allOf, oneOf, run, sql, type Database } from "../../database/statement.js";
import { toldFilter } from "../../graph/declare/told-filter.js";
import { tableIn } from "../../graph/declare/table.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Region } from "../regions/region.entity.js";
import { PARTITION } from "../figures/segments.rules.js";
import { mentions } from "./mentions.js";
import { ALL_WORKERS, NO_CATEGORY } from "./series/statistic-series.entity.js";
import type { StatisticsQuery } from "./statistics-query.js";

/**
 * The categories of which a table's indicators have figures for its regions that it does not show, by code. Those of
 * segments are shown where the table is of segments.
 */
export async function categoriesBeside(
  db: Database,
  { indicators, dimensions, filter }: StatisticsQuery,
): Promise<CohortCategory[]> {
  if (dimensions.includes("CATEGORY") || mentions(filter, "category")) return [];
  const table = tableIn(db, CohortCategory);
  const shown = [ALL_WORKERS, NO_CATEGORY, ...(dimensions.includes("SEGMENT") ? PARTITION : [])];
  const region = filter?.region as object | null | undefined;
  const conditions = [
    sql`s.scope = 'REGION'`,
    oneOf(
      sql`s.indicator_code`,
      indicators.map(({ code }) => code),
    ),
    sql`NOT ${oneOf(sql`s.cohort`, shown)}`,
    ...(region ? [await toldFilter(db, Region, "r", region)] : []),
  ];
  const rows = await run(
    db,
    "statistics.categoriesBeside",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE t.code IN
      (SELECT s.cohort FROM statistic_series s JOIN ${tableIn(db, Region).name} r ON r.code = s.region_code
        WHERE ${allOf(conditions)}) ORDER BY t.code`,
  );
  return rows.map((row) => table.instance(row) as CohortCategory);
}
