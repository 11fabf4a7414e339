import { isOfOnePayer, isOfProgrammes } from "./payers.rules.js";
import { compare, groupBy, madeOnce } from "../../collections.js";
import { daysBetween, monthsAfter } from "../../time/months.js";
import { isSamePeriod } from "../../time/span.js";
import type { OwnDisagreement } from "./own-parts.js";
import { aboveWholeSlug, exceeds, fullClaimSlug } from "./own-parts.rules.js";
import type { RateParts } from "./rate-parts.rules.js";
import { contradictsFull, SEGMENTS } from "./full-rates.rules.js";
import type { Glance } from "./rival.queries.js";
import { spanOf, type Rival } from "./rival.js";
import { extentOf } from "./rivals.js";
import { seriesKey, type Series } from "./series.changes.js";

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
  const series = groupBy(beside, seriesKey);
  const of = (wanted: Series): Glance[] => series.get(seriesKey(wanted)) ?? [];
  const least = madeOnce((statements: readonly Glance[]) =>
    statements.reduce((most, { value }) => Math.min(most, value ?? Infinity), Infinity),
  );
  return own.flatMap((statement) => {
    const { regionCode, indicatorCode, categoryCode, valueStatus, value } = statement;
    if (valueStatus !== "ACTUAL" || value === null) return [];
    const near = (wanted: Series): Glance[] => of(wanted).filter((other) => isNear(statement, other));
    if (isFullClaim(statement, parts)) {
      const segments = segmentsBeside([statement], parts).flatMap(near);
      const others = segments.filter(({ denominatorCode }) => denominatorCode === statement.denominatorCode);
      return others.length > 0 ? [[statement, ...others]] : [];
    }
    const wholes = [...parts.countedWholesOf(indicatorCode)].map((code) => ({
      regionCode,
      indicatorCode: code,
      categoryCode,
    }));
    // Nearly every series of wholes is above all of its parts, so that it need not be looked through.
    const lower = wholes.filter((whole) => value > least(of(whole)));
    const others = wholesAcross(statement, lower.flatMap(near));
    return others.length > 0 ? [[statement, ...others]] : [];
  });
}

const isFullClaim = ({ indicatorCode, categoryCode, value }: Glance, parts: RateParts): boolean =>
  value === 1 && categoryCode === null && parts.isRate(indicatorCode);

// Of a whole that its own source states, it is held against that.
function wholesAcross(part: Glance, wholes: readonly Glance[]): Glance[] {
  if (wholes.some(({ sourceSlug }) => sourceSlug === part.sourceSlug)) return [];
  const distance = (other: Glance): number => Math.abs(daysBetween(part.effectiveOn, other.effectiveOn));
  const nearest = Math.min(...wholes.map(distance));
  return wholes.filter(
    (whole) => distance(whole) === nearest && (part.value ?? 0) > (whole.value ?? Infinity),
  );
}

// Of one area, of one counting as far as the sources say, and of the same twelve months. Where a firm is registered, more
// may be counted than live there, so that only what says the same is about the same.
function isNear(one: Glance, other: Glance): boolean {
  const [earlier, later] =
    one.effectiveOn < other.effectiveOn
      ? [one.effectiveOn, other.effectiveOn]
      : [other.effectiveOn, one.effectiveOn];
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
  isOfAll(part) && isOfAll(whole) && exceeds({ numerator: part, denominator: whole });

const isOfAll = (statement: Rival): boolean => !isOfOnePayer(statement) && !isOfProgrammes(statement);
