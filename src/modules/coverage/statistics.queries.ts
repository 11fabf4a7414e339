import { queryTooLarge } from "../../errors.js";
import { filterToSql } from "../../graph/filter.js";
import { allOf, oneOf, run, sql, type Database, type Sql } from "../../graph/statement.js";
import { tableIn } from "../../graph/table.js";
import { Region } from "../regions/region.entity.js";
import { SEGMENTS, type Fact } from "./fact.js";
import { Observation } from "./observation.entity.js";
import type { Place } from "./places.js";

/** The most facts that one table is computed from. */
export const MAX_FACTS = 200_000;

/** Which facts a table needs. */
export interface FactSelection {
  filter: object | null;
  /** Only each region's last fact of a period counts for these. */
  lastOnly: readonly string[];
  /** All facts count for these. */
  all: readonly string[];
  categoryChosen: boolean;
  statusChosen: boolean;
  everyStatus: boolean;
  /** Whether each kind of source answers with its own figures, preferred or not. */
  bySourceType: boolean;
  /** How much of the period's end tells buckets apart: 4 for years, 7 for months, 0 for none. */
  bucketLength: 0 | 4 | 7;
}

/**
 * Facts with a number that are to be grouped: of preferred observations, of what happened unless said otherwise, of
 * all workers or whole segments unless categories are chosen. Throws QUERY_TOO_LARGE beyond MAX_FACTS.
 */
export async function listFacts(db: Database, selection: FactSelection): Promise<Fact[]> {
  const conditions = factConditions(db, selection);
  const { lastOnly, all, bucketLength } = selection;
  const columns = sql`t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`,
    t.value_status AS \`valueStatus\`, t.funding AS \`funding\`, t.programmes AS \`programmes\`, t.source_slug AS \`sourceSlug\`,
    s.type AS \`sourceType\`, t.period_start AS \`periodStart\`, t.period_end AS \`periodEnd\`, t.value AS \`value\``;
  const from = sql`FROM observations t JOIN sources s ON s.slug = t.source_slug`;
  const read = async (statement: Sql): Promise<Fact[]> => {
    const rows = await run<Fact>(db, "coverage.listFacts", sql`${statement} LIMIT ${MAX_FACTS + 1}`);
    if (rows.length > MAX_FACTS) {
      throw queryTooLarge(
        `The table would be computed from more than ${MAX_FACTS} observations. Filter by region, category or period.`,
      );
    }
    return rows;
  };
  const facts: Fact[] = [];
  if (all.length > 0) {
    facts.push(
      ...(await read(
        sql`SELECT ${columns} ${from} WHERE ${allOf([oneOf(sql`t.indicator_code`, all), ...conditions])}`,
      )),
    );
  }
  if (lastOnly.length > 0) {
    const place = sql`ROW_NUMBER() OVER (
      PARTITION BY t.region_code, t.indicator_code, t.category_code, t.value_status, t.funding, t.programmes, s.type,
        SUBSTR(t.period_end, 1, ${bucketLength})
      ORDER BY t.period_end DESC, t.period_start DESC, t.id DESC)`;
    facts.push(
      ...(await read(
        sql`SELECT * FROM (SELECT ${columns}, ${place} AS \`place\` ${from}
          WHERE ${allOf([oneOf(sql`t.indicator_code`, lastOnly), ...conditions])}) w WHERE w.\`place\` = 1`,
      )),
    );
  }
  return facts;
}

function factConditions(db: Database, selection: FactSelection): Sql[] {
  const { filter, categoryChosen, statusChosen, everyStatus, bySourceType, bucketLength } = selection;
  const conditions = [sql`t.value IS NOT NULL`, ...tableIn(db, Observation).conditions("t")];
  if (!bySourceType) conditions.push(sql`t.preferred = 1`);
  // A quota is a target by its nature.
  if (!statusChosen && !everyStatus) {
    conditions.push(
      sql`(t.value_status = 'ACTUAL' OR (t.value_status = 'TARGET' AND t.indicator_code = 'COHORT_QUOTA'))`,
    );
  }
  if (!categoryChosen)
    conditions.push(sql`(t.category_code IS NULL OR ${oneOf(sql`t.category_code`, SEGMENTS)})`);
  if (bucketLength === 7) conditions.push(sql`SUBSTR(t.period_start, 1, 7) = SUBSTR(t.period_end, 1, 7)`);
  if (filter) conditions.push(filterToSql(db, Observation, "t", filter));
  return conditions;
}

/** The regions that a filter means; all when there is none. At most the country's 590. */
export async function listPlaces(db: Database, regionFilter: object | null): Promise<Place[]> {
  const table = tableIn(db, Region);
  const condition = regionFilter ? filterToSql(db, Region, "t", regionFilter) : sql`1 = 1`;
  return run<Place>(
    db,
    "coverage.listPlaces",
    sql`SELECT t.code AS \`code\`, t.level AS \`level\` FROM ${table.name} t WHERE ${condition} ORDER BY t.code`,
  );
}
