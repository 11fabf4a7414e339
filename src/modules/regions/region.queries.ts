import { oneOf, run, sql, type Database } from "../../database/statement.js";
import type { RegionLevel } from "./region.entity.js";
import { COUNTRY, withinSql } from "./region-code.rules.js";

/** Codes of the regions directly below each parent, in the order of `parentCodes`, without the incomplete villages. */
export async function childrenByRegion(db: Database, parentCodes: readonly string[]): Promise<string[][]> {
  const rows = await run<{ code: string; parent: string }>(
    db,
    "regions.childrenByRegion",
    sql`SELECT r.code AS \`code\`, r.parent_code AS \`parent\` FROM regions r
      WHERE ${oneOf(sql`r.parent_code`, parentCodes)} AND r.level <> 'VILLAGE' ORDER BY r.code`,
  );
  const children = new Map<string, string[]>(parentCodes.map((parent) => [parent, []]));
  for (const { code, parent } of rows) children.get(parent)?.push(code);
  return parentCodes.map((parent) => children.get(parent) ?? []);
}

/** Codes of all regions of a level, within a region, or in the whole country when `within` is null. */
export async function listRegionCodes(
  db: Database,
  level: RegionLevel,
  within: string | null,
): Promise<string[]> {
  const inside = withinSql(sql`r.code`, within ?? COUNTRY);
  const rows = await run<{ code: string }>(
    db,
    "regions.listRegionCodes",
    sql`SELECT r.code AS \`code\` FROM regions r WHERE r.level = ${level} AND ${inside} ORDER BY r.code`,
  );
  return rows.map(({ code }) => code);
}

/** Whether there is a region with the code. */
export async function regionExists(db: Database, code: string): Promise<boolean> {
  return (
    (await run(db, "regions.regionExists", sql`SELECT 1 FROM regions r WHERE r.code = ${code}`)).length > 0
  );
}

/** The official names of all regions, by code. */
export async function officialNames(db: Database): Promise<Map<string, string>> {
  const rows = await run<{ code: string; name: string }>(
    db,
    "regions.officialNames",
    sql`SELECT r.code AS \`code\`, r.official_name AS \`name\` FROM regions r`,
  );
  return new Map(rows.map(({ code, name }) => [code, name]));
}
