import { getOrMake } from "../../../collections.js";
import { isUsual, segmentOf, yearOf, type Fact } from "../fact.js";
import type { ValueStatus } from "../../observations/observation.entity.js";
import {
  isRatio,
  neededFor,
  partsOfRate,
  regionValue,
  type ComputedIndicator,
  type FactsOf,
} from "../region-value.js";
import type { RegionBucket } from "./bucket.js";
import { ALL_WORKERS, NO_CATEGORY } from "./statistic-series.entity.js";

/** What one region reports of an indicator and cohort in each year and over all time. */
export interface RegionSeries {
  indicatorCode: string;
  valueStatus: ValueStatus;
  cohort: string;
  buckets: RegionBucket[];
}

/** All series of one region, of the facts about it. */
export function regionSeries(
  facts: readonly Fact[],
  indicators: readonly ComputedIndicator[],
): RegionSeries[] {
  return [...groupByEach(facts, cohortsOf)].flatMap(([cohort, own]) => {
    const stated = groupByEach(own, ({ indicatorCode }) => [indicatorCode]);
    const all: FactsOf = (code) => stated.get(code) ?? [];
    return indicators.flatMap((indicator) => seriesOf(indicator, cohort, all));
  });
}

const cohortsOf = ({ categoryCode }: Fact): string[] => {
  if (categoryCode === null) return [NO_CATEGORY, ALL_WORKERS];
  return segmentOf(categoryCode) === null ? [categoryCode] : [categoryCode, ALL_WORKERS];
};

function groupByEach<K>(facts: readonly Fact[], keysOf: (fact: Fact) => readonly K[]): Map<K, Fact[]> {
  const found = new Map<K, Fact[]>();
  for (const fact of facts) {
    for (const key of keysOf(fact)) {
      getOrMake(found, key, () => []).push(fact);
    }
  }
  return found;
}

function seriesOf(indicator: ComputedIndicator, cohort: string, all: FactsOf): RegionSeries[] {
  const { code: indicatorCode } = indicator;
  if (!isRatio(indicator)) {
    return [...groupByEach(all(indicatorCode), ({ valueStatus }) => [valueStatus])].map(
      ([valueStatus, facts]) => ({
        indicatorCode,
        valueStatus,
        cohort,
        buckets: bucketsOf(indicator, cohort, facts, () => []),
      }),
    );
  }
  const usual: FactsOf = (code) => all(code).filter(isUsual);
  const rate = partsOfRate(indicator);
  const parts = rate !== null && usual(rate.denominator).length > 0 ? usual(rate.numerator) : [];
  const facts = [...usual(indicatorCode), ...parts];
  if (facts.length === 0) return [];
  const buckets = bucketsOf(indicator, cohort, facts, usual);
  return [{ indicatorCode, valueStatus: "ACTUAL", cohort, buckets }];
}

function bucketsOf(
  indicator: ComputedIndicator,
  cohort: string,
  facts: readonly Fact[],
  everywhere: FactsOf,
): RegionBucket[] {
  const known = new Map(neededFor(indicator).map((code) => [code, everywhere(code)]));
  const beside = neededFor(indicator).flatMap(everywhere);
  const ofYear = groupByEach<number | null>(facts, (fact) => [yearOf(fact), null]);
  const inTime = [...ofYear].sort(([one], [other]) => (one ?? 0) - (other ?? 0));
  return inTime.map(([year, own]) => {
    const stated = groupByEach(own, ({ indicatorCode }) => [indicatorCode]);
    return {
      year,
      ...reachOf(own, beside),
      value: regionValue(
        indicator,
        (code) => stated.get(code) ?? [],
        (code) => known.get(code) ?? [],
        cohort !== ALL_WORKERS,
      ),
    };
  });
}

// The years of facts, and of all beside them that share any of their time.
function reachOf(facts: readonly Fact[], beside: readonly Fact[]): { from: number; until: number } {
  const span = (some: readonly Fact[]): { start: string; end: string } => ({
    start: some.reduce((first, { periodStart }) => (periodStart < first ? periodStart : first), "9999-12-31"),
    end: some.reduce((last, { periodEnd }) => (periodEnd > last ? periodEnd : last), "0000-01-01"),
  });
  const own = span(facts);
  const near = span(
    beside.filter(({ periodStart, periodEnd }) => periodStart <= own.end && own.start <= periodEnd),
  );
  return {
    from: Number((near.start < own.start ? near.start : own.start).slice(0, 4)),
    until: Number((near.end > own.end ? near.end : own.end).slice(0, 4)),
  };
}
