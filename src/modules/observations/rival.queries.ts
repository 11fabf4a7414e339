import type { EntityManager } from "typeorm";
import { groupBy } from "../../collections.js";
import { allOf, anyOf, join, oneOf, raw, run, sql, type Sql } from "../../database/statement.js";
import { batches } from "../../database/write-rows.js";
import type { Indicator } from "./indicator.entity.js";
import { NOT_SUPERSEDED } from "./observation.entity.js";
import type { Rival } from "./rival.js";
import { seriesKey, type Series } from "./series.changes.js";

/** What is read of every statement of a changed series, to tell which of them need a closer look. */
export type Glance = Pick<
  Rival,
  | "regionCode"
  | "indicatorCode"
  | "categoryCode"
  | "valueStatus"
  | "periodStart"
  | "periodEnd"
  | "periodPrecision"
  | "effectiveOn"
  | "value"
  | "base"
  | "denominatorCode"
  | "countedBy"
  | "areaDiffers"
  | "sourceSlug"
> & { id: number; denominatorStated: number | null };

/** A statement with its row's id. */
export type StoredRival = Rival & { id: number };

/** What becomes of a statement among its rivals. */
export interface Mark {
  id: number;
  rivalSet: string;
  rank: number;
  preferred: boolean;
}

/** That a row is of one of some series. */
const ofAny = (alias: "t", series: readonly Series[]): Sql =>
  anyOf(
    series.map(({ regionCode, indicatorCode, categoryCode }) => {
      const column = (name: string): Sql => raw(`${alias}.${name}`);
      return allOf([
        sql`${column("region_code")} = ${regionCode}`,
        sql`${column("indicator_code")} = ${indicatorCode}`,
        categoryCode === null
          ? sql`${column("category_code")} IS NULL`
          : sql`${column("category_code")} = ${categoryCode}`,
      ]);
    }),
  );

/**
 * That a row is of one of some series or of another category. Prepared in a fraction of the time that `ofAny` takes,
 * for reads that leave out the other categories by `within`.
 */
export const ofAnyCategory = (alias: "t", series: readonly Series[]): Sql =>
  anyOf(
    [...groupBy(series, ({ regionCode }) => regionCode)].map(([regionCode, own]) =>
      allOf([
        sql`${raw(alias)}.region_code = ${regionCode}`,
        oneOf(sql`${raw(alias)}.indicator_code`, [...new Set(own.map(({ indicatorCode }) => indicatorCode))]),
      ]),
    ),
  );

/** The rows that are of one of some series. */
export function within<T extends Series>(series: readonly Series[], rows: readonly T[]): T[] {
  const keys = new Set(series.map(seriesKey));
  return rows.filter((row) => keys.has(seriesKey(row)));
}

/** All indicators, as far as rivals depend on them. */
export const listTraits = (
  manager: EntityManager,
): Promise<Pick<Indicator, "code" | "kind" | "numeratorCode" | "denominatorCode" | "context">[]> =>
  run(
    manager,
    "observations.listRateParts",
    sql`SELECT i.code AS \`code\`, i.kind AS \`kind\`, i.numerator_code AS \`numeratorCode\`,
        i.denominator_code AS \`denominatorCode\`, i.context AS \`context\` FROM indicators i`,
  );

/** The current statements of some series, at a glance. */
export async function glanceAt(manager: EntityManager, series: readonly Series[]): Promise<Glance[]> {
  if (series.length === 0) return [];
  const rows = await run<Glance>(
    manager,
    "observations.glance",
    sql`SELECT t.id AS \`id\`, t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`,
            t.category_code AS \`categoryCode\`, t.value_status AS \`valueStatus\`, t.period_start AS \`periodStart\`,
            t.period_end AS \`periodEnd\`, t.period_precision AS \`periodPrecision\`, t.effective_on AS \`effectiveOn\`, t.value AS \`value\`, t.base AS \`base\`,
            t.denominator_code AS \`denominatorCode\`, t.denominator_stated AS \`denominatorStated\`,
            t.counted_by AS \`countedBy\`, t.area_differs AS \`areaDiffers\`, t.source_slug AS \`sourceSlug\`
          FROM observations t WHERE ${ofAnyCategory("t", series)} AND t.superseded_at = ${NOT_SUPERSEDED}`,
  );
  return within(series, rows);
}

/** The columns that rivals are judged by, beside those of statements, with the tables that have them. */
export const JUDGED = {
  columns: sql`i.kind AS \`indicatorKind\`, s.type AS \`sourceType\`, s.published_from AS \`publishedFrom\`,
    s.published_until AS \`publishedUntil\``,
  joins: sql`JOIN sources s ON s.slug = t.source_slug JOIN indicators i ON i.code = t.indicator_code`,
};

/** Statements by the ids of their rows, as far as rivals are judged by them, in the order of their ids. */
export async function listRivals(manager: EntityManager, ids: readonly number[]): Promise<StoredRival[]> {
  const rivals: StoredRival[] = [];
  for (const some of batches(ids)) {
    const rows = await run<Omit<StoredRival, "programmes"> & { programmes: string }>(
      manager,
      "observations.listRivals",
      sql`SELECT t.id AS \`id\`, t.slug AS \`slug\`, t.region_code AS \`regionCode\`,
          t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`,
          t.value_status AS \`valueStatus\`, t.period_start AS \`periodStart\`, t.period_end AS \`periodEnd\`,
          t.period_precision AS \`periodPrecision\`, t.effective_on AS \`effectiveOn\`, t.value AS \`value\`,
          t.lower_bound AS \`lowerBound\`, t.upper_bound AS \`upperBound\`, t.qualifier AS \`qualifier\`,
          t.unit AS \`unit\`, t.base AS \`base\`, t.denominator_code AS \`denominatorCode\`,
          t.counted_by AS \`countedBy\`, t.area_differs AS \`areaDiffers\`, t.programmes AS \`programmes\`, t.funding AS \`funding\`,
          t.attributed_to AS \`attributedTo\`, t.source_slug AS \`sourceSlug\`, ${JUDGED.columns}
        FROM observations t ${JUDGED.joins} WHERE ${oneOf(sql`t.id`, some)} ORDER BY t.id`,
    );
    for (const row of rows)
      rivals.push({ ...row, programmes: JSON.parse(row.programmes) as Rival["programmes"] });
  }
  return rivals;
}

/** Whether any statement is marked as a rival. */
export async function anyRivals(manager: EntityManager): Promise<boolean> {
  const found = await run(
    manager,
    "observations.anyRivals",
    sql`SELECT 1 WHERE EXISTS (SELECT 1 FROM observations t WHERE t.rival_set IS NOT NULL)`,
  );
  return found.length > 0;
}

export async function forgetRivals(manager: EntityManager, series: readonly Series[]): Promise<void> {
  await run(
    manager,
    "observations.forgetRivals",
    sql`UPDATE observations AS t SET rival_set = NULL, rival_rank = 1, preferred = 1
      WHERE ${ofAny("t", series)} AND t.rival_set IS NOT NULL`,
  );
}

// Each row is named four times.
const MARKS_AT_ONCE = 200;

export async function markRivals(manager: EntityManager, marks: readonly Mark[]): Promise<void> {
  for (let start = 0; start < marks.length; start += MARKS_AT_ONCE) {
    const some = marks.slice(start, start + MARKS_AT_ONCE);
    const choose = (valueOf: (mark: Mark) => string | number | boolean): Sql =>
      sql`CASE id ${join(
        some.map((mark) => sql`WHEN ${mark.id} THEN ${valueOf(mark)}`),
        " ",
      )} END`;
    await run(
      manager,
      "observations.markRivals",
      sql`UPDATE observations SET rival_set = ${choose(({ rivalSet }) => rivalSet)},
          rival_rank = ${choose(({ rank }) => rank)}, preferred = ${choose(({ preferred }) => preferred)}
        WHERE ${oneOf(
          sql`id`,
          some.map(({ id }) => id),
        )}`,
    );
  }
}

export async function setDenominatorStated(
  manager: EntityManager,
  ids: readonly number[],
  isStated: boolean,
): Promise<void> {
  for (const some of batches(ids))
    await run(
      manager,
      "observations.setDenominatorStated",
      sql`UPDATE observations SET denominator_stated = ${isStated} WHERE ${oneOf(sql`id`, some)}`,
    );
}
