import type { EntityManager, EntityMetadata } from "typeorm";
import { oneOf, raw, run, sql, join, type Stored } from "../graph/statement.js";
import type { RowClass } from "../graph/table.js";
import type { Values } from "./entity-rows.js";

/** Rows of one INSERT: SQLite takes 32,766 parameters, and no table has more than 30 columns. */
export const BATCH = 500;

/**
 * Inserts rows, or writes over those with the same primary key. `rows` hold values by property, the same properties each.
 * In both engines: `ON DUPLICATE KEY UPDATE` and `ON CONFLICT` differ.
 */
export async function upsertRows(
  manager: EntityManager,
  entity: RowClass,
  given: readonly Values[],
): Promise<void> {
  const metadata = manager.dataSource.getMetadata(entity);
  const rows = referredFirst(metadata, given);
  const [first] = rows;
  if (!first) return;
  const columns = metadata.columns.filter(({ propertyName }) => propertyName in first);
  const names = columns.map(({ databaseName }) => `\`${databaseName}\``);
  const keys = metadata.primaryColumns.map(({ databaseName }) => `\`${databaseName}\``);
  const others = names.filter((name) => !keys.includes(name));
  const onSame =
    manager.dataSource.options.type === "better-sqlite3"
      ? `ON CONFLICT (${keys.join(", ")}) DO UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(", ")}`
      : `ON DUPLICATE KEY UPDATE ${others.map((name) => `${name} = VALUES(${name})`).join(", ")}`;
  for (let start = 0; start < rows.length; start += BATCH) {
    const values = rows.slice(start, start + BATCH).map((row) =>
      join(
        columns.map(({ propertyName }) => stored(row[propertyName])),
        ", ",
        "(",
        ")",
      ),
    );
    await run(
      manager,
      `transfer.upsert ${metadata.tableName}`,
      sql`INSERT INTO ${raw(`\`${metadata.tableName}\``)} (${raw(names.join(", "))}) VALUES ${join(values)} ${raw(onSame)}`,
    );
  }
}

// MySQL checks foreign keys row by row: rows of the same table that others refer to come before them.
function referredFirst({ foreignKeys, target }: EntityMetadata, rows: readonly Values[]): readonly Values[] {
  const own = foreignKeys.find(({ referencedEntityMetadata }) => referencedEntityMetadata.target === target);
  const [column, referred] = [own?.columns[0]?.propertyName, own?.referencedColumns[0]?.propertyName];
  if (column === undefined || referred === undefined) return rows;
  const byKey = new Map(rows.map((row) => [row[referred], row]));
  const sorted = new Set<Values>();
  const add = (row: Values): void => {
    const above = byKey.get(row[column]);
    if (above && above !== row && !sorted.has(above)) add(above);
    sorted.add(row);
  };
  rows.forEach(add);
  return [...sorted];
}

// Lists are stored as JSON, and what a row leaves out as null.
function stored(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : value;
}

/**
 * Deletes the rows of a dataset whose key is not among those kept, except where rows of other datasets refer to them.
 * Answers with how many are gone.
 */
export async function deleteVanished(
  manager: EntityManager,
  entity: RowClass,
  dataset: string,
  kept: ReadonlySet<string>,
): Promise<number> {
  const metadata = manager.dataSource.getMetadata(entity);
  const table = raw(`\`${metadata.tableName}\``);
  const keys = metadata.primaryColumns.map(({ databaseName }) => databaseName);
  const key = raw(keys.map((name) => `t.\`${name}\``).join(", "));
  const rows = await run<Record<string, Stored>>(
    manager,
    "transfer.listKeys",
    sql`SELECT ${key} FROM ${table} t WHERE t.dataset = ${dataset}`,
  );
  const vanished = rows.filter((row) => !kept.has(keyText(keys.map((name) => row[name]))));
  let deleted = 0;
  for (const row of vanished) {
    const own = keys.map((name) => sql`${raw(`\`${name}\``)} = ${row[name]}`);
    if (await isReferred(manager, entity, row)) continue;
    await run(
      manager,
      `transfer.delete ${metadata.tableName}`,
      sql`DELETE FROM ${table} WHERE ${join(own, " AND ")}`,
    );
    deleted += 1;
  }
  return deleted;
}

/** The text under which a row's key is remembered. */
export const keyText = (parts: readonly unknown[]): string => parts.join("\u0000");

async function isReferred(
  manager: EntityManager,
  entity: RowClass,
  row: Record<string, Stored>,
): Promise<boolean> {
  for (const other of manager.dataSource.entityMetadatas) {
    for (const { referencedEntityMetadata, columnNames, referencedColumnNames } of other.foreignKeys) {
      if (referencedEntityMetadata.target !== entity) continue;
      const column = raw(`t.\`${columnNames[0] ?? ""}\``);
      const found = await run(
        manager,
        "transfer.isReferred",
        sql`SELECT 1 FROM ${raw(`\`${other.tableName}\``)} t WHERE ${oneOf(column, [row[referencedColumnNames[0] ?? ""] as string])} LIMIT 1`,
      );
      if (found.length > 0) return true;
    }
  }
  return false;
}
