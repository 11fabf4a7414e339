import {
  byLatest,
  isSameTime,
  latest,
  segmentOf,
  SEGMENTS,
  shareTime,
  sum,
  widest,
  type Fact,
} from "./fact.js";
import { compare, groupBy } from "../../collections.js";
import type { Indicator } from "../observations/indicator.entity.js";
import { KINDS } from "../observations/indicator-kind.rules.js";

/** What statistics need to know of an indicator. */
export type StatisticIndicator = Pick<
  Indicator,
  "code" | "kind" | "additiveOverRegions" | "numeratorCode" | "denominatorCode"
>;

/** What durations are weighted with. */
const WEIGHT = "PROTECTED_WORKERS";

/** What an indicator's values are computed from. */
export type ComputedIndicator = Omit<StatisticIndicator, "additiveOverRegions">;

/** Whether an indicator's values are computed from facts of several indicators. */
export const isRatio = ({ kind }: Pick<Indicator, "kind">): boolean =>
  KINDS[kind].overTime === "RATIO" || KINDS[kind].overTime === "WEIGHTED";

/** What a rate divides, and by what; null for all other indicators, and for rates that cannot be recomputed. */
export const partsOfRate = ({
  kind,
  numeratorCode,
  denominatorCode,
}: ComputedIndicator): { numerator: string; denominator: string } | null =>
  KINDS[kind].overTime === "RATIO" && numeratorCode !== null && denominatorCode !== null
    ? { numerator: numeratorCode, denominator: denominatorCode }
    : null;

/** The indicators whose facts an indicator's values are computed from, itself first. */
export function neededFor(indicator: ComputedIndicator): string[] {
  const { code, kind } = indicator;
  const needed = [code, ...Object.values(partsOfRate(indicator) ?? {})];
  if (KINDS[kind].overTime === "WEIGHTED") needed.push(WEIGHT);
  return [...new Set(needed)];
}

/**
 * The indicators of which all facts are needed: flows are summed, and rates and durations need the facts whose periods
 * fit together. Of other stocks each region's last fact is enough.
 */
export const neededTogether = (indicators: readonly ComputedIndicator[]): string[] => [
  ...new Set(
    indicators.flatMap((indicator) =>
      KINDS[indicator.kind].overTime === "LAST" ? [] : neededFor(indicator),
    ),
  ),
];

/** A region's value, as the numbers it is summed from. */
interface Part {
  value: number;
  /** What rates divide by and durations are weighted with; 1 for all others. */
  weight: number;
  observations: number;
}

/** What the facts about one region amount to. */
export interface RegionValue {
  /** Its share in sums; weight 0 when it is known to report, but can be shown by itself only. */
  part: Part;
  /** The value as published, of rates and durations: all that one region alone can show when the parts are unknown. */
  published: number | null;
}

/** Facts about one region, by indicator. */
export type FactsOf = (indicatorCode: string) => readonly Fact[];

/**
 * A region's value of an indicator in a group of facts, or null when nothing can be stated. What rates divide by and
 * durations are weighted with may stand outside the group.
 */
export function regionValue(
  indicator: ComputedIndicator,
  group: FactsOf,
  everywhere: FactsOf,
  oneCategory: boolean,
): RegionValue | null {
  const { overTime } = KINDS[indicator.kind];
  const facts = group(indicator.code);
  if (overTime === "LAST" || overTime === "SUM") {
    const part = overTime === "LAST" ? lastStock(facts, oneCategory) : totalFlow(facts, oneCategory);
    return part && { part, published: null };
  }
  const parts = partsOfRate(indicator);
  const part =
    overTime === "WEIGHTED"
      ? lastDuration(facts, everywhere(WEIGHT))
      : parts && lastRatio(group(parts.numerator), everywhere(parts.denominator), oneCategory);
  const published = widest(latest(usable(facts, oneCategory)))?.value ?? null;
  if (part) return { part, published };
  return published === null ? null : { part: { value: 0, weight: 0, observations: 1 }, published };
}

const usable = (facts: readonly Fact[], oneCategory: boolean): readonly Fact[] =>
  oneCategory ? facts : facts.filter(({ categoryCode }) => categoryCode === null);

// A region's last value of a stock: of all workers, or of the segments that one source divides them into.
function lastStock(facts: readonly Fact[], oneCategory: boolean): Part | null {
  const total = widest(latest(usable(facts, oneCategory)));
  if (total) return { value: total.value, weight: 1, observations: 1 };
  return oneCategory ? null : partition(facts);
}

// Migrant workers are counted where they left from, if at all: the other three make up a total.
const PARTITION = ["PU", "BPU", "JAKON"];

function partition(facts: readonly Fact[]): Part | null {
  const segments = latest(facts.filter(({ categoryCode }) => segmentOf(categoryCode) !== null));
  const sources = [...new Set(segments.map(({ sourceSlug }) => sourceSlug))].sort(compare);
  for (const source of sources) {
    const together = segments.filter(({ sourceSlug }) => sourceSlug === source);
    const parts = SEGMENTS.flatMap(
      (segment) => widest(together.filter(({ categoryCode }) => categoryCode === segment)) ?? [],
    );
    if (PARTITION.every((segment) => parts.some(({ categoryCode }) => categoryCode === segment))) {
      return { value: sum(parts.map(({ value }) => value)), weight: 1, observations: parts.length };
    }
  }
  return null;
}

// A region's sum of a flow or amount, over periods that do not overlap: the longest count, what lies within them does not.
function totalFlow(facts: readonly Fact[], oneCategory: boolean): Part | null {
  const totals = usable(facts, oneCategory);
  const days = new Map(
    totals.map((fact) => [fact, Date.parse(fact.periodEnd) - Date.parse(fact.periodStart)]),
  );
  const byLength = (one: Fact, other: Fact): number =>
    (days.get(other) ?? 0) - (days.get(one) ?? 0) ||
    other.value - one.value ||
    compare(one.periodStart, other.periodStart);
  const same = groupBy(totals, timeOf);
  // In the order of time, so that only neighbours can overlap.
  const counted: Fact[] = [];
  for (const fact of [...totals].sort(byLength)) {
    const place = placeIn(counted, fact);
    const isFree = [counted[place - 1], counted[place]].every((near) => !near || !shareTime(near, fact));
    const best = isFree && widest(same.get(timeOf(fact)) ?? []);
    if (best) counted.splice(place, 0, best);
  }
  return counted.length === 0
    ? null
    : { value: sum(counted.map(({ value }) => value)), weight: 1, observations: counted.length };
}

const timeOf = ({ periodStart, periodEnd }: Fact): string => `${periodStart} ${periodEnd}`;

// How many facts of a list in the order of time begin before one does.
function placeIn(facts: readonly Fact[], { periodStart }: Fact): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((facts[middle]?.periodStart ?? "") < periodStart) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A region's last numerator that has a denominator whose period overlaps its own.
function lastRatio(
  numerators: readonly Fact[],
  denominators: readonly Fact[],
  oneCategory: boolean,
): Part | null {
  const below = usable(denominators, oneCategory);
  const overlapping = (numerator: Fact): Fact[] =>
    below.filter((fact) => fact.categoryCode === numerator.categoryCode && shareTime(fact, numerator));
  if (below.length === 0) return null;
  const sorted = [...usable(numerators, oneCategory)].sort(byLatest);
  const last = sorted.find((fact) => overlapping(fact).length > 0);
  const numerator =
    last && widest(sorted.filter((fact) => isSameTime(fact, last) && overlapping(fact).length > 0));
  if (!numerator) return null;
  const found = overlapping(numerator);
  const own = found.filter(({ sourceSlug }) => sourceSlug === numerator.sourceSlug);
  const denominator = widest(latest(own.length > 0 ? own : found));
  return denominator && denominator.value !== 0
    ? { value: numerator.value, weight: denominator.value, observations: 2 }
    : null;
}

// A region's last duration, weighted with the workers it is about; null when they are not known.
function lastDuration(durations: readonly Fact[], workers: readonly Fact[]): Part | null {
  const duration = widest(latest(durations));
  if (!duration) return null;
  const about = workers.filter(
    (fact) => fact.categoryCode === duration.categoryCode && shareTime(fact, duration),
  );
  const weight = widest(latest(about))?.value;
  return weight ? { value: duration.value * weight, weight, observations: 2 } : null;
}
