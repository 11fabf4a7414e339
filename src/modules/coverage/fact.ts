import type { Segment } from "../cohorts/cohort-category.entity.js";
import type { FundingSource } from "../cohorts/worker-cohort.entity.js";
import type { SourceType } from "../sources/source.entity.js";
import { overlap } from "./period.type.js";
import type { ValueStatus } from "./observation.entity.js";

/** What statistics need of an observation with a number. */
export interface Fact {
  regionCode: string;
  indicatorCode: string;
  categoryCode: string | null;
  valueStatus: ValueStatus;
  funding: FundingSource | null;
  programmes: string;
  sourceSlug: string;
  sourceType: SourceType;
  periodStart: string;
  periodEnd: string;
  value: number;
}

/** A region's value, as the numbers it is summed from. */
export interface Part {
  value: number;
  /** What rates divide by and durations are weighted with; 1 for all others. */
  weight: number;
  observations: number;
}

/** The categories that divide all workers without overlap. */
export const SEGMENTS: readonly Segment[] = ["PU", "BPU", "JAKON", "PMI"];

// Migrant workers are counted where they left from, if at all: the other three make up a total.
const PARTITION: readonly Segment[] = ["PU", "BPU", "JAKON"];

const spanOf = ({ periodStart, periodEnd }: Fact): { start: string; end: string } => ({
  start: periodStart,
  end: periodEnd,
});

/** The facts known last: the latest end, then the latest start. */
export function latest(facts: readonly Fact[]): Fact[] {
  const best = facts.reduce<Fact | null>(
    (last, fact) =>
      last === null ||
      fact.periodEnd > last.periodEnd ||
      (fact.periodEnd === last.periodEnd && fact.periodStart > last.periodStart)
        ? fact
        : last,
    null,
  );
  return facts.filter(
    ({ periodStart, periodEnd }) => periodStart === best?.periodStart && periodEnd === best.periodEnd,
  );
}

/**
 * Of facts about one region, indicator and period: the widest, since parts by payer or programme are no totals.
 * What names no payer or several comes first, then what names no programme or the basic ones, then the most.
 */
export function widest(facts: readonly Fact[]): Fact | null {
  const narrowness = ({ funding, programmes }: Fact): number =>
    Number((funding ?? "MIXED") !== "MIXED") * 2 + Number(programmes !== "[]" && !programmes.includes("JKK"));
  return (
    [...facts].sort((one, other) => narrowness(one) - narrowness(other) || other.value - one.value)[0] ?? null
  );
}

/** A region's last value of a stock: of all workers, or of the segments that one source divides them into. */
export function lastStock(facts: readonly Fact[], oneCategory: boolean): Part | null {
  const totals = oneCategory ? facts : facts.filter(({ categoryCode }) => categoryCode === null);
  const total = widest(latest(totals));
  if (total) return { value: total.value, weight: 1, observations: 1 };
  return partition(facts);
}

function partition(facts: readonly Fact[]): Part | null {
  const segments = facts.filter(({ categoryCode }) => SEGMENTS.some((segment) => segment === categoryCode));
  for (const { sourceSlug, periodStart, periodEnd } of latest(segments)) {
    const together = segments.filter(
      (fact) =>
        fact.sourceSlug === sourceSlug && fact.periodStart === periodStart && fact.periodEnd === periodEnd,
    );
    const parts = SEGMENTS.flatMap(
      (segment) => widest(together.filter(({ categoryCode }) => categoryCode === segment)) ?? [],
    );
    if (PARTITION.every((segment) => parts.some(({ categoryCode }) => categoryCode === segment))) {
      return { value: sum(parts.map(({ value }) => value)), weight: 1, observations: parts.length };
    }
  }
  return null;
}

/** A region's sum of a flow or amount, over periods that do not overlap: the longest count, what lies within them does not. */
export function totalFlow(facts: readonly Fact[], oneCategory: boolean): Part | null {
  const totals = oneCategory ? facts : facts.filter(({ categoryCode }) => categoryCode === null);
  const days = ({ periodStart, periodEnd }: Fact): number => Date.parse(periodEnd) - Date.parse(periodStart);
  const counted: Fact[] = [];
  for (const fact of [...totals].sort((one, other) => days(other) - days(one) || other.value - one.value)) {
    const same = totals.filter(
      (other) => other.periodStart === fact.periodStart && other.periodEnd === fact.periodEnd,
    );
    const free = counted.every((other) => overlap(spanOf(other), spanOf(fact)) === null);
    const best = widest(same);
    if (free && best) counted.push(best);
  }
  return counted.length === 0
    ? null
    : { value: sum(counted.map(({ value }) => value)), weight: 1, observations: counted.length };
}

/** A region's last numerator that has a denominator whose period overlaps its own. */
export function lastRatio(
  numerators: readonly Fact[],
  denominators: readonly Fact[],
  oneCategory: boolean,
): Part | null {
  const usable = (facts: readonly Fact[]): readonly Fact[] =>
    oneCategory ? facts : facts.filter(({ categoryCode }) => categoryCode === null);
  const overlapping = (numerator: Fact): Fact[] =>
    usable(denominators).filter(
      (fact) =>
        fact.categoryCode === numerator.categoryCode && overlap(spanOf(fact), spanOf(numerator)) !== null,
    );
  const numerator = widest(latest(usable(numerators).filter((fact) => overlapping(fact).length > 0)));
  if (!numerator) return null;
  const found = overlapping(numerator);
  const own = found.filter(({ sourceSlug }) => sourceSlug === numerator.sourceSlug);
  const denominator = widest(latest(own.length > 0 ? own : found));
  return denominator && denominator.value !== 0
    ? { value: numerator.value, weight: denominator.value, observations: 2 }
    : null;
}

/** A region's last duration, weighted with the workers it is about; null when they are not known. */
export function lastDuration(durations: readonly Fact[], workers: readonly Fact[]): Part | null {
  const duration = widest(latest(durations));
  if (!duration) return null;
  const about = workers.filter(
    (fact) => fact.categoryCode === duration.categoryCode && overlap(spanOf(fact), spanOf(duration)) !== null,
  );
  const weight = widest(latest(about))?.value;
  return weight ? { value: duration.value * weight, weight, observations: 2 } : null;
}

/** The sum of numbers. */
export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
