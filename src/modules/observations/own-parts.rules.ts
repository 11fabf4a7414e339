import { isOfOnePayer } from "./payers.rules.js";
import { compare } from "../../collections.js";
import { digest } from "../../package/digest.js";
import { lastDigit, meet, possibleOf, type StatedNumber } from "./possible.rules.js";
import { spanOf, type Rival } from "./rival.js";
import { overlaps } from "../../time/span.js";

/** The key of the conflict between a published rate and the counts that it divides. */
export const ratePartsSlug = (rate: string, numerator: string, denominator: string): string =>
  digest(["rate and parts", rate, numerator, denominator]);

/** The key of the conflict between a count and the smaller one that it is a part of. */
export const partWholeSlug = (part: string, whole: string): string => digest(["part and whole", part, whole]);

/** The key of the conflict between what a source calls missing and what its own counts leave. */
export const gapPartsSlug = (gap: string, numerator: string, denominator: string): string =>
  digest(["gap and parts", gap, numerator, denominator]);

/** The key of the conflict between a rate of all workers that claims all of them, and those of segments. */
export const fullClaimSlug = (claim: string): string => digest(["full claim", claim]);

/** The key of the conflict between a count and what other sources count as the whole of it. */
export const aboveWholeSlug = (part: string): string => digest(["above the whole", part]);

/** Points that a rate which is called approximate may be off, beside the rounding of its print. */
const APPROXIMATE_POINTS = 0.015;

/** What a rate or a part of one must say to be held against the other. */
export type PartStatement = Pick<
  Rival,
  | "slug"
  | "indicatorCode"
  | "periodStart"
  | "periodEnd"
  | "effectiveOn"
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
  /** Whether the denominator is what the numerator lacks, so that both together are what the rate divides by. */
  isGap?: boolean;
}

/** The rate that two counts give. */
export const ratioOf = ({ numerator, denominator, isGap }: Counts<Pick<PartStatement, "value">>): number => {
  const [over, under] = [numerator.value ?? 0, denominator.value ?? 0];
  return over / (isGap ? over + under : under);
};

interface Range {
  least: number;
  most: number;
}

// The value, or the bounds that the source itself sets.
function boundsOf({ qualifier, value, lowerBound, upperBound }: StatedNumber): Range {
  const number = value ?? NaN;
  if (qualifier === "AT_LEAST") return { least: lowerBound ?? number, most: Infinity };
  if (qualifier === "AT_MOST") return { least: -Infinity, most: upperBound ?? number };
  return { least: lowerBound ?? number, most: upperBound ?? number };
}

/** How far a published rate may be from what its parts give: half its last digit, and more when it is approximate. */
const toleranceOf = ({ value, qualifier }: Pick<PartStatement, "value" | "qualifier">): number =>
  lastDigit(value ?? 0) / 2 + (qualifier === "APPROXIMATE" ? APPROXIMATE_POINTS : 0);

/** How far a count may be off by its rounding, as share of it; none where its source sets bounds. */
function roundingOf(count: StatedNumber): number {
  const possible = possibleOf(count);
  return possible?.isRounded
    ? (possible.most - possible.least) / 2 / Math.max(1, Math.abs(count.value ?? 0))
    : 0;
}

/**
 * Whether a published rate is what two counts give: within half a unit of its last printed digit, 1.5 points when it is
 * approximate, its own bounds, and what the bounds and the rounding of the counts leave open. The counts are rounded
 * each by itself, so that their roundings add up as independent errors do.
 */
export function isConsistentWith(rate: StatedNumber, counts: Counts<StatedNumber>): boolean {
  const { least, most } = ratioBoundsOf(counts);
  const { numerator, denominator, isGap } = counts;
  const rounding =
    Math.hypot(roundingOf(numerator), roundingOf(denominator)) * (isGap ? 1 - ratioOf(counts) : 1);
  const { least: lowest, most: highest } = boundsOf(rate);
  // Half a unit itself is still within: binary fractions must not push it out.
  const tolerance = toleranceOf(rate) + 1e-9;
  return lowest - tolerance <= most * (1 + rounding) && highest + tolerance >= least * (1 - rounding);
}

// From the least over the most to the most over the least, a side that is open staying open.
function ratioBoundsOf({ numerator, denominator, isGap }: Counts<StatedNumber>): Range {
  const [over, under] = [boundsOf(numerator), boundsOf(denominator)];
  const ratio = (one: number, other: number): number => one / (isGap ? one + other : other);
  return {
    least:
      Number.isFinite(over.least) && Number.isFinite(under.most) ? ratio(over.least, under.most) : -Infinity,
    most: Number.isFinite(over.most) && under.least > 0 ? ratio(over.most, under.least) : Infinity,
  };
}

/** Whether a part of a population is certainly more than all of it. */
export const exceeds = <T extends PartStatement>({ numerator, denominator }: Counts<T>): boolean =>
  (numerator.value ?? 0) > (denominator.value ?? 0) && !meet(possibleOf(numerator), possibleOf(denominator));

/** Whether what a source calls missing cannot be what two counts leave, by what all three leave possible. */
function contradictsGap(gap: StatedNumber, { numerator, denominator }: Counts<StatedNumber>): boolean {
  const [stated, part, all] = [gap, numerator, denominator].map(possibleOf);
  if (!stated || !part || !all) return false;
  return stated.least > all.most - part.least || stated.most < all.least - part.most;
}

/**
 * The counts of its own source that a published rate or a count is to be held against: those that agree best in who
 * states them, then in period. None where the source has counts of other payers or programmes only.
 */
export function closestTo<T extends PartStatement>(
  stated: T,
  candidates: readonly T[],
  isOfTime: (one: T, other: T) => boolean = shareTime,
): T[] {
  const fits = candidates
    .filter((other) => other.value !== null && isComparable(stated, other) && isOfTime(stated, other))
    .map((other) => ({ other, fit: fitOf(stated, other) }));
  const best = Math.max(...fits.map(({ fit }) => fit));
  return fits.filter(({ fit }) => fit === best).map(({ other }) => other);
}

/**
 * The counts that a published rate divides and divides by, as far as its own source states both, closest first: the
 * denominator, or else the gap to it. A denominator may be the last one of the year, as those of surveys are.
 */
function countsOf<T extends PartStatement>(
  rate: T,
  { numerators, denominators, gaps }: Record<"numerators" | "denominators" | "gaps", readonly T[]>,
): Counts<T>[] {
  const over = closestTo(rate, numerators);
  const under = closestTo(rate, denominators, shareYear).filter(({ value }) => (value ?? 0) > 0);
  const isGap = under.length === 0;
  return over.flatMap((numerator) =>
    (isGap ? closestTo(rate, gaps) : under).map((denominator) => ({ numerator, denominator, isGap })),
  );
}

/** The counts of its own source that a rate contradicts, those nearest to it where several do; null when some agree. */
export function contradictedCounts<T extends PartStatement>(
  rate: T,
  beside: Record<"numerators" | "denominators" | "gaps", readonly T[]>,
): Counts<T> | null {
  const counts = countsOf(rate, beside);
  if (counts.some((some) => isConsistentWith(rate, some))) return null;
  const offBy = (some: Counts<T>): number => Math.abs((rate.value ?? 0) - ratioOf(some));
  const order = (one: Counts<T>, other: Counts<T>): number =>
    offBy(one) - offBy(other) || compare(slugsOf(one), slugsOf(other));
  return [...counts].sort(order)[0] ?? null;
}

/** The counts of its own source that leave another number than it calls missing; null when some leave that. */
export function contradictedDifference<T extends PartStatement>(
  gap: T,
  beside: Record<"numerators" | "denominators", readonly T[]>,
): Counts<T> | null {
  const counts = closestTo(gap, beside.numerators).flatMap((numerator) =>
    closestTo(gap, beside.denominators).map((denominator) => ({ numerator, denominator })),
  );
  if (counts.some((some) => !contradictsGap(gap, some))) return null;
  return counts.sort((one, other) => compare(slugsOf(one), slugsOf(other)))[0] ?? null;
}

const slugsOf = ({ numerator, denominator }: Counts<PartStatement>): string =>
  numerator.slug + denominator.slug;

function isComparable(stated: PartStatement, other: PartStatement): boolean {
  const isSameCounting =
    stated.countedBy === null || other.countedBy === null || stated.countedBy === other.countedBy;
  const isSamePayer = !isOfOnePayer(other) || other.funding === stated.funding;
  const [own, programmes] = [stated.programmes.join(), other.programmes.join()];
  const isSameProgramme = programmes === "" || other.programmes.includes("JKK") || own === programmes;
  return isSameCounting && isSamePayer && isSameProgramme;
}

const shareTime = (one: PartStatement, other: PartStatement): boolean => overlaps(spanOf(one), spanOf(other));

const shareYear = (one: PartStatement, other: PartStatement): boolean =>
  shareTime(one, other) || one.effectiveOn.slice(0, 4) === other.effectiveOn.slice(0, 4);

const fitOf = (stated: PartStatement, other: PartStatement): number =>
  Number(shareTime(stated, other)) * 8 +
  Number(stated.attributedTo === other.attributedTo) * 4 +
  Number(stated.periodStart === other.periodStart && stated.periodEnd === other.periodEnd) * 2 +
  Number(stated.funding === other.funding);
