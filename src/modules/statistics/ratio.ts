import { compare } from "../../collections.js";
import { monthsAfter } from "../../time/months.js";
import { isStale, type Moment } from "./moment.js";
import type { RegionValue } from "./region-value.type.js";
import { byLatest, type Total } from "./whole.js";

/** How many months lie between the effective days of what is divided and of what it is divided by, at most. */
const MONTHS_APART = 12;

/** A region's numerator and denominator. */
export interface Ratio {
  share: Pick<RegionValue, "value" | "weight" | "partial" | "observations" | "countedBy">;
  /** Since when the numerator speaks. */
  effectiveOn: string;
}

/** A region's last numerator that is not too old and has a denominator; null when there is none. */
export function lastRatio(
  numerators: readonly Total[],
  denominators: readonly Total[],
  moment: Moment,
): Ratio | null {
  const order = byLatest(moment.until);
  const below = denominators.filter(({ value }) => value !== null && value > 0).sort(order);
  const sorted = numerators.filter((total) => total.value !== null && !isStale(total, moment)).sort(order);
  for (const numerator of sorted) {
    const denominator = denominatorOf(numerator, below);
    if (!denominator) continue;
    return {
      share: {
        value: numerator.value,
        weight: denominator.value ?? 0,
        partial: numerator.value,
        observations: numerator.observations + denominator.observations,
        countedBy: numerator.countedBy ?? denominator.countedBy,
      },
      effectiveOn: numerator.effectiveOn,
    };
  }
  return null;
}

// The same source's first, then the nearest in time, then the latest.
function denominatorOf(numerator: Total, denominators: readonly Total[]): Total | undefined {
  const near = denominators.filter(
    (total) => total.categoryCode === numerator.categoryCode && isNear(total, numerator),
  );
  const own = near.filter(({ sourceSlug }) => sourceSlug === numerator.sourceSlug);
  return (own.length > 0 ? own : near).sort(
    (one, other) =>
      daysBetween(one, numerator) - daysBetween(other, numerator) ||
      compare(other.effectiveOn, one.effectiveOn),
  )[0];
}

const isNear = (one: Total, other: Total): boolean =>
  one.effectiveFrom <= monthsAfter(other.effectiveOn, MONTHS_APART) &&
  other.effectiveFrom <= monthsAfter(one.effectiveOn, MONTHS_APART) &&
  one.areaDiffers === other.areaDiffers;

// Spans hold on each of their days.
function daysBetween(one: Total, other: Total): number {
  const [earlier, later] = one.effectiveOn < other.effectiveOn ? [one, other] : [other, one];
  return Math.max(0, Date.parse(later.effectiveFrom) - Date.parse(earlier.effectiveOn));
}
