import { coverageRate, ownPair, pairOf, printedBounds } from "./coverage-rate.js";
import type { Share } from "./coverage-roll-up.js";
import type { Coverage, CoverageRate } from "./coverage.type.js";
import {
  byRecency,
  byWidth,
  derivedFigure,
  differenceBounds,
  figuresOf,
  first,
  latestFigure,
  productBounds,
  ratioBounds,
  withoutParts,
  type Bounds,
} from "./figure.js";
import type { Figure } from "./figure.type.js";
import type { Observation, ValueStatus } from "../observations/observation.entity.js";
import { isSamePeriod, overlap, overlaps } from "../../time/span.js";
import type { Period } from "../observations/period.type.js";

export const PROTECTED = "PROTECTED_WORKERS";
export const POTENTIAL = "POTENTIAL_WORKERS";
const MONTHS = "MONTHS_COVERED";

/** What protected workers may be divided by, and the indicator under which sources publish that rate, if any. */
export const RATE_OVER: Readonly<Record<string, string | null>> = {
  POTENTIAL_WORKERS: "COVERAGE_RATE",
  EMPLOYED_POPULATION: "COVERAGE_RATE_EMPLOYED",
  COHORT_QUOTA: "TARGET_ATTAINMENT",
  COHORT_SIZE: null,
  REGISTERED_WORKERS: null,
  WORKERS_AT_EMPLOYERS: null,
  LABOUR_FORCE: null,
};

/** The status that a part of an actual rate must have. A quota is a target by its nature; all else must be actual. */
export const statusOf = (indicatorCode: string): ValueStatus =>
  indicatorCode === "COHORT_QUOTA" ? "TARGET" : "ACTUAL";

/** The indicators that coverage over a denominator is made of. */
export const coverageIndicators = (denominatorCode: string): string[] =>
  [PROTECTED, denominatorCode, RATE_OVER[denominatorCode], MONTHS].filter(
    (code) => code !== null && code !== undefined,
  );

/** Whose coverage, over what, on which date. */
export interface CoverageSubject {
  regionCode: string;
  categoryCode: string | null;
  denominatorCode: string;
  on: string;
  /** The instant, as stored, as of which statements stood; null for now. */
  asOf: string | null;
}

/** What is known of one period: the parts, the published rate, and what follows. */
interface Moment {
  published: Figure | null;
  period: Period;
  numerator: Figure | null;
  denominator: Figure | null;
  rate: CoverageRate;
}

/**
 * The latest coverage known on a date, from the observations of one region and category (and of the indicators of
 * `coverageIndicators`). A rate is derived only from parts whose periods overlap; its period is their overlap.
 */
export function coverageOn(subject: CoverageSubject, observations: readonly Observation[]): Coverage {
  const parts = partsOf(subject, observations);
  const latest = latestMoment(momentsOf(parts), subject.on);
  if (latest) return answer(subject, latest, parts);
  const protectedWorkers = latestFigure(parts.numerators, subject.on);
  return coverageOf(subject, {
    period: null,
    protectedWorkers,
    potentialWorkers: latestFigure(parts.denominators, subject.on),
    unprotectedWorkers: null,
    monthsCovered: protectedWorkers && monthsIn(protectedWorkers.period, parts),
    rate: null,
  });
}

/** Every period for which a rate is published or can be derived, the earliest first. */
export function coverageHistory(subject: CoverageSubject, observations: readonly Observation[]): Coverage[] {
  const parts = partsOf(subject, observations);
  return momentsOf(parts)
    .sort((one, other) => byLatest(other, one, subject.on))
    .map((moment) => answer(subject, moment, parts));
}

/** The latest reported parts known on a date, for roll-ups; null when the region reports no pair. */
export function latestShare(subject: CoverageSubject, observations: readonly Observation[]): Share | null {
  const stated = momentsOf(partsOf(subject, observations)).filter(
    (moment) => pairOf(moment.numerator?.observation, moment.denominator?.observation) !== null,
  );
  const latest = latestMoment(stated, subject.on);
  const [numerator, denominator] = [latest?.numerator?.value, latest?.denominator?.value];
  return latest && typeof numerator === "number" && typeof denominator === "number"
    ? { numerator, denominator, period: latest.period }
    : null;
}

const latestMoment = (moments: readonly Moment[], on: string): Moment | null =>
  first(
    moments.filter(({ period }) => period.start <= on),
    (one, other) => byLatest(one, other, on),
  );

// The latest period first; of moments of one period, that whose rate is about exactly this period, then a published one.
function byLatest(one: Moment, other: Moment, on: string): number {
  const anchor = ({ published, numerator }: Moment): Figure | null => published ?? numerator;
  const [first, second] = [anchor(one), anchor(other)];
  const preferable = (moment: Moment, figure: Figure | null): number =>
    Number(figure !== null && isSamePeriod(figure.period, moment.period)) * 2 +
    Number(moment.published !== null);
  return (
    byRecency(one.period, other.period, on) ||
    preferable(other, second) - preferable(one, first) ||
    (first && second ? byWidth(first, second) : 0)
  );
}

interface Parts {
  denominatorCode: string;
  observations: readonly Observation[];
  numerators: Figure[];
  denominators: Figure[];
  rates: Figure[];
  months: Figure[];
}

function partsOf({ denominatorCode }: CoverageSubject, observations: readonly Observation[]): Parts {
  const usable = observations.filter(
    ({ indicatorCode, valueStatus }) => valueStatus === statusOf(indicatorCode),
  );
  const figures = (code: string | null | undefined): Figure[] =>
    figuresOf(usable.filter(({ indicatorCode }) => indicatorCode === code));
  return {
    denominatorCode,
    observations: usable,
    numerators: withoutParts(figures(PROTECTED)),
    denominators: withoutParts(figures(denominatorCode)),
    rates: figures(RATE_OVER[denominatorCode]),
    months: figures(MONTHS),
  };
}

// Published rates, and pairs of parts beside which no rate is published.
function momentsOf(parts: Parts): Moment[] {
  const published = parts.rates.flatMap((rate): Moment[] => {
    const numerator = closest(parts.numerators, rate);
    // Parts that each overlap the rate's period and one another's share some time with it.
    const denominators = parts.denominators.filter(({ period }) => overlaps(period, rate.period));
    return momentOf(rate, numerator, closest(denominators, numerator ?? rate), parts);
  });
  const beside = parts.numerators
    .filter((numerator) => !published.some((moment) => moment.numerator === numerator))
    .flatMap((numerator) => momentOf(null, numerator, closest(parts.denominators, numerator), parts));
  return [...published, ...beside];
}

function momentOf(
  published: Figure | null,
  numerator: Figure | null,
  denominator: Figure | null,
  { observations, denominatorCode }: Parts,
): Moment[] {
  const own = published && ownPair(published, observations, [PROTECTED, denominatorCode]);
  const pair = own ?? pairOf(numerator?.observation, denominator?.observation);
  const rate = coverageRate({ published, pair, own: own !== null }, denominatorCode);
  const shared = pair && overlap(pair[0].period, pair[1].period);
  const period = shared && published ? overlap(shared, published.period) : (shared ?? published?.period);
  return rate && period ? [{ published, period, numerator, denominator, rate }] : [];
}

// Of the figures whose period overlaps the anchor's: that of the same period, then of the same source, then the latest.
function closest(figures: readonly Figure[], anchor: Figure): Figure | null {
  const source = sourceOf(anchor);
  const overlapping = figures.filter(({ period }) => overlaps(period, anchor.period));
  if (overlapping.length <= 1) return overlapping[0] ?? null;
  const same = overlapping.filter(({ period }) => isSamePeriod(period, anchor.period));
  const own = (same.length > 0 ? same : overlapping).filter((figure) => sourceOf(figure) === source);
  const candidates = own.length > 0 ? own : same.length > 0 ? same : overlapping;
  return latestFigure(candidates, anchor.period.end);
}

const sourceOf = ({ observation, alternatives }: Figure): string | undefined =>
  (observation ?? alternatives[0])?.sourceSlug;

function answer(subject: CoverageSubject, moment: Moment, parts: Parts): Coverage {
  const { period, rate } = moment;
  const { numerator, denominator } = complete(moment);
  return coverageOf(subject, {
    period,
    protectedWorkers: numerator,
    potentialWorkers: denominator,
    unprotectedWorkers: unprotected(numerator, denominator),
    monthsCovered: monthsIn(period, parts),
    rate,
  });
}

function monthsIn(period: Period, { months }: Parts): Figure | null {
  const overlapping = months.filter((figure) => overlaps(figure.period, period));
  return latestFigure(overlapping, period.end);
}

type Known = Omit<Coverage, keyof CoverageSubject | "workerMonths">;

// Written out: spreading objects takes longer than all the rest, and a page has hundreds of coverages.
const coverageOf = (subject: CoverageSubject, known: Known): Coverage => ({
  regionCode: subject.regionCode,
  categoryCode: subject.categoryCode,
  denominatorCode: subject.denominatorCode,
  on: subject.on,
  asOf: subject.asOf,
  period: known.period,
  protectedWorkers: known.protectedWorkers,
  potentialWorkers: known.potentialWorkers,
  unprotectedWorkers: known.unprotectedWorkers,
  monthsCovered: known.monthsCovered,
  workerMonths: workerMonths(known.protectedWorkers?.value ?? null, known.monthsCovered?.value ?? null),
  rate: known.rate,
});

/** Workers times months; null unless both are known. */
export const workerMonths = (workers: number | null, months: number | null): number | null =>
  workers === null || months === null ? null : workers * months;

function unprotected(numerator: Figure | null, denominator: Figure | null): Figure | null {
  if (!numerator || !denominator || numerator.value === null || denominator.value === null) return null;
  const period = overlap(numerator.period, denominator.period);
  if (!period) return null;
  const from = [denominator, numerator].flatMap(({ observation, derivedFrom }) => observation ?? derivedFrom);
  return derivedFigure(
    denominator.value - numerator.value,
    differenceBounds(denominator, numerator),
    period,
    from,
  );
}

// With a published rate and one part of the same source, the other part follows, as roughly as the rate was printed.
function complete({
  numerator,
  denominator,
  published,
  period,
}: Moment): Pick<Moment, "numerator" | "denominator"> {
  const stated = { numerator, denominator };
  const rate = published?.observation;
  const known = numerator ?? denominator;
  if (!rate?.value || !known || (numerator && denominator)) return stated;
  if (known.value === null || known.observation?.sourceSlug !== rate.sourceSlug) return stated;
  const shared = overlap(known.period, period) ?? period;
  const part = (value: number, { lowerBound, upperBound }: Bounds): Figure =>
    derivedFigure(
      Math.round(value),
      { lowerBound: lowerBound && Math.round(lowerBound), upperBound: upperBound && Math.round(upperBound) },
      shared,
      [known.observation, rate],
    );
  const bounds = printedBounds(rate);
  return numerator
    ? { ...stated, denominator: part(known.value / rate.value, ratioBounds(known, bounds)) }
    : { ...stated, numerator: part(known.value * rate.value, productBounds(known, bounds)) };
}
