import { provinceOf } from "../regions/region-code.rules.js";
import type { Composition, RegionTree } from "./region-tree.js";
import type { RegionValue } from "./region-value.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticRow } from "./statistics.type.js";

/** What the regions of a group report of one indicator, by region. */
export type RegionValues = ReadonlyMap<string, RegionValue>;

/** The dimensions of space, and the regions whose parts go into one row. */
export interface Area extends Composition {
  space: Pick<StatisticRow, "provinceCode" | "regionCode" | "level">;
}

/** The regions that a row lacks when none of its regions reports. */
export function lackingIn({ provinceCode, regionCode, level }: Area["space"], tree: RegionTree): number {
  return level !== null && (regionCode ?? "ID") === "ID"
    ? tree.count(level, provinceCode)
    : tree.compose(provinceCode ?? regionCode ?? "ID", new Set()).omitted;
}

/** The rows of space that regions with values make, and what each is made of. */
export function areasOf(
  values: RegionValues,
  dimensions: readonly StatisticDimension[],
  tree: RegionTree,
): Area[] {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const known = [...values.keys()].filter((code) => tree.has(code)).sort();
  const country = has("COUNTRY") ? "ID" : null;
  if (has("REGION")) {
    return known.map((code) => ({
      space: {
        regionCode: code,
        provinceCode: has("PROVINCE") ? provinceOf(code) : null,
        level: has("LEVEL") ? tree.levelOf(code) : null,
      },
      used: [code],
      omitted: 0,
    }));
  }
  if (has("LEVEL")) return levelAreas(known, country, has("PROVINCE"), tree);
  const reporting = new Set(known);
  if (!has("PROVINCE")) {
    const space = { regionCode: country, provinceCode: null, level: null };
    return [{ space, ...tree.compose("ID", reporting) }];
  }
  const provinces = new Set(known.map(provinceOf).filter((code) => code !== null));
  return [...provinces].map((provinceCode) => ({
    space: { regionCode: country, provinceCode, level: null },
    ...tree.compose(provinceCode, reporting),
  }));
}

function levelAreas(
  known: readonly string[],
  regionCode: string | null,
  byProvince: boolean,
  tree: RegionTree,
): Area[] {
  const areas = new Map<string, Area>();
  for (const code of known) {
    const level = tree.levelOf(code);
    const provinceCode = byProvince ? provinceOf(code) : null;
    const key = `${level ?? ""} ${provinceCode ?? ""}`;
    const found = areas.get(key) ?? { space: { regionCode, provinceCode, level }, used: [], omitted: 0 };
    found.used.push(code);
    areas.set(key, found);
  }
  return [...areas.values()].map((found) => ({
    ...found,
    omitted: tree.count(found.space.level, found.space.provinceCode) - found.used.length,
  }));
}
