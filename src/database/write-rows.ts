import { batches as inBatches } from "../collections.js";
import type { EntityManager, EntityMetadata } from "typeorm";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";
import { engineOf } from "./engines.js";
import { quoted } from "./quoted.js";
import { allOf, anyOf, id, join, oneOf, run, sql, type RawRow, type Sql, type Stored } from "./statement.js";

/** Rows per INSERT, of tables with up to 65 columns: fewer of wider ones. */
export const BATCH = 500;

/** The parameters that SQLite accepts in one statement. */
const MAX_PARAMETERS = 32_766;

/** The items in order, in batches of the size of one INSERT. */
export const batches = <T>(items: readonly T[]): Generator<T[]> => inBatches(items, BATCH);

/** An entity's values by property. */
export type Values = Record<string, unknown>;

/** Rows that were written or removed. */
export interface Changes {
  inserted: readonly Values[];
  /** Rows that had other values before, or that were removed. */
  changed: readonly Values[];
  /** What was stored of changed rows before, as it was stored. */
  before?: readonly Values[];
}

type Entity = abstract new () => object;

/**
 * Inserts new rows, and updates stored rows that differ. Leaves rows of other datasets alone unless `takeOver` is set.
 * All rows must have the same properties, and there may be at most BATCH of them.
 */
export async function writeRows(
  manager: EntityManager,
  entity: Entity,
  rows: readonly Values[],
  options: { takeOver?: boolean } = {},
): Promise<Changes> {
  const metadata = manager.dataSource.getMetadata(entity);
  const changes = await compareRows(manager, entity, rows, options);
  await freeUniqueValues(manager, metadata, [...changes.inserted, ...changes.changed]);
  await upsertRows(manager, entity, [...changes.changed, ...changes.inserted]);
  return changes;
}

/** Which rows `writeRows` would insert and update. */
export async function compareRows(
  manager: EntityManager,
  entity: Entity,
  rows: readonly Values[],
  { takeOver = false }: { takeOver?: boolean } = {},
): Promise<Changes> {
  const metadata = manager.dataSource.getMetadata(entity);
  const columns = columnsOf(metadata, rows);
  const stored = await storedRows(manager, metadata, columns, rows);
  const [fresh, changed, before]: [Values[], Values[], Values[]] = [[], [], []];
  for (const row of rows) {
    const old = stored.get(keyOf(metadata, row));
    if (!old) fresh.push(row);
    else if (
      differs(columns, row, old) &&
      (takeOver || old.dataset === undefined || old.dataset === row.dataset)
    ) {
      changed.push(row);
      before.push(old);
    }
  }
  return { inserted: fresh, changed, before };
}

/** A row's primary key as one text. */
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

const differs = (columns: readonly ColumnMetadata[], row: Values, old: RawRow): boolean =>
  columns.some(
    ({ propertyName }) => propertyName !== "dataset" && storedValue(row[propertyName]) !== old[propertyName],
  );

// Lists are stored as JSON, booleans as numbers, and missing values as null.
function storedValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" ? JSON.stringify(value) : value;
}

/** Inserts rows, and overwrites stored rows with the same primary key. All rows must have the same properties. */
export async function upsertRows(
  manager: EntityManager,
  entity: Entity,
  rows: readonly Values[],
): Promise<void> {
  await insertRows(manager, entity, rows, (metadata, names) => onSameKey(manager, metadata, names));
}

/** Inserts rows; all must have the same properties. */
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
  const size = Math.min(BATCH, Math.floor(MAX_PARAMETERS / columns.length));
  for (const some of inBatches(rows, size)) {
    const values: unknown[] = [];
    for (const one of some) for (const property of properties) values.push(storedValue(one[property]));
    // Concatenated by hand: a tagged template with a part for each value takes longer than the INSERT itself.
    const statement = `${into} ${`${row}, `.repeat(some.length - 1)}${row} ${onSame(metadata, names)}`;
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

// A unique value may move from one row to another, such as a BPS code when regions are split. While the old row still
// has the value, SQLite would refuse the new row, and MySQL would overwrite the old row with it.
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
 * Deletes the rows of a dataset, or of sources, whose key is not kept, except rows that others refer to.
 * Returns the deleted rows as they were stored, by property.
 */
export async function deleteVanished(
  manager: EntityManager,
  entity: Entity,
  of: Sql,
  isKept: (key: string) => boolean,
): Promise<Values[]> {
  const metadata = manager.dataSource.getMetadata(entity);
  const table = id(metadata.tableName);
  const { primaryColumns } = metadata;
  const keys = primaryColumns.map(
    ({ databaseName, propertyName }) => sql`t.${id(databaseName)} AS ${id(propertyName)}`,
  );
  const everything = metadata.columns.map(
    ({ databaseName, propertyName }) => sql`${id(databaseName)} AS ${id(propertyName)}`,
  );
  const rows = await run(manager, "transfer.listKeys", sql`SELECT ${join(keys)} FROM ${table} t WHERE ${of}`);
  let vanished = rows.filter((row) => !isKept(keyOf(metadata, row)));
  const gone: Values[] = [];
  // A row that another vanished row of the same table refers to can be deleted only after that one.
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
      gone.push(
        ...(await run(
          manager,
          `transfer.beforeDelete ${metadata.tableName}`,
          sql`SELECT ${join(everything)} FROM ${table} WHERE ${join(own, " AND ")}`,
        )),
      );
      await run(
        manager,
        `transfer.delete ${metadata.tableName}`,
        sql`DELETE FROM ${table} WHERE ${join(own, " AND ")}`,
      );
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
