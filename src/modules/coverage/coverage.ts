import type { Coverage, CoverageRate, CoverageRollUp } from "./coverage.type.js";
import {
  boundsOf,
  byRecency,
  derivedFigure,
  differenceBounds,
  figuresOf,
  latestFigure,
  ratioBounds,
} from "./figure.js";
import type { Figure } from "./figure.type.js";
import type { Observation, ValueStatus } from "./observation.entity.js";
import { isSamePeriod, overlap, type Period } from "./period.type.js";

export const PROTECTED = "PROTECTED_WORKERS";
export const POTENTIAL = "POTENTIAL_WORKERS";
export const MONTHS = "MONTHS_COVERED";

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
}

/** What is known of one period: the parts, the published rate, and what follows. */
interface Moment {
  period: Period;
  numerator: Figure | null;
  denominator: Figure | null;
  published: Figure | null;
}

/**
 * The latest coverage known on a date, from the observations of one region and category (and of the indicators of
 * `coverageIndicators`). A rate is derived only from parts whose periods overlap; its period is their overlap.
 */
export function coverageOn(subject: CoverageSubject, observations: readonly Observation[]): Coverage {
  const parts = partsOf(subject, observations);
  const moment = momentsOf(parts)
    .filter(({ period }) => period.start <= subject.on)
    .sort((one, other) => byRecency(one.period, other.period, subject.on))[0];
  return moment
    ? answer(subject, moment, parts)
    : {
        ...empty(subject),
        protectedWorkers: latestFigure(parts.numerators, subject.on),
        potentialWorkers: latestFigure(parts.denominators, subject.on),
      };
}

/** Every period for which a rate is published or can be derived, the earliest first. */
export function coverageHistory(subject: CoverageSubject, observations: readonly Observation[]): Coverage[] {
  const parts = partsOf(subject, observations);
  return momentsOf(parts)
    .sort((one, other) => byRecency(other.period, one.period, subject.on))
    .map((moment) => answer(subject, moment, parts));
}

interface Parts {
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
    observations: usable,
    numerators: figures(PROTECTED),
    denominators: figures(denominatorCode),
    rates: figures(RATE_OVER[denominatorCode]).filter(
      ({ value, qualifier }) => value !== null || qualifier === "ALL",
    ),
    months: figures(MONTHS),
  };
}

// Published rates, and pairs of parts beside which no rate is published.
function momentsOf({ numerators, denominators, rates }: Parts): Moment[] {
  const published = rates.map((rate): Moment => {
    const numerator = closest(numerators, rate);
    const denominator = closest(denominators, numerator ?? rate);
    const together = numerator && denominator && overlap(numerator.period, denominator.period);
    return {
      period: together ? (overlap(together, rate.period) ?? rate.period) : rate.period,
      numerator,
      denominator,
      published: rate,
    };
  });
  const beside = numerators
    .filter((numerator) => !published.some((moment) => moment.numerator === numerator))
    .flatMap((numerator): Moment[] => {
      const denominator = closest(denominators, numerator);
      const period = denominator && overlap(numerator.period, denominator.period);
      const known = numerator.value !== null && denominator !== null && denominator.value !== null;
      return period && known ? [{ period, numerator, denominator, published: null }] : [];
    });
  return [...published, ...beside];
}

// Of the figures whose period overlaps the anchor's: that of the same period, then of the same source, then the latest.
function closest(figures: readonly Figure[], anchor: Figure): Figure | null {
  const source = sourceOf(anchor);
  const overlapping = figures.filter(({ period }) => overlap(period, anchor.period) !== null);
  const same = overlapping.filter(({ period }) => isSamePeriod(period, anchor.period));
  const own = (same.length > 0 ? same : overlapping).filter((figure) => sourceOf(figure) === source);
  const candidates = own.length > 0 ? own : same.length > 0 ? same : overlapping;
  return latestFigure(candidates, anchor.period.end);
}

const sourceOf = ({ observation, alternatives }: Figure): string | undefined =>
  (observation ?? alternatives[0])?.sourceSlug;

function answer(subject: CoverageSubject, moment: Moment, parts: Parts): Coverage {
  const completed = complete(moment);
  const { period, numerator, denominator } = completed;
  const months = parts.months.filter((figure) => overlap(figure.period, period) !== null);
  const monthsCovered = latestFigure(months, period.end);
  return {
    ...empty(subject),
    period,
    protectedWorkers: numerator,
    potentialWorkers: denominator,
    unprotectedWorkers: unprotected(numerator, denominator),
    monthsCovered,
    workerMonths: workerMonths(numerator?.value ?? null, monthsCovered?.value ?? null),
    rate: rateOf(moment, parts.observations, subject.denominatorCode),
  };
}

const empty = (subject: CoverageSubject): Coverage => ({
  ...subject,
  period: null,
  protectedWorkers: null,
  potentialWorkers: null,
  unprotectedWorkers: null,
  monthsCovered: null,
  workerMonths: null,
  rate: null,
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
function complete(moment: Moment): Moment {
  const { numerator, denominator, published } = moment;
  const rate = published?.observation;
  const known = numerator ?? denominator;
  if (!rate?.value || !known || (numerator && denominator)) return moment;
  if (known.value === null || known.observation?.sourceSlug !== rate.sourceSlug) return moment;
  const half = lastDigit(rate.value) / 2;
  const rateBounds = { lowerBound: rate.value - half, upperBound: rate.value + half };
  const period = overlap(known.period, moment.period) ?? moment.period;
  const from = [known.observation, rate];
  const rounded = (bounds: { lowerBound: number | null; upperBound: number | null }): typeof bounds => ({
    lowerBound: bounds.lowerBound && Math.round(bounds.lowerBound),
    upperBound: bounds.upperBound && Math.round(bounds.upperBound),
  });
  if (numerator) {
    const bounds = rounded(ratioBounds(numerator, rateBounds));
    return {
      ...moment,
      denominator: derivedFigure(Math.round(known.value / rate.value), bounds, period, from),
    };
  }
  const bounds = rounded({
    lowerBound: known.lowerBound && known.lowerBound * rateBounds.lowerBound,
    upperBound: known.upperBound && known.upperBound * rateBounds.upperBound,
  });
  return { ...moment, numerator: derivedFigure(Math.round(known.value * rate.value), bounds, period, from) };
}

function rateOf(
  { numerator, denominator, published }: Moment,
  observations: readonly Observation[],
  denominatorCode: string,
): CoverageRate | null {
  const own = published ? ownParts(published, observations, denominatorCode) : null;
  const preferred =
    numerator?.observation && denominator?.observation && overlap(numerator.period, denominator.period)
      ? ([numerator.observation, denominator.observation] as const)
      : null;
  const from = own ?? preferred;
  const derived = from ? ratio(from[0].value, from[1].value) : null;
  const rate = published?.observation ?? null;
  const printed = rate?.value ?? null;
  const base = { published: printed, denominatorCode, observation: rate };
  if (derived !== null && from) {
    return {
      ...base,
      value: derived,
      ...ratioBounds(boundsOf(from[0]), boundsOf(from[1])),
      derived,
      basis: "DERIVED",
      consistent:
        own && printed !== null ? isConsistent(printed, derived, rate?.qualifier === "APPROXIMATE") : null,
      difference: printed === null ? null : printed - derived,
      derivedFrom: [...from],
    };
  }
  if (!published || (published.value === null && published.qualifier !== "ALL")) return null;
  const { lowerBound, upperBound } =
    published.qualifier === "ALL" ? { lowerBound: 1, upperBound: 1 } : published;
  return {
    ...base,
    value: published.value ?? 1,
    lowerBound,
    upperBound,
    derived: null,
    basis: "REPORTED",
    consistent: null,
    difference: null,
    derivedFrom: [],
  };
}

// Numerator and denominator as the source of the published rate states them, whoever is preferred among rivals.
function ownParts(
  published: Figure,
  observations: readonly Observation[],
  denominatorCode: string,
): readonly [Observation, Observation] | null {
  const rate = published.observation;
  if (!rate) return null;
  const part = (code: string): Observation | null => {
    const stated = observations.filter(
      (other) =>
        other.indicatorCode === code &&
        other.value !== null &&
        other.sourceSlug === rate.sourceSlug &&
        overlap(other.period, rate.period) !== null,
    );
    const score = (other: Observation): number =>
      Number(other.attributedTo === rate.attributedTo) * 2 + Number(isSamePeriod(other.period, rate.period));
    return stated.sort((one, other) => score(other) - score(one) || one.standing - other.standing)[0] ?? null;
  };
  const [numerator, denominator] = [part(PROTECTED), part(denominatorCode)];
  return numerator && denominator && overlap(numerator.period, denominator.period)
    ? [numerator, denominator]
    : null;
}

const ratio = (numerator: number | null, denominator: number | null): number | null =>
  numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator;

/** One unit of the last digit of a rate as printed: rates are printed in whole percent or finer. */
export function lastDigit(rate: number): number {
  const decimals = /\.(\d+)$/.exec(String(rate))?.[1]?.length ?? 0;
  return 10 ** -Math.max(2, decimals);
}

/**
 * Whether a published rate follows from its parts: within half a unit of its last printed digit, and 1.5 points more
 * when it is approximate.
 */
export function isConsistent(published: number, derived: number, approximate: boolean): boolean {
  const tolerance = lastDigit(published) / 2 + (approximate ? 0.015 : 0);
  // Half a unit itself is still within: binary fractions must not push it out.
  return Math.abs(published - derived) <= tolerance + 1e-9;
}

/** The latest pair of reported parts known on a date, for roll-ups; null when the region reports no pair. */
export function latestPair(
  subject: CoverageSubject,
  observations: readonly Observation[],
): { numerator: number; denominator: number } | null {
  const parts = partsOf(subject, observations);
  const pairs = momentsOf({ ...parts, rates: [] }).filter(({ period }) => period.start <= subject.on);
  const latest = pairs.sort((one, other) => byRecency(one.period, other.period, subject.on))[0];
  const [numerator, denominator] = [latest?.numerator?.value, latest?.denominator?.value];
  return typeof numerator === "number" && typeof denominator === "number" ? { numerator, denominator } : null;
}

/** The sum of numerators over the sum of denominators, over the children that have both; the others are named. */
export function rollUp(
  children: readonly { code: string; pair: { numerator: number; denominator: number } | null }[],
): CoverageRollUp {
  const pairs = children.flatMap(({ pair }) => pair ?? []);
  const protectedWorkers = pairs.reduce((sum, { numerator }) => sum + numerator, 0);
  const potentialWorkers = pairs.reduce((sum, { denominator }) => sum + denominator, 0);
  return {
    rate: ratio(protectedWorkers, potentialWorkers),
    protectedWorkers,
    potentialWorkers,
    reportingRegions: pairs.length,
    totalRegions: children.length,
    omittedCodes: children.filter(({ pair }) => pair === null).map(({ code }) => code),
  };
}
