import { queryTooLarge } from "../../errors.js";
import { filterToSql } from "../../graph/declare/filter.js";
import { allOf, join, oneOf, run, sql, type Database, type Sql } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { Region } from "../regions/region.entity.js";
import { QUOTA, SEGMENTS, type Fact } from "./fact.js";
import { Observation } from "../observations/observation.entity.js";
import type { GroupedFact } from "./group.js";

/** The most facts that one table is computed from. */
const MAX_FACTS = 100_000;

/** Which facts a table needs. */
export interface FactSelection {
  filter: object | null;
  /** Only each region's last facts of a period count for these. */
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
export async function listFacts(db: Database, selection: FactSelection): Promise<GroupedFact[]> {
  const facts = factsIn(factConditions(db, selection), selection);
  const rows = await run<GroupedFact>(db, "statistics.listFacts", sql`${facts} LIMIT ${MAX_FACTS + 1}`);
  if (rows.length > MAX_FACTS) {
    throw queryTooLarge(
      `The table would be computed from more than ${MAX_FACTS} observations. Filter by region, category or period.`,
    );
  }
  return rows;
}

/** All preferred facts about some regions and indicators. */
export function listFactsOfRegions(
  db: Database,
  regionCodes: readonly string[],
  indicatorCodes: readonly string[],
): Promise<Fact[]> {
  const conditions = [
    oneOf(sql`t.region_code`, regionCodes),
    oneOf(sql`t.indicator_code`, indicatorCodes),
    sql`t.value IS NOT NULL AND t.preferred = 1`,
    ...tableIn(db, Observation).conditions("t"),
  ];
  return run<Fact>(
    db,
    "statistics.listFactsOfRegions",
    sql`SELECT ${COLUMNS} FROM observations t WHERE ${allOf(conditions)}`,
  );
}

const COLUMNS = sql`t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`,
  t.value_status AS \`valueStatus\`, t.funding AS \`funding\`, t.programmes AS \`programmes\`, t.source_slug AS \`sourceSlug\`,
  t.period_start AS \`periodStart\`, t.period_end AS \`periodEnd\`, t.value AS \`value\``;

function factsIn(conditions: readonly Sql[], { all, lastOnly, bucketLength }: FactSelection): Sql {
  const of = (codes: readonly string[], ...more: Sql[]): Sql =>
    sql`SELECT ${join([COLUMNS, sql`s.type AS \`sourceType\``, ...more])} FROM observations t
      JOIN sources s ON s.slug = t.source_slug
      WHERE ${allOf([oneOf(sql`t.indicator_code`, codes), ...conditions])}`;
  const place = sql`RANK() OVER (
    PARTITION BY t.region_code, t.indicator_code, t.category_code, t.value_status, t.funding, t.programmes, s.type,
      SUBSTR(t.period_end, 1, ${bucketLength})
    ORDER BY t.period_end DESC, t.period_start DESC) AS \`place\``;
  const parts = [
    ...(all.length > 0 ? [of(all, sql`1 AS \`place\``)] : []),
    ...(lastOnly.length > 0 ? [sql`SELECT * FROM (${of(lastOnly, place)}) w WHERE w.\`place\` = 1`] : []),
  ];
  return join(parts, " UNION ALL ");
}

function factConditions(db: Database, selection: FactSelection): Sql[] {
  const { filter, categoryChosen, statusChosen, everyStatus, bySourceType, bucketLength } = selection;
  const conditions = [sql`t.value IS NOT NULL`, ...tableIn(db, Observation).conditions("t")];
  if (!bySourceType) conditions.push(sql`t.preferred = 1`);
  if (!statusChosen && !everyStatus) {
    conditions.push(
      sql`(t.value_status = 'ACTUAL' OR (t.value_status = 'TARGET' AND t.indicator_code = ${QUOTA}))`,
    );
  }
  if (!categoryChosen)
    conditions.push(sql`(t.category_code IS NULL OR ${oneOf(sql`t.category_code`, SEGMENTS)})`);
  if (bucketLength === 7) conditions.push(sql`SUBSTR(t.period_start, 1, 7) = SUBSTR(t.period_end, 1, 7)`);
  if (filter) conditions.push(filterToSql(db, Observation, "t", filter));
  return conditions;
}

/** The regions that a filter means; all when there is none. At most the country's 590. */
export async function listPlaces(db: Database, regionFilter: object | null): Promise<Region[]> {
  const table = tableIn(db, Region);
  const condition = regionFilter ? filterToSql(db, Region, "t", regionFilter) : sql`1 = 1`;
  const rows = await run(
    db,
    "statistics.listPlaces",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${condition} ORDER BY t.code`,
  );
  return rows.map((row) => table.instance(row) as Region);
}
