import { isDeepStrictEqual } from "node:util";
import type { EntityManager } from "typeorm";
import { oneOf, run, sql } from "../../../database/statement.js";
import { coverageIndicators, POTENTIAL } from "../coverage.js";
import type { CoverageRate } from "../../figures/coverage-rate.type.js";
import { certainRange } from "../coverage-ranking.js";
import type { Coverage } from "../coverage.type.js";
import { DECISIVE_SEGMENTS } from "../../figures/segments.rules.js";
import { LatestCoverage, latestCoverageRow } from "./latest-coverage.entity.js";
import { coverageOfRegions } from "../read-coverage.js";
import { dayBefore, today } from "../../../time/today.js";
import { validUntil } from "./valid-until.js";
import type { ChangeSet, Refresh } from "../../../package/change-set.js";
import { CHANGED_SERIES } from "../../observations/series.changes.js";
import { CHANGED_REGIONS } from "../../regions/region.package.js";
import { batches, upsertRows } from "../../../database/write-rows.js";
import { codesAbove } from "../../regions/region-code.rules.js";

/** Materializes the latest coverage of each changed region, and of those above it, and its rate for filters and orders. */
async function refreshLatestCoverage(
  manager: EntityManager,
  changes: ChangeSet,
  since: string | null,
): Promise<void> {
  const shared = { categoryCode: null, denominatorCode: POTENTIAL, on: today(), asOf: null };
  for (const codes of batches([...(await regionsOf(manager, changes, since))])) {
    const regions = await run<Comparable & { code: string }>(
      manager,
      "coverage.listRegions",
      sql`SELECT r.code AS \`code\`, r.coverage_rate AS \`rate\`, r.coverage_rate_lower AS \`lower\`,
          r.coverage_rate_upper AS \`upper\`, r.coverage_effective_on AS \`effectiveOn\`
        FROM regions r WHERE ${oneOf(sql`r.code`, codes)} ORDER BY r.code`,
    );
    const coverages = await coverageOfRegions(
      manager,
      regions.map(({ code }) => ({ regionCode: code, ...shared })),
    );
    await keepLatest(manager, coverages, shared.on);
    for (const [index, { code, ...before }] of regions.entries()) {
      const after = comparableOf(coverages[index]?.rate ?? null);
      if (isDeepStrictEqual(before, after)) continue;
      await run(
        manager,
        "coverage.setCoverageRate",
        sql`UPDATE regions SET coverage_rate = ${after.rate}, coverage_rate_lower = ${after.lower},
            coverage_rate_upper = ${after.upper}, coverage_effective_on = ${after.effectiveOn}
          WHERE code = ${code}`,
      );
    }
  }
}

/** What a region is filtered and ordered by. */
interface Comparable {
  rate: number | null;
  lower: number | null;
  upper: number | null;
  effectiveOn: string | null;
}

const INCOMPARABLE: Comparable = { rate: null, lower: null, upper: null, effectiveOn: null };

// Null for a rate that must not be compared, whatever its age.
function comparableOf(rate: CoverageRate | null): Comparable {
  if (rate?.value == null || rate.denominatorCode === null || rate.areaDiffers) return INCOMPARABLE;
  const { value, effectiveOn } = rate;
  const { least, most } = certainRange(rate);
  return { rate: value, lower: least, upper: Number.isFinite(most) ? most : null, effectiveOn };
}

/** The latest coverage of each region. */
export const latestCoverageRefresh: Refresh = {
  forget: [sql`DELETE FROM latest_coverages`],
  run: refreshLatestCoverage,
};

async function keepLatest(
  manager: EntityManager,
  coverages: readonly Coverage[],
  day: string,
): Promise<void> {
  const until = await validUntil(manager, coverages, day);
  const rows = coverages.map((coverage, index) => latestCoverageRow(coverage, day, until[index] ?? day));
  await upsertRows(manager, LatestCoverage, rows);
}

const isShown = (categoryCode: string | null): boolean =>
  categoryCode === null || DECISIVE_SEGMENTS.includes(categoryCode);

// Rates follow from figures of all workers, and of segments that contradict them or stand in for them. Those of a period under way when rates were last derived may by now be the
// latest; a day more makes up for time zones.
async function regionsOf(
  manager: EntityManager,
  changes: ChangeSet,
  since: string | null,
): Promise<Set<string>> {
  const indicators = coverageIndicators(POTENTIAL);
  const codes = new Set(changes.of(CHANGED_REGIONS));
  for (const { regionCode, indicatorCode, categoryCode } of changes.of(CHANGED_SERIES))
    if (isShown(categoryCode) && indicators.includes(indicatorCode)) codes.add(regionCode);
  if (since !== null) {
    const day = dayBefore(since.slice(0, 10));
    const underWay = await run<{ code: string }>(
      manager,
      "coverage.regionsWithPeriodsUnderWay",
      sql`SELECT DISTINCT t.region_code AS \`code\` FROM observations t
        WHERE t.effective_on >= ${day} AND (t.category_code IS NULL OR ${oneOf(sql`t.category_code`, DECISIVE_SEGMENTS)})
          AND ${oneOf(sql`t.indicator_code`, indicators)}`,
    );
    for (const { code } of underWay) codes.add(code);
  }
  for (const code of [...codes]) for (const above of codesAbove(code)) codes.add(above);
  return codes;
}
