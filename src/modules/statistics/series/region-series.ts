import { getOrMake, groupBy, isSame, joined, those } from "../../../collections.js";
import { monthsAfter } from "../../../time/months.js";
import { dayAfter } from "../../../time/today.js";
import { DECISIVE_SEGMENTS } from "../../figures/segments.rules.js";
import type { ValueStatus } from "../../observations/observation.entity.js";
import { isSpan, isUsual, type Fact } from "../fact.js";
import { addsOverTime, isKnown, momentOf, USUAL_AGE_MONTHS, placementOf } from "../moment.js";
import type { FactsOf, MadeFigures, Question } from "../region-value.type.js";
import { reportOf, type Report } from "../report.js";
import { isRatio, neededFor, statedBy, type ComputedIndicator } from "../statistic-indicator.js";
import type { Buckets } from "./bucket.js";
import { ALL_WORKERS, NO_CATEGORY } from "./statistic-series.entity.js";
import { reachOf } from "./year-bounds.js";

/** What one region reports of an indicator and cohort in each year, and as known last. */
export interface RegionSeries {
  indicatorCode: string;
  valueStatus: ValueStatus;
  cohort: string;
  buckets: Buckets<Report>;
}

/** What series depend on beside facts. */
export interface Surroundings {
  areaSince: string | null;
  /** The day from which on what is known last is told. */
  today: string;
}

const NONE: readonly Fact[] = [];

/** All series of one region, of the facts about it. */
export function regionSeries(
  facts: readonly Fact[],
  indicators: readonly ComputedIndicator[],
  surroundings: Surroundings,
): RegionSeries[] {
  const cohorts = groupByEach(facts, cohortsOf);
  const factsOf = new Map(
    [...cohorts].map(([cohort, own]) => [cohort, groupByEach(own, ({ indicatorCode }) => [indicatorCode])]),
  );
  const hasSegments = (indicator: ComputedIndicator): boolean =>
    neededFor(indicator).some((code) =>
      factsOf
        .get(ALL_WORKERS)
        ?.get(code)
        ?.some(({ categoryCode }) => categoryCode !== null),
    );
  return [...factsOf].flatMap(([cohort, stated]) => {
    const all: FactsOf = (code) => stated.get(code) ?? NONE;
    if (cohort === ALL_WORKERS)
      return indicators
        .filter(hasSegments)
        .flatMap((indicator) => seriesOf(indicator, cohort, all, surroundings));
    return indicators.flatMap((indicator) => {
      const series = seriesOf(indicator, cohort, all, surroundings);
      // Without figures of segments, all workers are told by what is of no category.
      if (cohort !== NO_CATEGORY || hasSegments(indicator)) return series;
      return [...series, ...series.map((each) => ({ ...each, cohort: ALL_WORKERS }))];
    });
  });
}

const cohortsOf = ({ categoryCode }: Fact): string[] => {
  if (categoryCode === null) return [NO_CATEGORY, ALL_WORKERS];
  return DECISIVE_SEGMENTS.includes(categoryCode) ? [categoryCode, ALL_WORKERS] : [categoryCode];
};

function groupByEach<K, T>(items: readonly T[], keysOf: (item: T) => readonly K[]): Map<K, T[]> {
  const found = new Map<K, T[]>();
  for (const item of items) for (const key of keysOf(item)) getOrMake(found, key, () => []).push(item);
  return found;
}

/** The facts that one series is made of. */
interface Stated {
  /** Those that make it, by indicator, and those of a status that is not meant, of its own. */
  meant: FactsOf;
  unmeant: readonly Fact[];
}

function seriesOf(
  indicator: ComputedIndicator,
  cohort: string,
  all: FactsOf,
  surroundings: Surroundings,
): RegionSeries[] {
  const { code: indicatorCode } = indicator;
  if (statedBy(indicator).every((code) => all(code).length === 0)) return [];
  const unmeant = all(indicatorCode).filter((fact) => !isUsual(fact));
  const made = (valueStatus: ValueStatus, stated: Stated): RegionSeries => ({
    indicatorCode,
    valueStatus,
    cohort,
    buckets: bucketsOf(indicator, cohort, stated, surroundings),
  });
  if (isRatio(indicator)) {
    const found = new Map<string, readonly Fact[]>();
    const usual: FactsOf = (code) => getOrMake(found, code, () => those(all(code), isUsual));
    const isStated = [...statedBy(indicator).map(usual), unmeant].some((facts) => facts.length > 0);
    return isStated ? [made("ACTUAL", { meant: usual, unmeant })] : [];
  }
  const statuses = new Set(all(indicatorCode).map(({ valueStatus }) => valueStatus));
  // Whoever asks for no status is told which others there are.
  if (unmeant.length > 0) statuses.add("ACTUAL");
  return [...statuses].map((status) => {
    const own = those(all(indicatorCode), ({ valueStatus }) => valueStatus === status);
    return made(status, {
      meant: (code) => (code === indicatorCode ? own : NONE),
      unmeant: status === "ACTUAL" ? unmeant : [],
    });
  });
}

function bucketsOf(
  indicator: ComputedIndicator,
  cohort: string,
  stated: Stated,
  { areaSince, today }: Surroundings,
): Buckets<Report> {
  const oneCategory = cohort !== ALL_WORKERS;
  // Most steps are of the same facts.
  const made: MadeFigures = new WeakMap();
  const shared = { indicator, oneCategory, partsStand: false, areaSince, made };
  const years = yearsOf(indicator, stated, shared);
  const steps: { since: string; told: Report | null }[] = [];
  for (const since of stepDays(indicator, stated, areaSince, today)) {
    const told = latestReport(since, stated, shared);
    if (steps.length === 0 || !isSame(steps.at(-1)?.told, told)) steps.push({ since, told });
  }
  return { years, steps };
}

type Shared = Omit<Question, "moment">;

function yearsOf(
  indicator: ComputedIndicator,
  { meant, unmeant }: Stated,
  shared: Shared,
): Buckets<Report>["years"] {
  const made = madeOf(indicator, meant);
  const codes = new Set(made.map(({ indicatorCode }) => indicatorCode));
  const beside = joined(
    neededFor(indicator)
      .filter((code) => !codes.has(code))
      .map(meant),
  );
  return [...placedIn(made, unmeant)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([year, placed]) => {
      const within = groupBy(placed.within, ({ indicatorCode }) => indicatorCode);
      const facts = {
        group: (code: string) => within.get(code) ?? NONE,
        everywhere: meant,
        spanning: placed.spanning.filter(({ indicatorCode }) => indicatorCode === indicator.code),
        unmeant: placed.unmeant,
      };
      const own = [...placed.within, ...placed.spanning, ...placed.unmeant];
      const moment = momentOf(year);
      return { year: Number(year), ...reachOf(own, beside), told: reportOf(facts, { ...shared, moment }) };
    });
}

/** The facts of a year: those that make a series and lie in it or reach beyond it, and those of a status that is not meant. */
type OfYear = Record<"within" | "spanning" | "unmeant", Fact[]>;

function placedIn(made: readonly Fact[], unmeant: readonly Fact[]): Map<string, OfYear> {
  const years = new Map<string, OfYear>();
  const of = (year: string): OfYear =>
    getOrMake(years, year, () => ({ within: [], spanning: [], unmeant: [] }));
  for (const fact of made) {
    const { within, touched } = placementOf(fact, "YEAR");
    for (const year of within) of(year).within.push(fact);
    for (const year of touched) of(year).spanning.push(fact);
  }
  for (const fact of unmeant) {
    const { within, touched } = placementOf(fact, "YEAR");
    for (const year of [...within, ...touched]) of(year).unmeant.push(fact);
  }
  return years;
}

// The facts that put a region into a group: of the indicator, and what it divides.
const madeOf = (indicator: ComputedIndicator, meant: FactsOf): Fact[] =>
  joined(statedBy(indicator).map(meant));

function latestReport(since: string, { meant, unmeant }: Stated, shared: Shared): Report | null {
  const moment = { until: since, maxAgeMonths: USUAL_AGE_MONTHS };
  const known: FactsOf = (code) => those(meant(code), (fact) => isKnown(fact, moment));
  const facts = {
    group: known,
    everywhere: known,
    spanning: [],
    unmeant: unmeant.filter((fact) => isKnown(fact, moment)),
  };
  return reportOf(facts, { ...shared, moment });
}

/** Before every day. */
const FIRST_DAY = "0001-01-01";

// The days on which what is known last may change: the last by today, and all later ones.
function stepDays(
  indicator: ComputedIndicator,
  { meant, unmeant }: Stated,
  areaSince: string | null,
  today: string,
): string[] {
  const facts = joined([...neededFor(indicator).map(meant), unmeant]);
  const days = new Set([FIRST_DAY, ...(areaSince === null ? [] : [areaSince])]);
  const hasSpans = facts.some(isSpan);
  for (const fact of facts) {
    if (addsOverTime(fact)) continue;
    days.add(fact.effectiveFrom).add(dayAfter(monthsAfter(fact.effectiveOn, USUAL_AGE_MONTHS)));
    if (hasSpans) days.add(dayAfter(fact.effectiveOn));
  }
  return fromDay([...days], today);
}

/** The days in order, from the last by a day on. */
export function fromDay(days: readonly string[], day: string): string[] {
  const last = days.reduce((latest, each) => (each <= day && each > latest ? each : latest), "");
  return days.filter((each) => each > day || each === last).sort();
}
