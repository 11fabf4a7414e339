import type { EntityManager } from "typeorm";
import { allOf, anyOf, oneOf, raw, run, sql, type Sql } from "../../database/statement.js";
import { Conflict } from "./conflict.entity.js";
import { NOT_SUPERSEDED } from "./observation.entity.js";
import { rivalSets, type Rival, type RivalSet } from "./rivals.js";
import { digest } from "../../package/digest.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";
import { CHANGED_SOURCES } from "../sources/source.package.js";
import { CHANGED_INDICATORS } from "./indicator.package.js";
import { CHANGED_SERIES, type Series, type SeriesSet } from "./series.changes.js";
import { batches, groupBy } from "../../collections.js";
import { batches as rowBatches, upsertRows } from "../../database/write-rows.js";

type Contested = Pick<Rival, "regionCode" | "indicatorCode" | "categoryCode" | "valueStatus">;

// Of a monthly series some hundreds of statements are held at once.
const SERIES_AT_ONCE = 100;

/**
 * Finds the rivals in all changed series anew, marks the preferred statement of each set, and records where they
 * disagree.
 */
async function refreshRivals(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const changed = changes.of(CHANGED_SERIES);
  await addDependent(manager, changes, changed);
  const conflicts: Record<string, unknown>[] = [];
  const hasRivals = await anyRivals(manager);
  for (const some of batches(await withRates(manager, [...changed]), SERIES_AT_ONCE)) {
    if (hasRivals) await forgetRivals(manager, some);
    for (const series of await listContested(manager, some)) {
      for (const set of rivalSets(await listRivals(manager, series))) {
        const slug = digest(set.members.map((member) => member.slug).sort());
        await markRivals(manager, slug, set);
        if (set.conflict) conflicts.push(conflictRow(slug, series, set.conflict));
      }
    }
  }
  await upsertRows(manager, Conflict, conflicts);
}

/** Sets of rivals, the preferred statement of each, and conflicts. */
export const rivalsRefresh: Refresh = { forget: [sql`DELETE FROM conflicts`], run: refreshRivals };

// Which statement is preferred also depends on its source and its indicator.
async function addDependent(manager: EntityManager, changes: ChangeSet, series: SeriesSet): Promise<void> {
  const dependent: [Sql, ReadonlySet<string>][] = [
    [sql`t.source_slug`, changes.of(CHANGED_SOURCES)],
    [sql`t.indicator_code`, changes.of(CHANGED_INDICATORS)],
  ];
  for (const [column, keys] of dependent) {
    for (const some of rowBatches([...keys])) {
      const found = await run<Series>(
        manager,
        "observations.listDependent",
        sql`SELECT DISTINCT t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`
          FROM observations t WHERE ${oneOf(column, some)}`,
      );
      for (const one of found) series.add(one);
    }
  }
}

// Rates of which a denominator has changed may disagree for another reason than before.
async function withRates(manager: EntityManager, changed: readonly Series[]): Promise<Series[]> {
  const rates = await run<{ code: string; denominator: string }>(
    manager,
    "observations.listRates",
    sql`SELECT i.code AS \`code\`, i.denominator_code AS \`denominator\` FROM indicators i WHERE i.denominator_code IS NOT NULL`,
  );
  const derived = changed.flatMap((series) =>
    rates
      .filter(({ denominator }) => denominator === series.indicatorCode)
      .map(({ code }) => ({ ...series, indicatorCode: code })),
  );
  const keyOf = (series: Series): string =>
    `${series.regionCode} ${series.indicatorCode} ${series.categoryCode ?? ""}`;
  return [...new Map([...changed, ...derived].map((series) => [keyOf(series), series])).values()];
}

const isOf =
  (table: "observations" | "conflicts") =>
  ({ regionCode, indicatorCode, categoryCode }: Series): Sql => {
    const column = (name: string): Sql => raw(`${table}.${name}`);
    return allOf([
      sql`${column("region_code")} = ${regionCode}`,
      sql`${column("indicator_code")} = ${indicatorCode}`,
      categoryCode === null
        ? sql`${column("category_code")} IS NULL`
        : sql`${column("category_code")} = ${categoryCode}`,
    ]);
  };

async function anyRivals(manager: EntityManager): Promise<boolean> {
  const found = await run(
    manager,
    "observations.anyRivals",
    sql`SELECT 1 WHERE EXISTS (SELECT 1 FROM observations t WHERE t.rival_set IS NOT NULL) OR EXISTS (SELECT 1 FROM conflicts)`,
  );
  return found.length > 0;
}

async function forgetRivals(manager: EntityManager, series: readonly Series[]): Promise<void> {
  await run(
    manager,
    "observations.forgetRivals",
    sql`UPDATE observations SET rival_set = NULL, rival_rank = 1, preferred = 1
      WHERE ${anyOf(series.map(isOf("observations")))} AND observations.rival_set IS NOT NULL`,
  );
  await run(
    manager,
    "observations.forgetConflicts",
    sql`DELETE FROM conflicts WHERE ${anyOf(series.map(isOf("conflicts")))}`,
  );
}

// Series in which two statements have the same period, or one source's periods overlap: all that can hold rivals.
// MariaDB takes several times as long for windows over so many rows as it does to hand them out.
async function listContested(manager: EntityManager, some: readonly Series[]): Promise<Contested[]> {
  const statements = await run<Statement>(
    manager,
    "observations.listPeriods",
    sql`SELECT observations.region_code AS \`regionCode\`, observations.indicator_code AS \`indicatorCode\`,
        observations.category_code AS \`categoryCode\`, observations.value_status AS \`valueStatus\`,
        observations.period_start AS \`periodStart\`, observations.period_end AS \`periodEnd\`, observations.source_slug AS \`sourceSlug\`
      FROM observations WHERE ${anyOf(some.map(isOf("observations")))} AND observations.superseded_at = ${NOT_SUPERSEDED}`,
  );
  const bySeries = groupBy(
    statements,
    ({ regionCode, indicatorCode, categoryCode, valueStatus }) =>
      `${regionCode} ${indicatorCode} ${categoryCode ?? ""} ${valueStatus}`,
  );
  return [...bySeries.values()].flatMap((series) => (isContested(series) ? series.slice(0, 1) : []));
}

type Statement = Contested & Pick<Rival, "periodStart" | "periodEnd" | "sourceSlug">;

function isContested(series: readonly Statement[]): boolean {
  const periods = new Set(series.map(({ periodStart, periodEnd }) => `${periodStart} ${periodEnd}`));
  if (periods.size < series.length) return true;
  const lastEnds = new Map<string, string>();
  const sorted = [...series].sort((one, other) => (one.periodStart < other.periodStart ? -1 : 1));
  return sorted.some(({ periodStart, periodEnd, sourceSlug }) => {
    const lastEnd = lastEnds.get(sourceSlug) ?? "";
    if (periodEnd > lastEnd) lastEnds.set(sourceSlug, periodEnd);
    return lastEnd >= periodStart;
  });
}

async function listRivals(manager: EntityManager, series: Contested): Promise<Rival[]> {
  const rows = await run<Omit<Rival, "programmes"> & { programmes: string }>(
    manager,
    "observations.listRivals",
    sql`SELECT observations.slug AS \`slug\`, observations.region_code AS \`regionCode\`, observations.indicator_code AS \`indicatorCode\`,
        observations.category_code AS \`categoryCode\`, observations.value_status AS \`valueStatus\`, observations.period_start AS \`periodStart\`,
        observations.period_end AS \`periodEnd\`, observations.value AS \`value\`, observations.qualifier AS \`qualifier\`, observations.programmes AS \`programmes\`,
        observations.funding AS \`funding\`, observations.attributed_to AS \`attributedTo\`, observations.source_slug AS \`sourceSlug\`,
        i.kind AS \`indicatorKind\`, s.type AS \`sourceType\`, s.published_on AS \`publishedOn\`,
        s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\`,
        (SELECT MAX(d.value) FROM observations d WHERE d.region_code = observations.region_code AND d.indicator_code = i.denominator_code
          AND COALESCE(d.category_code, '') = COALESCE(observations.category_code, '') AND d.source_slug = observations.source_slug
          AND d.period_start <= observations.period_end AND d.period_end >= observations.period_start AND d.superseded_at = ${NOT_SUPERSEDED}) AS \`denominatorValue\`
      FROM observations JOIN sources s ON s.slug = observations.source_slug JOIN indicators i ON i.code = observations.indicator_code
      WHERE ${isOf("observations")(series)} AND observations.value_status = ${series.valueStatus} AND observations.superseded_at = ${NOT_SUPERSEDED} ORDER BY observations.id`,
  );
  return rows.map((row) => ({ ...row, programmes: JSON.parse(row.programmes) as Rival["programmes"] }));
}

async function markRivals(manager: EntityManager, slug: string, { outcomes }: RivalSet): Promise<void> {
  for (const outcome of outcomes) {
    await run(
      manager,
      "observations.markRival",
      sql`UPDATE observations SET rival_set = ${slug}, rival_rank = ${outcome.rank}, preferred = ${outcome.preferred}
        WHERE slug = ${outcome.slug} AND superseded_at = ${NOT_SUPERSEDED}`,
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
