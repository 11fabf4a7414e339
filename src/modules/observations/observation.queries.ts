import {
  allOf,
  anyOf,
  byIndex,
  oneOf,
  id,
  run,
  signalOf,
  sql,
  type Database,
  type Sql,
} from "../../database/statement.js";
import { groupBy } from "../../collections.js";
import { tableIn } from "../../graph/declare/table.js";
import { mapInTurns } from "../../time/turn.js";
import { JUDGED } from "./rival.queries.js";
import { nameSetsThen, rivalsAsOf, type StatementAsOf } from "./rivals-as-of.js";
import { isBeforeAll } from "./statements-as-of.queries.js";
import { CURRENT_INDEX, Observation } from "./observation.entity.js";

/** A region and a cohort category there, or all workers. */
export interface Group {
  regionCode: string;
  categoryCode: string | null;
}

/** Of which statements about a group are read: of those that are about periods that begin on one day, if it is given. */
export interface GroupPart extends Group {
  /** Null for none. */
  periodStart?: string | null;
}

/** A statement with what is known of its source, as observations are read by group. */
export type StatedObservation = Observation & {
  sourceType: string;
  publishedOn: string | null;
  publishedFrom: string | null;
  publishedUntil: string | null;
};

/** Which statements of a group are read: those of some indicators that may answer on a day. */
export interface Wanted {
  indicatorCodes: readonly string[];
  on: string;
  /** The instant, as stored, as of which they stood; null for now. */
  asOf: string | null;
  /** Whether the current ones do: those that latest answers on any day from today on rest on. */
  currentOnly: boolean;
  /** Whether they are told as of an instant, though they are read as of now since nothing was loaded after it. */
  isThen?: boolean;
}

/** The observations of each group, in the groups' order. */
export async function observationsByGroup(
  db: Database,
  groups: readonly GroupPart[],
  wanted: Wanted,
): Promise<Observation[][]> {
  const found = new Map<string | null, Map<string, Observation[]>>();
  const lists = groups.map(({ regionCode, categoryCode }) => {
    const ofCategory = found.get(categoryCode) ?? new Map<string, Observation[]>();
    const list = ofCategory.get(regionCode) ?? [];
    found.set(categoryCode, ofCategory.set(regionCode, list));
    return list;
  });
  const read = groups.filter(({ periodStart }) => periodStart !== null);
  if (read.length === 0) return lists;
  const alike = groupBy(
    read,
    ({ categoryCode, periodStart }) => `${periodStart ?? ""} ${categoryCode ?? ""}`,
  );
  const ofCategories = [...alike.values()].map((some) => {
    const [{ categoryCode, periodStart } = { categoryCode: null }] = some;
    return allOf([
      oneOf(sql`t.region_code`, [...new Set(some.map(({ regionCode }) => regionCode))]),
      categoryCode === null ? sql`t.category_code IS NULL` : sql`t.category_code = ${categoryCode}`,
      ...(periodStart ? [sql`t.period_start = ${periodStart}`] : []),
    ]);
  });
  const regions = new Set(read.map(({ regionCode }) => regionCode));
  // Beside a choice of many categories, engines find the index by region only if regions are named apart.
  const condition = allOf([
    ...(ofCategories.length > 1 ? [oneOf(sql`t.region_code`, [...regions])] : []),
    anyOf(ofCategories),
  ]);
  const observations =
    wanted.asOf === null
      ? await listStanding(db, condition, wanted)
      : await listAsThen(db, condition, wanted.asOf, wanted);
  if (wanted.asOf === null && wanted.isThen) nameSetsThen(observations);
  for (const observation of observations)
    found.get(observation.categoryCode)?.get(observation.regionCode)?.push(observation);
  return lists;
}

/** What leads to the statements of groups at whatever time. Engines guess from the average, and would begin at sources. */
export const BY_GROUP = ["regionCode", "categoryCode", "periodStart"];

/** When statements of a region begin to hold, or end. */
export interface NextChange {
  /** The first day after the one asked for on which one begins to hold; null when none does. */
  begin: string | null;
  /** The last day of the first span to end, of those that last on the day; null when none does. */
  end: string | null;
  /** Whether one begins to hold on the day itself. */
  isFresh: boolean;
}

/**
 * When statements about all workers of a region, or about some categories there, change what is known last after a day:
 * the current ones, or all where older ones of several categories may count together.
 */
export async function nextChanges(
  db: Database,
  regionCodes: readonly string[],
  wanted: Pick<Wanted, "indicatorCodes" | "currentOnly"> & { categoryCodes: readonly string[] },
  day: string,
): Promise<Map<string, NextChange>> {
  const table = tableIn(db, Observation);
  const conditions = [
    oneOf(sql`t.region_code`, regionCodes),
    ...(wanted.currentOnly ? [sql`t.${id("current")} = 1`] : []),
    anyOf([sql`t.category_code IS NULL`, oneOf(sql`t.category_code`, wanted.categoryCodes)]),
    oneOf(sql`t.indicator_code`, wanted.indicatorCodes),
    sql`t.effective_on >= ${day}`,
    ...table.conditions("t"),
  ];
  const rows = await run<{ code: string; begin: string | null; end: string | null; fresh: number }>(
    db,
    "observations.nextChanges",
    sql`SELECT t.region_code AS \`code\`, MIN(CASE WHEN t.effective_from > ${day} THEN t.effective_from END) AS \`begin\`,
        MIN(CASE WHEN t.effective_from <= ${day} AND t.effective_from < t.effective_on THEN t.effective_on END) AS \`end\`,
        MAX(CASE WHEN t.effective_from = ${day} THEN 1 ELSE 0 END) AS \`fresh\`
      FROM ${table.name} t ${byIndex(db, CURRENT_INDEX)} WHERE ${allOf(conditions)} GROUP BY t.region_code`,
  );
  return new Map(rows.map(({ code, begin, end, fresh }) => [code, { begin, end, isFresh: fresh === 1 }]));
}

async function listStanding(
  db: Database,
  condition: Sql,
  { indicatorCodes, on, currentOnly }: Wanted,
): Promise<Observation[]> {
  const table = tableIn(db, Observation);
  const conditions = [
    condition,
    ...(currentOnly ? [sql`t.${id("current")} = 1`] : []),
    oneOf(sql`t.indicator_code`, indicatorCodes),
    sql`t.effective_from <= ${on}`,
    ...table.conditions("t"),
  ];
  // Few statements are current: engines guess from the average, and would read whole histories. While a load runs they do not
  // even know how many it has written.
  const index = currentOnly ? CURRENT_INDEX : table.indexOn(...BY_GROUP);
  const rows = await run(
    db,
    "observations.observationsByGroup",
    sql`SELECT ${table.columns("t")}, s.type AS \`sourceType\`, s.published_on AS \`publishedOn\`,
        s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`
      FROM ${table.name} t ${byIndex(db, index)} JOIN sources s ON s.slug = t.source_slug
      WHERE ${allOf(conditions)}`,
  );
  return mapInTurns(rows, (row) => table.instance(row) as Observation, signalOf(db));
}

// Which rival was preferred also depends on statements that could not answer yet: those are left out last.
async function listAsThen(
  db: Database,
  condition: Sql,
  asOf: string,
  { indicatorCodes, on }: Wanted,
): Promise<Observation[]> {
  if (await isBeforeAll(db, asOf)) return [];
  const table = tableIn(db, Observation);
  const conditions = [
    condition,
    oneOf(sql`t.indicator_code`, indicatorCodes),
    ...table.conditions("t", {}, asOf),
  ];
  const rows = await run(
    db,
    "observations.observationsAsOf",
    sql`SELECT ${table.columns("t")}, ${JUDGED.columns}
      FROM ${table.name} t ${byIndex(db, table.indexOn(...BY_GROUP))} ${JUDGED.joins}
      WHERE ${allOf(conditions)}`,
  );
  const statements = await mapInTurns(rows, (row) => table.instance(row) as StatementAsOf, signalOf(db));
  return (await rivalsAsOf(statements, signalOf(db))).filter(({ effectiveFrom }) => effectiveFrom <= on);
}
