import type { EntityManager } from "typeorm";
import { allOf, anyOf, oneOf, run, sql, type Sql } from "../../../database/statement.js";
import { areaSeries, type AreaRequest } from "./area-series.js";
import { listIndicators } from "../../observations/indicator.queries.js";
import type { Fact } from "../fact.js";
import type { Report } from "../report.js";
import { RegionTree } from "../region-tree.js";
import { replaceRuns, runsOf } from "../runs/refresh-runs.js";
import { listOrigins } from "../runs/runs.queries.js";
import { regionPortions } from "../../observations/region-portions.queries.js";
import { regionSeries, type Surroundings } from "./region-series.js";
import { neededFor, withKindred, type StatisticIndicator } from "../statistic-indicator.js";
import {
  readReport,
  type Buckets,
  writeAreaBuckets,
  writeRegionBuckets,
  type StoredReport,
} from "./bucket.js";
import type { StoredBuckets } from "./stored-buckets.js";
import { StatisticSeries } from "./statistic-series.entity.js";
import { EMPLOYED_POPULATION, listFactsOfRegions, listPlaces } from "../statistics.queries.js";
import { today } from "../../../time/today.js";
import { inPipeline } from "../../../time/pipeline.js";
import { mapInTurns } from "../../../time/turn.js";
import { groupBy, isSame, madeOnce } from "../../../collections.js";
import type { ChangeSet, Refresh } from "../../../package/change-set.js";
import { CHANGED_INDICATORS } from "../../observations/indicator.package.js";
import { CHANGED_SERIES, type Series } from "../../observations/series.changes.js";
import { CHANGED_REGIONS } from "../../regions/region.package.js";
import { BATCH, batches, upsertRows } from "../../../database/write-rows.js";

/** The series of all regions of one indicator, status and cohort. */
type Family = Pick<StatisticSeries, "indicatorCode" | "valueStatus" | "cohort">;
type StoredSeries = Family & { regionCode: string; buckets: string };

/**
 * Makes the series that statistics answer from anew: those of changed regions, and those of the provinces and the
 * country that these change.
 */
async function refreshSeries(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const series = [...changes.of(CHANGED_SERIES)];
  const codes = new Set(series.map(({ indicatorCode }) => indicatorCode));
  const listed = await listIndicators(manager);
  const indicators = listed.map((indicator) => withKindred(indicator, listed));
  const affected = indicators.filter((indicator) =>
    [...neededFor(indicator), indicator.denominatorCode ?? ""].some((code) => codes.has(code)),
  );
  const families = new Map<string, Family>();
  const tree = new RegionTree(await listPlaces(manager, null));
  const surroundings = { tree, areaDays: tree.areaDays(), today: today() };
  if (series.length > 0) {
    const needed = [...new Set(affected.flatMap(neededFor))];
    const stored = oneOf(sql`t.indicator_code`, [...codes, ...affected.map(({ code }) => code)]);
    const origins = await listOrigins(manager);
    const regionCodes = [...new Set(series.map(({ regionCode }) => regionCode))];
    await inPipeline(await regionPortions(manager, regionCodes), {
      read: (regions) => listFactsOfRegions(manager, regions, needed),
      make: async (facts) => ({
        runs: runsOf(facts, codes, (slug) => origins.get(slug)),
        made: await seriesByRegion(facts, affected, surroundings),
      }),
      write: async ({ runs, made }, regions) => {
        await replaceRuns(manager, regions, [...codes], runs);
        for (const family of await replaceSeries(manager, regions, stored, made))
          families.set(JSON.stringify(family), family);
      },
    });
  }
  const changed = isGeneral(changes, series, tree) ? await listFamilies(manager) : families.values();
  await refreshAreas(manager, changed, (family) => {
    const indicator = indicators.find(({ code }) => code === family.indicatorCode);
    return indicator && { indicator, ...surroundings };
  });
}

// How many regions lack, which there were, how they weigh, and whether they may be added, is part of all sums.
const isGeneral = (changes: ChangeSet, series: readonly Series[], tree: RegionTree): boolean =>
  changes.of(CHANGED_REGIONS).size + changes.of(CHANGED_INDICATORS).size > 0 ||
  series.some(
    ({ indicatorCode, regionCode }) =>
      indicatorCode === EMPLOYED_POPULATION || (tree.placeOf(regionCode)?.areaSince ?? null) !== null,
  );

/** The series and runs that statistics answer from. */
export const seriesRefresh: Refresh = {
  forget: [sql`DELETE FROM statistic_series`, sql`DELETE FROM statistic_runs`],
  run: refreshSeries,
};

// In turns, since a server that loads what was accepted answers meanwhile.
async function seriesByRegion(
  facts: readonly Fact[],
  indicators: readonly StatisticIndicator[],
  { tree, today }: Pick<AreaRequest, "tree" | "today">,
): Promise<StoredSeries[]> {
  const regions = groupBy(facts, ({ regionCode }) => regionCode);
  const seriesOf = ([regionCode, own]: [string, Fact[]]): StoredSeries[] => {
    const areaSince = tree.placeOf(regionCode)?.areaSince ?? null;
    const surroundings: Surroundings = { areaSince, today };
    // Some series of a region have the same buckets.
    const write = madeOnce(writeRegionBuckets);
    return regionSeries(own, indicators, surroundings).map(
      ({ indicatorCode, valueStatus, cohort, buckets }) => ({
        indicatorCode,
        valueStatus,
        cohort,
        regionCode,
        buckets: write(buckets),
      }),
    );
  };
  return (await mapInTurns([...regions], seriesOf, null)).flat();
}

/** Writes the series of some regions over those stored, and answers with the families that this changes. */
async function replaceSeries(
  manager: EntityManager,
  regions: readonly string[],
  ofIndicators: Sql,
  series: readonly StoredSeries[],
): Promise<Family[]> {
  const stored = await run<StoredSeries>(
    manager,
    "statistics.listSeries",
    sql`SELECT t.indicator_code AS \`indicatorCode\`, t.value_status AS \`valueStatus\`, t.cohort AS \`cohort\`,
        t.region_code AS \`regionCode\`, t.buckets AS \`buckets\`
      FROM statistic_series t WHERE t.scope = 'REGION' AND ${oneOf(sql`t.region_code`, regions)} AND ${ofIndicators}`,
  );
  const keyOf = ({ indicatorCode, valueStatus, cohort, regionCode }: StoredSeries): string =>
    [indicatorCode, valueStatus, cohort, regionCode].join(" ");
  const before = new Map(stored.map((row) => [keyOf(row), row.buckets]));
  const changed = series.filter((row) => before.get(keyOf(row)) !== row.buckets);
  const after = new Set(series.map(keyOf));
  const gone = stored.filter((row) => !after.has(keyOf(row)));
  await writeSeries(
    manager,
    changed.map((row) => ({ ...row, scope: "REGION" })),
  );
  for (const some of batches(gone)) {
    const each = some.map((row) => allOf([...isOf(row), sql`region_code = ${row.regionCode}`]));
    await run(
      manager,
      "statistics.deleteSeries",
      sql`DELETE FROM statistic_series WHERE scope = 'REGION' AND ${anyOf(each)}`,
    );
  }
  return [...changed, ...gone].map(({ indicatorCode, valueStatus, cohort }) => ({
    indicatorCode,
    valueStatus,
    cohort,
  }));
}

const isOf = ({ indicatorCode, valueStatus, cohort }: Family): Sql[] => [
  sql`indicator_code = ${indicatorCode}`,
  sql`value_status = ${valueStatus}`,
  sql`cohort = ${cohort}`,
];

type Row = StoredSeries & Pick<StatisticSeries, "scope">;

async function writeSeries(manager: EntityManager, rows: readonly Row[]): Promise<void> {
  await upsertRows(manager, StatisticSeries, rows);
}

function listFamilies(manager: EntityManager): Promise<Family[]> {
  return run<Family>(
    manager,
    "statistics.listFamilies",
    sql`SELECT DISTINCT t.indicator_code AS \`indicatorCode\`, t.value_status AS \`valueStatus\`, t.cohort AS \`cohort\` FROM statistic_series t`,
  );
}

type RegionRow = Pick<StoredSeries, "regionCode" | "buckets">;

/** Makes the series of the provinces and the country anew; those of families without an indicator only end. */
async function refreshAreas(
  manager: EntityManager,
  families: Iterable<Family>,
  requestOf: (family: Family) => AreaRequest | undefined,
): Promise<void> {
  let last: { regions: RegionRow[]; areas: Omit<Row, keyof Family>[] } = { regions: [], areas: [] };
  let lastIndicator = "";
  let rows: Row[] = [];
  for (const family of families) {
    const { indicatorCode } = family;
    const regions = await listRegions(manager, family);
    await run(
      manager,
      "statistics.deleteAreas",
      // Named, since an index finds no row by the scope that it does not have.
      sql`DELETE FROM statistic_series WHERE ${allOf(isOf(family))} AND scope IN ('PROVINCE', 'COUNTRY')`,
    );
    const request = requestOf(family);
    if (!request) continue;
    // Without figures of segments, all workers have the series of what is of no category.
    if (lastIndicator !== indicatorCode || !isSame(last.regions, regions))
      last = { regions, areas: areasOf(regions, request) };
    lastIndicator = indicatorCode;
    rows.push(...last.areas.map((area) => ({ ...family, ...area })));
    if (rows.length < BATCH) continue;
    await writeSeries(manager, rows);
    rows = [];
  }
  await writeSeries(manager, rows);
}

const listRegions = (manager: EntityManager, family: Family): Promise<RegionRow[]> =>
  run<RegionRow>(
    manager,
    "statistics.listRegionSeries",
    sql`SELECT t.region_code AS \`regionCode\`, t.buckets AS \`buckets\` FROM statistic_series t
      WHERE ${allOf(isOf(family))} AND t.scope = 'REGION'`,
  );

function areasOf(rows: readonly RegionRow[], request: AreaRequest): Omit<Row, keyof Family>[] {
  const regions = new Map(rows.map(({ regionCode, buckets }) => [regionCode, readBuckets(buckets)]));
  return areaSeries(regions, request).map(({ provinceCode, buckets }) => ({
    scope: provinceCode === null ? "COUNTRY" : "PROVINCE",
    regionCode: provinceCode ?? "ID",
    buckets: writeAreaBuckets(buckets),
  }));
}

function readBuckets(text: string): Buckets<Report> {
  const { years, steps } = JSON.parse(text) as StoredBuckets<StoredReport>;
  return {
    years: years.map(([year, from, until, told]) => ({ year, from, until, told: told && readReport(told) })),
    steps: steps.map(([since, told]) => ({ since, told: told && readReport(told) })),
  };
}
