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
import { tableIn } from "../../graph/declare/table.js";
import { mapInTurns } from "../../time/turn.js";
import { rivalsAsOf, type StatementAsOf } from "./rivals-as-of.js";
import { CURRENT_INDEX, Observation } from "./observation.entity.js";
import { dayAfter } from "../../time/today.js";

/** A region and a cohort category there, or all workers. */
export interface Group {
  regionCode: string;
  categoryCode: string | null;
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
}

/** The observations of each group, in the groups' order. */
export async function observationsByGroup(
  db: Database,
  groups: readonly Group[],
  wanted: Wanted,
): Promise<Observation[][]> {
  const found = new Map<string | null, Map<string, Observation[]>>();
  const lists = groups.map(({ regionCode, categoryCode }) => {
    const ofCategory = found.get(categoryCode) ?? new Map<string, Observation[]>();
    const list = ofCategory.get(regionCode) ?? [];
    found.set(categoryCode, ofCategory.set(regionCode, list));
    return list;
  });
  const condition = anyOf(
    [...found].map(([category, regions]) =>
      allOf([
        oneOf(sql`t.region_code`, [...regions.keys()]),
        category === null ? sql`t.category_code IS NULL` : sql`t.category_code = ${category}`,
      ]),
    ),
  );
  const observations =
    wanted.asOf === null
      ? await listStanding(db, condition, wanted)
      : await listAsThen(db, condition, wanted.asOf, wanted);
  for (const observation of observations)
    found.get(observation.categoryCode)?.get(observation.regionCode)?.push(observation);
  return lists;
}

/**
 * The first day after one on which the period of a current statement about all workers of a region begins, or is over,
 * for each region that has one: until then, what is known last stays the same.
 */
export async function nextDays(
  db: Database,
  regionCodes: readonly string[],
  indicatorCodes: readonly string[],
  day: string,
): Promise<Map<string, string>> {
  const table = tableIn(db, Observation);
  const conditions = [
    oneOf(sql`t.region_code`, regionCodes),
    sql`t.${id("current")} = 1`,
    sql`t.category_code IS NULL`,
    oneOf(sql`t.indicator_code`, indicatorCodes),
    sql`t.period_end >= ${day}`,
    ...table.conditions("t"),
  ];
  const rows = await run<{ code: string; begin: string | null; end: string }>(
    db,
    "observations.nextDays",
    sql`SELECT t.region_code AS \`code\`, MIN(CASE WHEN t.period_start > ${day} THEN t.period_start END) AS \`begin\`,
        MIN(t.period_end) AS \`end\`
      FROM ${table.name} t ${byIndex(db, CURRENT_INDEX)} WHERE ${allOf(conditions)} GROUP BY t.region_code`,
  );
  return new Map(
    rows.map(({ code, begin, end }) => {
      const over = dayAfter(end);
      return [code, begin !== null && begin < over ? begin : over];
    }),
  );
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
  const rows = await run(
    db,
    "observations.observationsByGroup",
    // Few statements are current: engines guess from the average, and would read whole histories.
    sql`SELECT ${table.columns("t")}, s.type AS \`sourceType\`, s.published_on AS \`publishedOn\`,
        s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`
      FROM ${table.name} t ${currentOnly ? byIndex(db, CURRENT_INDEX) : sql``} JOIN sources s ON s.slug = t.source_slug
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
  const table = tableIn(db, Observation);
  const conditions = [
    condition,
    oneOf(sql`t.indicator_code`, indicatorCodes),
    ...table.conditions("t", {}, asOf),
  ];
  const rows = await run(
    db,
    "observations.observationsAsOf",
    sql`SELECT ${table.columns("t")}, i.kind AS \`indicatorKind\`, s.type AS \`sourceType\`,
        s.published_on AS \`publishedOn\`, s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`
      FROM ${table.name} t JOIN sources s ON s.slug = t.source_slug JOIN indicators i ON i.code = t.indicator_code
      WHERE ${allOf(conditions)}`,
  );
  const statements = await mapInTurns(rows, (row) => table.instance(row) as StatementAsOf, signalOf(db));
  return (await rivalsAsOf(statements, signalOf(db))).filter(({ effectiveFrom }) => effectiveFrom <= on);
}
