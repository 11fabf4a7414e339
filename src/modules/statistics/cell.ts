import { qualifierOf, ratioBounds, spanningBounds, sumBounds } from "../figures/bounds.rules.js";
import { KINDS } from "../observations/indicator-kind.rules.js";
import { ValueStatus, type Counting } from "../observations/observation.entity.js";
import { isIn, type Area, type Reports } from "./area.js";
import { composeArea, shareOfEmployed, type Composition } from "./composition.js";
import { sum } from "./fact.js";
import type { RegionTree } from "./region-tree.js";
import type { Exactness, RegionValue } from "./region-value.type.js";
import type { Report } from "./report.js";
import { isRatio, type StatisticIndicator } from "./statistic-indicator.js";
import type { Aggregation, StatisticCell } from "./statistics.type.js";

/** What a cell tells of all figures in its area, whether they are used or not. */
type Told = Pick<StatisticCell, "spanning" | "statusesWithFigures">;

/** A row's cell of an indicator, by where workers are counted; the same twice where no figure says so. */
export type Cells = Readonly<Record<Counting, StatisticCell>>;

/** What is in a row's cell of an indicator. */
export function cellsOf(
  indicator: StatisticIndicator,
  area: Area,
  reports: Reports,
  tree: RegionTree,
  on: string,
): Cells {
  const { RESIDENCE, WORKPLACE } = composeArea(area, reports, tree, on);
  const told = toldIn(area, reports, tree);
  const cell = (found: Composition): StatisticCell => cellOf(indicator, found, told, { reports, tree });
  const byResidence = cell(RESIDENCE);
  return { RESIDENCE: byResidence, WORKPLACE: WORKPLACE === RESIDENCE ? byResidence : cell(WORKPLACE) };
}

function cellOf(
  indicator: StatisticIndicator,
  found: Composition,
  told: Told,
  { reports, tree }: { reports: Reports; tree: RegionTree },
): StatisticCell {
  const { own, used, isComplete, reporting, expected } = found;
  const { value, aggregation } = combined(indicator, own, used);
  const isKnown = isComplete && value !== null;
  const { lowerBound, upperBound, qualifier } = exactness(indicator, own, used, aggregation);
  return {
    indicatorCode: indicator.code,
    indicator: undefined,
    value: isKnown ? value : null,
    lowerBound: isKnown ? lowerBound : null,
    upperBound: isKnown ? upperBound : null,
    qualifier: isKnown ? qualifier : null,
    partialValue: value,
    aggregation,
    completeness: expected.length === 0 ? 0 : reporting.length / expected.length,
    completenessOfEmployed: shareOfEmployed(found, tree),
    observations: sum(used.map(({ observations }) => observations)),
    reportingRegions: reporting.length,
    omittedRegions: expected.length - reporting.length,
    staleRegions:
      reporting.length === expected.length
        ? 0
        : expected.filter((code) => isStaleOnly(reports.get(code)) && !reporting.includes(code)).length,
    countedBy: sharedCounting(used),
    spanning: told.spanning,
    statusesWithFigures: told.statusesWithFigures,
  };
}

const NONE: Reports = new Map();

/** A cell of which nothing is known. */
export const emptyCells = (indicator: StatisticIndicator, area: Area, tree: RegionTree, on: string): Cells =>
  cellsOf(indicator, area, NONE, tree, on);

function combined(
  { kind, additiveOverRegions }: StatisticIndicator,
  own: RegionValue | null,
  used: readonly RegionValue[],
): { value: number | null; aggregation: Aggregation } {
  const { overRegions, overTime } = KINDS[kind];
  if (own && own.published !== null) return { value: own.published, aggregation: "LAST" };
  const aggregation = overTime === "LAST" && own ? "LAST" : overRegions;
  const numbers = used.map(({ partial }) => partial).filter((partial) => partial !== null);
  if (numbers.length === 0) return { value: null, aggregation };
  if (isRatio({ kind })) return { value: sum(numbers) / sum(used.map(({ weight }) => weight)), aggregation };
  return additiveOverRegions || own
    ? { value: sum(numbers), aggregation }
    : { value: numbers.reduce((most, value) => Math.max(most, value)), aggregation: "MAX" };
}

// How exact a complete value is.
function exactness(
  indicator: StatisticIndicator,
  own: RegionValue | null,
  used: readonly RegionValue[],
  aggregation: Aggregation,
): Exactness {
  if (own) return own.shown;
  const shares = used.map(({ share }) => share);
  const sums = sumBounds(shares);
  const bounds =
    aggregation === "MAX"
      ? spanningBounds(shares)
      : isRatio(indicator)
        ? ratioBounds(sums, sumBounds(used.map(({ base }) => base)))
        : sums;
  return { ...bounds, qualifier: qualifierOf(bounds) };
}

const STATUSES = Object.keys(ValueStatus) as ValueStatus[];

function toldIn(area: Area, reports: Reports, tree: RegionTree): Told {
  const statuses = new Set<ValueStatus>();
  let spanning = 0;
  for (const [code, report] of reports) {
    if (!isIn(area, code, tree)) continue;
    spanning += report.spanning;
    for (const status of report.statuses) statuses.add(status);
  }
  return { spanning, statusesWithFigures: STATUSES.filter((status) => statuses.has(status)) };
}

// Sums over figures of which some do not say where workers are counted do not say it either.
function sharedCounting([first, ...others]: readonly RegionValue[]): Counting | null {
  const counting = first?.countedBy ?? null;
  return others.every(({ countedBy }) => countedBy === counting) ? counting : null;
}

function isStaleOnly(report: Report | undefined): boolean {
  const { RESIDENCE, WORKPLACE } = report?.values ?? NO_VALUES;
  if (RESIDENCE === null && WORKPLACE === null) return false;
  return (RESIDENCE?.isStale ?? true) && (WORKPLACE?.isStale ?? true);
}

const NO_VALUES: Report["values"] = { RESIDENCE: null, WORKPLACE: null };
