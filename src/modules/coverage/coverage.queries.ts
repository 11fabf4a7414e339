import { allOf, oneOf, raw, run, sql, type Database } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import type { RegionLevel } from "../regions/region.entity.js";
import { Indicator } from "./indicator.entity.js";
import { Tariff } from "./tariff.entity.js";

/** Codes of the regions directly below each parent, in the parents' order; villages, of which only some are known, are none. */
export async function childrenByRegion(db: Database, parentCodes: readonly string[]): Promise<string[][]> {
  const rows = await run<{ code: string; parent: string }>(
    db,
    "coverage.childrenByRegion",
    sql`SELECT r.code AS \`code\`, r.parent_code AS \`parent\` FROM regions r
      WHERE ${oneOf(sql`r.parent_code`, parentCodes)} AND r.level <> 'VILLAGE' ORDER BY r.code`,
  );
  const children = new Map<string, string[]>(parentCodes.map((parent) => [parent, []]));
  for (const { code, parent } of rows) children.get(parent)?.push(code);
  return parentCodes.map((parent) => children.get(parent) ?? []);
}

/** Codes of all regions of a level, within a region or anywhere; at most all 514 regencies and cities at once. */
export async function listRegionCodes(
  db: Database,
  level: RegionLevel,
  within: string | null,
): Promise<string[]> {
  const inside =
    within === null || within === "ID" ? sql`1 = 1` : sql`(r.code >= ${within} AND r.code < ${`${within}/`})`;
  const rows = await run<{ code: string }>(
    db,
    "coverage.listRegionCodes",
    sql`SELECT r.code AS \`code\` FROM regions r WHERE r.level = ${level} AND ${inside} ORDER BY r.code`,
  );
  return rows.map(({ code }) => code);
}

/** Whether a region has the code. */
export async function regionExists(db: Database, code: string): Promise<boolean> {
  return (
    (await run(db, "coverage.regionExists", sql`SELECT 1 FROM regions r WHERE r.code = ${code}`)).length > 0
  );
}

/** Whether each code is that of a cohort category, in the codes' order. */
export async function categoriesExist(db: Database, codes: readonly string[]): Promise<boolean[]> {
  const { name } = tableIn(db, CohortCategory);
  const rows = await run<{ code: string }>(
    db,
    "coverage.categoriesExist",
    sql`SELECT t.code AS \`code\` FROM ${name} t WHERE ${oneOf(sql`t.code`, codes)}`,
  );
  const known = new Set(rows.map(({ code }) => code));
  return codes.map((code) => known.has(code));
}

/** All indicators, by code; there are some dozens. */
export async function listIndicators(db: Database): Promise<Indicator[]> {
  const table = tableIn(db, Indicator);
  const rows = await run(
    db,
    "coverage.listIndicators",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t ORDER BY t.code`,
  );
  return rows.map((row) => table.instance(row) as Indicator);
}

/** The indicators with some codes, in no order. */
export async function indicatorsByCode(db: Database, codes: readonly string[]): Promise<Indicator[]> {
  const table = tableIn(db, Indicator);
  const rows = await run(
    db,
    "coverage.indicatorsByCode",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${oneOf(sql`t.code`, codes)}`,
  );
  return rows.map((row) => table.instance(row) as Indicator);
}

/** The most tariffs that are listed. */
export const MAX_TARIFFS = 500;

/** Tariffs in force on a date, or all of them; there are some dozens. */
export async function listTariffs(db: Database, on: string | null): Promise<Tariff[]> {
  const table = tableIn(db, Tariff);
  const inForce =
    on === null
      ? []
      : [
          sql`(t.valid_from IS NULL OR t.valid_from <= ${on})`,
          sql`(t.valid_to IS NULL OR t.valid_to >= ${on})`,
        ];
  const rows = await run(
    db,
    "coverage.listTariffs",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${allOf(inForce)} ORDER BY t.segment, t.programmes, t.valid_from, t.slug LIMIT ${raw(String(MAX_TARIFFS))}`,
  );
  return rows.map((row) => table.instance(row) as Tariff);
}
