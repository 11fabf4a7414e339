import type { DataSource, EntityManager } from "typeorm";
import { isSqlite } from "../database/engines.js";
import { raw, run, sql } from "../database/statement.js";
import type { CheckOptions } from "./check-package.js";
import { LoadContext } from "../package/load-context.js";
import { SeenKeys, type Keys } from "../package/seen-keys.js";
import { storeLimits } from "./store-limits.js";
import { TABLES } from "./tables.js";

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
    sql`SELECT t.${raw(`\`${key.databaseName}\``)} AS \`key\` FROM ${raw(`\`${metadata.tableName}\``)} t`,
  );
  const keys = new SeenKeys();
  for (const { key } of rows) keys.add(key, 1);
  return keys;
}

// What of an index does not fit is read and written again and again, since rows go into it anywhere.
const SQLITE_CACHE_KB = 16_384;

/**
 * Runs a load in one transaction, with foreign keys unchecked, so that rows may come before those they refer to; every
 * reference has been checked before. Of two loads, the second waits for the first.
 */
export async function inLoadSession<T>(
  dataSource: DataSource,
  load: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (!isSqlite(dataSource)) {
    return dataSource.transaction(async (manager) => {
      await manager.query("SET SESSION foreign_key_checks = 0");
      try {
        return await load(manager);
      } finally {
        await manager.query("SET SESSION foreign_key_checks = 1");
      }
    });
  }
  const [{ cache_size: usual }] = await dataSource.query<[{ cache_size: number }]>("PRAGMA cache_size");
  await dataSource.query(`PRAGMA cache_size = ${-SQLITE_CACHE_KB}`);
  await dataSource.query("PRAGMA foreign_keys = OFF");
  try {
    return await dataSource.transaction(async (manager) => {
      // The first statement takes the write lock.
      await manager.query("UPDATE datasets SET revision = revision WHERE name = ''");
      return load(manager);
    });
  } finally {
    await dataSource.query("PRAGMA foreign_keys = ON");
    await dataSource.query(`PRAGMA cache_size = ${usual}`);
  }
}
