import type Sqlite from "better-sqlite3";
import { LRUCache } from "lru-cache";
import type { Connection, Pool, QueryError, QueryOptions } from "mysql2";
import { DataSource, QueryFailedError, type EntityManager } from "typeorm";

/** Where statements run: the data source itself, or the manager of an open transaction. */
export type Database = DataSource | EntityManager;

/** A stored value as both drivers give it. */
export type Stored = string | number | null;

const dataSourceOf = (db: Database): DataSource => (db instanceof DataSource ? db : db.dataSource);

/** TypeORM's connections to MySQL or MariaDB. */
export const mysqlPool = ({ driver }: DataSource): Pool => (driver as unknown as { pool: Pool }).pool;

/** Which of the two kinds of engine answers. */
export const isSqlite = (db: Database): boolean => dataSourceOf(db).options.type === "better-sqlite3";

type Named = Record<string, Stored>;

/**
 * Runs a statement on TypeORM's own pool or connection, since TypeORM's query runner costs more than many statements do.
 * Answers with rows by the names of their columns, none to a statement that reads none. Throws QueryFailedError as TypeORM does.
 */
export const namedRows = (db: Database, text: string, values: Stored[]): Promise<Named[]> =>
  logged(db, text, values, () =>
    isSqlite(db)
      ? sqliteRows<Named>(db, text, values, false)
      : mysqlRows<Named>(db, "query", { sql: text, values }),
  );

/** As `namedRows`, each row's values in the order of its columns; prepared where the statement may come back. */
export const plainRows = (db: Database, text: string, values: Stored[]): Promise<Stored[][]> =>
  logged(db, text, values, () =>
    isSqlite(db)
      ? sqliteRows<Stored[]>(db, text, values, true)
      : mysqlRows<Stored[]>(db, values.length <= MAX_PREPARED_VALUES ? "execute" : "query", {
          sql: text,
          values,
          rowsAsArray: true,
        }),
  );

async function logged<T>(
  db: Database,
  text: string,
  values: Stored[],
  rows: () => T[] | Promise<T[]>,
): Promise<T[]> {
  dataSourceOf(db).logger.logQuery(text, values);
  try {
    return await rows();
  } catch (error) {
    throw new QueryFailedError(text, values, error as Error);
  }
}

const MAX_PREPARED = 200;
const prepared = new WeakMap<Sqlite.Database, LRUCache<string, Sqlite.Statement>>();

function sqliteRows<T>(db: Database, text: string, values: Stored[], asArrays: boolean): T[] {
  const { databaseConnection } = dataSourceOf(db).driver as unknown as {
    databaseConnection: Sqlite.Database;
  };
  let known = prepared.get(databaseConnection);
  if (!known)
    prepared.set(databaseConnection, (known = new LRUCache<string, Sqlite.Statement>({ max: MAX_PREPARED })));
  let statement = known.get(text);
  if (!statement) known.set(text, (statement = databaseConnection.prepare(text)));
  if (statement.reader) return statement.raw(asArrays).all(...values) as T[];
  statement.run(...values);
  return [];
}

// Lists of keys come in any length: each would be a statement of its own, prepared for one use.
const MAX_PREPARED_VALUES = 40;

async function mysqlRows<T>(db: Database, how: "query" | "execute", statement: QueryOptions): Promise<T[]> {
  const connection: Pool | Connection =
    db instanceof DataSource || !db.queryRunner
      ? mysqlPool(dataSourceOf(db))
      : ((await db.queryRunner.connect()) as Connection);
  return new Promise((resolve, reject) => {
    connection[how](statement, (error: QueryError | null, rows: unknown) => {
      if (error) reject(error);
      else resolve(Array.isArray(rows) ? (rows as T[]) : []);
    });
  });
}
