import { lastDigit, possibleOf } from "./possible.rules.js";
import type { Rival } from "./rival.js";
import { overlaps, type Span } from "../../time/span.js";

/** Points that a rate which is called approximate may be off, beside the rounding of its print. */
const APPROXIMATE_POINTS = 0.015;

/** What a rate or a part of one must say to be held against the other. */
export type PartStatement = Pick<
  Rival,
  | "slug"
  | "indicatorCode"
  | "periodStart"
  | "periodEnd"
  | "value"
  | "lowerBound"
  | "upperBound"
  | "qualifier"
  | "unit"
  | "countedBy"
  | "programmes"
  | "funding"
  | "attributedTo"
>;

/** Two counts of which one is a part of the other, or that divide to a rate. */
export interface Counts<T> {
  numerator: T;
  denominator: T;
}

interface Range {
  least: number;
  most: number;
}

// The value, or the bounds that the source itself sets.
function boundsOf({ qualifier, value, lowerBound, upperBound }: PartStatement): Range {
  const number = value ?? NaN;
  if (qualifier === "AT_LEAST") return { least: lowerBound ?? number, most: Infinity };
  if (qualifier === "AT_MOST") return { least: -Infinity, most: upperBound ?? number };
  return { least: lowerBound ?? number, most: upperBound ?? number };
}

/** How far a published rate may be from what its parts give: half its last digit, and more when it is approximate. */
export const toleranceOf = ({ value, qualifier }: Pick<PartStatement, "value" | "qualifier">): number =>
  lastDigit(value ?? 0) / 2 + (qualifier === "APPROXIMATE" ? APPROXIMATE_POINTS : 0);

/** How far a count may be off by its rounding, as share of it; none where its source sets bounds. */
function roundingOf(count: PartStatement): number {
  const possible = possibleOf(count);
  return possible?.isRounded ? (possible.most - possible.least) / 2 / Math.max(1, Math.abs(count.value ?? 0)) : 0;
}

/**
 * Whether a published rate is what two counts give: within half a unit of its last printed digit, 1.5 points when it is
 * approximate, its own bounds, and what the bounds and the rounding of the counts leave open. The counts are rounded
 * each by itself, so that their roundings add up as independent errors do.
 */
export function isConsistentWith<T extends PartStatement>(rate: T, { numerator, denominator }: Counts<T>): boolean {
  const [over, under] = [boundsOf(numerator), boundsOf(denominator)];
  const rounding = Math.hypot(roundingOf(numerator), roundingOf(denominator));
  const least = over.least === -Infinity || under.most === Infinity ? -Infinity : over.least / under.most;
  const most = over.most === Infinity || under.least <= 0 ? Infinity : over.most / under.least;
  const { least: lowest, most: highest } = boundsOf(rate);
  // Half a unit itself is still within: binary fractions must not push it out.
  const tolerance = toleranceOf(rate) + 1e-9;
  return lowest - tolerance <= most * (1 + rounding) && highest + tolerance >= least * (1 - rounding);
}

/** Whether a part of a population is certainly more than all of it. */
export function exceeds<T extends PartStatement>({ numerator, denominator }: Counts<T>): boolean {
  const [part, all] = [possibleOf(numerator), possibleOf(denominator)];
  return part !== null && all !== null && part.least > all.most;
}

/**
 * The counts of its own source that a published rate or a count is to be held against: those that agree best in who
 * states them, then in period. None where the source has counts of other payers or programmes only.
 */
export function closestTo<T extends PartStatement>(stated: T, candidates: readonly T[]): T[] {
  const fits = candidates
    .filter((other) => other.value !== null && isComparable(stated, other))
    .map((other) => ({ other, fit: fitOf(stated, other) }));
  const best = Math.max(...fits.map(({ fit }) => fit));
  return fits.filter(({ fit }) => fit === best).map(({ other }) => other);
}

/** The counts that a published rate divides and divides by, as far as its own source states both, closest first. */
export function countsOf<T extends PartStatement>(
  rate: T,
  numerators: readonly T[],
  denominators: readonly T[],
): Counts<T>[] {
  const under = closestTo(rate, denominators).filter(({ value }) => (value ?? 0) > 0);
  return closestTo(rate, numerators).flatMap((numerator) =>
    under.map((denominator) => ({ numerator, denominator })),
  );
}

const spanOf = ({ periodStart, periodEnd }: PartStatement): Span => ({ start: periodStart, end: periodEnd });

function isComparable(stated: PartStatement, other: PartStatement): boolean {
  const isSameCounting =
    stated.countedBy === null || other.countedBy === null || stated.countedBy === other.countedBy;
  const isSamePayer = isWhole(other.funding) || other.funding === stated.funding;
  const [own, programmes] = [stated.programmes.join(), other.programmes.join()];
  const isSameProgramme = programmes === "" || other.programmes.includes("JKK") || own === programmes;
  return isSameCounting && isSamePayer && isSameProgramme && overlaps(spanOf(stated), spanOf(other));
}

const isWhole = (funding: string | null): boolean => funding === null || funding === "MIXED";

const fitOf = (stated: PartStatement, other: PartStatement): number =>
  Number(stated.attributedTo === other.attributedTo) * 4 +
  Number(stated.periodStart === other.periodStart && stated.periodEnd === other.periodEnd) * 2 +
  Number(stated.funding === other.funding);
