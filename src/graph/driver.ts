import type Sqlite from "better-sqlite3";
import { LRUCache } from "lru-cache";
import type { Connection, Pool, QueryError } from "mysql2";
import { DataSource, QueryFailedError, type EntityManager } from "typeorm";

/** Where statements run: the data source itself, or the manager of an open transaction. */
export type Database = DataSource | EntityManager;

/** A stored value as both drivers give it. */
export type Stored = string | number | null;

const dataSourceOf = (db: Database): DataSource => (db instanceof DataSource ? db : db.dataSource);

/** Which of the two kinds of engine answers. */
export const isSqlite = (db: Database): boolean => dataSourceOf(db).options.type === "better-sqlite3";

/**
 * Runs a statement, prepared where it may come back, on TypeORM's own pool or connection and answers with each row's values in the order of its columns.
 * TypeORM's query runner would make objects of them, and costs more than many statements do.
 * Throws QueryFailedError as TypeORM does.
 */
export async function plainRows(db: Database, text: string, values: Stored[]): Promise<Stored[][]> {
  const dataSource = dataSourceOf(db);
  dataSource.logger.logQuery(text, values);
  try {
    return isSqlite(db)
      ? sqliteRows(dataSource, text, values)
      : await mysqlRows(db, dataSource, text, values);
  } catch (error) {
    throw new QueryFailedError(text, values, error as Error);
  }
}

const MAX_PREPARED = 200;
const prepared = new WeakMap<Sqlite.Database, LRUCache<string, Sqlite.Statement>>();

function sqliteRows(dataSource: DataSource, text: string, values: Stored[]): Stored[][] {
  const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: Sqlite.Database };
  let known = prepared.get(databaseConnection);
  if (!known)
    prepared.set(databaseConnection, (known = new LRUCache<string, Sqlite.Statement>({ max: MAX_PREPARED })));
  let statement = known.get(text);
  if (!statement) known.set(text, (statement = databaseConnection.prepare(text).raw()));
  return statement.all(...values) as Stored[][];
}

// Lists of keys come in any length: each would be a statement of its own, prepared for one use.
const MAX_PREPARED_VALUES = 50;

async function mysqlRows(
  db: Database,
  dataSource: DataSource,
  text: string,
  values: Stored[],
): Promise<Stored[][]> {
  const { pool } = dataSource.driver as unknown as { pool: Pool };
  const connection: Pool | Connection =
    db instanceof DataSource || !db.queryRunner ? pool : ((await db.queryRunner.connect()) as Connection);
  return new Promise((resolve, reject) => {
    const statement = { sql: text, values, rowsAsArray: true };
    const answer = (error: QueryError | null, rows: unknown): void => {
      if (error) reject(error);
      else resolve(rows as Stored[][]);
    };
    if (values.length <= MAX_PREPARED_VALUES) connection.execute(statement, answer);
    else connection.query(statement, answer);
  });
}
