import { resolve } from "node:path";
import type Sqlite from "better-sqlite3";
import type { DataSource, EntityManager } from "typeorm";
import { madeOnce } from "../collections.js";
import { isTurnOver, turn } from "../time/turn.js";
import { dataSourceOf, signalOf, type Database, type Stored } from "./database.js";
import type { Engine, Servers, Statement } from "./engine.js";
import { isReadOnly } from "./read-only.js";
import { Session } from "./session.js";
import { indexAfterwards } from "./sqlite.bulk.js";
import { refreshEstimates } from "./sqlite.estimates.js";
import { isBusy, lockSqlite } from "./sqlite.lock.js";
import { namer } from "./sqlite-rows.js";
import { preparedStatement } from "./sqlite-connection.js";
import { sqliteFileFault } from "./sqlite-file.js";
import { SqliteDataSource } from "./sqlite-data-source.js";

async function rows(db: Database, statement: Statement, asArrays: boolean): Promise<unknown[]> {
  const dataSource = dataSourceOf(db);
  const { reading } = dataSource instanceof SqliteDataSource ? dataSource : { reading: null };
  if (db instanceof Session && reading) {
    const here = statement.isBrief ? await rowsHere(db, reading.here, statement, asArrays) : null;
    return here ?? reading.readers.read(db, statement, asArrays);
  }
  signalOf(db)?.throwIfAborted();
  const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: Sqlite.Database };
  return rowsOf(databaseConnection, statement, asArrays);
}

// Sending a brief statement to a reader takes longer than running it here. Null when the database is locked.
async function rowsHere(
  { signal }: Session,
  connection: Sqlite.Database,
  statement: Statement,
  asArrays: boolean,
): Promise<unknown[] | null> {
  if (isTurnOver()) await turn(signal);
  signal.throwIfAborted();
  try {
    return rowsOf(connection, statement, asArrays);
  } catch (error) {
    if ((error as { code?: string }).code === "SQLITE_BUSY") return null;
    throw error;
  }
}

function rowsOf(connection: Sqlite.Database, { text, values }: Statement, asArrays: boolean): unknown[] {
  const statement = preparedStatement(connection, text);
  if (!statement.reader) {
    statement.run(...values);
    return [];
  }
  const rows = statement.raw(true).all(...values) as Stored[][];
  return asArrays ? rows : namerOf(statement)(rows);
}

const namerOf = madeOnce((statement: Sqlite.Statement) => namer(statement.columns().map(({ name }) => name)));

const ONE_FILE: Servers = { areSeveral: false, changes: 0 };

const fileOf = ({ options }: DataSource): string => String(options.database);

async function inLoad<T>(dataSource: DataSource, load: (manager: EntityManager) => Promise<T>): Promise<T> {
  await dataSource.query("PRAGMA foreign_keys = OFF");
  try {
    return await dataSource.transaction(async (manager) => {
      // The first statement takes the write lock.
      await manager.query("UPDATE datasets SET revision = revision WHERE name = ''");
      return load(manager);
    });
  } finally {
    await dataSource.query("PRAGMA foreign_keys = ON");
  }
}

/**
 * SQLite, through better-sqlite3. Requests read over separate connections, mostly in other processes instead of on the
 * event loop.
 */
export const sqliteEngine: Engine = {
  namedRows: async (db, statement) => (await rows(db, statement, false)) as Record<string, Stored>[],
  plainRows: async (db, statement) => (await rows(db, statement, true)) as Stored[][],
  writesAlone: true,
  planOf: async (db, statement) => {
    const steps = await rows(db, { ...statement, text: `EXPLAIN QUERY PLAN ${statement.text}` }, false);
    return (steps as { detail: string }[]).map(({ detail }) => detail);
  },
  poolState: (dataSource) =>
    (dataSource instanceof SqliteDataSource ? dataSource.reading?.readers.state : null) ?? {
      ...{ size: 0, busy: 0, waiting: 0 },
    },
  notBy: () => "",
  byIndex: (name) => `INDEXED BY ${name}`,
  byKey: "NOT INDEXED",
  sorted: { by: () => "", sign: "+" },
  // A row of a subquery with a limit cannot be looked up, so the subquery comes first.
  inOrderWritten: "",
  listed(columns) {
    const values = Array.from(
      { length: columns },
      (_, index) => `json_extract(j.value, '$[${index}]') AS k${index}`,
    );
    return `SELECT j.key + 1 AS parent, ${values.join(", ")} FROM json_each(?) j`;
  },
  onSameKey: (keys, others) =>
    `ON CONFLICT (${keys.join(", ")}) DO UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(", ")}`,
  faultBeforeConnecting: (dataSource) => sqliteFileFault(fileOf(dataSource), isReadOnly(dataSource)),
  faultOnceConnected: () => Promise.resolve(null),
  advice: (_code, dataSource) => `The SQLite database ${resolve(fileOf(dataSource))} cannot be opened`,
  servers: () => ONE_FILE,
  // The readers enforce the limits.
  limitStatements: () => undefined,
  lock: lockSqlite,
  isLocked: isBusy,
  // SQLite rolls back an interrupted migration, and TypeORM shares one query runner for all statements.
  resumable: (runner) => runner,
  inLoad,
  refreshEstimates,
  writeMany: indexAfterwards,
};
