import { isTurnOver, turn } from "../../time/turn.js";
import type { Reports } from "./area.js";
import type { Fact } from "./fact.js";
import { checkMixture } from "./group.js";
import { Grouping, type Group, type GroupingRequest } from "./grouping.js";
import { RegionTree, type Place } from "./region-tree.js";
import { reportOf } from "./report.js";
import { comparableRows, rowsOf, type OpenRow } from "./rows.js";
import { statedBy, type StatisticIndicator } from "./statistic-indicator.js";
import type { StatisticRow } from "./statistics.type.js";
import type { Signal } from "../../time/signal.js";

/** What the rows of groups are made of. */
export interface TableRequest {
  indicators: readonly StatisticIndicator[];
  /** Whether the filter speaks of categories, so that not only totals are meant. */
  categoryChosen: boolean;
  /** Whether payers were asked for, so that each stands for itself. */
  payerChosen: boolean;
  /** The regions that are meant. */
  places: readonly Place[];
  /** Aborted when nobody waits for the rows any more. */
  signal: Signal | null;
}

/** What is grouped, and how. */
export type StatisticRequest = GroupingRequest & TableRequest;

/** Groups facts into rows. Throws as `rowsIn` does. */
export async function statistics(facts: readonly Fact[], request: StatisticRequest): Promise<StatisticRow[]> {
  const grouping = new Grouping(request);
  await addFacts(grouping, facts, request.signal);
  return rowsIn(grouping, request);
}

/** Adds facts to the groups that they belong to. */
export async function addFacts(
  grouping: Grouping,
  facts: readonly Fact[],
  signal: Signal | null,
): Promise<void> {
  for (const fact of facts) {
    if (isTurnOver()) await turn(signal);
    grouping.add(fact);
  }
}

/**
 * The rows of groups, which stay true: stocks take each region's last value, rates are sums over sums, overlapping
 * categories and statuses are never added, and a region's own figure wins over the sum of those below it.
 * Throws BAD_USER_INPUT when the filter lets several categories or statuses into one cell.
 */
export async function rowsIn(grouping: Grouping, request: TableRequest): Promise<StatisticRow[]> {
  const { indicators, categoryChosen } = request;
  const { dimensions } = grouping.request;
  const tree = new RegionTree(request.places);
  const rows: OpenRow[] = [];
  for (const each of grouping.all()) {
    if (isTurnOver()) await turn(request.signal);
    const { group, moment, kinds } = each;
    checkMixture(kinds, indicators, dimensions, categoryChosen);
    const reports: Reports[] = [];
    for (const indicator of indicators)
      reports.push(await reportsOf(indicator, each, grouping, tree, request));
    for (const row of rowsOf(group, reports, { indicators, dimensions, tree, until: moment.until }))
      rows.push(row);
  }
  return comparableRows(rows);
}

async function reportsOf(
  indicator: StatisticIndicator,
  of: Group,
  { everywhere, request: { dimensions } }: Grouping,
  tree: RegionTree,
  { categoryChosen, payerChosen, signal }: TableRequest,
): Promise<Reports> {
  const { code } = indicator;
  const { moment, facts, spanning, unmeant } = of;
  const regions = new Set([
    ...statedBy(indicator).flatMap((stated) => [...facts.regionsOf(stated)]),
    ...spanning.regionsOf(code),
    ...unmeant.regionsOf(code),
  ]);
  const oneCategory = categoryChosen || dimensions.includes("CATEGORY") || dimensions.includes("SEGMENT");
  const reports = of.loneOf(code).reports();
  for (const region of regions) {
    if (isTurnOver()) await turn(signal);
    const own = {
      group: (needed: string) => facts.of(needed, region),
      everywhere: (needed: string) => everywhere.of(needed, region),
      spanning: spanning.of(code, region),
      unmeant: unmeant.of(code, region),
    };
    const areaSince = tree.placeOf(region)?.areaSince ?? null;
    const report = reportOf(own, { indicator, oneCategory, partsStand: payerChosen, moment, areaSince });
    if (report) reports.set(region, report);
  }
  return reports;
}
