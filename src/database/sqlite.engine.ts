import type Sqlite from "better-sqlite3";
import { isTurnOver, turn } from "../time/turn.js";
import { dataSourceOf, signalOf, type Database, type Stored } from "./database.js";
import type { Engine, Statement } from "./engine.js";
import { Session } from "./session.js";
import { preparedStatement } from "./sqlite-connection.js";
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

// Asking a reader takes longer than a brief statement itself; null when somebody else has locked the database.
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
  if (statement.reader) return statement.raw(asArrays).all(...values);
  statement.run(...values);
  return [];
}

/** SQLite, through better-sqlite3. Requests read beside the connection that writes, and most of them not on the event loop. */
export const sqliteEngine: Engine = {
  namedRows: async (db, statement) => (await rows(db, statement, false)) as Record<string, Stored>[],
  plainRows: async (db, statement) => (await rows(db, statement, true)) as Stored[][],
  byIndex: (name) => `INDEXED BY ${name}`,
  listed(columns) {
    const values = Array.from(
      { length: columns },
      (_, index) => `json_extract(j.value, '$[${index}]') AS k${index}`,
    );
    return `SELECT j.key + 1 AS parent, ${values.join(", ")} FROM json_each(?) j`;
  },
};
