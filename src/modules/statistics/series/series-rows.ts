import { isTurnOver, turn } from "../../../time/turn.js";
import type { ValueStatus } from "../../observations/observation.entity.js";
import { RegionTree, type Place } from "../region-tree.js";
import { isRatio, type RegionValue } from "../region-value.js";
import type { SeriesQuery } from "./series-query.js";
import {
  readAreaBucket,
  readRegionBucket,
  type StoredAreaBucket,
  type StoredRegionBucket,
} from "./bucket.js";
import type { Bucket } from "./year-bounds.js";
import type { StatisticGroup } from "../group.js";
import { emptyCell } from "../cell.js";
import type { StatisticIndicator } from "../region-value.js";
import { rowOf, rowsOf } from "../rows.js";
import { NO_CATEGORY, type StatisticSeries } from "./statistic-series.entity.js";
import type { StatisticCell, StatisticRow } from "../statistics.type.js";
import type { StatisticDimension } from "../statistics.args.js";
import { isWithin } from "./year-bounds.js";

/** What is grouped, and how. */
export interface SeriesRequest {
  question: SeriesQuery;
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** The regions that are meant; read in the scope of regions only. */
  places: readonly Place[];
  /** Aborted when nobody waits for the rows any more. */
  signal: AbortSignal | null;
}

/** Rows of stored series, as single facts would make them; null when some bucket holds more than is meant. */
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
  const { indicators, dimensions, signal } = request;
  const groups = new Groups(() => ({
    values: indicators.map(() => new Map<string, RegionValue>()),
    statuses: new Array<ValueStatus | undefined>(indicators.length),
  }));
  for (const each of series) {
    if (isTurnOver()) await turn(signal);
    const index = indicators.findIndex(({ code }) => code === each.indicatorCode);
    const ofYear = groups.ofYears(labelsOf(each, dimensions));
    for (const stored of each.buckets as StoredRegionBucket[]) {
      const bucket = readRegionBucket(stored);
      const isMeant = isCounted(bucket, indicators[index], request.question);
      if (isMeant === null) return null;
      if (!isMeant) continue;
      const { values, statuses } = ofYear(dimensions.includes("YEAR") ? bucket.year : null);
      if (index < 0) continue;
      // Statements of two statuses would meet in one cell, which is refused.
      if ((statuses[index] ??= each.valueStatus) !== each.valueStatus) return null;
      if (bucket.value) values[index]?.set(each.regionCode, bucket.value);
    }
  }
  const tree = new RegionTree(request.places);
  const rows: StatisticRow[] = [];
  for (const { group, held } of groups.all()) {
    if (isTurnOver()) await turn(signal);
    for (const row of rowsOf(group, held.values, { indicators, dimensions, tree })) rows.push(row);
  }
  return rows;
}

async function areaRows(
  series: readonly StatisticSeries[],
  request: SeriesRequest,
): Promise<StatisticRow[] | null> {
  const { question, indicators, dimensions, signal } = request;
  const rows: StatisticRow[] = [];
  const regionCode = dimensions.includes("COUNTRY") ? "ID" : null;
  const areas = new Map<string, Groups<(StatisticCell | undefined)[]>>();
  const lacking = new Map(series.map((each) => [each.regionCode, each.lacking]));
  for (const each of series) {
    if (isTurnOver()) await turn(signal);
    const index = indicators.findIndex(({ code }) => code === each.indicatorCode);
    let groups = areas.get(each.regionCode);
    if (!groups) {
      groups = new Groups(() => new Array<StatisticCell | undefined>(indicators.length).fill(undefined));
      areas.set(each.regionCode, groups);
    }
    const ofYear = groups.ofYears(labelsOf(each, dimensions));
    for (const stored of each.buckets as StoredAreaBucket[]) {
      const bucket = readAreaBucket(stored, each.indicatorCode);
      const isMeant = isCounted(bucket, indicators[index], question);
      if (isMeant === null) return null;
      if (!isMeant || !bucket.cell) continue;
      const cells = ofYear(dimensions.includes("YEAR") ? bucket.year : null);
      if (index < 0) continue;
      // Statements of another status are in the same cell, which is refused.
      if (cells[index]) return null;
      cells[index] = bucket.cell;
    }
  }
  for (const [code, groups] of areas) {
    const provinceCode = question.scope === "PROVINCE" ? code : null;
    for (const { group, held } of groups.all()) {
      const cells = indicators.map(
        (indicator, index) => held[index] ?? emptyCell(indicator, lacking.get(code) ?? 0),
      );
      rows.push(rowOf(group, { provinceCode, regionCode, level: null }, cells));
    }
  }
  return rows;
}

type Labels = Pick<StatisticGroup, "categoryCode" | "segment" | "valueStatus">;

/** What is held for each group. */
class Groups<T> {
  readonly #held = new Map<string, { labels: Labels; years: Map<number | null, T> }>();

  constructor(readonly create: () => T) {}

  /** Finds what is held for groups that differ in the year only. */
  ofYears(labels: Labels): (year: number | null) => T {
    const key = `${labels.categoryCode ?? ""} ${labels.segment ?? ""} ${labels.valueStatus ?? ""}`;
    let known = this.#held.get(key);
    if (!known) this.#held.set(key, (known = { labels, years: new Map<number | null, T>() }));
    const { years } = known;
    return (year) => {
      let held = years.get(year);
      if (held === undefined) years.set(year, (held = this.create()));
      return held;
    };
  }

  all(): { group: StatisticGroup; held: T }[] {
    const found: { group: StatisticGroup; held: T }[] = [];
    for (const { labels, years } of this.#held.values()) {
      const { categoryCode, segment, valueStatus } = labels;
      for (const [year, held] of years) {
        const group = {
          year,
          month: null,
          categoryCode,
          segment,
          funding: null,
          valueStatus,
          sourceType: null,
        };
        found.push({ group, held });
      }
    }
    return found;
  }
}

function labelsOf(
  { cohort, valueStatus }: StatisticSeries,
  dimensions: readonly StatisticDimension[],
): Labels {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  return {
    categoryCode: has("CATEGORY") && cohort !== NO_CATEGORY ? cohort : null,
    segment: has("SEGMENT") ? (cohort as Labels["segment"]) : null,
    valueStatus: has("VALUE_STATUS") ? valueStatus : null,
  };
}

function isCounted(
  { year, from, until }: Bucket,
  indicator: StatisticIndicator | undefined,
  { bucket, bounds }: SeriesQuery,
): boolean | null {
  if (year === null || bucket === "ALL_TIME") return year === null && bucket === "ALL_TIME";
  return isWithin({ year, from, until }, bounds, indicator !== undefined && isRatio(indicator));
}
