import { batches as inBatches } from "../collections.js";
import type { EntityManager, EntityMetadata } from "typeorm";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";
import { engineOf } from "./engines.js";
import { quoted } from "./quoted.js";
import { allOf, anyOf, id, join, oneOf, run, sql, type RawRow, type Stored } from "./statement.js";

/** Rows of one INSERT: SQLite takes 32,766 parameters, and no table has more than 60 columns. */
export const BATCH = 500;

/** The items in order, as many at a time as one INSERT takes. */
export const batches = <T>(items: readonly T[]): Generator<T[]> => inBatches(items, BATCH);

/** Values of an entity by property. */
export type Values = Record<string, unknown>;

/** Rows that were written or removed. */
export interface Changes {
  inserted: readonly Values[];
  /** Rows that were stored before with other values, or are stored no longer. */
  changed: readonly Values[];
}

type Entity = abstract new () => object;

/**
 * Writes rows: new ones are inserted, those that differ from what is stored are written over. Rows of another dataset
 * are left alone unless `takeOver`. Rows hold values by property, the same properties each, at most BATCH of them.
 */
export async function writeRows(
  manager: EntityManager,
  entity: Entity,
  rows: readonly Values[],
  { takeOver = false }: { takeOver?: boolean } = {},
): Promise<Changes> {
  const metadata = manager.dataSource.getMetadata(entity);
  const columns = columnsOf(metadata, rows);
  const stored = await storedRows(manager, metadata, columns, rows);
  const [fresh, changed]: [Values[], Values[]] = [[], []];
  for (const row of rows) {
    const known = stored.get(keyOf(metadata, row));
    if (!known) fresh.push(row);
    else if (
      differs(columns, row, known) &&
      (takeOver || known.dataset === undefined || known.dataset === row.dataset)
    )
      changed.push(row);
  }
  await freeUniqueValues(manager, metadata, [...fresh, ...changed]);
  await upsertRows(manager, entity, [...changed, ...fresh]);
  return { inserted: fresh, changed };
}

/** The text under which a row's primary key is remembered. */
export const keyOf = ({ primaryColumns }: EntityMetadata, row: Values): string =>
  primaryColumns.map(({ propertyName }) => row[propertyName]).join("\u0000");

const columnsOf = ({ columns }: EntityMetadata, [first = {}]: readonly Values[]): ColumnMetadata[] =>
  columns.filter(({ propertyName }) => propertyName in first);

async function storedRows(
  manager: EntityManager,
  metadata: EntityMetadata,
  columns: readonly ColumnMetadata[],
  rows: readonly Values[],
): Promise<Map<string, RawRow>> {
  if (rows.length === 0) return new Map();
  const selected = columns.map(
    ({ databaseName, propertyName }) => sql`t.${id(databaseName)} AS ${id(propertyName)}`,
  );
  const [key, ...more] = metadata.primaryColumns;
  const wanted =
    key && more.length === 0
      ? oneOf(
          sql`t.${id(key.databaseName)}`,
          rows.map((row) => row[key.propertyName] as string),
        )
      : anyOf(
          rows.map((row) =>
            allOf(
              metadata.primaryColumns.map(
                (column) => sql`t.${id(column.databaseName)} = ${row[column.propertyName]}`,
              ),
            ),
          ),
        );
  const found = await run(
    manager,
    `transfer.stored ${metadata.tableName}`,
    sql`SELECT ${join(selected)} FROM ${id(metadata.tableName)} t WHERE ${wanted}`,
  );
  return new Map(found.map((row) => [keyOf(metadata, row), row]));
}

const differs = (columns: readonly ColumnMetadata[], row: Values, known: RawRow): boolean =>
  columns.some(
    ({ propertyName }) =>
      propertyName !== "dataset" && storedValue(row[propertyName]) !== known[propertyName],
  );

// Lists are stored as JSON, truth values as numbers, and what a row leaves out as null.
function storedValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" ? JSON.stringify(value) : value;
}

/** Inserts rows, or writes over those with the same primary key. Rows hold the same properties each. */
export async function upsertRows(
  manager: EntityManager,
  entity: Entity,
  rows: readonly Values[],
): Promise<void> {
  await insertRows(manager, entity, rows, (metadata, names) => onSameKey(manager, metadata, names));
}

/** Inserts rows that hold the same properties each. */
export async function insertRows(
  manager: EntityManager,
  entity: Entity,
  rows: readonly Values[],
  onSame: (metadata: EntityMetadata, names: readonly string[]) => string = () => "",
): Promise<void> {
  const metadata = manager.dataSource.getMetadata(entity);
  const columns = columnsOf(metadata, rows);
  const names = columns.map(({ databaseName }) => quoted(databaseName));
  const properties = columns.map(({ propertyName }) => propertyName);
  const into = `INSERT INTO ${quoted(metadata.tableName)} (${names.join(", ")}) VALUES`;
  const row = `(${names.map(() => "?").join(", ")})`;
  for (const some of batches(rows)) {
    const values: unknown[] = [];
    for (const one of some) for (const property of properties) values.push(storedValue(one[property]));
    // Put together by hand: a template with a part for each value takes longer than the database.
    const statement = `${into} ${some.map(() => row).join(", ")} ${onSame(metadata, names)}`;
    await run(manager, `transfer.insert ${metadata.tableName}`, { sql: statement, values });
  }
}

function onSameKey(
  manager: EntityManager,
  { primaryColumns }: EntityMetadata,
  names: readonly string[],
): string {
  const keys = primaryColumns.map(({ databaseName }) => quoted(databaseName));
  return engineOf(manager).onSameKey(
    keys,
    names.filter((name) => !keys.includes(name)),
  );
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
    const values = rows.map((row) => row[column.propertyName]).filter((value) => typeof value === "string");
    if (values.length === 0) continue;
    const name = id(column.databaseName);
    await run(
      manager,
      `transfer.free ${tableName}`,
      sql`UPDATE ${id(tableName)} SET ${name} = NULL WHERE ${oneOf(name, values)}`,
    );
  }
}

/**
 * Deletes the rows of a dataset whose key is not among those kept, except where other rows refer to them.
 * Answers with the keys of those that are gone.
 */
export async function deleteVanished(
  manager: EntityManager,
  entity: Entity,
  dataset: string,
  kept: (key: string) => boolean,
): Promise<Values[]> {
  const metadata = manager.dataSource.getMetadata(entity);
  const table = id(metadata.tableName);
  const { primaryColumns } = metadata;
  const keys = primaryColumns.map(
    ({ databaseName, propertyName }) => sql`t.${id(databaseName)} AS ${id(propertyName)}`,
  );
  const rows = await run(
    manager,
    "transfer.listKeys",
    sql`SELECT ${join(keys)} FROM ${table} t WHERE t.dataset = ${dataset}`,
  );
  let vanished = rows.filter((row) => !kept(keyOf(metadata, row)));
  const gone: Values[] = [];
  // A row that another vanished row of its own table refers to can go once that one has gone.
  for (let left = Infinity; vanished.length < left;) {
    left = vanished.length;
    const referred: typeof vanished = [];
    for (const row of vanished) {
      if (await isReferred(manager, entity, row)) {
        referred.push(row);
        continue;
      }
      const own = primaryColumns.map(
        ({ databaseName, propertyName }) => sql`${id(databaseName)} = ${row[propertyName]}`,
      );
      await run(
        manager,
        `transfer.delete ${metadata.tableName}`,
        sql`DELETE FROM ${table} WHERE ${join(own, " AND ")}`,
      );
      gone.push(row);
    }
    vanished = referred;
  }
  return gone;
}

async function isReferred(
  manager: EntityManager,
  entity: Entity,
  row: Record<string, Stored>,
): Promise<boolean> {
  for (const other of manager.dataSource.entityMetadatas) {
    for (const { referencedEntityMetadata, columnNames, referencedColumns } of other.foreignKeys) {
      if (referencedEntityMetadata.target !== entity) continue;
      const value = row[referencedColumns[0]?.propertyName ?? ""] as string;
      const found = await run(
        manager,
        "transfer.isReferred",
        sql`SELECT 1 FROM ${id(other.tableName)} t WHERE ${oneOf(sql`t.${id(columnNames[0] ?? "")}`, [value])} LIMIT 1`,
      );
      if (found.length > 0) return true;
    }
  }
  return false;
}
