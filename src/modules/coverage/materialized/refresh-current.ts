import type { EntityManager } from "typeorm";
import { allOf, anyOf, id, oneOf, run, sql, type Sql } from "../../../database/statement.js";
import { tableIn } from "../../../graph/declare/table.js";
import { currentOf, isUsable, LATEST_INDICATORS, outdates } from "./current.js";
import { Observation } from "../../observations/observation.entity.js";
import type { Group } from "../../observations/observation.queries.js";
import { dayBefore, today } from "../../../time/today.js";
import type { ChangeSet, Refresh } from "../../../package/change-set.js";
import { CHANGED_SERIES } from "../../observations/series.changes.js";
import { getOrMake, batches } from "../../../collections.js";
import { BATCH } from "../../../database/write-rows.js";

/** The latest part of what is stated of a group. */
interface Part {
  group: Group;
  /** The first day of the part. */
  since: string;
  /** The first day that is known of each indicator. */
  beginnings: ReadonlyMap<string, string>;
}

const CURRENT = id("current");
const ALL_TIME = "0001-01-01";
// Groups of which everything is read at once: one may have thousands of statements.
const WHOLE_GROUPS = 20;

const keyOf = ({ regionCode, categoryCode }: Group): string => `${regionCode} ${categoryCode ?? ""}`;

/** Marks the statements of each changed region and category that latest answers rest on, today or later. */
async function refreshCurrent(manager: EntityManager, changes: ChangeSet): Promise<void> {
  // A server may date by a clock a little behind this one.
  const from = dayBefore(today());
  const groups = new Map<string, Group>();
  for (const { regionCode, categoryCode, indicatorCode } of changes.of(CHANGED_SERIES))
    if (LATEST_INDICATORS.includes(indicatorCode))
      groups.set(keyOf({ regionCode, categoryCode }), { regionCode, categoryCode });
  for (const some of batches([...groups.values()], BATCH)) {
    let unsettled = await markCurrent(manager, await latestParts(manager, some, from), from);
    while (unsettled.length > 0) {
      const longer: Part[] = [];
      for (const few of batches(unsettled, WHOLE_GROUPS))
        longer.push(...(await markCurrent(manager, few, from)));
      unsettled = longer;
    }
  }
}

/** Which statements latest answers rest on. */
export const currentRefresh: Refresh = {
  forget: [sql`UPDATE observations SET ${CURRENT} = 0 WHERE ${CURRENT} = 1`],
  run: refreshCurrent,
};

// The part of each group since the last beginning of every one of its indicators: mostly enough, and short.
async function latestParts(manager: EntityManager, groups: readonly Group[], from: string): Promise<Part[]> {
  const regionCodes = [...new Set(groups.map(({ regionCode }) => regionCode))];
  const rows = await run<Group & { indicatorCode: string; first: string; last: string | null }>(
    manager,
    "coverage.listBeginnings",
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
  const latest = byGroup(parts, (await listLatest(manager, parts)).filter(isUsable));
  const before = byGroup(parts, await listCurrent(manager, parts));
  const [longer, marked, unmarked]: [Part[], number[], number[]] = [[], [], []];
  for (const part of parts) {
    const observations = latest.get(keyOf(part.group)) ?? [];
    const since = sufficientSince(part, observations, from);
    if (since < part.since) {
      longer.push({ ...part, since });
      continue;
    }
    const was = new Set(before.get(keyOf(part.group))?.map(({ rowId }) => rowId));
    const is = new Set(currentOf(part.group, observations, from).map(({ rowId }) => rowId));
    marked.push(...[...is].filter((rowId) => !was.has(rowId)));
    unmarked.push(...[...was].filter((rowId) => !is.has(rowId)));
  }
  await setCurrent(manager, marked, true);
  await setCurrent(manager, unmarked, false);
  return longer;
}

function byGroup<T extends Group>(parts: readonly Part[], rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>(parts.map(({ group }) => [keyOf(group), []]));
  for (const row of rows) found.get(keyOf(row))?.push(row);
  return found;
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

const inRegionsOf = (parts: readonly Part[]): Sql =>
  oneOf(sql`t.region_code`, [...new Set(parts.map(({ group }) => group.regionCode))]);

// What all parts have in common comes first: by it the engines find an index.
async function listLatest(manager: EntityManager, parts: readonly Part[]): Promise<Observation[]> {
  const table = tableIn(manager, Observation);
  const least = parts.map(({ since }) => since).sort()[0] ?? ALL_TIME;
  const conditions = [
    inRegionsOf(parts),
    oneOf(sql`t.indicator_code`, LATEST_INDICATORS),
    sql`t.period_end >= ${least}`,
    ...table.conditions("t"),
    anyOf(alike(parts).map(areIn)),
  ];
  const rows = await run(
    manager,
    "coverage.listLatest",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${allOf(conditions)}`,
  );
  return rows.map((row) => table.instance(row) as Observation);
}

// Most parts begin on the same day: the fewer conditions, the fewer there are to try on each row.
function alike(parts: readonly Part[]): Part[][] {
  const found = new Map<string, Part[]>();
  for (const part of parts) {
    const name = `${part.since} ${part.group.categoryCode ?? ""}`;
    getOrMake(found, name, () => []).push(part);
  }
  return [...found.values()];
}

function areIn(parts: readonly Part[]): Sql {
  const [first] = parts;
  const category = first?.group.categoryCode ?? null;
  return allOf([
    sql`t.period_end >= ${first?.since ?? ALL_TIME}`,
    category === null ? sql`t.category_code IS NULL` : sql`t.category_code = ${category}`,
    inRegionsOf(parts),
  ]);
}

const listCurrent = (
  manager: EntityManager,
  parts: readonly Part[],
): Promise<(Group & { rowId: number })[]> =>
  run<Group & { rowId: number }>(
    manager,
    "coverage.listCurrent",
    sql`SELECT t.region_code AS \`regionCode\`, t.category_code AS \`categoryCode\`, t.id AS \`rowId\`
      FROM observations t WHERE ${inRegionsOf(parts)} AND t.${CURRENT} = 1`,
  );

async function setCurrent(
  manager: EntityManager,
  rowIds: readonly number[],
  current: boolean,
): Promise<void> {
  for (const some of batches(rowIds, BATCH)) {
    await run(
      manager,
      "coverage.setCurrent",
      sql`UPDATE observations SET ${CURRENT} = ${current} WHERE ${oneOf(sql`id`, some)}`,
    );
  }
}
