import { getOrMake, groupBy, isSame } from "../../../collections.js";
import { COUNTRY, provinceOf } from "../../regions/region-code.rules.js";
import { wholeArea, type Reports } from "../area.js";
import { cellsOf, type Cells } from "../cell.js";
import type { RegionTree } from "../region-tree.js";
import type { Report } from "../report.js";
import type { StatisticIndicator } from "../statistic-indicator.js";
import type { Buckets } from "./bucket.js";
import { fromDay } from "./region-series.js";
import type { Bucket } from "./year-bounds.js";

/** What the regions of a province or the country report in each year, and as known last. */
export interface AreaSeries {
  /** Null for the country. */
  provinceCode: string | null;
  buckets: Buckets<Cells>;
}

/** What areas are made of. */
export interface AreaRequest {
  indicator: StatisticIndicator;
  tree: RegionTree;
  /** The days since which regions have their present territory. */
  areaDays: readonly string[];
  /** The day from which on what is known last is told. */
  today: string;
}

type Regions = ReadonlyMap<string, Buckets<Report>>;

/** The series of the country and its provinces, of what each region reports of one indicator, cohort and status. */
export function areaSeries(regions: Regions, request: AreaRequest): AreaSeries[] {
  const provinces = groupBy(regions, ([region]) => provinceOf(region));
  const areas = new Map<string | null, Regions>([[null, regions]]);
  for (const [code, own] of provinces) if (code !== null) areas.set(code, new Map(own));
  const series = [...areas].map(([provinceCode, own]) => {
    const code = provinceCode ?? COUNTRY;
    return {
      provinceCode,
      buckets: { years: yearsOf(own, code, request), steps: stepsOf(own, code, request) },
    };
  });
  return series.filter(({ buckets: { years, steps } }) => years.length + steps.length > 0);
}

function yearsOf(regions: Regions, code: string, request: AreaRequest): Buckets<Cells>["years"] {
  const years = new Map<number, OfYear>();
  for (const [region, buckets] of regions)
    for (const { year, from, until, told } of buckets.years) {
      const known = getOrMake(years, year, () => ({ from, until, reports: new Map<string, Report>() }));
      known.from = Math.min(known.from, from);
      known.until = Math.max(known.until, until);
      if (told) known.reports.set(region, told);
    }
  return [...years]
    .sort(([one], [other]) => one - other)
    .map(([year, { from, until, reports }]) => ({
      year,
      from,
      until,
      told: cellIn(code, reports, request, `${year}-12-31`),
    }));
}

/** What regions report in a year. */
interface OfYear extends Omit<Bucket, "year"> {
  reports: Map<string, Report>;
}

function cellIn(code: string, reports: Reports, { indicator, tree }: AreaRequest, on: string): Cells | null {
  if (![...reports.keys()].some((region) => tree.has(region))) return null;
  return cellsOf(indicator, wholeArea(null, code === COUNTRY ? null : code), reports, tree, on);
}

function stepsOf(regions: Regions, code: string, request: AreaRequest): Buckets<Cells>["steps"] {
  const changes = groupBy(
    [...regions].flatMap(([region, { steps }]) => steps.map(({ since, told }) => ({ since, region, told }))),
    ({ since }) => since,
  );
  const days = new Set([...request.areaDays, ...changes.keys()]);
  const reports = new Map<string, Report>();
  const found: { since: string; told: Cells | null }[] = [];
  const first = fromDay([...days], request.today)[0] ?? "";
  for (const since of [...days].sort()) {
    for (const { region, told } of changes.get(since) ?? [])
      if (told) reports.set(region, told);
      else reports.delete(region);
    if (since < first) continue;
    const told = cellIn(code, reports, request, since);
    if (found.length === 0 || !isSame(found.at(-1)?.told, told)) found.push({ since, told });
  }
  return found;
}

/** What is told as known last on a day; undefined when that is earlier than all that is told. */
export function stepOn<T extends { since: string }>(steps: readonly T[], on: string): T | undefined {
  return steps.findLast(({ since }) => since <= on);
}
