import { sum } from "./fact.js";
import type { Indicator } from "./indicator.entity.js";
import { provinceOf, type Composition, type Places } from "./places.js";
import { isRatio, type RegionValue } from "./region-value.js";
import type { StatisticGroup } from "./statistic-group.js";
import type { Aggregation, StatisticCell, StatisticDimension, StatisticRow } from "./statistics.type.js";

/** What statistics need to know of an indicator. */
export type StatisticIndicator = Pick<Indicator, "code" | "kind" | "additiveOverRegions">;

/** What the regions of a group report of one indicator, by region. */
export type RegionValues = ReadonlyMap<string, RegionValue>;

/** What is grouped, and how. */
export interface RowsRequest {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** The regions that are meant. */
  places: Places;
}

/** The dimensions of space, and the regions whose parts go into one row. */
export interface Spot extends Composition {
  spot: Pick<StatisticRow, "provinceCode" | "regionCode" | "level">;
}

/** The rows of a group, of what regions report of each indicator. */
export function rowsOf(
  group: StatisticGroup,
  values: readonly RegionValues[],
  { indicators, dimensions, places }: RowsRequest,
): StatisticRow[] {
  const rows = new Map<string, StatisticRow>();
  indicators.forEach((indicator, index) => {
    const reported: RegionValues = values[index] ?? new Map<string, RegionValue>();
    for (const found of spotsOf(reported, dimensions, places)) {
      const { provinceCode, regionCode, level } = found.spot;
      const key = `${provinceCode ?? ""} ${regionCode ?? ""} ${level ?? ""}`;
      let row = rows.get(key);
      if (!row) {
        const lacking = dimensions.includes("REGION") ? 1 : lackingIn(found.spot, places);
        const cells = indicators.map((other) => emptyCell(other, lacking));
        rows.set(key, (row = rowOf(group, found.spot, cells)));
      }
      row.cells[index] = cellOf(indicator, found, reported);
    }
  });
  return [...rows.values()];
}

/** The regions that a row lacks when none of its regions reports. */
export function lackingIn({ provinceCode, regionCode, level }: Spot["spot"], places: Places): number {
  return level !== null && (regionCode ?? "ID") === "ID"
    ? places.count(level, provinceCode)
    : places.compose(provinceCode ?? regionCode ?? "ID", new Set()).omitted;
}

/** The rows of space that regions with values make, and what each is made of. */
export function spotsOf(
  values: RegionValues,
  dimensions: readonly StatisticDimension[],
  places: Places,
): Spot[] {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const known = [...values.keys()].filter((code) => places.has(code)).sort();
  const country = has("COUNTRY") ? "ID" : null;
  if (has("REGION")) {
    return known.map((code) => ({
      spot: {
        regionCode: code,
        provinceCode: has("PROVINCE") ? provinceOf(code) : null,
        level: has("LEVEL") ? places.levelOf(code) : null,
      },
      used: [code],
      omitted: 0,
    }));
  }
  if (has("LEVEL")) return levelSpots(known, country, has("PROVINCE"), places);
  const reporting = new Set(known);
  if (!has("PROVINCE")) {
    const spot = { regionCode: country, provinceCode: null, level: null };
    return [{ spot, ...places.compose("ID", reporting) }];
  }
  const provinces = new Set(known.map(provinceOf).filter((code) => code !== null));
  return [...provinces].map((provinceCode) => ({
    spot: { regionCode: country, provinceCode, level: null },
    ...places.compose(provinceCode, reporting),
  }));
}

function levelSpots(
  known: readonly string[],
  regionCode: string | null,
  byProvince: boolean,
  places: Places,
): Spot[] {
  const spots = new Map<string, Spot>();
  for (const code of known) {
    const level = places.levelOf(code);
    const provinceCode = byProvince ? provinceOf(code) : null;
    const key = `${level ?? ""} ${provinceCode ?? ""}`;
    const found = spots.get(key) ?? { spot: { regionCode, provinceCode, level }, used: [], omitted: 0 };
    found.used.push(code);
    spots.set(key, found);
  }
  return [...spots.values()].map((found) => ({
    ...found,
    omitted: places.count(found.spot.level, found.spot.provinceCode) - found.used.length,
  }));
}

const AGGREGATIONS: Record<Indicator["kind"], Aggregation> = {
  STOCK: "SUM",
  FLOW: "SUM",
  AMOUNT: "SUM",
  RATE: "RATIO",
  DURATION: "MEAN",
};

/** A row; `province` and `region` are named where they were read along. */
export const rowOf = (
  { year, month, categoryCode, segment, funding, valueStatus, sourceType }: StatisticGroup,
  { provinceCode, regionCode, level }: Spot["spot"],
  cells: StatisticCell[],
): StatisticRow => ({
  provinceCode,
  regionCode,
  categoryCode,
  province: undefined,
  region: undefined,
  level,
  year,
  month,
  segment,
  funding,
  valueStatus,
  sourceType,
  cells,
});

type Counts = Pick<StatisticCell, "observations" | "reportingRegions" | "omittedRegions">;

/** A cell; `indicator` is named at the end. */
export const newCell = (
  indicatorCode: string,
  value: number | null,
  aggregation: Aggregation,
  { observations, reportingRegions, omittedRegions }: Counts,
): StatisticCell => ({
  indicatorCode,
  indicator: undefined,
  value,
  aggregation,
  observations,
  reportingRegions,
  omittedRegions,
});

/** A cell of which nothing is known. */
export const emptyCell = ({ code, kind }: StatisticIndicator, omittedRegions: number): StatisticCell =>
  newCell(code, null, AGGREGATIONS[kind], { observations: 0, reportingRegions: 0, omittedRegions });

/** A row's cell of an indicator. */
export function cellOf(
  indicator: StatisticIndicator,
  { spot, used: regions, omitted }: Spot,
  values: RegionValues,
): StatisticCell {
  const { code, kind, additiveOverRegions } = indicator;
  const [only] = regions;
  const isOwn = only !== undefined && (only === spot.regionCode || only === (spot.provinceCode ?? "ID"));
  const own = isOwn ? values.get(only) : undefined;
  if (own?.part.weight === 0) {
    const counts = { observations: 1, reportingRegions: 1, omittedRegions: omitted };
    return newCell(code, own.published, "LAST", counts);
  }
  const usable = regions
    .flatMap((region) => values.get(region)?.part ?? [])
    .filter(({ weight }) => weight > 0);
  const lacking = omitted + regions.length - usable.length;
  if (usable.length === 0) return emptyCell(indicator, lacking);
  const numbers = usable.map(({ value }) => value);
  const counts = {
    observations: sum(usable.map(({ observations }) => observations)),
    reportingRegions: usable.length,
    omittedRegions: lacking,
  };
  if (isRatio({ kind })) {
    const value = sum(numbers) / sum(usable.map(({ weight }) => weight));
    return newCell(code, value, AGGREGATIONS[kind], counts);
  }
  if (isOwn) return newCell(code, numbers[0] ?? null, kind === "STOCK" ? "LAST" : "SUM", counts);
  return additiveOverRegions
    ? newCell(code, sum(numbers), "SUM", counts)
    : newCell(
        code,
        numbers.reduce((most, value) => Math.max(most, value)),
        "MAX",
        counts,
      );
}
