import { yearOf } from "../../../time/months.js";
import type { Fact } from "../fact.js";

/** A year of a series. */
export interface Bucket {
  year: number;
  /** The first and last year of all statements that bear upon it, be it as denominators or weights. */
  from: number;
  until: number;
}

/** The years in which periods must begin and end. */
export interface YearBounds {
  start: readonly [from: number, until: number];
  end: readonly [from: number, until: number];
}

/** The years that conditions on a period's first and last day leave; null when they are about anything but whole years. */
export function boundsOf(start: object | undefined, end: object | undefined): YearBounds | null {
  const [ofStart, ofEnd] = [yearsOf(start ?? {}), yearsOf(end ?? {})];
  return ofStart && ofEnd && { start: ofStart, end: ofEnd };
}

function yearsOf(operators: object): readonly [number, number] | null {
  let [from, until] = [-Infinity, Infinity];
  for (const [name, operand] of Object.entries(operators) as [string, unknown][]) {
    if (operand === undefined) continue;
    if (typeof operand !== "string") return null;
    const year = Number(operand.slice(0, 4));
    const day = operand.slice(4);
    if (name === "gte" && day === "-01-01") from = Math.max(from, year);
    else if (name === "gt" && day === "-12-31") from = Math.max(from, year + 1);
    else if (name === "lte" && day === "-12-31") until = Math.min(until, year);
    else if (name === "lt" && day === "-01-01") until = Math.min(until, year - 1);
    else return null;
  }
  return [from, until];
}

/** The one year in which whole periods must lie, all time when the bounds leave anything in, or null. */
export function onlyYear({ start, end }: YearBounds): number | "ALL_TIME" | null {
  if ([...start, ...end].every((year) => !Number.isFinite(year))) return "ALL_TIME";
  return start[0] === end[1] ? start[0] : null;
}

/**
 * Whether a year's bucket is of statements within the bounds (true), of others (false), or of both (null), so that
 * only single facts can tell what is left of it. What belongs to a year begins in it or earlier, and ends in it or later.
 */
export function isWithin(
  { year, from, until }: Bucket,
  { start, end }: YearBounds,
  isRatio: boolean,
): boolean | null {
  if (year < start[0] || from > start[1] || until < end[0] || year > end[1]) return false;
  // Denominators and weights may begin later and end earlier than what they belong to.
  const [lastStart, firstEnd] = isRatio ? [until, from] : [year, year];
  const isWhole = from >= start[0] && lastStart <= start[1] && firstEnd >= end[0] && until <= end[1];
  return isWhole ? true : null;
}

/** How far denominators may lie from what they belong to, and rivals of these further still. */
const YEARS_BESIDE = 2;

/** The years of facts, and of all beside them that are near enough to bear upon them. */
export function reachOf(facts: readonly Fact[], beside: readonly Fact[]): { from: number; until: number } {
  const own = yearsIn(facts);
  const near = yearsIn(
    beside.filter(
      ({ periodStart, periodEnd }) =>
        yearOf(periodStart) <= own.until + YEARS_BESIDE && yearOf(periodEnd) >= own.from - YEARS_BESIDE,
    ),
  );
  return { from: Math.min(own.from, near.from), until: Math.max(own.until, near.until) };
}

const yearsIn = (facts: readonly Fact[]): { from: number; until: number } => ({
  from: facts.reduce((first, { periodStart }) => Math.min(first, yearOf(periodStart)), Infinity),
  until: facts.reduce((last, { periodEnd }) => Math.max(last, yearOf(periodEnd)), -Infinity),
});
