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

/** Why a coverage cannot be compared; null when it can. */
export function omissionOf(
  { rate, otherRate }: Coverage,
  { on, maxAgeMonths, counting }: Comparison,
): OmissionReason | null {
  if (rate === null)
    return otherRate ? (otherRate.base === "UNSTATED" ? "BASE_UNSTATED" : "OTHER_BASE") : "NO_FIGURE";
  if (rate.denominatorCode === null) return "BASE_UNSTATED";
  if (rate.value === null) return rate.published === null && rate.rivalSet !== null ? "TIE" : "INCONSISTENT";
  if (rate.areaDiffers) return "AREA_CHANGED";
  if (rate.effectiveOn < comparableSince(on, maxAgeMonths)) return "STALE";
  return counting !== null && rate.countedBy !== null && rate.countedBy !== counting
    ? "OTHER_COUNTING"
    : null;
}

/** The regions that cannot be compared, each with the reason, by code. */
export const omittedOf = (coverages: readonly Coverage[], comparison: Comparison): OmittedRegion[] =>
  coverages.flatMap((coverage) => {
    const reason = omissionOf(coverage, comparison);
    return reason === null ? [] : [{ regionCode: coverage.regionCode, reason }];
  });

interface Range {
  least: number;
  most: number;
}

/** Comparable coverages by rate, each with its place, and the best and worst that the bounds of all leave possible. */
export function ranked(coverages: readonly Coverage[], descending: boolean): CoverageRank[] {
  const rated = coverages.flatMap((coverage) => {
    const { rate } = coverage;
    return rate?.value == null
      ? []
      : [{ coverage, value: rate.value, range: certainRange(rate), age: rate.ageInDays }];
  });
  rated.sort((one, other) => (descending ? other.value - one.value : one.value - other.value));
  const isBefore = (one: Range, other: Range): boolean =>
    descending ? one.least > other.most : one.most < other.least;
  const mayBeBefore = (one: Range, other: Range): boolean =>
    descending ? one.most > other.least : one.least < other.most;
  const count = (holds: (one: Range, other: Range) => boolean, range: Range): number =>
    rated.filter((other) => other.range !== range && holds(other.range, range)).length;
  return rated.map(({ coverage, value, range, age }) => ({
    rank: rated.findIndex((other) => other.value === value) + 1,
    rankFrom: 1 + count(isBefore, range),
    rankTo: 1 + count(mayBeBefore, range),
    ageInDays: age,
    coverage,
    regionCode: coverage.regionCode,
  }));
}

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
