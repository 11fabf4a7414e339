import { getOrMake } from "../../../collections.js";
import type { RegionTree } from "../region-tree.js";
import { provinceOf } from "../../regions/region-code.rules.js";
import type { RegionValue } from "../region-value.js";
import type { AreaBucket, RegionBucket } from "./bucket.js";
import { cellOf } from "../cell.js";
import type { StatisticIndicator } from "../region-value.js";
import { lackingIn, areasOf } from "../area.js";

/** What the regions of a province or the country report in each year and over all time. */
export interface AreaSeries {
  /** Null for the country. */
  provinceCode: string | null;
  lacking: number;
  buckets: AreaBucket[];
}

/** The series of the country and its provinces, of what each region reports of one indicator, cohort and status. */
export function areaSeries(
  indicator: StatisticIndicator,
  regions: ReadonlyMap<string, readonly RegionBucket[]>,
  tree: RegionTree,
): AreaSeries[] {
  const areas = new Map<string | null, AreaSeries>();
  const areaOf = (provinceCode: string | null): AreaSeries => {
    let area = areas.get(provinceCode);
    if (!area) {
      const lacking = lackingIn({ provinceCode, regionCode: null, level: null }, tree);
      areas.set(provinceCode, (area = { provinceCode, lacking, buckets: [] }));
    }
    return area;
  };
  for (const [year, reported] of byYear(regions)) {
    const values = new Map(
      reported.flatMap(([code, { value }]): [string, RegionValue][] => (value ? [[code, value]] : [])),
    );
    const areas = [...areasOf(values, ["COUNTRY"], tree), ...areasOf(values, ["PROVINCE"], tree)];
    const cells = new Map(areas.map((area) => [area.space.provinceCode, cellOf(indicator, area, values)]));
    for (const provinceCode of new Set([null, ...reported.map(([code]) => provinceOf(code))])) {
      const own = reported.filter(([code]) => provinceCode === null || provinceOf(code) === provinceCode);
      areaOf(provinceCode).buckets.push({
        year,
        from: own.reduce((first, [, { from }]) => Math.min(first, from), Infinity),
        until: own.reduce((last, [, { until }]) => Math.max(last, until), -Infinity),
        cell: cells.get(provinceCode) ?? null,
      });
    }
  }
  return [...areas.values()];
}

function byYear(
  regions: ReadonlyMap<string, readonly RegionBucket[]>,
): Map<number | null, [code: string, bucket: RegionBucket][]> {
  const years = new Map<number | null, [string, RegionBucket][]>();
  for (const [code, buckets] of regions) {
    for (const bucket of buckets) {
      getOrMake(years, bucket.year, () => []).push([code, bucket]);
    }
  }
  return new Map([...years].sort(([one], [other]) => (one ?? 0) - (other ?? 0)));
}
