import { ValueStatus, type Counting } from "../../observations/observation.entity.js";
import type { RegionValue } from "../region-value.type.js";
import { COUNTINGS, type Report } from "../report.js";
import type { Aggregation, StatisticCell } from "../statistics.type.js";
import type { Bucket } from "./year-bounds.js";

/**
 * What a region, or a province or the country with all that lies in it, tells of each year, and as known last: from the
 * day of a step on until that of the next. Null where nothing is told.
 */
export interface Buckets<T> {
  years: readonly (Bucket & { told: T | null })[];
  steps: readonly { since: string; told: T | null }[];
}

const writeBuckets = <T>({ years, steps }: Buckets<T>, write: (told: T) => unknown[]): string =>
  JSON.stringify({
    years: years.map(({ year, from, until, told }) => [year, from, until, told && write(told)]),
    steps: steps.map(({ since, told }) => [since, told && write(told)]),
  });

/** Buckets of a region, as text. */
export const writeRegionBuckets = (buckets: Buckets<Report>): string => writeBuckets(buckets, writeReport);

/** Buckets of a province or the country, as text. */
export const writeAreaBuckets = (buckets: Buckets<StatisticCell>): string => writeBuckets(buckets, writeCell);

type StoredValue = [
  value: number | null,
  weight: number,
  partial: number | null,
  published: number | null,
  observations: number,
  countedBy: number,
  isStale: number,
];

/** A report as it is stored; the second value is left out when workers counted in either way are the same. */
export type StoredReport = [
  spanning: number,
  statuses: number,
  byResidence: StoredValue | null,
  byWorkplace?: StoredValue | null,
];

function writeReport({ values, spanning, statuses }: Report): StoredReport {
  const [residence, workplace] = COUNTINGS.map(
    (counting) => values[counting] && writeValue(values[counting]),
  );
  const head: [number, number, StoredValue | null] = [spanning, maskOf(statuses), residence ?? null];
  return JSON.stringify(residence) === JSON.stringify(workplace) ? head : [...head, workplace ?? null];
}

export function readReport(stored: StoredReport): Report {
  const [spanning, statuses, residence, workplace] = stored;
  const value = residence && readValue(residence);
  return {
    spanning,
    statuses: statusesIn(statuses),
    values: {
      RESIDENCE: value,
      WORKPLACE: workplace === undefined ? value : workplace && readValue(workplace),
    },
  };
}

const writeValue = (told: RegionValue): StoredValue => {
  const { value, weight, partial, published, observations, countedBy, isStale } = told;
  return [value, weight, partial, published, observations, numberOf(countedBy), Number(isStale)];
};

const readValue = (stored: StoredValue): RegionValue => {
  const [value, weight, partial, published, observations, countedBy, isStale] = stored;
  return {
    value,
    weight,
    partial,
    published,
    observations,
    countedBy: countingOf(countedBy),
    isStale: isStale === 1,
  };
};

/** A cell as it is stored. */
export type StoredCell = [
  value: number | null,
  partialValue: number | null,
  aggregation: Aggregation,
  completeness: number,
  completenessOfEmployed: number | null,
  observations: number,
  reportingRegions: number,
  omittedRegions: number,
  staleRegions: number,
  spanning: number,
  countedBy: number,
  statuses: number,
];

const writeCell = (cell: StatisticCell): StoredCell => [
  cell.value,
  cell.partialValue,
  cell.aggregation,
  cell.completeness,
  cell.completenessOfEmployed,
  cell.observations,
  cell.reportingRegions,
  cell.omittedRegions,
  cell.staleRegions,
  cell.spanning,
  numberOf(cell.countedBy),
  maskOf(cell.statusesWithFigures),
];

export const readCell = (stored: StoredCell, indicatorCode: string): StatisticCell => ({
  indicatorCode,
  indicator: undefined,
  value: stored[0],
  partialValue: stored[1],
  aggregation: stored[2],
  completeness: stored[3],
  completenessOfEmployed: stored[4],
  observations: stored[5],
  reportingRegions: stored[6],
  omittedRegions: stored[7],
  staleRegions: stored[8],
  spanning: stored[9],
  countedBy: countingOf(stored[10]),
  statusesWithFigures: statusesIn(stored[11]),
});

const numberOf = (counting: Counting | null): number =>
  counting === null ? 0 : COUNTINGS.indexOf(counting) + 1;

const countingOf = (number: number): Counting | null => COUNTINGS[number - 1] ?? null;

const STATUSES = Object.keys(ValueStatus) as ValueStatus[];

const maskOf = (statuses: readonly ValueStatus[]): number =>
  statuses.reduce((mask, status) => mask | (1 << STATUSES.indexOf(status)), 0);

const statusesIn = (mask: number): ValueStatus[] =>
  STATUSES.filter((_, place) => (mask & (1 << place)) !== 0);
