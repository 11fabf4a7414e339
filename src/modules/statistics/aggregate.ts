import { getOrMake } from "../../collections.js";
import { isTurnOver, turn } from "../../time/turn.js";
import type { Reports } from "./area.js";
import { isUsual, type Fact } from "./fact.js";
import { checkMixture, groupsOf, type StatisticGroup } from "./group.js";
import { isKnown, type Moment } from "./moment.js";
import { RegionTree, type Place as RegionPlace } from "./region-tree.js";
import { reportOf, type Report } from "./report.js";
import { comparableRows, rowsOf, type OpenRow } from "./rows.js";
import { statedBy, type StatisticIndicator } from "./statistic-indicator.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticRow } from "./statistics.type.js";
import type { Signal } from "../../time/signal.js";

/** What is grouped, and how. */
export interface StatisticRequest {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** Whether the filter speaks of categories, so that not only totals are meant. */
  categoryChosen: boolean;
  /** Whether statuses were asked for; else facts of a status that is not meant are only told of. */
  statusChosen: boolean;
  /** Whether payers were asked for, so that each stands for itself. */
  payerChosen: boolean;
  /** The day of which the latest is shown, and how old it may be, where the table has no years or months. */
  latest: Moment;
  /** The regions that are meant. */
  places: readonly RegionPlace[];
  /** Aborted when nobody waits for the rows any more. */
  signal: Signal | null;
}

interface Group {
  group: StatisticGroup;
  moment: Moment;
  /** Facts that are meant, those that span several groups, and those of a status that is not meant. */
  facts: Fact[];
  spanning: Fact[];
  unmeant: Fact[];
}

/**
 * Groups facts into rows that stay true: stocks take each region's last value, rates are sums over sums, overlapping
 * categories and statuses are never added, and a region's own figure wins over the sum of those below it.
 * Throws BAD_USER_INPUT when the filter lets several categories or statuses into one cell.
 */
export async function statistics(facts: readonly Fact[], request: StatisticRequest): Promise<StatisticRow[]> {
  const { indicators, dimensions, categoryChosen, statusChosen, signal } = request;
  const isMeant = (fact: Fact): boolean => statusChosen || isUsual(fact);
  const groups = await groupsIn(facts, isMeant, request);
  const everywhere = await factsByIndicator(facts.filter(isMeant), signal);
  const tree = new RegionTree(request.places);
  const rows: OpenRow[] = [];
  for (const { group, moment, ...own } of groups) {
    checkMixture([...own.facts, ...own.spanning], indicators, dimensions, categoryChosen);
    const known = {
      facts: await factsByIndicator(own.facts, signal),
      spanning: await factsByIndicator(own.spanning, signal),
      unmeant: await factsByIndicator(own.unmeant, signal),
      everywhere,
    };
    const reports: Reports[] = [];
    for (const indicator of indicators)
      reports.push(await reportsOf(indicator, known, tree, moment, request));
    for (const row of rowsOf(group, reports, { indicators, dimensions, tree, until: moment.until }))
      rows.push(row);
  }
  return comparableRows(rows);
}

async function groupsIn(
  facts: readonly Fact[],
  isMeant: (fact: Fact) => boolean,
  { dimensions, latest, signal }: StatisticRequest,
): Promise<Iterable<Group>> {
  const groups = new Map<string, Group>();
  const placesOf = (fact: Fact): Place[] =>
    groupsOf(fact, dimensions).flatMap(({ group, moment: own, isSpanning }) => {
      const moment = own ?? latest;
      if (!isKnown(fact, moment)) return [];
      const made = { group, moment, facts: [], spanning: [], unmeant: [] };
      return [{ of: getOrMake(groups, keyOf(group), (): Group => made), isSpanning }];
    });
  // Those of 100,000 facts are few.
  const places = new Map<string, Place[]>();
  for (const fact of facts) {
    if (isTurnOver()) await turn(signal);
    for (const { of, isSpanning } of getOrMake(places, placeKeyOf(fact), () => placesOf(fact))) {
      if (!isMeant(fact)) of.unmeant.push(fact);
      else if (isSpanning) of.spanning.push(fact);
      else of.facts.push(fact);
    }
  }
  return groups.values();
}

/** A group that a fact belongs to, or that it spans with others. */
interface Place {
  of: Group;
  isSpanning: boolean;
}

// All that the groups of a fact depend on.
const placeKeyOf = (fact: Fact): string =>
  `${fact.kind} ${fact.effectiveFrom} ${fact.effectiveOn} ${fact.periodStart} ${fact.periodEnd} ${fact.categoryCode} ${fact.funding} ${fact.valueStatus} ${fact.sourceType}`;

// A tenth of the time that JSON takes, for each of 100,000 facts.
const keyOf = ({
  year,
  month,
  categoryCode,
  segment,
  funding,
  valueStatus,
  sourceType,
}: StatisticGroup): string =>
  [year, month, categoryCode, segment, funding, valueStatus, sourceType].join(" ");

// Facts by indicator, then by region.
type ByIndicator = ReadonlyMap<string, ReadonlyMap<string, readonly Fact[]>>;
type Known = Record<"facts" | "spanning" | "unmeant" | "everywhere", ByIndicator>;

async function factsByIndicator(facts: readonly Fact[], signal: Signal | null): Promise<ByIndicator> {
  const found = new Map<string, Map<string, Fact[]>>();
  for (const fact of facts) {
    if (isTurnOver()) await turn(signal);
    const regions = getOrMake(found, fact.indicatorCode, () => new Map<string, Fact[]>());
    getOrMake(regions, fact.regionCode, () => []).push(fact);
  }
  return found;
}

async function reportsOf(
  indicator: StatisticIndicator,
  known: Known,
  tree: RegionTree,
  moment: Moment,
  { categoryChosen, payerChosen, dimensions, signal }: StatisticRequest,
): Promise<Reports> {
  const { code } = indicator;
  const { facts, spanning, unmeant, everywhere } = known;
  const regions = new Set(
    [
      ...statedBy(indicator).map((stated) => facts.get(stated)),
      spanning.get(code),
      unmeant.get(code),
    ].flatMap((of) => [...(of?.keys() ?? [])]),
  );
  const oneCategory = categoryChosen || dimensions.includes("CATEGORY") || dimensions.includes("SEGMENT");
  const reports = new Map<string, Report>();
  for (const region of regions) {
    if (isTurnOver()) await turn(signal);
    const of =
      (some: ByIndicator) =>
      (needed: string): readonly Fact[] =>
        some.get(needed)?.get(region) ?? [];
    const own = {
      group: of(facts),
      everywhere: of(everywhere),
      spanning: of(spanning)(code),
      unmeant: of(unmeant)(code),
    };
    const areaSince = tree.placeOf(region)?.areaSince ?? null;
    const report = reportOf(own, { indicator, oneCategory, partsStand: payerChosen, moment, areaSince });
    if (report) reports.set(region, report);
  }
  return reports;
}
