import type { DataSource } from "typeorm";
import { id, run, sql } from "../../database/statement.js";
import type { CheckOptions } from "./check-package.js";
import { LoadContext } from "../../package/load-context.js";
import { SeenKeys, type Keys } from "../../package/seen-keys.js";
import { storeLimits } from "./store-limits.js";
import { TABLES } from "../package/tables.js";

/** What the store cannot hold, for rows of every table of a package. */
export function storeRules(dataSource: DataSource, dataset: string): NonNullable<CheckOptions["storeRules"]> {
  const context = new UnidentifiedRows(dataset);
  const limits = new Map(
    [...TABLES.values()].map((table) => [
      table.name,
      storeLimits(table, dataSource.getMetadata(table.entity)),
    ]),
  );
  return (name, cells) => limits.get(name)?.(cells, context) ?? [];
}

// Digests are never too long.
class UnidentifiedRows extends LoadContext {
  override slugOf(): string {
    return "";
  }
}

/** Keys that are stored already, by table; each table is read once, when it is asked for. */
export function storedLookUps(dataSource: DataSource): NonNullable<CheckOptions["storedKeys"]> {
  const known = new Map<string, Promise<Keys>>();
  return (table) => {
    const keys = known.get(table) ?? listKeys(dataSource, table);
    known.set(table, keys);
    return keys;
  };
}

async function listKeys(dataSource: DataSource, table: string): Promise<Keys> {
  const entity = TABLES.get(table)?.entity;
  const metadata = entity && dataSource.getMetadata(entity);
  const [key, ...more] = metadata?.primaryColumns ?? [];
  if (!metadata || !key || more.length > 0) return new SeenKeys();
  const rows = await run<{ key: string }>(
    dataSource,
    "transfer.listStoredKeys",
    sql`SELECT t.${id(key.databaseName)} AS \`key\` FROM ${id(metadata.tableName)} t`,
  );
  const keys = new SeenKeys();
  for (const { key } of rows) keys.add(key, 1);
  return keys;
}
