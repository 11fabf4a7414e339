import type { ValueStatus } from "./observation.entity.js";
import { Places, type Place } from "./places.js";
import { isRatio, type RegionValue } from "./region-value.js";
import type { SeriesQuestion } from "./series-question.js";
import {
  readAreaBucket,
  readRegionBucket,
  type Bucket,
  type StoredAreaBucket,
  type StoredRegionBucket,
} from "./statistic-bucket.js";
import type { StatisticGroup } from "./statistic-group.js";
import { emptyCell, rowsOf, type StatisticIndicator } from "./statistic-rows.js";
import { NO_CATEGORY, type StatisticSeries } from "./statistic-series.entity.js";
import type { StatisticDimension, StatisticRow } from "./statistics.type.js";
import { isWithin } from "./year-bounds.js";

/** What is grouped, and how. */
export interface SeriesRequest {
  question: SeriesQuestion;
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** The regions that are meant; read in the scope of regions only. */
  places: readonly Place[];
}

/** Rows of stored series, as single facts would make them; null when some bucket holds more than is meant. */
export function seriesRows(
  series: readonly StatisticSeries[],
  request: SeriesRequest,
): StatisticRow[] | null {
  return request.question.scope === "REGION" ? regionRows(series, request) : areaRows(series, request);
}

function regionRows(series: readonly StatisticSeries[], request: SeriesRequest): StatisticRow[] | null {
  const { indicators, dimensions } = request;
  const groups = new Map<string, { group: StatisticGroup; values: Map<string, RegionValue>[] }>();
  const statuses = new Statuses();
  for (const each of series) {
    const index = indicators.findIndex(({ code }) => code === each.indicatorCode);
    for (const stored of each.buckets as StoredRegionBucket[]) {
      const bucket = readRegionBucket(stored);
      const isMeant = isCounted(bucket, each, request);
      if (isMeant === null) return null;
      if (!isMeant) continue;
      const group = groupOf(bucket, each, dimensions);
      const key = keyOf(group);
      let known = groups.get(key);
      if (!known)
        groups.set(key, (known = { group, values: indicators.map(() => new Map<string, RegionValue>()) }));
      if (index >= 0 && statuses.mix(key, each)) return null;
      if (bucket.value) known.values[index]?.set(each.regionCode, bucket.value);
    }
  }
  const places = new Places(request.places);
  return [...groups.values()].flatMap(({ group, values }) =>
    rowsOf(group, values, { indicators, dimensions, places }),
  );
}

function areaRows(series: readonly StatisticSeries[], request: SeriesRequest): StatisticRow[] | null {
  const { question, indicators, dimensions } = request;
  const rows = new Map<string, StatisticRow>();
  const statuses = new Statuses();
  const regionCode = dimensions.includes("COUNTRY") ? "ID" : null;
  for (const each of series) {
    const index = indicators.findIndex(({ code }) => code === each.indicatorCode);
    const provinceCode = question.scope === "PROVINCE" ? each.regionCode : null;
    for (const stored of each.buckets as StoredAreaBucket[]) {
      const bucket = readAreaBucket(stored);
      const isMeant = isCounted(bucket, each, request);
      if (isMeant === null) return null;
      if (!isMeant || !bucket.cell) continue;
      const group = groupOf(bucket, each, dimensions);
      const key = `${keyOf(group)} ${provinceCode ?? ""}`;
      let row = rows.get(key);
      if (!row) {
        const cells = indicators.map((indicator) => emptyCell(indicator, each.lacking));
        rows.set(key, (row = { ...group, provinceCode, regionCode, level: null, cells }));
      }
      if (index < 0) continue;
      if (statuses.mix(key, each)) return null;
      row.cells[index] = { indicatorCode: each.indicatorCode, ...bucket.cell };
    }
  }
  return [...rows.values()];
}

// Tells when statements of two statuses would meet in one cell, which is refused.
class Statuses {
  readonly #known = new Map<string, ValueStatus>();

  mix(group: string, { indicatorCode, valueStatus }: StatisticSeries): boolean {
    const key = `${group} ${indicatorCode}`;
    const known = this.#known.get(key);
    this.#known.set(key, valueStatus);
    return known !== undefined && known !== valueStatus;
  }
}

function isCounted(
  bucket: Bucket,
  { indicatorCode }: StatisticSeries,
  { question, indicators }: SeriesRequest,
): boolean | null {
  const { year } = bucket;
  if (year === null) return question.bucket === "ALL_TIME";
  if (question.bucket === "ALL_TIME") return false;
  const indicator = indicators.find(({ code }) => code === indicatorCode);
  return isWithin({ ...bucket, year }, question.bounds, indicator !== undefined && isRatio(indicator));
}

function groupOf(
  { year }: Bucket,
  { cohort, valueStatus }: StatisticSeries,
  dimensions: readonly StatisticDimension[],
): StatisticGroup {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  return {
    year: has("YEAR") ? year : null,
    month: null,
    categoryCode: has("CATEGORY") && cohort !== NO_CATEGORY ? cohort : null,
    segment: has("SEGMENT") ? (cohort as StatisticGroup["segment"]) : null,
    funding: null,
    valueStatus: has("VALUE_STATUS") ? valueStatus : null,
    sourceType: null,
  };
}

const keyOf = ({ year, categoryCode, segment, valueStatus }: StatisticGroup): string =>
  `${year ?? ""} ${categoryCode ?? ""} ${segment ?? ""} ${valueStatus ?? ""}`;
