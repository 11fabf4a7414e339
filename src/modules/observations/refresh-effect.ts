import type { EntityManager } from "typeorm";
import { groupBy } from "../../collections.js";
import { oneOf, raw, run, sql, type Sql } from "../../database/statement.js";
import { batches } from "../../database/write-rows.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";
import { CHANGED_KNOWN_REGIONS } from "../regions/region.package.js";
import type { Publication } from "../sources/source.entity.js";
import { CHANGED_SOURCES } from "../sources/source.package.js";
import { effectOf, type Effect, type IndicatorTraits, type Stated } from "./effect.rules.js";
import { CHANGED_INDICATORS } from "./indicator.package.js";

type Row = Stated &
  IndicatorTraits &
  Publication & { id: number; areaSince: string | null } & Record<`old${string}`, unknown>;

/**
 * Brings up to date what statements recorded earlier take from a source, an indicator or a region that a load has
 * changed. New statements take it when they are written.
 */
async function refreshEffect(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const changed: [Sql, ReadonlySet<string>][] = [
    [sql`t.source_slug`, changes.of(CHANGED_SOURCES)],
    [sql`t.indicator_code`, changes.of(CHANGED_INDICATORS)],
    [sql`t.region_code`, changes.of(CHANGED_KNOWN_REGIONS)],
  ];
  for (const [column, keys] of changed)
    for (const some of batches([...keys])) await refreshSome(manager, oneOf(column, some));
}

/** What statements take from their sources, indicators and regions. */
export const effectRefresh: Refresh = { forget: [], run: refreshEffect };

async function refreshSome(manager: EntityManager, condition: Sql): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await listRows(manager, condition, after);
    const stale = rows.flatMap((row): [Effect, number][] => {
      const { indicator, source, areaSince } = surroundingsOf(row);
      const effect = effectOf(row, { indicator, source, areaSince });
      return isUpToDate(row, effect) ? [] : [[effect, row.id]];
    });
    for (const same of groupBy(stale, ([effect]) => JSON.stringify(effect)).values())
      await write(manager, same);
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_AT_ONCE) return;
    after = last.id;
  }
}

const ROWS_AT_ONCE = 5_000;

const listRows = (manager: EntityManager, condition: Sql, after: number): Promise<Row[]> =>
  run<Row>(
    manager,
    "observations.listEffects",
    sql`SELECT t.id AS \`id\`, t.base AS \`base\`, t.area AS \`area\`, t.period_start AS \`periodStart\`, t.period_end AS \`periodEnd\`,
        t.period_precision AS \`periodPrecision\`, t.effective_from AS \`oldFrom\`, t.effective_on AS \`oldOn\`,
        t.area_differs AS \`oldArea\`, t.denominator_code AS \`oldDenominator\`, i.unit AS \`unit\`, i.kind AS \`kind\`,
        i.denominator_code AS \`denominatorCode\`, s.published_from AS \`publishedFrom\`,
        s.published_until AS \`publishedUntil\`, r.area_since AS \`areaSince\`
      FROM observations t JOIN indicators i ON i.code = t.indicator_code JOIN sources s ON s.slug = t.source_slug
        JOIN regions r ON r.code = t.region_code
      WHERE ${condition} AND t.id > ${after} ORDER BY t.id LIMIT ${raw(String(ROWS_AT_ONCE))}`,
  );

const surroundingsOf = ({ unit, kind, denominatorCode, publishedFrom, publishedUntil, areaSince }: Row) => ({
  indicator: { unit, kind, denominatorCode },
  source: { publishedFrom, publishedUntil },
  areaSince: areaSince ?? undefined,
});

const isUpToDate = (row: Row, effect: Effect): boolean =>
  row.oldFrom === effect.effectiveFrom &&
  row.oldOn === effect.effectiveOn &&
  Boolean(row.oldArea) === effect.areaDiffers &&
  row.oldDenominator === effect.denominatorCode;

async function write(manager: EntityManager, same: readonly [Effect, number][]): Promise<void> {
  const [[effect] = []] = same;
  if (!effect) return;
  const { effectiveFrom, effectiveOn, areaDiffers, denominatorCode } = effect;
  for (const some of batches(same.map(([, id]) => id)))
    await run(
      manager,
      "observations.setEffect",
      sql`UPDATE observations SET effective_from = ${effectiveFrom}, effective_on = ${effectiveOn},
          area_differs = ${areaDiffers}, denominator_code = ${denominatorCode}
        WHERE ${oneOf(sql`id`, some)}`,
    );
}
