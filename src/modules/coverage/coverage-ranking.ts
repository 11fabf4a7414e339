import { countWhile } from "../../collections.js";
import { gapsOf } from "../figures/following.rules.js";
import type { Counting } from "../observations/observation.entity.js";
import { possibleOf } from "../observations/possible.rules.js";
import { comparableSince } from "../regions/comparable.rules.js";
import type { CoverageRank, OmissionReason, OmittedRegion } from "./coverage-ranking.type.js";
import type { CoverageRate } from "../figures/coverage-rate.type.js";
import { mayExceedOne } from "../figures/coverage-rate.rules.js";
import type { Coverage } from "./coverage.type.js";

/** What makes rates comparable. */
export interface Comparison {
  on: string;
  maxAgeMonths: number;
  /** Workers counted otherwise are left out; null leaves out none. */
  counting: Counting | null;
}

/** What a ranking needs of the coverage of one region. */
export interface Comparable {
  regionCode: string;
  /** Why it is in no ranking, whatever its age and counting; null when it may be in one. */
  reason: OmissionReason | null;
  /** The rate, what it certainly lies within, and what it is about; null when there is none to compare. */
  value: number | null;
  range: Range | null;
  effectiveOn: string | null;
  countedBy: Counting | null;
}

interface Range {
  least: number;
  most: number;
}

/** What a ranking needs of a coverage. */
export function comparableOf(coverage: Coverage): Comparable {
  const { regionCode, rate } = coverage;
  const reason = reasonOf(coverage);
  return {
    regionCode,
    reason,
    value: rate?.value ?? null,
    range: reason === null && rate ? certainRange(rate) : null,
    effectiveOn: rate?.effectiveOn ?? null,
    countedBy: rate?.countedBy ?? null,
  };
}

function reasonOf({ rate, otherRate }: Coverage): OmissionReason | null {
  if (rate === null)
    return otherRate ? (otherRate.base === "UNSTATED" ? "BASE_UNSTATED" : "OTHER_BASE") : "NO_FIGURE";
  if (rate.denominatorCode === null) return "BASE_UNSTATED";
  if (rate.value === null) return rate.published === null && rate.rivalSet !== null ? "TIE" : "INCONSISTENT";
  return rate.areaDiffers ? "AREA_CHANGED" : null;
}

/** Why a region cannot be compared with others; null when it can. */
export function omissionOf(
  { reason, effectiveOn, countedBy }: Comparable,
  { on, maxAgeMonths, counting }: Comparison,
): OmissionReason | null {
  if (reason !== null) return reason;
  if ((effectiveOn ?? "") < comparableSince(on, maxAgeMonths)) return "STALE";
  return counting !== null && countedBy !== null && countedBy !== counting ? "OTHER_COUNTING" : null;
}

/** The regions that cannot be compared, each with the reason, by code. */
export const omittedOf = (all: readonly Comparable[], comparison: Comparison): OmittedRegion[] =>
  all.flatMap((one) => {
    const reason = omissionOf(one, comparison);
    return reason === null ? [] : [{ regionCode: one.regionCode, reason }];
  });

/** The place of a region, from 1. */
export interface Place<T extends Comparable> extends Pick<CoverageRank, "rank" | "rankFrom" | "rankTo"> {
  of: T;
}

/** Comparable regions by rate, each with its place, and the best and worst that the bounds of all leave possible. */
export function ranked<T extends Comparable>(all: readonly T[], descending: boolean): Place<T>[] {
  const rated = all.flatMap((of) => {
    const { value, range } = of;
    return value === null || range === null ? [] : [{ of, value, range }];
  });
  rated.sort((one, other) => (descending ? other.value - one.value : one.value - other.value));
  const sorted = (side: keyof Range): number[] =>
    rated.map(({ range }) => range[side]).sort((one, other) => one - other);
  const [leasts, mosts] = [sorted("least"), sorted("most")];
  const places: Place<T>[] = [];
  for (const [index, { of, value, range }] of rated.entries()) {
    const { least, most } = range;
    const isSame = value === rated[index - 1]?.value;
    const surelyBefore = descending ? leasts.length - countTo(leasts, most) : countBelow(mosts, least);
    const maybeBefore = descending ? mosts.length - countTo(mosts, least) : countBelow(leasts, most);
    places.push({
      rank: isSame ? (places[index - 1]?.rank ?? 1) : index + 1,
      rankFrom: 1 + surelyBefore,
      // A range that is wider than a point is not before itself.
      rankTo: 1 + maybeBefore - Number(least < most),
      of,
    });
  }
  return places;
}

/** How many of sorted numbers are less than one, and how many are not more. */
const countBelow = (sorted: readonly number[], limit: number): number =>
  countWhile(sorted, (number) => number < limit);
const countTo = (sorted: readonly number[], limit: number): number =>
  countWhile(sorted, (number) => number <= limit);

/**
 * What a rate certainly lies within. What is open may be anything that is possible at all, which is 0 to 1 unless a quota
 * may be exceeded; an approximate rate without bounds is what its digits leave possible, or those of its parts.
 */
export function certainRange(rate: CoverageRate): Range {
  const { lowerBound, upperBound, qualifier, denominatorCode } = rate;
  const isOpen = qualifier === "APPROXIMATE" && lowerBound === null && upperBound === null;
  const { least, most } = isOpen
    ? roundedRange(rate)
    : { least: lowerBound ?? 0, most: upperBound ?? Infinity };
  return { least, most: mayExceedOne(denominatorCode) ? most : Math.min(most, 1) };
}

function roundedRange({ value, observation, derivedFrom, denominatorCode }: CoverageRate): Range {
  if (observation)
    return possibleOf({ ...observation, unit: "FRACTION" }) ?? { least: value ?? 0, most: value ?? Infinity };
  const [one, other] = derivedFrom.map((part) => possibleOf({ ...part, unit: "PERSONS" }));
  if (derivedFrom.length !== 2 || !one || !other) return { least: 0, most: Infinity };
  const ratio = (over: number, under: number): number => (under > 0 ? Math.max(0, over) / under : Infinity);
  const [first, second] = derivedFrom;
  if (!gapsOf(denominatorCode ?? "").includes(second?.indicatorCode ?? ""))
    return { least: ratio(one.least, other.most), most: ratio(one.most, other.least) };
  // What is missing stands in place of the whole, or of those who are counted.
  return first?.indicatorCode === denominatorCode
    ? { least: Math.max(0, 1 - ratio(other.most, one.least)), most: 1 - ratio(other.least, one.most) }
    : {
        least: ratio(one.least, one.least + other.most),
        most: ratio(one.most, one.most + other.least),
      };
}
