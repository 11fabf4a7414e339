import { getOrMake } from "../../collections.js";
import { isTurnOver, turn } from "../../time/turn.js";
import type { Fact } from "./fact.js";
import type { Place } from "./region-tree.js";
import { RegionTree } from "./region-tree.js";
import { regionValue, partsOfRate, type RegionValue } from "./region-value.js";
import { checkMixture, groupOf, type GroupedFact, type StatisticGroup } from "./group.js";
import type { StatisticIndicator } from "./region-value.js";
import { rowsOf } from "./rows.js";
import type { RegionValues } from "./area.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticRow } from "./statistics.type.js";

/** What is grouped, and how. */
export interface StatisticRequest {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** Whether the filter speaks of categories, so that not only totals are meant. */
  categoryChosen: boolean;
  /** The regions that are meant. */
  places: readonly Place[];
  /** Aborted when nobody waits for the rows any more. */
  signal: AbortSignal | null;
}

/**
 * Groups facts into rows that stay true: stocks take each region's last value, rates are sums over sums, overlapping
 * categories and statuses are never added, and a region's own figure wins over the sum of those below it.
 * Throws BAD_USER_INPUT when the filter lets several categories or statuses into one cell.
 */
export async function statistics(
  facts: readonly GroupedFact[],
  request: StatisticRequest,
): Promise<StatisticRow[]> {
  const { indicators, dimensions, categoryChosen, signal } = request;
  const groups = new Map<string, { group: StatisticGroup; facts: GroupedFact[] }>();
  for (const fact of facts) {
    if (isTurnOver()) await turn(signal);
    const group = groupOf(fact, dimensions);
    if (group === null) continue;
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known) known.facts.push(fact);
    else groups.set(key, { group, facts: [fact] });
  }
  const oneCategory = categoryChosen || dimensions.includes("CATEGORY") || dimensions.includes("SEGMENT");
  const everywhere = await factsByIndicator(facts, signal);
  const tree = new RegionTree(request.places);
  const rows: StatisticRow[] = [];
  for (const { group, facts: own } of groups.values()) {
    checkMixture(own, indicators, dimensions, categoryChosen);
    const known = await factsByIndicator(own, signal);
    const values: RegionValues[] = [];
    for (const indicator of indicators)
      values.push(await regionValues(indicator, known, everywhere, oneCategory, signal));
    for (const row of rowsOf(group, values, { indicators, dimensions, tree })) rows.push(row);
  }
  return rows;
}

// Facts by indicator, then by region.
type ByIndicator = ReadonlyMap<string, ReadonlyMap<string, readonly Fact[]>>;

async function factsByIndicator(facts: readonly Fact[], signal: AbortSignal | null): Promise<ByIndicator> {
  const found = new Map<string, Map<string, Fact[]>>();
  for (const fact of facts) {
    if (isTurnOver()) await turn(signal);
    const regions = getOrMake(found, fact.indicatorCode, () => new Map<string, Fact[]>());
    getOrMake(regions, fact.regionCode, () => []).push(fact);
  }
  return found;
}

async function regionValues(
  indicator: StatisticIndicator,
  group: ByIndicator,
  everywhere: ByIndicator,
  oneCategory: boolean,
  signal: AbortSignal | null,
): Promise<RegionValues> {
  const { code } = indicator;
  const numerator = partsOfRate(indicator)?.numerator;
  const regions = new Set([
    ...(group.get(code)?.keys() ?? []),
    ...(numerator === undefined ? [] : (group.get(numerator)?.keys() ?? [])),
  ]);
  const values = new Map<string, RegionValue>();
  for (const region of regions) {
    if (isTurnOver()) await turn(signal);
    const of =
      (facts: ByIndicator) =>
      (indicatorCode: string): readonly Fact[] =>
        facts.get(indicatorCode)?.get(region) ?? [];
    const value = regionValue(indicator, of(group), of(everywhere), oneCategory);
    if (value) values.set(region, value);
  }
  return values;
}
