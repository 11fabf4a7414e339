import { PARTITION } from "../../figures/segments.rules.js";
import { QUOTA } from "../fact.js";
import { ValueStatus } from "../../observations/observation.entity.js";
import { USUAL_AGE_MONTHS, type Moment } from "../moment.js";
import type { StatisticsQuery } from "../statistics-query.js";
import { isRatio, neededFor, type StatisticIndicator } from "../statistic-indicator.js";
import { ALL_WORKERS, NO_CATEGORY, type SeriesScope } from "./statistic-series.entity.js";
import type { StatisticDimension } from "../statistics.args.js";
import { boundsOf, onlyYear, type YearBounds } from "./year-bounds.js";

/** A table that stored series answer exactly as single facts would. */
export interface SeriesQuery {
  scope: SeriesScope;
  /** The series that are read: of the table's indicators. */
  series: readonly { code: string; statuses: readonly ValueStatus[] }[];
  /** Null for each category, and none. */
  cohorts: readonly string[] | null;
  /** The only region whose series is read. */
  areaCode: string | null;
  /** Which regions are meant, in the scope of regions. */
  regionFilter: object | null;
  bounds: YearBounds;
  /** The bucket that each series answers with: a year, what is known last on a day, or every year by itself. */
  bucket: number | { on: string } | "EACH_YEAR";
  /** Whether no status was asked for, so that it is told which others there are. */
  tellsStatuses: boolean;
}

/** The operators of one field of a filter. */
export type Operators = Readonly<Record<string, unknown>>;

const KNOWN_FIELDS = ["region", "indicator", "category", "valueStatus", "periodStart", "periodEnd"];
const KNOWN_DIMENSIONS: readonly StatisticDimension[] = [
  "COUNTRY",
  "PROVINCE",
  "REGION",
  "LEVEL",
  "YEAR",
  "CATEGORY",
  "SEGMENT",
  "VALUE_STATUS",
];

/**
 * The question to stored series, or null when they do not hold the answer: then it is computed from facts, which also
 * tells what is wrong with a filter.
 */
export function seriesQueryOf({
  indicators,
  dimensions,
  filter,
  latest,
  asOf,
}: StatisticsQuery): SeriesQuery | null {
  const given = definedOf(filter ?? {});
  if (asOf !== null || !given || !dimensions.every((dimension) => KNOWN_DIMENSIONS.includes(dimension)))
    return null;
  if (!Object.keys(given).every((name) => KNOWN_FIELDS.includes(name))) return null;
  const cohorts = cohortsOf(dimensions, given.category);
  const statuses = statusesOf(indicators, dimensions, given.valueStatus);
  const asked = askedOf(indicators, given.indicator);
  const bounds = boundsOf(given.periodStart, given.periodEnd);
  if (cohorts === null || statuses === null || asked === null || bounds === null) return null;
  const bucket = dimensions.includes("YEAR") ? "EACH_YEAR" : bucketOf(bounds, latest);
  if (bucket === null) return null;
  const series = asked.map(({ code }) => ({ code, statuses: statuses(code) }));
  const tellsStatuses = given.valueStatus === undefined && !dimensions.includes("VALUE_STATUS");
  return {
    ...spaceOf(dimensions, given.region),
    series,
    cohorts: cohorts.chosen,
    bounds,
    bucket,
    tellsStatuses,
  };
}

// A year tells what is known last at its end, when nothing in it is too old by then.
function bucketOf(bounds: YearBounds, { until, maxAgeMonths }: Moment): number | { on: string } | null {
  const year = onlyYear(bounds);
  if (year === "ALL_TIME") return maxAgeMonths === USUAL_AGE_MONTHS ? { on: until } : null;
  return year !== null && until === `${year}-12-31` && (maxAgeMonths ?? 0) >= MONTHS_OF_YEAR ? year : null;
}

const MONTHS_OF_YEAR = 12;

/** A filter without what is left out; null when something is null, which is refused elsewhere. */
function definedOf(filter: unknown): Record<string, Operators> | null {
  const given = Object.entries(filter as object).filter(([, value]) => value !== undefined);
  const isKnown = given.every(([, value]) => typeof value === "object" && value !== null);
  return isKnown ? Object.fromEntries(given) : null;
}

/** The values that one `eq` or `in` lets in; null when the condition is another. */
export function chosenBy(operators: Operators): readonly string[] | null {
  const [given, ...more] = Object.entries(operators).filter(([, operand]) => operand !== undefined);
  if (!given || more.length > 0) return null;
  const [name, operand] = given;
  if (name === "eq" && typeof operand === "string") return [operand];
  if (name !== "in" || !Array.isArray(operand) || operand.length > 100) return null;
  return operand.every((value) => typeof value === "string") ? [...new Set(operand)] : null;
}

/** The cohorts that a filter on the category chooses; null when it is another condition. */
export function cohortsOf(
  dimensions: readonly StatisticDimension[],
  filter: Operators | undefined,
): { chosen: readonly string[] | null } | null {
  const [byCategory, bySegment] = [dimensions.includes("CATEGORY"), dimensions.includes("SEGMENT")];
  if (filter === undefined) {
    if (byCategory) return { chosen: null };
    return { chosen: bySegment ? PARTITION : [ALL_WORKERS] };
  }
  const isNull = Object.keys(filter).join() === "isNull" && filter.isNull === true;
  const chosen = isNull ? [NO_CATEGORY] : chosenBy(filter);
  if (chosen === null || (!isNull && chosen.some((code) => code === NO_CATEGORY || code === ALL_WORKERS))) {
    return null;
  }
  if (bySegment) return { chosen: PARTITION.filter((segment) => chosen.includes(segment)) };
  // Whether several categories meet in a cell, and are refused, is for single facts to tell.
  return byCategory || chosen.length <= 1 ? { chosen } : null;
}

const STATUSES = Object.keys(ValueStatus) as ValueStatus[];

function statusesOf(
  indicators: readonly StatisticIndicator[],
  dimensions: readonly StatisticDimension[],
  filter: Operators | undefined,
): ((code: string) => readonly ValueStatus[]) | null {
  const ratios = indicators.filter(isRatio);
  const needed = ratios.flatMap(neededFor);
  const byStatus = dimensions.includes("VALUE_STATUS");
  if (filter === undefined && !byStatus) {
    // Quotas that happened and those that are targets meet in one cell, or are refused there.
    return indicators.some(({ code }) => code === QUOTA) ? null : () => ["ACTUAL"];
  }
  const chosen = filter === undefined ? STATUSES : (chosenBy(filter) as readonly ValueStatus[] | null);
  if (chosen === null || (chosen.length > 1 && !byStatus)) return null;
  // Series of rates and durations are of what counts when no status is asked for.
  const isUsual = chosen.join() === "ACTUAL" && !needed.includes(QUOTA);
  return ratios.length === 0 || isUsual ? () => chosen : null;
}

function askedOf(
  indicators: readonly StatisticIndicator[],
  filter: Operators | undefined,
): readonly StatisticIndicator[] | null {
  if (filter === undefined) return indicators;
  const chosen = chosenBy(filter);
  if (chosen === null) return null;
  // A filter may leave out what rates and durations are made of.
  if (indicators.some(isRatio)) return null;
  return indicators.filter(({ code }) => chosen.includes(code));
}

const isProvince = (code: unknown): code is string => typeof code === "string" && /^\d{2}$/.test(code);

function spaceOf(
  dimensions: readonly StatisticDimension[],
  region: Operators | undefined,
): Pick<SeriesQuery, "scope" | "areaCode" | "regionFilter"> {
  const given = Object.entries(region ?? {}).filter(([, operand]) => operand !== undefined);
  const within = given.length === 1 && given[0]?.[0] === "within" ? given[0][1] : undefined;
  const isWhole = given.length === 0 || within === "ID";
  const each = { scope: "REGION", areaCode: null, regionFilter: region ?? null } as const;
  if (dimensions.includes("REGION") || dimensions.includes("LEVEL")) return each;
  if (!dimensions.includes("PROVINCE")) {
    return isWhole ? { scope: "COUNTRY", areaCode: null, regionFilter: null } : each;
  }
  if (!(isWhole || isProvince(within))) return each;
  return { scope: "PROVINCE", areaCode: isProvince(within) ? within : null, regionFilter: null };
}
