import type { EntityManager } from "typeorm";
import { allOf, anyOf, oneOf, raw, run, sql, type Sql } from "../graph/statement.js";
import { tableIn } from "../graph/table.js";
import { currentOf, isUsable, LATEST_INDICATORS, outdates } from "../modules/coverage/current.js";
import { Observation } from "../modules/coverage/observation.entity.js";
import type { Group } from "../modules/coverage/observation.queries.js";
import { dayInJakarta } from "../modules/coverage/today.js";
import type { Touched } from "./touched.js";
import { batches } from "./write-rows.js";

/** The latest part of what is stated of a group. */
interface Part {
  group: Group;
  /** The first day of the part. */
  since: string;
  /** The first day that is known of each indicator. */
  beginnings: ReadonlyMap<string, string>;
}

const DAY_MS = 86_400_000;
const ALL_TIME = "0001-01-01";
// Groups of which everything is read at once: one may have thousands of statements.
const WHOLE_GROUPS = 20;

const keyOf = ({ regionCode, categoryCode }: Group): string => `${regionCode} ${categoryCode ?? ""}`;

/** Marks the statements of each touched region and category that latest answers rest on, today or later. */
export async function deriveCurrent(manager: EntityManager, touched: Touched): Promise<void> {
  // A server may date by a clock a little behind this one.
  const from = dayInJakarta(new Date(Date.now() - DAY_MS));
  const groups = new Map<string, Group>();
  for (const { regionCode, categoryCode, indicatorCode } of touched.series())
    if (LATEST_INDICATORS.includes(indicatorCode))
      groups.set(keyOf({ regionCode, categoryCode }), { regionCode, categoryCode });
  for (const some of batches([...groups.values()])) {
    let unsettled = await markCurrent(manager, await latestParts(manager, some, from), from);
    while (unsettled.length > 0) {
      const longer: Part[] = [];
      for (const few of batches(unsettled, WHOLE_GROUPS))
        longer.push(...(await markCurrent(manager, few, from)));
      unsettled = longer;
    }
  }
}

// The part of each group since the last beginning of every one of its indicators: mostly enough, and short.
async function latestParts(manager: EntityManager, groups: readonly Group[], from: string): Promise<Part[]> {
  const regionCodes = [...new Set(groups.map(({ regionCode }) => regionCode))];
  const rows = await run<Group & { indicatorCode: string; first: string; last: string | null }>(
    manager,
    "derive.listBeginnings",
    sql`SELECT t.region_code AS \`regionCode\`, t.category_code AS \`categoryCode\`, t.indicator_code AS \`indicatorCode\`,
        MIN(t.period_start) AS \`first\`, MAX(CASE WHEN t.period_start <= ${from} THEN t.period_start END) AS \`last\`
      FROM observations t
      WHERE ${oneOf(sql`t.region_code`, regionCodes)} AND ${oneOf(sql`t.indicator_code`, LATEST_INDICATORS)}
      GROUP BY t.region_code, t.indicator_code, t.category_code`,
  );
  const parts = new Map(
    groups.map((group) => [
      keyOf(group),
      { group, lasts: [] as string[], beginnings: new Map<string, string>() },
    ]),
  );
  for (const { indicatorCode, first, last, ...group } of rows) {
    const part = parts.get(keyOf(group));
    part?.beginnings.set(indicatorCode, first);
    if (last !== null) part?.lasts.push(last);
  }
  return [...parts.values()].map(({ group, lasts, beginnings }) => ({
    group,
    beginnings,
    since: lasts.sort()[0] ?? ALL_TIME,
  }));
}

// Marks the groups of which the part decides; answers with longer parts of the others.
async function markCurrent(manager: EntityManager, parts: readonly Part[], from: string): Promise<Part[]> {
  const found = new Map<string, Observation[]>(parts.map(({ group }) => [keyOf(group), []]));
  for (const observation of await listObservations(manager, parts))
    found.get(keyOf(observation))?.push(observation);
  const [longer, marked, unmarked]: [Part[], number[], number[]] = [[], [], []];
  for (const part of parts) {
    const observations = found.get(keyOf(part.group)) ?? [];
    const latest = observations.filter(
      (observation) => isUsable(observation) && observation.periodEnd >= part.since,
    );
    const since = sufficientSince(part, latest, from);
    if (since < part.since) {
      longer.push({ ...part, since });
      continue;
    }
    const current = new Set(currentOf(part.group, latest, from));
    for (const observation of observations) {
      const isCurrent = current.has(observation);
      if (isCurrent !== observation.current) (isCurrent ? marked : unmarked).push(observation.rowId);
    }
  }
  await setCurrent(manager, marked, true);
  await setCurrent(manager, unmarked, false);
  return longer;
}

// A part is cut where no period is under way, so that nothing older shares a day with it.
function sufficientSince(
  { group, since, beginnings }: Part,
  latest: readonly Observation[],
  from: string,
): string {
  const begins = latest.reduce(
    (first, { periodStart }) => (periodStart < first ? periodStart : first),
    since,
  );
  if (begins < since) return begins;
  const older = new Set([...beginnings].filter(([, first]) => first < since).map(([code]) => code));
  return older.size === 0 || outdates(group, latest, older, from) ? since : ALL_TIME;
}

async function listObservations(manager: EntityManager, parts: readonly Part[]): Promise<Observation[]> {
  const table = tableIn(manager, Observation);
  const isIn = ({ group: { regionCode, categoryCode }, since }: Part): Sql =>
    allOf([
      sql`t.region_code = ${regionCode}`,
      categoryCode === null ? sql`t.category_code IS NULL` : sql`t.category_code = ${categoryCode}`,
      sql`(t.period_end >= ${since} OR t.${raw("`current`")} = 1)`,
    ]);
  const rows = await run(
    manager,
    "derive.listLatest",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t
      WHERE ${allOf([anyOf(parts.map(isIn)), oneOf(sql`t.indicator_code`, LATEST_INDICATORS), ...table.conditions("t")])}`,
  );
  return rows.map((row) => table.instance(row) as Observation);
}

async function setCurrent(
  manager: EntityManager,
  rowIds: readonly number[],
  current: boolean,
): Promise<void> {
  for (const some of batches(rowIds)) {
    await run(
      manager,
      "derive.setCurrent",
      sql`UPDATE observations SET ${raw("`current`")} = ${current} WHERE ${oneOf(sql`id`, some)}`,
    );
  }
}
