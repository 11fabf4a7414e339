import type { RegionValue } from "../region-value.js";
import { newCell } from "../cell.js";
import type { Aggregation, StatisticCell } from "../statistics.type.js";
import type { Bucket } from "./year-bounds.js";

/** What one region reports in a bucket; null when its statements amount to nothing. */
export interface RegionBucket extends Bucket {
  value: RegionValue | null;
}

/** What the regions of a province or the country report in a bucket; null when none reports. */
export interface AreaBucket extends Bucket {
  cell: StatisticCell | null;
}

type Head = [year: number | null, from: number, until: number];
type RegionTail = [value: number, weight: number, observations: number, published: number | null];
type AreaTail = [
  value: number | null,
  aggregation: Aggregation,
  observations: number,
  reportingRegions: number,
  omittedRegions: number,
];

/** Buckets as they are stored: lists, since a table reads hundreds of them. */
export type StoredRegionBucket = Head | [...Head, ...RegionTail];
export type StoredAreaBucket = Head | [...Head, ...AreaTail];

export function writeRegionBucket({ year, from, until, value }: RegionBucket): StoredRegionBucket {
  if (value === null) return [year, from, until];
  const { part, published } = value;
  return [year, from, until, part.value, part.weight, part.observations, published];
}

export function readRegionBucket(stored: StoredRegionBucket): RegionBucket {
  const [year, from, until] = stored;
  if (stored.length === 3) return { year, from, until, value: null };
  const [, , , value, weight, observations, published] = stored;
  return { year, from, until, value: { part: { value, weight, observations }, published } };
}

export function writeAreaBucket({ year, from, until, cell }: AreaBucket): StoredAreaBucket {
  if (cell === null) return [year, from, until];
  const { value, aggregation, observations, reportingRegions, omittedRegions } = cell;
  return [year, from, until, value, aggregation, observations, reportingRegions, omittedRegions];
}

export function readAreaBucket(stored: StoredAreaBucket, indicatorCode: string): AreaBucket {
  const [year, from, until] = stored;
  if (stored.length === 3) return { year, from, until, cell: null };
  const [, , , value, aggregation, observations, reportingRegions, omittedRegions] = stored;
  const counts = { observations, reportingRegions, omittedRegions };
  return { year, from, until, cell: newCell(indicatorCode, value, aggregation, counts) };
}
