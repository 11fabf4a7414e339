import { compare } from "../../collections.js";
import type { Segment } from "../cohorts/cohort-category.entity.js";
import type { FundingSource } from "../cohorts/worker-cohort.entity.js";
import type { ValueStatus } from "../observations/observation.entity.js";

/** What statistics need of an observation with a number. */
export interface Fact {
  regionCode: string;
  indicatorCode: string;
  categoryCode: string | null;
  valueStatus: ValueStatus;
  funding: FundingSource | null;
  programmes: string;
  sourceSlug: string;
  periodStart: string;
  periodEnd: string;
  value: number;
}

/** The categories that divide all workers without overlap. */
export const SEGMENTS: readonly Segment[] = ["PU", "BPU", "JAKON", "PMI"];

/** The segment that a category is as a whole, if it is one. */
export const segmentOf = (categoryCode: string | null): Segment | null =>
  SEGMENTS.find((segment) => segment === categoryCode) ?? null;

/** The indicator whose target is what there is: a quota is a target by its nature. */
export const QUOTA = "COHORT_QUOTA";

/** Whether a fact counts when no status is asked for: what happened, and quotas. */
export const isUsual = ({ indicatorCode, valueStatus }: Fact): boolean =>
  valueStatus === "ACTUAL" || (valueStatus === "TARGET" && indicatorCode === QUOTA);

/** The calendar year in which a fact's period ends, which it is counted in. */
export const yearOf = ({ periodEnd }: Pick<Fact, "periodEnd">): number => Number(periodEnd.slice(0, 4));

/** Whether two facts are about the same days. */
export const isSameTime = (one: Fact, other: Fact): boolean =>
  one.periodStart === other.periodStart && one.periodEnd === other.periodEnd;

/** Whether two facts share a day. */
export const shareTime = (one: Fact, other: Fact): boolean =>
  one.periodStart <= other.periodEnd && other.periodStart <= one.periodEnd;

/** Orders facts by what is known last: the latest end, then the latest start. */
export const byLatest = (one: Fact, other: Fact): number =>
  compare(other.periodEnd, one.periodEnd) || compare(other.periodStart, one.periodStart);

/** The facts known last. */
export function latest(facts: readonly Fact[]): Fact[] {
  const best = facts.reduce<Fact | null>(
    (last, fact) => (last === null || byLatest(fact, last) < 0 ? fact : last),
    null,
  );
  return best === null ? [] : facts.filter((fact) => isSameTime(fact, best));
}

/**
 * Of facts about one region, indicator and period: the widest, since parts by payer or programme are no totals.
 * What names no payer or several comes first, then what names no programme or the basic ones, then the most.
 */
export function widest(facts: readonly Fact[]): Fact | null {
  const narrowness = ({ funding, programmes }: Fact): number =>
    Number((funding ?? "MIXED") !== "MIXED") * 2 + Number(programmes !== "[]" && !programmes.includes("JKK"));
  const byWidth = (one: Fact, other: Fact): number =>
    narrowness(one) - narrowness(other) ||
    other.value - one.value ||
    compare(one.sourceSlug, other.sourceSlug) ||
    compare(one.categoryCode ?? "", other.categoryCode ?? "");
  return [...facts].sort(byWidth)[0] ?? null;
}

/** The sum of numbers. */
export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
