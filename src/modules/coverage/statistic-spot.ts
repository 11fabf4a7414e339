import { provinceOf, type Composition, type Places } from "./places.js";
import type { RegionValue } from "./region-value.js";
import type { StatisticDimension, StatisticRow } from "./statistics.type.js";

/** What the regions of a group report of one indicator, by region. */
export type RegionValues = ReadonlyMap<string, RegionValue>;

/** The dimensions of space, and the regions whose parts go into one row. */
export interface Spot extends Composition {
  spot: Pick<StatisticRow, "provinceCode" | "regionCode" | "level">;
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
