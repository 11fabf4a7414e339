import { isSame } from "../../../collections.js";
import type { Bounds } from "../../figures/bounds.rules.js";
import { Qualifier, ValueStatus, type Counting } from "../../observations/observation.entity.js";
import type { Exactness, RegionValue } from "../region-value.type.js";
import { COUNTINGS, type Report } from "../report.js";
import type { Aggregation, StatisticCell } from "../statistics.type.js";
import type { Cells } from "../cell.js";
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
export const writeAreaBuckets = (buckets: Buckets<Cells>): string => writeBuckets(buckets, writeCells);

type StoredValue = [
  value: number | null,
  weight: number,
  partial: number | null,
  published: number | null,
  observations: number,
  countedBy: number,
  /** 1 when all is stale, plus 2 when it is contested. */
  marks: number,
  /** Left out when all numbers are exact. */
  exactness?: readonly [qualifier: number, ...bounds: (number | null)[]],
];

/** A report as it is stored; the second value is left out when workers counted in either way are the same. */
export type StoredReport = [
  spanning: number,
  statuses: number,
  byResidence: StoredValue | null,
  byWorkplace?: StoredValue | null,
];

function writeReport({ values, spanning, statuses }: Report): StoredReport {
  const { RESIDENCE, WORKPLACE } = values;
  const residence = RESIDENCE && writeValue(RESIDENCE);
  const head: [number, number, StoredValue | null] = [spanning, maskOf(statuses), residence];
  if (RESIDENCE === WORKPLACE) return head;
  const workplace = WORKPLACE && writeValue(WORKPLACE);
  return isSame(residence, workplace) ? head : [...head, workplace];
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
  const { value, weight, partial, published, observations, countedBy, isStale, isContested } = told;
  const marks = Number(isStale) + 2 * Number(isContested);
  const stored: StoredValue = [value, weight, partial, published, observations, numberOf(countedBy), marks];
  if (!isExact(told)) stored.push(exactnessOf(told));
  return stored;
};

const exactnessOf = ({ shown, share, base }: RegionValue): [number, ...(number | null)[]] => [
  QUALIFIERS.indexOf(shown.qualifier),
  ...[shown, share, base].flatMap(({ lowerBound, upperBound }) => [lowerBound, upperBound]),
];

// Whether the bounds are those of `exactlyOf`.
function isExact(told: RegionValue): boolean {
  const { value, weight, shown, share, base } = told;
  const isAt = ({ lowerBound, upperBound }: Bounds, number: number | null): boolean =>
    lowerBound === number && upperBound === number;
  const number = shownOf(told);
  return (
    shown.qualifier === qualifierAt(number) && isAt(shown, number) && isAt(share, value) && isAt(base, weight)
  );
}

// The bounds of numbers that are all exact.
function exactlyOf(numbers: Numbers): Pick<RegionValue, "shown" | "share" | "base"> {
  const { value, weight } = numbers;
  const number = shownOf(numbers);
  return {
    shown: { lowerBound: number, upperBound: number, qualifier: qualifierAt(number) },
    share: { lowerBound: value, upperBound: value },
    base: { lowerBound: weight, upperBound: weight },
  };
}

type Numbers = Pick<RegionValue, "value" | "weight" | "published">;

// What a region shows alone.
const shownOf = ({ value, weight, published }: Numbers): number | null =>
  published ?? (value === null ? null : value / weight);

const qualifierAt = (number: number | null): Qualifier => (number === null ? "APPROXIMATE" : "EXACT");

const readValue = (stored: StoredValue): RegionValue => {
  const [value, weight, partial, published, observations, countedBy, marks, exactness] = stored;
  const { shown, share, base } = exactness ? boundedBy(exactness) : exactlyOf({ value, weight, published });
  return {
    value,
    weight,
    partial,
    published,
    observations,
    countedBy: countingOf(countedBy),
    isStale: (marks & 1) === 1,
    isContested: (marks & 2) === 2,
    shown,
    share,
    base,
  };
};

function boundedBy([qualifier, ...bounds]: NonNullable<StoredValue[7]>): Pick<
  RegionValue,
  "shown" | "share" | "base"
> {
  const [least = null, most = null, leastShare = null, mostShare = null, leastBase = null, mostBase = null] =
    bounds;
  return {
    shown: { lowerBound: least, upperBound: most, qualifier: QUALIFIERS[qualifier] ?? "APPROXIMATE" },
    share: { lowerBound: leastShare, upperBound: mostShare },
    base: { lowerBound: leastBase, upperBound: mostBase },
  };
}

const QUALIFIERS = Object.keys(Qualifier) as Qualifier[];

/** A cell as it is stored. */
type StoredCell = [
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
  /** Left out when the value is exact or null. */
  exactness?: readonly [qualifier: number, lowerBound: number | null, upperBound: number | null],
];

/** Cells as they are stored; the second is left out when workers counted in either way are the same. */
export type StoredCells = [byResidence: StoredCell, byWorkplace?: StoredCell];

const writeCells = ({ RESIDENCE, WORKPLACE }: Cells): StoredCells => {
  const residence = writeCell(RESIDENCE);
  if (RESIDENCE === WORKPLACE) return [residence];
  const workplace = writeCell(WORKPLACE);
  return isSame(residence, workplace) ? [residence] : [residence, workplace];
};

export function readCells([residence, workplace]: StoredCells, indicatorCode: string): Cells {
  const byResidence = readCell(residence, indicatorCode);
  return {
    RESIDENCE: byResidence,
    WORKPLACE: workplace ? readCell(workplace, indicatorCode) : byResidence,
  };
}

function writeCell(cell: StatisticCell): StoredCell {
  const { qualifier, lowerBound, upperBound } = cell;
  const stored = exactCell(cell);
  if (qualifier !== null && qualifier !== "EXACT")
    stored.push([QUALIFIERS.indexOf(qualifier), lowerBound, upperBound]);
  return stored;
}

const exactCell = (cell: StatisticCell): StoredCell => [
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

const readCell = (stored: StoredCell, indicatorCode: string): StatisticCell => ({
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
  ...exactnessIn(stored),
});

function exactnessIn([value, ...stored]: StoredCell): Pick<StatisticCell, keyof Exactness> {
  const exactness = stored[11];
  if (!exactness) return { qualifier: value === null ? null : "EXACT", lowerBound: value, upperBound: value };
  const [qualifier, lowerBound, upperBound] = exactness;
  return { qualifier: QUALIFIERS[qualifier] ?? null, lowerBound, upperBound };
}

const numberOf = (counting: Counting | null): number =>
  counting === null ? 0 : COUNTINGS.indexOf(counting) + 1;

const countingOf = (number: number): Counting | null => COUNTINGS[number - 1] ?? null;

const STATUSES = Object.keys(ValueStatus) as ValueStatus[];

const maskOf = (statuses: readonly ValueStatus[]): number =>
  statuses.reduce((mask, status) => mask | (1 << STATUSES.indexOf(status)), 0);

const statusesIn = (mask: number): ValueStatus[] =>
  STATUSES.filter((_, place) => (mask & (1 << place)) !== 0);
