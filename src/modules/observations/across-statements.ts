import { compare, groupBy } from "../../collections.js";
import { daysBetween, monthsAfter } from "../../time/months.js";
import { isSamePeriod } from "../../time/span.js";
import type { OwnDisagreement } from "./own-parts.js";
import { aboveWholeSlug, exceeds, fullClaimSlug } from "./own-parts.rules.js";
import type { RateParts } from "./rate-parts.rules.js";
import { contradictsFull, SEGMENTS } from "./full-rates.rules.js";
import type { Glance } from "./rival.queries.js";
import type { Rival } from "./rival.js";
import { extentOf } from "./rivals.js";
import type { Series } from "./series.changes.js";

/** The series of segments whose rates may contradict those of all workers, as far as these claim that all take part. */
export function segmentsBeside(own: readonly Glance[], parts: RateParts): Series[] {
  const claims = own.filter((statement) => isFullClaim(statement, parts));
  return claims.flatMap(({ regionCode, indicatorCode }) =>
    SEGMENTS.map((categoryCode) => ({ regionCode, indicatorCode, categoryCode })),
  );
}

/**
 * Groups of statements in which the first may contradict the others: a rate that claims all workers with those of
 * segments, and a part of a population with what other sources count as the whole of it, nearest in time.
 */
export function contradictableAcross(
  own: readonly Glance[],
  beside: readonly Glance[],
  parts: RateParts,
): Glance[][] {
  const ofRegion = groupBy(beside, ({ regionCode }) => regionCode);
  return own.flatMap((statement) => {
    if (statement.valueStatus !== "ACTUAL" || statement.value === null) return [];
    const near = (ofRegion.get(statement.regionCode) ?? []).filter((other) => isNear(statement, other));
    const others = isFullClaim(statement, parts)
      ? near.filter((other) => isSegmentOf(other, statement))
      : wholesAcross(statement, near, parts);
    return others.length > 0 ? [[statement, ...others]] : [];
  });
}

const isFullClaim = ({ indicatorCode, categoryCode, value }: Glance, parts: RateParts): boolean =>
  value === 1 && categoryCode === null && parts.isRate(indicatorCode);

const isSegmentOf = (other: Glance, claim: Glance): boolean =>
  other.indicatorCode === claim.indicatorCode &&
  other.denominatorCode === claim.denominatorCode &&
  SEGMENTS.includes(other.categoryCode ?? "");

// Of a whole that its own source states, it is held against that.
function wholesAcross(part: Glance, near: readonly Glance[], parts: RateParts): Glance[] {
  const wholes = parts.countedWholesOf(part.indicatorCode);
  const same = near.filter(
    ({ indicatorCode, categoryCode }) => wholes.has(indicatorCode) && categoryCode === part.categoryCode,
  );
  if (same.length === 0 || same.some(({ sourceSlug }) => sourceSlug === part.sourceSlug)) return [];
  const distance = (other: Glance): number => Math.abs(daysBetween(part.effectiveOn, other.effectiveOn));
  const nearest = Math.min(...same.map(distance));
  return same.filter((whole) => distance(whole) === nearest && (part.value ?? 0) > (whole.value ?? Infinity));
}

// Of one area, of one counting as far as the sources say, and of the same twelve months. Where a firm is registered, more
// may be counted than live there, so that only what says the same is about the same.
function isNear(one: Glance, other: Glance): boolean {
  const [earlier = "", later = ""] = [one.effectiveOn, other.effectiveOn].sort();
  return (
    other.valueStatus === one.valueStatus &&
    other.areaDiffers === one.areaDiffers &&
    (one.countedBy === other.countedBy ||
      (one.countedBy !== "WORKPLACE" && other.countedBy !== "WORKPLACE")) &&
    monthsAfter(earlier, 12) > later
  );
}

/** The disagreement of the first statement of such a group with the others; none when they agree after all. */
export function disagreementAcross(
  [first, ...others]: readonly Rival[],
  parts: RateParts,
): OwnDisagreement | null {
  if (!first) return null;
  const isRate = parts.isRate(first.indicatorCode);
  const against = others
    .filter((other) => (isRate ? contradictsFull(other) : isAboveWhole(first, other)))
    .sort((one, other) => compare(one.slug, other.slug));
  if (against.length === 0) return null;
  const members = isRate ? [first, ...against] : [first, ...against.slice(0, 1)];
  const isSame = members.every((member) => isSamePeriod(spanOf(first), spanOf(member)));
  return {
    slug: (isRate ? fullClaimSlug : aboveWholeSlug)(first.slug),
    disagreement: {
      kind: isSame ? "VALUE" : "TIME",
      rule: null,
      resolved: false,
      preferredSlug: null,
      members,
      ...extentOf(members),
    },
  };
}

const isAboveWhole = (part: Rival, whole: Rival): boolean =>
  isOfAllPayers(part) && isOfAllPayers(whole) && exceeds({ numerator: part, denominator: whole });

const isOfAllPayers = ({ funding, programmes }: Rival): boolean =>
  (funding === null || funding === "MIXED") && (programmes.length === 0 || programmes.includes("JKK"));

const spanOf = ({ periodStart, periodEnd }: Rival): { start: string; end: string } => ({
  start: periodStart,
  end: periodEnd,
});
