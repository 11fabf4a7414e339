import { filterToSql } from "../../../graph/declare/filter-sql.js";
import { toldFilter } from "../../../graph/declare/told-filter.js";
import { allOf, oneOf, raw, run, sql, type Database, type Sql } from "../../../database/statement.js";
import { tableIn } from "../../../graph/declare/table.js";
import { Region } from "../../regions/region.entity.js";
import { Source } from "../../sources/source.entity.js";
import type { ValueStatus } from "../../observations/observation.entity.js";
import { ALL_WORKERS } from "../series/statistic-series.entity.js";
import { originKey, type Origin } from "../../figures/monthly-run.rules.js";
import type { RunsQuery } from "./runs-query.js";

/** A series of a region, with its run where it is one. */
export interface RunRow {
  indicatorCode: string;
  valueStatus: ValueStatus;
  cohort: string;
  regionCode: string;
  /** Null where it is no run. */
  figures: number | null;
  run: string | null;
}

// Every region's series of an indicator and category has a row among the series, and its run another.
async function fromRuns(db: Database, query: RunsQuery): Promise<Sql> {
  const { indicatorCodes, statuses, cohorts, regionFilter } = query;
  const conditions = [
    oneOf(sql`t.indicator_code`, indicatorCodes),
    oneOf(sql`t.value_status`, statuses),
    sql`t.scope = 'REGION'`,
    cohorts === null ? sql`t.cohort <> ${ALL_WORKERS}` : oneOf(sql`t.cohort`, cohorts),
  ];
  // With a limit, since engines would rather look for what a condition on regions leads to among all observations at once.
  const regions = regionFilter
    ? sql` JOIN (SELECT r.code FROM ${tableIn(db, Region).name} r WHERE ${await toldFilter(db, Region, "r", regionFilter)}
        LIMIT ${raw(String(MOST_REGIONS))}) r ON r.code = t.region_code`
    : sql``;
  return sql`statistic_series t LEFT JOIN statistic_runs p ON p.indicator_code = t.indicator_code
      AND p.value_status = t.value_status AND p.cohort = t.cohort AND p.region_code = t.region_code${regions}
    WHERE ${allOf(conditions)}`;
}

// More than there can be.
const MOST_REGIONS = 1_000_000_000;

/** How many figures there are in the runs that a question is about. */
export async function countFigures(db: Database, query: RunsQuery): Promise<number> {
  const [found] = await run<{ figures: number | string | null }>(
    db,
    "statistics.countFigures",
    sql`SELECT SUM(p.figures) AS \`figures\` FROM ${await fromRuns(db, query)}`,
  );
  return Number(found?.figures ?? 0);
}

/** The series that a question is about, with their runs. */
export const listRuns = async (db: Database, query: RunsQuery): Promise<RunRow[]> =>
  run<RunRow>(
    db,
    "statistics.listRuns",
    sql`SELECT t.indicator_code AS \`indicatorCode\`, t.value_status AS \`valueStatus\`, t.cohort AS \`cohort\`,
        t.region_code AS \`regionCode\`, p.figures AS \`figures\`, p.run AS \`run\`
      FROM ${await fromRuns(db, query)}`,
  );

/** The origins of the sources that a filter lets in, each as one text. */
export async function originsIn(db: Database, sourceFilter: object): Promise<ReadonlySet<string>> {
  const rows = await run<{ type: Origin[0]; publisher: string }>(
    db,
    "statistics.listOrigins",
    sql`SELECT DISTINCT s.type AS \`type\`, s.publisher AS \`publisher\` FROM sources s
      WHERE ${filterToSql(db, Source, "s", sourceFilter)}`,
  );
  return new Set(rows.map(({ type, publisher }) => originKey([type, publisher])));
}

/** The origin of every source, by slug. */
export async function listOrigins(db: Database): Promise<ReadonlyMap<string, Origin>> {
  const rows = await run<{ slug: string; type: Origin[0]; publisher: string }>(
    db,
    "statistics.listSources",
    sql`SELECT s.slug AS \`slug\`, s.type AS \`type\`, s.publisher AS \`publisher\` FROM sources s`,
  );
  return new Map(rows.map(({ slug, type, publisher }) => [slug, [type, publisher]]));
}
