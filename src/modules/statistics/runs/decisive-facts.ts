import { isTurnOver, turn } from "../../../time/turn.js";
import type { Fact } from "../fact.js";
import type { IndicatorKind } from "../../observations/indicator-kind.rules.js";
import { unitOf, type Moment } from "../moment.js";
import { checkCount } from "../statistics.queries.js";
import { NO_CATEGORY } from "../series/statistic-series.entity.js";
import type { StatisticDimension } from "../statistics.args.js";
import { lastDayOfMonth, monthsOf, originAt, type StoredRun } from "./monthly-run.js";
import type { RunsQuery } from "./runs-query.js";
import { originKey, type RunRow } from "./runs.queries.js";
import type { Signal } from "../../../time/signal.js";

/** What of runs is asked for. */
export interface RunsRequest {
  query: RunsQuery;
  dimensions: readonly StatisticDimension[];
  latest: Moment;
  /** Null for all. */
  origins: ReadonlySet<string> | null;
  kindOf: (indicatorCode: string) => IndicatorKind;
  signal: Signal | null;
}

/** A run that is stored. */
export type KeptRun = RunRow & { run: string };

/**
 * The facts that decide a table of runs: of what is plain in each the last in each group, since no other of that is shown
 * or beats it, and all that is not.
 * `count` is that of all facts that the table is of. Throws QUERY_TOO_LARGE where they are too many.
 */
export async function decisiveFacts(
  rows: readonly KeptRun[],
  request: RunsRequest,
): Promise<{ facts: Fact[]; count: number }> {
  const facts: Fact[] = [];
  let count = 0;
  const calendars = new Map<string, Month[]>();
  for (const row of rows) {
    if (isTurnOver()) await turn(request.signal);
    const run = JSON.parse(row.run) as StoredRun;
    const key = `${run.first} ${run.values.length}`;
    let calendar = calendars.get(key);
    if (!calendar) calendars.set(key, (calendar = calendarOf(run, request.query)));
    const { last, seen } = lastOfGroups(run, calendar, row, request);
    count += seen;
    for (const place of last.values()) facts.push(factAt(place, run, calendar, row, request));
    const others = othersOf(run, row, request);
    facts.push(...others);
    count += others.length;
    checkCount(count);
  }
  return { facts, count };
}

/** A month of a run. */
interface Month {
  start: string;
  end: string;
  isWithin: boolean;
}

const calendarOf = (run: StoredRun, { isWithin }: RunsQuery): Month[] =>
  monthsOf(run).map((month) => {
    const [start, end] = [`${month}-01`, lastDayOfMonth(month)];
    return { start, end, isWithin: isWithin(start, end) };
  });

// The place of the last figure of each group, and how many figures there are.
function lastOfGroups(
  run: StoredRun,
  calendar: readonly Month[],
  row: KeptRun,
  { query, dimensions, latest, origins }: RunsRequest,
): { last: Map<string, number>; seen: number } {
  const length = { YEAR: 4, MONTH: 7 }[unitOf(dimensions) ?? "YEAR"];
  const isLatest = unitOf(dimensions) === null;
  const bySource = dimensions.includes("SOURCE_TYPE");
  const isMeant = run.origins.map((origin) => origins?.has(originKey(origin)) ?? true);
  const last = new Map<string, number>();
  const isAsked = isAskedOf(run, row, query);
  let seen = 0;
  if (!query.isQualified("EXACT")) return { last, seen };
  for (const [place, month] of calendar.entries()) {
    const { end, isWithin } = month;
    const origin = run.originOf?.[place] ?? 0;
    if (!isWithin || run.values[place] === null || !isMeant[origin] || !isAsked(place, month)) continue;
    seen += 1;
    const on = run.days?.[place] ?? end;
    if (isLatest && on > latest.until) continue;
    const time = isLatest ? "" : on.slice(0, length);
    last.set(bySource ? `${time} ${run.origins[origin]?.[0] ?? ""}` : time, place);
  }
  return { last, seen };
}

// Whether what else is asked of figures holds of one that is plain.
function isAskedOf(
  run: StoredRun,
  { indicatorCode, valueStatus, cohort }: KeptRun,
  { isMeant }: RunsQuery,
): (place: number, month: Month) => boolean {
  if (!isMeant) return () => true;
  const common = { ...PLAIN, indicatorCode, valueStatus, categoryCode: categoryOf(cohort) };
  return (place, { start, end }) =>
    isMeant({
      ...common,
      countedBy: run.countedBy,
      periodStart: start,
      periodEnd: end,
      value: run.values[place] ?? null,
      origin: originAt(run, place),
    });
}

const categoryOf = (cohort: string): string | null => (cohort === NO_CATEGORY ? null : cohort);

/** What all plain figures have in common. */
const PLAIN = {
  funding: null,
  denominatorCode: null,
  denominatorStated: null,
  qualifier: "EXACT",
} as const satisfies Partial<Fact>;

// All that are not plain: each is told beside the others, and rivals together.
const othersOf = (
  { others = [] }: StoredRun,
  { indicatorCode, valueStatus, cohort, regionCode }: KeptRun,
  { query, origins, kindOf }: RunsRequest,
): Fact[] =>
  others.flatMap(([other, origin]) => {
    const { periodStart, periodEnd, qualifier } = other;
    const isMeant = query.isWithin(periodStart, periodEnd) && query.isQualified(qualifier);
    if (!isMeant || !(origins?.has(originKey(origin)) ?? true)) return [];
    const [kind, sourceType] = [kindOf(indicatorCode), origin[0]];
    const series = { regionCode, indicatorCode, categoryCode: categoryOf(cohort), valueStatus };
    const fact = { ...other, ...series, kind, sourceType };
    return (query.isMeant?.({ ...fact, origin }) ?? true) ? [fact] : [];
  });

function factAt(
  place: number,
  run: StoredRun,
  calendar: readonly Month[],
  { indicatorCode, valueStatus, cohort, regionCode }: KeptRun,
  { kindOf }: RunsRequest,
): Fact {
  const { start = "", end = "" } = calendar[place] ?? {};
  const on = run.days?.[place] ?? end;
  const [sourceType] = originAt(run, place);
  return {
    slug: `${indicatorCode} ${valueStatus} ${cohort} ${regionCode} ${place}`,
    regionCode,
    indicatorCode,
    categoryCode: categoryOf(cohort),
    ...PLAIN,
    programmes: [],
    sourceSlug: "",
    attributedTo: null,
    base: null,
    countedBy: run.countedBy,
    period: { start, end, precision: "MONTH" },
    periodStart: start,
    periodEnd: end,
    effectiveFrom: on,
    effectiveOn: on,
    rivalSet: null,
    rank: 1,
    preferred: true,
    areaDiffers: false,
    value: run.values[place] ?? null,
    lowerBound: null,
    upperBound: null,
    valueStatus,
    periodPrecision: "MONTH",
    kind: kindOf(indicatorCode),
    sourceType,
    publishedFrom: null,
    publishedUntil: null,
  };
}
