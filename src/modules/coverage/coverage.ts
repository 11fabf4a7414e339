import {
  UNSTATED,
  type Counting,
  type Observation,
  type ValueStatus,
} from "../observations/observation.entity.js";
import { coverageRate } from "../figures/coverage-rate.rules.js";
import type { Share } from "./coverage-roll-up.js";
import type { CoverageRate } from "../figures/coverage-rate.type.js";
import type { Coverage } from "./coverage.type.js";
import type { Figure } from "../figures/figure.type.js";
import { figuresOf, isPart, latestFigure, statementsOf } from "../figures/figure.rules.js";
import { knownAt, knownOn, type CoverageFigures, type Known } from "./known.js";
import { gapsOf, withCompleted, withRemaining } from "../figures/following.rules.js";
import { impossibleMoment, Moments } from "../figures/moments.rules.js";
import { figuresOfAll } from "../figures/all-payers.rules.js";
import { sumsOfSegments } from "../figures/segments.rules.js";

export const PROTECTED = "PROTECTED_WORKERS";
export const POTENTIAL = "POTENTIAL_WORKERS";
/** What all segments add up to. */
const SUMMABLE = [PROTECTED, POTENTIAL];
const MONTHS = "MONTHS_COVERED";

/** What protected workers may be divided by. */
export const DENOMINATORS = [
  POTENTIAL,
  "EMPLOYED_POPULATION",
  "COHORT_QUOTA",
  "COHORT_SIZE",
  "REGISTERED_WORKERS",
  "WORKERS_AT_EMPLOYERS",
  "LABOUR_FORCE",
];

/** The indicators whose numerator is protected workers: over which base each statement tells itself. */
export const COVERAGE_RATES = ["COVERAGE_RATE", "COVERAGE_RATE_EMPLOYED", "TARGET_ATTAINMENT"];

/** The status that a part of an actual rate must have. A quota is a target by its nature; all else must be actual. */
export const statusOf = (indicatorCode: string): ValueStatus =>
  indicatorCode === "COHORT_QUOTA" ? "TARGET" : "ACTUAL";

/** The indicators that coverage over a denominator is made of. */
export const coverageIndicators = (denominatorCode: string): string[] => [
  PROTECTED,
  denominatorCode,
  ...gapsOf(denominatorCode),
  ...COVERAGE_RATES,
  MONTHS,
];

/** Whose coverage, over what, on which date. */
export interface CoverageSubject {
  regionCode: string;
  categoryCode: string | null;
  denominatorCode: string;
  on: string;
  /** The instant, as stored, as of which statements stood; null for now. */
  asOf: string | null;
  /** Leaves out what is counted otherwise; nothing when it is left out. */
  countedBy?: Counting;
}

/**
 * The latest coverage known on a date, from the observations of one region and category (and of the indicators of
 * `coverageIndicators`), and of all workers' segments where `lacksTotal`. Each figure is the latest of its own, whatever the rate rests on.
 */
export function coverageOn(subject: CoverageSubject, observations: readonly Observation[]): Coverage {
  const figures = figuresFor(subject, observations);
  return latestCoverage(subject, figures, new Moments(figures));
}

/** The latest coverage known on a date, as `coverageOn` finds it, with its share of a roll-up, as `latestShare` does. */
export function coverageWithShare(
  subject: CoverageSubject,
  observations: readonly Observation[],
): { coverage: Coverage; share: Share | null } {
  const figures = figuresFor(subject, observations);
  const moments = new Moments(figures);
  return { coverage: latestCoverage(subject, figures, moments), share: shareIn(moments) };
}

function latestCoverage(subject: CoverageSubject, figures: CoverageFigures, moments: Moments): Coverage {
  const moment = moments.latest() ?? impossibleMoment(figures);
  const unstated = moment ? null : unstatedRate(subject, figures);
  const period = moment?.period ?? unstated?.observation?.period ?? null;
  return coverageOf(subject, knownOn(figures, moments), {
    period,
    rate: moment?.rate ?? unstated,
    isBreak: null,
    otherRate: otherRateOf(figures),
  });
}

/** Every time for which a rate is published or can be derived, that which is known last at the end. */
export function coverageHistory(subject: CoverageSubject, observations: readonly Observation[]): Coverage[] {
  const figures = figuresFor(subject, observations);
  let before: CoverageRate | null = null;
  return new Moments(figures).all().map((moment) => {
    const { period, rate } = moment;
    const isBreak = before !== null && !isOneSeries(before, rate);
    before = rate;
    return coverageOf(subject, knownAt(figures, moment), { period, rate, isBreak, otherRate: null });
  });
}

// Written out: spreading objects takes longer than all the rest, and a page has hundreds of coverages.
const coverageOf = (
  subject: CoverageSubject,
  known: Known,
  rated: Pick<Coverage, "period" | "rate" | "isBreak" | "otherRate">,
): Coverage => ({
  regionCode: subject.regionCode,
  categoryCode: subject.categoryCode,
  denominatorCode: subject.denominatorCode,
  on: subject.on,
  asOf: subject.asOf,
  period: rated.period,
  protectedWorkers: known.protectedWorkers,
  potentialWorkers: known.potentialWorkers,
  unprotectedWorkers: known.unprotectedWorkers,
  monthsCovered: known.monthsCovered,
  workerMonths: known.workerMonths,
  rate: rated.rate,
  isBreak: rated.isBreak,
  otherRate: rated.otherRate,
});

const isOneSeries = (one: CoverageRate, other: CoverageRate): boolean =>
  one.countedBy === other.countedBy &&
  one.areaDiffers === other.areaDiffers &&
  one.denominatorCode === other.denominatorCode;

/** The latest reported parts known on a date, for roll-ups; null when the region reports no pair of totals. */
export const latestShare = (subject: CoverageSubject, observations: readonly Observation[]): Share | null =>
  shareIn(new Moments(figuresFor(subject, observations)));

function shareIn(moments: Moments): Share | null {
  const moment = moments.latest(
    ({ pair, rate, isBeside }) =>
      pair !== null && !isBeside && !isPart(pair[0]) && rate.consistent !== false && (rate.derived ?? 2) <= 1,
  );
  if (!moment?.pair) return null;
  const [numerator, denominator] = moment.pair;
  return { numerator, denominator, countedBy: numerator.countedBy ?? denominator.countedBy };
}

// Whether a statement counts in an answer on a day at all.
const isKnown = ({ indicatorCode, effectiveFrom, valueStatus }: Observation, on: string): boolean =>
  effectiveFrom <= on && valueStatus === statusOf(indicatorCode);

// The parts of a rate of which no statement, of those about all workers of a region, gives a total.
const lackingTotals = (own: readonly Observation[], denominatorCode: string): string[] =>
  SUMMABLE.filter(
    (code) =>
      (code === PROTECTED || code === denominatorCode) &&
      !own.some(({ indicatorCode }) => indicatorCode === code),
  );

/** Whether sums over segments stand in where a source states them, since no total of a region is stated by a day. */
export const lacksTotal = (own: readonly Observation[], denominatorCode: string, on: string): boolean =>
  lackingTotals(
    own.filter((statement) => isKnown(statement, on)),
    denominatorCode,
  ).length > 0;

function figuresFor(
  { categoryCode, denominatorCode, on, asOf, countedBy }: CoverageSubject,
  observations: readonly Observation[],
): CoverageFigures {
  const known = observations.filter((statement) => isKnown(statement, on));
  const own = known.filter((statement) => statement.categoryCode === categoryCode);
  const isCounted = (statement: Observation): boolean =>
    !countedBy || (statement.countedBy ?? countedBy) === countedBy;
  const usable = own.filter(isCounted);
  const of = (code: string): Observation[] => usable.filter(({ indicatorCode }) => indicatorCode === code);
  const rates = usable.filter(({ indicatorCode }) => COVERAGE_RATES.includes(indicatorCode));
  const isOver = (rate: Observation): boolean => rate.denominatorCode === denominatorCode;
  const [numerators, denominators] = [of(PROTECTED), of(denominatorCode)];
  const lacking = lackingTotals(own, denominatorCode);
  const beside = known.filter((statement) => statement.categoryCode !== categoryCode && isCounted(statement));
  const sums = sumsOfSegments(
    beside.filter(({ indicatorCode }) => lacking.includes(indicatorCode)),
    on,
  );
  const totals = (code: string, statements: readonly Observation[]): Figure[] =>
    sums.get(code) ?? figuresOfAll(statements, on);
  const gaps = gapsOf(denominatorCode).flatMap(of);
  return withRemaining(
    withCompleted({
      denominatorCode,
      on,
      isOfNow: asOf === null,
      numerators: totals(PROTECTED, numerators),
      denominators: totals(denominatorCode, denominators),
      rates: figuresOf(rates.filter(isOver), on),
      otherRates: figuresOf(
        rates.filter((rate) => !isOver(rate)),
        on,
      ),
      numeratorStatements: numerators,
      denominatorStatements: denominators,
      gapStatements: gaps,
      unprotected: figuresOfAll(gaps, on),
      months: figuresOf(of(MONTHS), on),
    }),
  );
}

// A rate over a stated base before one over none.
function otherRateOf({ otherRates, on }: CoverageFigures): Observation | null {
  const stated = otherRates.filter((rate) => statementsOf(rate)[0]?.base !== UNSTATED);
  const latest = latestFigure(stated, on) ?? latestFigure(otherRates, on);
  return (latest && statementsOf(latest)[0]) ?? null;
}

// A rate over a base that its source does not state is shown over the usual one where nothing else is known.
function unstatedRate(
  { denominatorCode, on }: CoverageSubject,
  { otherRates }: CoverageFigures,
): CoverageRate | null {
  if (denominatorCode !== POTENTIAL) return null;
  const unstated = otherRates.filter((rate) => statementsOf(rate)[0]?.base === UNSTATED);
  const published = latestFigure(unstated, on);
  return published && coverageRate({ published, pair: null, own: false }, null);
}
