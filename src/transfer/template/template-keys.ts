import type { Connected } from "../../database/database.js";
import { id, run, sql } from "../../database/statement.js";
import { TABLES } from "../package/tables.js";

/** Keys of a table by what is chosen for them: `Kota Semarang (33.74)`. */
export type KeyLabels = ReadonlyMap<string, string>;

// What the rows of these tables are called.
const NAMES: Readonly<Record<string, string>> = {
  regions: "official_name",
  indicators: "name_id",
  cohort_categories: "name_id",
  sources: "title",
  employers: "name",
};
const LONGEST_NAME = 80;

/** The keys of a table that its templates offer, with their names. */
export async function keyLabels(db: Connected, table: string): Promise<KeyLabels> {
  const entity = TABLES.get(table)?.entity;
  const metadata = entity && db.getRepository(entity).metadata;
  const [key] = metadata?.primaryColumns ?? [];
  if (!metadata || !key) return new Map();
  const named = metadata.columns.find(({ databaseName }) => databaseName === NAMES[table]);
  const name = named ? sql`t.${id(named.databaseName)}` : sql`''`;
  const isShown = table === "regions" ? sql`t.level <> 'VILLAGE'` : sql`1 = 1`;
  const rows = await run<{ key: string; name: string }>(
    db,
    "template.listKeys",
    sql`SELECT t.${id(key.databaseName)} AS \`key\`, ${name} AS \`name\` FROM ${id(metadata.tableName)} t WHERE ${isShown}
      ORDER BY t.${id(key.databaseName)}`,
  );
  return new Map(
    rows.map(({ key, name }) => [name === "" ? key : `${name.slice(0, LONGEST_NAME)} (${key})`, key]),
  );
}
