import { compare } from "../../collections.js";
import { monthsAfter } from "../../time/months.js";
import type { Observation } from "../observations/observation.entity.js";
import type { StatedObservation } from "../observations/observation.queries.js";
import { evidenceOf, isPublishedLater } from "../sources/evidence.rules.js";

/** When a figure holds, and what decides between figures of one year (semantics, "When a figure holds"). */
export interface Timing {
  /** The first day on which it may answer. */
  from: string;
  /** The day from which it speaks; for a span its last day. */
  on: string;
  /** Whether it is dated to a year only. */
  isYear: boolean;
  /** How reliable its kind is, from 0 for the best. */
  evidence: number;
  /** When it was published: the first and last day that its date may mean. */
  publishedFrom: string | null;
  publishedUntil: string | null;
}

/** When a statement holds. */
export const timingOf = (statement: Observation): Timing => {
  const stated = statement as StatedObservation;
  return {
    from: statement.effectiveFrom,
    on: statement.effectiveOn,
    isYear: statement.periodPrecision === "YEAR",
    evidence: evidenceOf(stated),
    publishedFrom: stated.publishedFrom,
    publishedUntil: stated.publishedUntil,
  };
};

/** The day that a figure speaks of, seen from a day: what holds over a span speaks on each of its days. */
export const dayOf = ({ on }: Timing, day: string): string => (on < day ? on : day);

/** Whether a figure for a year only stands behind one dated more precisely in it. */
export const isBehind = (year: Timing, finer: Timing): boolean =>
  year.isYear && !finer.isYear && !isYearBetter(year, finer);

/** Whether a figure for a year stands before one dated more precisely in it: better evidence, and published later. */
const isYearBetter = (year: Timing, finer: Timing): boolean =>
  year.evidence < finer.evidence && isPublishedLater(year, finer);

/**
 * What is known last on a day: the latest effective day, then the latest beginning, then what `order` puts first. Within
 * one calendar year a figure dated to a day or month stands before one dated to the year only.
 */
export function latestOf<T>(
  items: readonly T[],
  timing: (item: T) => Timing,
  day: string,
  order: (one: T, other: T) => number,
): T | null {
  const [only] = items;
  if (only !== undefined && items.length === 1) return timing(only).from <= day ? only : null;
  const begun = items.filter((item) => timing(item).from <= day);
  const yearOf = (item: T): string => dayOf(timing(item), day).slice(0, 4);
  const lastYear = begun.reduce((last, item) => (yearOf(item) > last ? yearOf(item) : last), "");
  const ofYear = begun.filter((item) => yearOf(item) === lastYear);
  const best = (isYear: boolean): T | null =>
    first(
      ofYear.filter((item) => timing(item).isYear === isYear),
      (one, other) => byDay(timing(one), timing(other), day) || order(one, other),
    );
  const [year, finer] = [best(true), best(false)];
  if (year === null || finer === null) return year ?? finer;
  return isYearBetter(timing(year), timing(finer)) ? year : finer;
}

/** Orders by the latest effective day up to a day, then by the latest beginning. */
export const byDay = (one: Timing, other: Timing, day: string): number =>
  compare(dayOf(other, day), dayOf(one, day)) || compare(other.from, one.from);

/** The item that an order puts first, without putting the others in order; null when there is none. */
export function first<T>(items: readonly T[], order: (one: T, other: T) => number): T | null {
  let [best = null] = items;
  for (const item of items) if (best !== null && order(item, best) < 0) best = item;
  return best;
}

/** The nearest days of two timings, the earlier first; the same day twice when one lies within the other's span. */
export function nearestDays(one: Timing, other: Timing): [string, string] {
  if (one.on < other.from) return [one.on, other.from];
  if (other.on < one.from) return [other.on, one.from];
  const shared = one.on < other.on ? one.on : other.on;
  return [shared, shared];
}

/** Whether the effective days of both lie in the same twelve months. */
export function isWithinYear(one: Timing, other: Timing): boolean {
  const [earlier, later] = nearestDays(one, other);
  return earlier === later || monthsAfter(earlier, 12) > later;
}
