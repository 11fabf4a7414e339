import { isTurnOver, turn } from "../../../time/turn.js";
import type { ValueStatus } from "../../observations/observation.entity.js";
import { wholeArea } from "../area.js";
import { emptyCells, type Cells } from "../cell.js";
import { lastDayOf } from "../moment.js";
import { RegionTree, type Place } from "../region-tree.js";
import type { Report } from "../report.js";
import { comparableRows, rowOf, rowsOf, type OpenRow } from "../rows.js";
import { isRatio, type StatisticIndicator } from "../statistic-indicator.js";
import type { StatisticCell, StatisticRow } from "../statistics.type.js";
import type { StatisticDimension } from "../statistics.args.js";
import { stepOn } from "./area-series.js";
import { readCells, readReport, type StoredCells, type StoredReport } from "./bucket.js";
import type { StoredBuckets } from "./stored-buckets.js";
import { Groups, labelsOf } from "./series-groups.js";
import type { SeriesQuery } from "./series-query.js";
import type { StatisticSeries } from "./statistic-series.entity.js";
import { isWithin } from "./year-bounds.js";
import type { Signal } from "../../../time/signal.js";

/** What is grouped, and how. */
export interface SeriesRequest {
  question: SeriesQuery;
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** Reads the regions that are meant. */
  places: () => Promise<readonly Place[]>;
  /** Aborted when nobody waits for the rows any more. */
  signal: Signal | null;
}

/** Rows of stored series, as single facts would make them; null when they do not tell all that is meant. */
export function seriesRows(
  series: readonly StatisticSeries[],
  request: SeriesRequest,
): Promise<StatisticRow[] | null> {
  return request.question.scope === "REGION" ? regionRows(series, request) : areaRows(series, request);
}

async function regionRows(
  series: readonly StatisticSeries[],
  request: SeriesRequest,
): Promise<StatisticRow[] | null> {
  const { question, indicators, dimensions, signal } = request;
  const groups = new Groups(() => indicators.map(() => new Map<string, Report>()));
  for (const each of series) {
    if (isTurnOver()) await turn(signal);
    const index = indicators.findIndex(({ code }) => code === each.indicatorCode);
    const ofYear = groups.ofYears(labelsOf(each, dimensions));
    const told = toldIn(each.buckets as StoredBuckets<StoredReport>, indicators[index], question);
    if (told === null) return null;
    for (const [year, stored] of told) {
      const report = shownReport(readReport(stored), each.valueStatus, question);
      if (report) ofYear(dimensions.includes("YEAR") ? year : null)[index]?.set(each.regionCode, report);
    }
  }
  const tree = new RegionTree(await request.places());
  const rows: OpenRow[] = [];
  for (const { group, held } of groups.all()) {
    if (isTurnOver()) await turn(signal);
    for (const row of rowsOf(group, held, {
      indicators,
      dimensions,
      tree,
      until: lastDay(group.year, question),
    }))
      rows.push(row);
  }
  return comparableRows(rows);
}

async function areaRows(
  series: readonly StatisticSeries[],
  request: SeriesRequest,
): Promise<StatisticRow[] | null> {
  const { question, indicators, dimensions, signal } = request;
  const areas = new Map<string, Groups<(Cells | undefined)[]>>();
  for (const each of series) {
    if (isTurnOver()) await turn(signal);
    const index = indicators.findIndex(({ code }) => code === each.indicatorCode);
    let groups = areas.get(each.regionCode);
    if (!groups) {
      groups = new Groups(() => new Array<Cells | undefined>(indicators.length).fill(undefined));
      areas.set(each.regionCode, groups);
    }
    const ofYear = groups.ofYears(labelsOf(each, dimensions));
    const told = toldIn(each.buckets as StoredBuckets<StoredCells>, indicators[index], question);
    if (told === null) return null;
    for (const [year, stored] of told) {
      const cell = shownCells(readCells(stored, each.indicatorCode), each.valueStatus, question);
      if (cell) ofYear(dimensions.includes("YEAR") ? year : null)[index] = cell;
    }
  }
  return areaTable(areas, request);
}

async function areaTable(
  areas: ReadonlyMap<string, Groups<(Cells | undefined)[]>>,
  { question, indicators, dimensions, places }: SeriesRequest,
): Promise<StatisticRow[]> {
  const rows: OpenRow[] = [];
  let tree: RegionTree | null = null;
  for (const [code, groups] of areas) {
    const area = wholeArea(
      dimensions.includes("COUNTRY") ? "ID" : null,
      question.scope === "PROVINCE" ? code : null,
    );
    for (const { group, held } of groups.all()) {
      if (held.some((cell) => cell === undefined)) tree ??= new RegionTree(await places());
      const on = lastDay(group.year, question);
      const cells = indicators.flatMap(
        (indicator, index) => held[index] ?? (tree ? emptyCells(indicator, area, tree, on) : []),
      );
      rows.push(rowOf(group, area.space, cells));
    }
  }
  return comparableRows(rows);
}

// The last day of a row's time.
const lastDay = (year: number | null, { bucket }: SeriesQuery): string =>
  typeof bucket === "object" ? bucket.on : lastDayOf(String(year ?? bucket).padStart(4, "0"));

/** What a series tells of each year that is meant, or as known last; null when that cannot be told from the rest. */
function toldIn<T>(
  { years, steps }: StoredBuckets<T>,
  indicator: StatisticIndicator | undefined,
  { bucket, bounds }: SeriesQuery,
): [year: number | null, told: T][] | null {
  if (typeof bucket === "object") {
    const step = stepOn(
      steps.map(([since, told]) => ({ since, told })),
      bucket.on,
    );
    if (step === undefined) return null;
    return step.told === null ? [] : [[null, step.told]];
  }
  const found: [number, T][] = [];
  for (const [year, from, until, told] of years) {
    const isMeant = isWithin({ year, from, until }, bounds, indicator !== undefined && isRatio(indicator));
    if (isMeant === null) return null;
    if (isMeant && told !== null) found.push([year, told]);
  }
  return found;
}

// Who asks for a status is told of no other.
function shownReport(report: Report, status: ValueStatus, { tellsStatuses }: SeriesQuery): Report | null {
  if (tellsStatuses) return report;
  return report.statuses.includes(status) ? { ...report, statuses: [status] } : null;
}

function shownCells(
  { RESIDENCE, WORKPLACE }: Cells,
  status: ValueStatus,
  { tellsStatuses }: SeriesQuery,
): Cells | null {
  if (tellsStatuses) return { RESIDENCE, WORKPLACE };
  // Either counting is told by the same figures.
  if (!RESIDENCE.statusesWithFigures.includes(status)) return null;
  const shown = (cell: StatisticCell): StatisticCell => ({ ...cell, statusesWithFigures: [status] });
  const byResidence = shown(RESIDENCE);
  return { RESIDENCE: byResidence, WORKPLACE: WORKPLACE === RESIDENCE ? byResidence : shown(WORKPLACE) };
}
