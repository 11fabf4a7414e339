import { monthsAfter } from "../../time/months.js";
import { KINDS } from "../observations/indicator-kind.rules.js";
import { isSpan, type Fact } from "./fact.js";

/** The time of a group of facts: a year or month, or that up to a day, of which only what is known last counts. */
export interface Moment {
  /** The first day of a year or month; left out where only what is known last counts. */
  from?: string;
  /** Its last day. */
  until: string;
  /** How old in months what is known last may be; null for a year or month, which holds facts of its own only. */
  maxAgeMonths: number | null;
}

/** How old what is known last may be when nobody says. */
export const USUAL_AGE_MONTHS = 24;

/** Whether a fact is too old to be what is known last. */
export const isStale = (
  { effectiveOn }: Pick<Fact, "effectiveOn">,
  { until, maxAgeMonths }: Moment,
): boolean => maxAgeMonths !== null && until > monthsAfter(effectiveOn, maxAgeMonths);

/** Whether the indicator's facts are added over time, each in the group that its whole period lies in. */
export const addsOverTime = ({ kind }: Pick<Fact, "kind">): boolean => KINDS[kind].overTime === "SUM";

/** Whether a fact is known on the last day of a moment of which the last counts. */
export const isKnown = (fact: Fact, { until, maxAgeMonths }: Moment): boolean =>
  maxAgeMonths === null || addsOverTime(fact) || fact.effectiveFrom <= until;

/** Whether a fact is about another territory than the region has at the end of a moment. */
export const isOfOtherArea = ({ effectiveOn }: Fact, areaSince: string | null, { until }: Moment): boolean =>
  areaSince !== null && effectiveOn < areaSince !== until < areaSince;

const LENGTHS = { YEAR: 4, MONTH: 7 } as const;

/** The year or month of a day, written as it begins a day; null without either. */
export const stepOf = (day: string, unit: "YEAR" | "MONTH" | null): string | null =>
  unit && day.slice(0, LENGTHS[unit]);

/** The years or months that a fact belongs to, and those that its period only touches. */
export interface Placement {
  within: string[];
  touched: string[];
}

/** Where a fact belongs among years or months, written as they begin a day. */
export function placementOf(fact: Fact, unit: "YEAR" | "MONTH"): Placement {
  const length = LENGTHS[unit];
  const isEffective = KINDS[fact.kind].holdsWithin;
  if (isEffective && !isSpan(fact)) return { within: [fact.effectiveOn.slice(0, length)], touched: [] };
  const [from, until] = isEffective
    ? [fact.effectiveFrom, fact.effectiveOn]
    : [fact.periodStart, fact.periodEnd];
  const each = stepsBetween(from.slice(0, length), until.slice(0, length));
  return isEffective || each.length === 1 ? { within: each, touched: [] } : { within: [], touched: each };
}

function stepsBetween(from: string, until: string): string[] {
  const steps = [from];
  for (let last = from; last < until; steps.push(last)) last = after(last);
  return steps;
}

const after = (step: string): string =>
  step.length === 4 ? String(Number(step) + 1).padStart(4, "0") : monthsAfter(`${step}-01`, 1).slice(0, 7);

/** The last day of a year or month, written as it begins a day; of a month no later day is its last. */
export const lastDayOf = (step: string): string => (step.length === 4 ? `${step}-12-31` : `${step}-31`);

/** The time of a year or month, written as it begins a day. */
export const momentOf = (step: string): Moment => ({
  from: step.length === 4 ? `${step}-01-01` : `${step}-01`,
  until: lastDayOf(step),
  maxAgeMonths: null,
});

/** What tells groups apart in time; null when a table shows what is known last. */
export function unitOf(dimensions: readonly string[]): "YEAR" | "MONTH" | null {
  if (dimensions.includes("MONTH")) return "MONTH";
  return dimensions.includes("YEAR") ? "YEAR" : null;
}
