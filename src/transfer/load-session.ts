import type { DataSource, EntityManager } from "typeorm";
import { raw, run, sql } from "../graph/statement.js";
import type { CheckOptions } from "./check-package.js";
import { ENTITY_ROWS, LoadContext, type TableName } from "./entity-rows.js";
import { beyondStore } from "./store-limits.js";
import { TABLE_ENTITIES } from "./tables.js";

/** What the store cannot hold, for rows of every table of a package. */
export function storeRules(dataSource: DataSource, dataset: string): NonNullable<CheckOptions["storeRules"]> {
  const context = new LoadContext(dataset);
  return (table, cells) => {
    const entity = TABLE_ENTITIES.get(table as TableName);
    return entity
      ? beyondStore(dataSource.getMetadata(entity), ENTITY_ROWS[table as TableName](cells, context), cells)
      : [];
  };
}

/** Keys that are stored already, by table; each table is read once, when it is asked for. */
export function storedLookUps(dataSource: DataSource): NonNullable<CheckOptions["storedKeys"]> {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  return (table) => {
    const keys = known.get(table) ?? listKeys(dataSource, table);
    known.set(table, keys);
    return keys;
  };
}

async function listKeys(dataSource: DataSource, table: string): Promise<ReadonlySet<string>> {
  const entity = TABLE_ENTITIES.get(table as TableName);
  const metadata = entity && dataSource.getMetadata(entity);
  const [key, ...more] = metadata?.primaryColumns ?? [];
  if (!metadata || !key || more.length > 0) return new Set();
  const rows = await run<{ key: string }>(
    dataSource,
    "transfer.listStoredKeys",
    sql`SELECT t.${raw(`\`${key.databaseName}\``)} AS \`key\` FROM ${raw(`\`${metadata.tableName}\``)} t`,
  );
  return new Set(rows.map(({ key }) => key));
}

/**
 * Runs a load with foreign keys unchecked until its end, so that rows may come before those they refer to; every
 * reference has been checked before. The first statement takes the write lock: of two loads, the second waits here.
 */
export async function integrityOff<T>(manager: EntityManager, load: () => Promise<T>): Promise<T> {
  if (manager.dataSource.options.type === "better-sqlite3") {
    await manager.query("PRAGMA defer_foreign_keys = ON");
    await manager.query("UPDATE datasets SET revision = revision WHERE name = ''");
    return load();
  }
  await manager.query("SET SESSION foreign_key_checks = 0");
  try {
    return await load();
  } finally {
    await manager.query("SET SESSION foreign_key_checks = 1");
  }
}
