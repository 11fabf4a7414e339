import type { DataSource } from "typeorm";
import { id, run, sql } from "../../database/statement.js";
import type { CheckOptions } from "./check-package.js";
import { LoadContext } from "../../package/load-context.js";
import { SeenKeys, type Keys } from "../../package/seen-keys.js";
import { storeLimits } from "./store-limits.js";
import { TABLES } from "../package/tables.js";

/** Returns a function that finds the cells of a row that the database cannot store. */
export function storeRules(
  dataSource: DataSource,
  context: LoadContext,
): NonNullable<CheckOptions["storeRules"]> {
  const limits = new Map(
    [...TABLES.values()].map((table) => [
      table.name,
      storeLimits(table, dataSource.getMetadata(table.entity)),
    ]),
  );
  return (name, cells) => limits.get(name)?.(cells, context) ?? [];
}

// Skips computing digests, which are never too long.
export class CheckContext extends LoadContext {
  override slugOf(): string {
    return "";
  }
}

/** Returns a function that looks up the keys of a table's stored rows; it reads each table once, on first use. */
export function storedLookUps(dataSource: DataSource): NonNullable<CheckOptions["storedKeys"]> {
  const cached = new Map<string, Promise<Keys>>();
  return (table) => {
    const keys = cached.get(table) ?? listKeys(dataSource, table);
    cached.set(table, keys);
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
