import { badUserInput } from "../../errors.js";
import type { Segment } from "../cohorts/cohort-category.entity.js";
import type { RegionLevel } from "../regions/region.entity.js";
import {
  lastDuration,
  lastRatio,
  lastStock,
  latest,
  SEGMENTS,
  sum,
  totalFlow,
  widest,
  type Fact,
  type Part,
} from "./fact.js";
import type { Indicator } from "./indicator.entity.js";
import type { Aggregation, StatisticCell, StatisticDimension, StatisticRow } from "./statistics.type.js";

/** Numerator and denominator of each rate that can be recomputed. */
export const RATE_PARTS: Readonly<Record<string, readonly [numerator: string, denominator: string]>> = {
  COVERAGE_RATE: ["PROTECTED_WORKERS", "POTENTIAL_WORKERS"],
  COVERAGE_RATE_EMPLOYED: ["PROTECTED_WORKERS", "EMPLOYED_POPULATION"],
  TARGET_ATTAINMENT: ["PROTECTED_WORKERS", "COHORT_QUOTA"],
  FORMAL_SHARE: ["EMPLOYED_FORMAL", "EMPLOYED_POPULATION"],
  INFORMAL_SHARE: ["EMPLOYED_INFORMAL", "EMPLOYED_POPULATION"],
  PROJECTS_ENROLLED_SHARE: ["PROJECTS_ENROLLED", "PROJECTS_TOTAL"],
};

/** What durations are weighted with. */
export const WEIGHT = "PROTECTED_WORKERS";

/**
 * The indicators of which all facts are needed: flows are summed, and rates and durations need the facts whose periods
 * fit together. Of other stocks each region's last fact is enough.
 */
export const neededTogether = (indicators: readonly Pick<Indicator, "code" | "kind">[]): string[] => [
  ...new Set(
    indicators.flatMap(({ code, kind }) => {
      if (kind === "STOCK") return [];
      return [code, ...(RATE_PARTS[code] ?? []), ...(kind === "DURATION" ? [WEIGHT] : [])];
    }),
  ),
];

/** A region that figures may be about. */
export interface Place {
  code: string;
  level: RegionLevel;
}

/** What is grouped, and how. */
export interface StatisticRequest {
  indicators: readonly Pick<Indicator, "code" | "kind" | "additiveOverRegions">[];
  dimensions: readonly StatisticDimension[];
  /** Whether the filter speaks of categories, so that not only totals are meant. */
  categoryChosen: boolean;
  /** The regions that are meant. */
  places: readonly Place[];
}

/** The dimensions of a row other than those of space. */
interface Group {
  year: number | null;
  month: number | null;
  categoryCode: string | null;
  segment: Segment | null;
  funding: Fact["funding"];
  valueStatus: Fact["valueStatus"] | null;
  sourceType: Fact["sourceType"] | null;
}

/**
 * Groups facts into rows that stay true: stocks take each region's last value, rates are sums over sums, overlapping
 * categories and statuses are never added, and a region's own figure wins over the sum of those below it.
 * Throws BAD_USER_INPUT when the filter lets several categories or statuses into one cell.
 */
export function statistics(facts: readonly Fact[], request: StatisticRequest): StatisticRow[] {
  const groups = new Map<string, { group: Group; facts: Fact[] }>();
  for (const fact of facts) {
    const group = groupOf(fact, request.dimensions);
    if (group === null) continue;
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known) known.facts.push(fact);
    else groups.set(key, { group, facts: [fact] });
  }
  const denominators = factsByIndicator(facts);
  const places = new Map(request.places.map((place) => [place.code, place]));
  return [...groups.values()].flatMap(({ group, facts: own }) => {
    checkMixture(own, request);
    return rowsOf(group, own, denominators, request, places);
  });
}

function groupOf(fact: Fact, dimensions: readonly StatisticDimension[]): Group | null {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const [byYear, byMonth] = [has("YEAR") || has("MONTH"), has("MONTH")];
  if (byMonth && fact.periodStart.slice(0, 7) !== fact.periodEnd.slice(0, 7)) return null;
  const segment = SEGMENTS.find((code) => code === fact.categoryCode) ?? null;
  if (has("SEGMENT") && segment === null) return null;
  return {
    year: byYear ? Number(fact.periodEnd.slice(0, 4)) : null,
    month: byMonth ? Number(fact.periodEnd.slice(5, 7)) : null,
    categoryCode: has("CATEGORY") ? fact.categoryCode : null,
    segment: has("SEGMENT") ? segment : null,
    funding: has("FUNDING") ? fact.funding : null,
    valueStatus: has("VALUE_STATUS") ? fact.valueStatus : null,
    sourceType: has("SOURCE_TYPE") ? fact.sourceType : null,
  };
}

function checkMixture(
  facts: readonly Fact[],
  { dimensions, categoryChosen, indicators }: StatisticRequest,
): void {
  const asked = facts.filter(({ indicatorCode }) => indicators.some(({ code }) => code === indicatorCode));
  if (categoryChosen && !dimensions.includes("CATEGORY") && !dimensions.includes("SEGMENT")) {
    const categories = new Set(asked.map(({ categoryCode }) => categoryCode));
    if (categories.size > 1) {
      throw badUserInput(
        "The filter lets several cohort categories in, which overlap and are never added. Group by CATEGORY, or filter to one of them.",
      );
    }
  }
  for (const { code } of indicators) {
    const statuses = new Set(
      asked.filter(({ indicatorCode }) => indicatorCode === code).map(({ valueStatus }) => valueStatus),
    );
    if (statuses.size > 1 && !dimensions.includes("VALUE_STATUS")) {
      throw badUserInput(
        `The filter lets several value statuses of ${code} in (${[...statuses].join(", ")}), which are never added. Group by VALUE_STATUS, or filter to one of them.`,
      );
    }
  }
}

type ByIndicator = Map<string, Map<string, Fact[]>>;

// Facts by indicator, then by region.
function factsByIndicator(facts: readonly Fact[]): ByIndicator {
  const found: ByIndicator = new Map();
  for (const fact of facts) {
    const regions = found.get(fact.indicatorCode) ?? new Map<string, Fact[]>();
    found.set(fact.indicatorCode, regions);
    const known = regions.get(fact.regionCode);
    if (known) known.push(fact);
    else regions.set(fact.regionCode, [fact]);
  }
  return found;
}

function rowsOf(
  group: Group,
  facts: readonly Fact[],
  everywhere: ByIndicator,
  request: StatisticRequest,
  places: ReadonlyMap<string, Place>,
): StatisticRow[] {
  const { dimensions, indicators, categoryChosen } = request;
  const oneCategory = categoryChosen || dimensions.includes("CATEGORY") || dimensions.includes("SEGMENT");
  const own = factsByIndicator(facts);
  const rows = new Map<string, StatisticRow>();
  indicators.forEach((indicator, index) => {
    const values = regionValues(indicator, own, everywhere, oneCategory);
    for (const { spot, used, omitted } of spotsOf(values.parts, dimensions, places)) {
      const key = JSON.stringify(spot);
      let row = rows.get(key);
      if (!row) {
        const lacking = lackingIn(spot, places);
        const cells = indicators.map(({ code, kind }) => ({
          ...emptyCell(code, kind),
          omittedRegions: lacking,
        }));
        rows.set(key, (row = { ...group, ...spot, cells }));
      }
      row.cells[index] = cellOf(indicator, { spot, used, omitted }, values);
    }
  });
  return [...rows.values()];
}

// The regions that a row lacks when none of its regions reports.
function lackingIn(spot: Spot["spot"], places: ReadonlyMap<string, Place>): number {
  if (spot.level !== null && (spot.regionCode ?? "ID") === "ID") return countLike(spot, places);
  return ownOrBelow(spot.provinceCode ?? spot.regionCode ?? "ID", [], places).omitted;
}

const AGGREGATIONS: Record<Indicator["kind"], Aggregation> = {
  STOCK: "SUM",
  FLOW: "SUM",
  AMOUNT: "SUM",
  RATE: "RATIO",
  DURATION: "MEAN",
};

const emptyCell = (indicatorCode: string, kind: Indicator["kind"]): StatisticCell => ({
  indicatorCode,
  value: null,
  aggregation: AGGREGATIONS[kind],
  observations: 0,
  reportingRegions: 0,
  omittedRegions: 0,
});

interface RegionValues {
  parts: Map<string, Part>;
  /** Values as published, of rates and durations: all that one region alone can show when the parts are unknown. */
  published: Map<string, number>;
}

function regionValues(
  { code, kind }: Pick<Indicator, "code" | "kind">,
  own: ByIndicator,
  everywhere: ByIndicator,
  oneCategory: boolean,
): RegionValues {
  const parts = new Map<string, Part>();
  const published = new Map<string, number>();
  const [numerator, denominator] = kind === "RATE" ? (RATE_PARTS[code] ?? [code, code]) : [code, WEIGHT];
  const regions = new Set([
    ...(own.get(code)?.keys() ?? []),
    ...(kind === "RATE" ? (own.get(numerator)?.keys() ?? []) : []),
  ]);
  for (const region of regions) {
    const facts = own.get(code)?.get(region) ?? [];
    const of = (facts: ByIndicator, indicator: string): Fact[] => facts.get(indicator)?.get(region) ?? [];
    const part = {
      STOCK: () => lastStock(facts, oneCategory),
      FLOW: () => totalFlow(facts, oneCategory),
      AMOUNT: () => totalFlow(facts, oneCategory),
      RATE: () =>
        numerator === code ? null : lastRatio(of(own, numerator), of(everywhere, denominator), oneCategory),
      DURATION: () => lastDuration(facts, of(everywhere, WEIGHT)),
    }[kind]();
    const stated =
      kind === "RATE" || kind === "DURATION"
        ? widest(latest(oneCategory ? facts : facts.filter(({ categoryCode }) => categoryCode === null)))
        : null;
    if (part) parts.set(region, part);
    if (stated) {
      published.set(region, stated.value);
      // Known to report, though it can be shown by itself only.
      if (!part) parts.set(region, { value: 0, weight: 0, observations: 1 });
    }
  }
  return { parts, published };
}

/** The dimensions of space, and the regions whose parts go into one row. */
interface Spot {
  spot: Pick<StatisticRow, "provinceCode" | "regionCode" | "level">;
  used: string[];
  omitted: number;
}

const provinceOf = (code: string): string | null => (code === "ID" ? null : code.slice(0, 2));

function spotsOf(
  parts: ReadonlyMap<string, Part>,
  dimensions: readonly StatisticDimension[],
  places: ReadonlyMap<string, Place>,
): Spot[] {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const known = [...parts.keys()].filter((code) => places.has(code));
  if (has("REGION")) {
    return known.map((code) => ({
      spot: {
        regionCode: code,
        provinceCode: has("PROVINCE") ? provinceOf(code) : null,
        level: has("LEVEL") ? (places.get(code)?.level ?? null) : null,
      },
      used: [code],
      omitted: 0,
    }));
  }
  const country = has("COUNTRY") ? "ID" : null;
  if (has("LEVEL")) {
    const spots = new Map<string, Spot>();
    for (const code of known) {
      const level = places.get(code)?.level ?? null;
      const provinceCode = has("PROVINCE") ? provinceOf(code) : null;
      const key = `${level ?? ""} ${provinceCode ?? ""}`;
      const spot = spots.get(key) ?? {
        spot: { regionCode: country, provinceCode, level },
        used: [],
        omitted: 0,
      };
      spot.used.push(code);
      spots.set(key, spot);
    }
    return [...spots.values()].map((found) => ({
      ...found,
      omitted: countLike(found.spot, places) - found.used.length,
    }));
  }
  if (has("PROVINCE")) {
    const provinces = new Set(known.map(provinceOf).filter((code) => code !== null));
    return [...provinces].map((provinceCode) => ({
      spot: { regionCode: country, provinceCode, level: null },
      ...ownOrBelow(provinceCode, known, places),
    }));
  }
  return [
    { spot: { regionCode: country, provinceCode: null, level: null }, ...ownOrBelow("ID", known, places) },
  ];
}

const countLike = ({ level, provinceCode }: Spot["spot"], places: ReadonlyMap<string, Place>): number =>
  [...places.values()].filter(
    (place) => place.level === level && (provinceCode === null || provinceOf(place.code) === provinceCode),
  ).length;

// A region's own figure, else the figures of those directly below it, each found in the same way.
function ownOrBelow(
  code: string,
  known: readonly string[],
  places: ReadonlyMap<string, Place>,
): Pick<Spot, "used" | "omitted"> {
  if (known.includes(code)) return { used: [code], omitted: 0 };
  const below = childrenOf(code, places);
  if (below.length === 0) return { used: [], omitted: places.has(code) ? 1 : 0 };
  const found = below.map((child) => ownOrBelow(child, known, places));
  // Nothing at all below: the region is one that lacks, not each of those below it.
  if (code !== "ID" && found.every(({ used }) => used.length === 0)) return { used: [], omitted: 1 };
  return { used: found.flatMap(({ used }) => used), omitted: sum(found.map(({ omitted }) => omitted)) };
}

function childrenOf(code: string, places: ReadonlyMap<string, Place>): string[] {
  const codes = [...places.values()].filter(({ level }) => level !== "VILLAGE").map((place) => place.code);
  if (code === "ID") return [...new Set(codes.map(provinceOf).filter((province) => province !== null))];
  return code.length === 2 ? codes.filter((other) => other.length === 5 && other.startsWith(code)) : [];
}

function cellOf(
  { code, kind, additiveOverRegions }: StatisticRequest["indicators"][number],
  { spot, used: regions, omitted }: Spot,
  { parts, published }: RegionValues,
): StatisticCell {
  const cell = emptyCell(code, kind);
  const [only] = regions;
  const isOwn = only !== undefined && (only === spot.regionCode || only === (spot.provinceCode ?? "ID"));
  if (isOwn && parts.get(only)?.weight === 0) {
    const value = published.get(only) ?? null;
    return {
      ...cell,
      value,
      aggregation: "LAST",
      observations: 1,
      reportingRegions: 1,
      omittedRegions: omitted,
    };
  }
  const usable = regions.flatMap((region) => parts.get(region) ?? []).filter(({ weight }) => weight > 0);
  if (usable.length === 0) return { ...cell, omittedRegions: omitted + regions.length };
  const values = usable.map(({ value }) => value);
  const counts = {
    observations: sum(usable.map(({ observations }) => observations)),
    reportingRegions: usable.length,
    omittedRegions: omitted + regions.length - usable.length,
  };
  if (kind === "RATE" || kind === "DURATION") {
    return { ...cell, ...counts, value: sum(values) / sum(usable.map(({ weight }) => weight)) };
  }
  if (isOwn)
    return { ...cell, ...counts, value: values[0] ?? null, aggregation: kind === "STOCK" ? "LAST" : "SUM" };
  return additiveOverRegions
    ? { ...cell, ...counts, value: sum(values) }
    : { ...cell, ...counts, value: Math.max(...values), aggregation: "MAX" };
}
