import type { EntityManager, EntityMetadata } from "typeorm";
import { oneOf, raw, run, sql, join, type Stored } from "../graph/statement.js";
import type { RowClass } from "../graph/table.js";
import type { Values } from "./entity-rows.js";

/** Rows of one INSERT: SQLite takes 32,766 parameters, and no table has more than 30 columns. */
export const BATCH = 500;

/**
 * Inserts rows, or writes over those with the same primary key unless another dataset brought them. Rows hold values by
 * property, the same properties each.
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
  const onSame = raw(onSameKey(manager, metadata, names));
  await freeUniqueValues(manager, metadata, rows);
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
      sql`INSERT INTO ${raw(`\`${metadata.tableName}\``)} (${raw(names.join(", "))}) VALUES ${join(values)} ${onSame}`,
    );
  }
}

// The engines say the same in different words.
function onSameKey(
  { dataSource }: EntityManager,
  metadata: EntityMetadata,
  names: readonly string[],
): string {
  const keys = metadata.primaryColumns.map(({ databaseName }) => `\`${databaseName}\``);
  const others = names.filter((name) => !keys.includes(name));
  const isOwned = names.includes("`dataset`");
  if (dataSource.options.type === "better-sqlite3") {
    const set = others.map((name) => `${name} = excluded.${name}`).join(", ");
    const own = isOwned ? ` WHERE \`${metadata.tableName}\`.\`dataset\` = excluded.\`dataset\`` : "";
    return `ON CONFLICT (${keys.join(", ")}) DO UPDATE SET ${set}${own}`;
  }
  const given = (name: string): string =>
    isOwned ? `IF(\`dataset\` = VALUES(\`dataset\`), VALUES(${name}), ${name})` : `VALUES(${name})`;
  return `ON DUPLICATE KEY UPDATE ${others.map((name) => `${name} = ${given(name)}`).join(", ")}`;
}

// A value may move from one row to another, such as a BPS code when regions are split. Until the row that had it is
// written, SQLite would refuse the other one, and MySQL would write it over the first.
async function freeUniqueValues(
  manager: EntityManager,
  { indices, tableName }: EntityMetadata,
  rows: readonly Values[],
): Promise<void> {
  for (const { isUnique, columns } of indices) {
    const [column, ...more] = columns;
    if (!isUnique || !column?.isNullable || more.length > 0) continue;
    const name = raw(`\`${column.databaseName}\``);
    const values = rows.map((row) => row[column.propertyName]).filter((value) => typeof value === "string");
    for (let start = 0; start < values.length; start += BATCH) {
      const taken = oneOf(name, values.slice(start, start + BATCH));
      await run(
        manager,
        `transfer.free ${tableName}`,
        sql`UPDATE ${raw(`\`${tableName}\``)} SET ${name} = NULL WHERE ${taken}`,
      );
    }
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
 * Deletes the rows of a dataset whose key is not among those kept, except where other rows refer to them.
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
  let vanished = rows.filter((row) => !kept.has(keyText(keys.map((name) => row[name]))));
  const before = vanished.length;
  // A row that another vanished row of its own table refers to can go once that one has gone.
  for (let left = Infinity; vanished.length < left;) {
    left = vanished.length;
    const referred: typeof vanished = [];
    for (const row of vanished) {
      if (await isReferred(manager, entity, row)) {
        referred.push(row);
        continue;
      }
      const own = keys.map((name) => sql`${raw(`\`${name}\``)} = ${row[name]}`);
      await run(
        manager,
        `transfer.delete ${metadata.tableName}`,
        sql`DELETE FROM ${table} WHERE ${join(own, " AND ")}`,
      );
    }
    vanished = referred;
  }
  return before - vanished.length;
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
