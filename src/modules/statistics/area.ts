import { COUNTRY, isWithin, provinceOf } from "../regions/region-code.rules.js";
import type { RegionTree } from "./region-tree.js";
import type { Report } from "./report.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticRow } from "./statistics.type.js";

/** What the regions of a group report of one indicator, by region. */
export type Reports = ReadonlyMap<string, Report>;

/** The dimensions of space of a row. */
export type Space = Pick<StatisticRow, "provinceCode" | "regionCode" | "level">;

/** What a row is about: one region with all that lies in it, or all regions of a level. */
export interface Area {
  space: Space;
  /** The region that a row is about; null when it is about all regions of a level. */
  regionCode: string | null;
  /** Whether the region's own figure alone answers. */
  isAlone: boolean;
}

/** The rows of space that regions make which report. */
export function areasOf(
  codes: Iterable<string>,
  dimensions: readonly StatisticDimension[],
  tree: RegionTree,
): Area[] {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const known = [...codes].filter((code) => tree.has(code));
  const country = has("COUNTRY") ? COUNTRY : null;
  if (has("REGION")) {
    return known.map((code) => ({
      space: {
        regionCode: code,
        provinceCode: has("PROVINCE") ? provinceOf(code) : null,
        level: has("LEVEL") ? tree.levelOf(code) : null,
      },
      regionCode: code,
      isAlone: true,
    }));
  }
  if (has("LEVEL")) return levelAreas(known, country, has("PROVINCE"), tree);
  if (known.length === 0) return [];
  if (!has("PROVINCE")) return [wholeArea(country, null, tree.root())];
  const provinces = new Set(known.map(provinceOf).filter((code) => code !== null));
  return [...provinces].map((code) => wholeArea(country, code));
}

/** The area of a region, with its own figure or those below it. */
export const wholeArea = (
  regionCode: string | null,
  provinceCode: string | null,
  code = provinceCode ?? COUNTRY,
): Area => ({ space: { regionCode, provinceCode, level: null }, regionCode: code, isAlone: false });

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
    const space = { regionCode, provinceCode, level };
    areas.set(`${level ?? ""} ${provinceCode ?? ""}`, { space, regionCode: null, isAlone: false });
  }
  return [...areas.values()];
}

/** Whether a region that reports is one of those that an area is about. */
export function isIn({ space, regionCode, isAlone }: Area, code: string, tree: RegionTree): boolean {
  if (isAlone) return code === regionCode;
  if (regionCode !== null) return isWithin(code, regionCode);
  const { level, provinceCode } = space;
  return tree.levelOf(code) === level && (provinceCode === null || provinceOf(code) === provinceCode);
}
