import type { EntityManager } from "typeorm";
import { Reader } from "../graph/reader.js";
import { allOf, oneOf, run, sql, type Sql } from "../graph/statement.js";
import { POTENTIAL } from "../modules/coverage/coverage.js";
import { Conflict } from "../modules/coverage/conflict.entity.js";
import { STANDING } from "../modules/coverage/observation.entity.js";
import { readCoverage, today } from "../modules/coverage/read-coverage.js";
import { rivalSets, type Rival, type RivalSet } from "../modules/coverage/rivals.js";
import { digest } from "./digest.js";
import { upsertRows } from "./write-rows.js";

type Series = Pick<Rival, "regionCode" | "indicatorCode" | "categoryCode" | "valueStatus">;

/** Finds all rivals anew, marks the preferred statement of each set, and records where they disagree. */
export async function deriveRivals(manager: EntityManager): Promise<void> {
  await run(
    manager,
    "derive.forgetRivals",
    sql`UPDATE observations SET rival_set = NULL, standing = 1, preferred = 1 WHERE rival_set IS NOT NULL`,
  );
  await run(manager, "derive.forgetConflicts", sql`DELETE FROM conflicts`);
  const conflicts: Record<string, unknown>[] = [];
  for (const series of await listContested(manager)) {
    for (const set of rivalSets(await listRivals(manager, series))) {
      const slug = digest(set.members.map((member) => member.slug).sort());
      await markRivals(manager, slug, set);
      if (set.conflict) conflicts.push(conflictRow(slug, series, set.conflict));
    }
  }
  await upsertRows(manager, Conflict, conflicts);
}

// Series in which two statements have the same period, or one source's periods overlap: all that can hold rivals.
async function listContested(manager: EntityManager): Promise<Series[]> {
  const series = sql`t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`, t.value_status AS \`valueStatus\``;
  const columns = sql`t.region_code, t.indicator_code, t.category_code, t.value_status`;
  return run<Series>(
    manager,
    "derive.listContested",
    sql`SELECT ${series} FROM observations t WHERE t.superseded_at = ${STANDING}
        GROUP BY ${columns}, t.period_start, t.period_end HAVING COUNT(*) > 1
      UNION
      SELECT ${series} FROM (
        SELECT o.region_code, o.indicator_code, o.category_code, o.value_status, o.period_start,
          MAX(o.period_end) OVER (
            PARTITION BY o.region_code, o.indicator_code, o.category_code, o.value_status, o.source_slug
            ORDER BY o.period_start, o.period_end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
          ) AS earlier_end
        FROM observations o WHERE o.superseded_at = ${STANDING}
      ) t WHERE t.earlier_end >= t.period_start`,
  );
}

const ofSeries = ({ regionCode, indicatorCode, categoryCode, valueStatus }: Series): Sql =>
  allOf([
    sql`t.region_code = ${regionCode}`,
    sql`t.indicator_code = ${indicatorCode}`,
    categoryCode === null ? sql`t.category_code IS NULL` : sql`t.category_code = ${categoryCode}`,
    sql`t.value_status = ${valueStatus}`,
    sql`t.superseded_at = ${STANDING}`,
  ]);

async function listRivals(manager: EntityManager, series: Series): Promise<Rival[]> {
  const rows = await run<Omit<Rival, "programmes"> & { programmes: string }>(
    manager,
    "derive.listRivals",
    sql`SELECT t.slug AS \`slug\`, t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`,
        t.category_code AS \`categoryCode\`, t.value_status AS \`valueStatus\`, t.period_start AS \`periodStart\`,
        t.period_end AS \`periodEnd\`, t.value AS \`value\`, t.qualifier AS \`qualifier\`, t.programmes AS \`programmes\`,
        t.funding AS \`funding\`, t.attributed_to AS \`attributedTo\`, t.source_slug AS \`sourceSlug\`,
        i.kind AS \`indicatorKind\`, s.type AS \`sourceType\`, s.published_on AS \`publishedOn\`,
        s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`,
        (SELECT MAX(d.value) FROM observations d WHERE d.region_code = t.region_code AND d.indicator_code = i.denominator_code
          AND COALESCE(d.category_code, '') = COALESCE(t.category_code, '') AND d.source_slug = t.source_slug
          AND d.period_start <= t.period_end AND d.period_end >= t.period_start AND d.superseded_at = ${STANDING}) AS \`denominatorValue\`
      FROM observations t JOIN sources s ON s.slug = t.source_slug JOIN indicators i ON i.code = t.indicator_code
      WHERE ${ofSeries(series)} ORDER BY t.id`,
  );
  return rows.map((row) => ({ ...row, programmes: JSON.parse(row.programmes) as Rival["programmes"] }));
}

async function markRivals(manager: EntityManager, slug: string, { outcomes }: RivalSet): Promise<void> {
  for (const outcome of outcomes) {
    await run(
      manager,
      "derive.markRival",
      sql`UPDATE observations SET rival_set = ${slug}, standing = ${outcome.standing}, preferred = ${outcome.preferred}
        WHERE slug = ${outcome.slug} AND superseded_at = ${STANDING}`,
    );
  }
}

function conflictRow(
  slug: string,
  series: Series,
  conflict: NonNullable<RivalSet["conflict"]>,
): Record<string, unknown> {
  const { regionCode, indicatorCode, categoryCode } = series;
  const { period, kind, rule, resolved, spread, preferredSlug } = conflict;
  const span = { periodStart: period.start, periodEnd: period.end, periodPrecision: period.precision };
  return {
    slug,
    regionCode,
    indicatorCode,
    categoryCode,
    ...span,
    kind,
    rule,
    resolved,
    spread,
    preferredSlug,
  };
}

/** Keeps each region's latest coverage rate for filters and orders. */
export async function deriveCoverageRates(manager: EntityManager): Promise<void> {
  const regions = await run<{ code: string; rate: number | null }>(
    manager,
    "derive.listRegions",
    sql`SELECT r.code AS \`code\`, r.coverage_rate AS \`rate\` FROM regions r ORDER BY r.code`,
  );
  const context = { db: manager, reader: new Reader(manager, Number.MAX_SAFE_INTEGER), requestId: "import" };
  const on = today();
  const rates = await Promise.all(
    regions.map(async ({ code, rate }) => {
      const coverage = await readCoverage(context, {
        regionCode: code,
        categoryCode: null,
        denominatorCode: POTENTIAL,
        on,
      });
      return { code, before: rate, after: coverage.rate?.value ?? null };
    }),
  );
  for (const { code, before, after } of rates) {
    if (before === after) continue;
    await run(
      manager,
      "derive.setCoverageRate",
      sql`UPDATE regions SET coverage_rate = ${after} WHERE ${oneOf(sql`code`, [code])}`,
    );
  }
}
