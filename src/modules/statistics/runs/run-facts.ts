import { getOrMake } from "../../../collections.js";
import type { NamedSpan } from "../../../time/span.js";
import type { IndicatorKind } from "../../observations/indicator-kind.rules.js";
import type { Fact } from "../fact.js";
import type { Labelled } from "../group.js";
import { stepOf } from "../moment.js";
import { categoryOf } from "../series/statistic-series.entity.js";
import {
  lastDayOfMonth,
  monthsOf,
  originAt,
  originKey,
  type StoredRun,
} from "../../figures/monthly-run.rules.js";
import type { OtherFact } from "./run-of.js";
import type { RunsQuery } from "./runs-query.js";
import type { RunRow } from "./runs.queries.js";

/** A run that is stored. */
export type KeptRun = RunRow & { run: string };

/** A stored run, with what is asked of it. */
export interface ReadRun {
  row: KeptRun;
  run: StoredRun<OtherFact>;
  months: readonly Month[];
  /** Its figures that are not plain, as far as they are meant. */
  others: readonly Fact[];
}

/** A month of runs. */
interface Month {
  period: NamedSpan;
  isWithin: boolean;
  /** The year or month that groups tell apart; null where what is known last is shown. */
  step: string | null;
}

/** Which figures of runs are meant, and of what kind they are. */
export interface RunsMeant {
  query: RunsQuery;
  /** Null for all. */
  origins: ReadonlySet<string> | null;
  kindOf: (indicatorCode: string) => IndicatorKind;
  /** What groups tell apart of time; null where what is known last is shown. */
  unit: "YEAR" | "MONTH" | null;
}

/** Reads stored runs. Those of the same months share them. */
export function runReader(meant: RunsMeant): (row: KeptRun) => ReadRun {
  const calendars = new Map<string, Month[]>();
  return (row) => {
    const run = JSON.parse(row.run) as StoredRun<OtherFact>;
    const key = `${run.first} ${run.values.length}`;
    const months = getOrMake(calendars, key, () => calendarOf(run, meant));
    return { row, run, months, others: run.others ? othersOf(run.others, row, meant) : NONE };
  };
}

const NONE: readonly Fact[] = [];

const calendarOf = (run: StoredRun, { query: { isWithin }, unit }: RunsMeant): Month[] =>
  monthsOf(run).map((month) => {
    const [start, end] = [`${month}-01`, lastDayOfMonth(month)];
    const period: NamedSpan = { start, end, precision: "MONTH" };
    return { period, isWithin: isWithin(start, end), step: stepOf(end, unit) };
  });

/** What all plain figures have in common. */
const PLAIN = {
  funding: null,
  denominatorCode: null,
  denominatorStated: null,
  qualifier: "EXACT",
} as const satisfies Partial<Fact>;

/** What groups tell apart of the plain figures of a run that are of one type of source. */
export const labelsOf = (
  { indicatorCode, cohort, valueStatus }: RunRow,
  sourceType: Fact["sourceType"],
): Labelled => ({ indicatorCode, categoryCode: categoryOf(cohort), funding: null, valueStatus, sourceType });

/** Tells by its place whether a plain figure of a run is meant. */
export function isMeantIn(
  { row, run, months }: ReadRun,
  { query, origins }: RunsMeant,
): (place: number) => boolean {
  if (!query.isQualified(PLAIN.qualifier)) return () => false;
  const { values, originOf } = run;
  const isOrigin = run.origins.map((origin) => origins?.has(originKey(origin)) ?? true);
  const isAsked = isAskedOf({ row, run, months }, query);
  return (place) =>
    months[place]?.isWithin === true &&
    values[place] !== null &&
    isOrigin[originOf?.[place] ?? 0] === true &&
    (isAsked?.(place) ?? true);
}

// Whether what else is asked of figures holds of one that is plain; null when nothing else is.
function isAskedOf(
  { row, run, months }: Omit<ReadRun, "others">,
  { isMeant }: RunsQuery,
): ((place: number) => boolean) | null {
  const common = { ...PLAIN, ...seriesOf(row), countedBy: run.countedBy };
  const areMeant = isMeant?.(common) ?? null;
  if (!isMeant || areMeant === true) return null;
  if (areMeant === false) return () => false;
  return (place) =>
    isMeant({
      ...common,
      periodStart: months[place]?.period.start ?? "",
      periodEnd: months[place]?.period.end ?? "",
      value: run.values[place] ?? null,
      origin: originAt(run, place),
    }) === true;
}

/** What all figures of a run have in common. */
const seriesOf = ({
  regionCode,
  indicatorCode,
  cohort,
  valueStatus,
}: RunRow): Pick<Fact, "regionCode" | "indicatorCode" | "categoryCode" | "valueStatus"> => ({
  regionCode,
  indicatorCode,
  categoryCode: categoryOf(cohort),
  valueStatus,
});

/** Whether any figure of a run may be meant. */
export const mayBeMeant = (row: RunRow, { isMeant }: RunsQuery): boolean =>
  isMeant?.(seriesOf(row)) !== false;

// Each is told beside the others, and rivals together.
const othersOf = (
  others: NonNullable<StoredRun<OtherFact>["others"]>,
  row: KeptRun,
  { query, origins, kindOf }: RunsMeant,
): Fact[] =>
  others.flatMap(([other, origin]) => {
    const { periodStart, periodEnd, qualifier } = other;
    const isMeant = query.isWithin(periodStart, periodEnd) && query.isQualified(qualifier);
    if (!isMeant || !(origins?.has(originKey(origin)) ?? true)) return [];
    const fact = { ...other, ...seriesOf(row), kind: kindOf(row.indicatorCode), sourceType: origin[0] };
    return (query.isMeant?.({ ...fact, origin }) ?? true) ? [fact] : [];
  });

/** The day from which the plain figure at a place of a run speaks. */
export const dayAt = ({ run, months }: ReadRun, place: number): string =>
  run.days?.[place] ?? months[place]?.period.end ?? "";

/** The year or month of the plain figure at a place of a run; null where what is known last is shown. */
export function stepAt({ run, months }: ReadRun, place: number, { unit }: RunsMeant): string | null {
  const day = run.days?.[place];
  return day === undefined ? (months[place]?.step ?? null) : stepOf(day, unit);
}

/** The fact that the plain figure at a place of a run is. */
export function factAt(place: number, read: ReadRun, { kindOf }: RunsMeant): Fact {
  const { row, run, months } = read;
  const { indicatorCode, valueStatus, cohort, regionCode } = row;
  const period = months[place]?.period ?? { start: "", end: "", precision: "MONTH" };
  const on = dayAt(read, place);
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
    period,
    periodStart: period.start,
    periodEnd: period.end,
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
