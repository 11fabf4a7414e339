import type Sqlite from "better-sqlite3";
import { dataSourceOf, type Database, type Stored } from "./database.js";
import type { Engine, Statement } from "./engine.js";
import { Session } from "./session.js";
import { preparedStatement } from "./sqlite-connection.js";
import { SqliteDataSource } from "./sqlite-data-source.js";

// Requests do not read on the event loop, unless the database lives in the memory of this process alone.
async function rows<T>(db: Database, statement: Statement, asArrays: boolean): Promise<T[]> {
  const dataSource = dataSourceOf(db);
  if (db instanceof Session) {
    db.signal.throwIfAborted();
    const readers = dataSource instanceof SqliteDataSource ? dataSource.readers : null;
    if (readers) return (await readers.read(db, statement, asArrays)) as T[];
  }
  const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: Sqlite.Database };
  const prepared = preparedStatement(databaseConnection, statement.text);
  if (prepared.reader) return prepared.raw(asArrays).all(...statement.values) as T[];
  prepared.run(...statement.values);
  return [];
}

/** SQLite, through better-sqlite3. */
export const sqliteEngine: Engine = {
  namedRows: (db, statement) => rows<Record<string, Stored>>(db, statement, false),
  plainRows: (db, statement) => rows<Stored[]>(db, statement, true),
  byIndex: (name) => `INDEXED BY ${name}`,
  listed(columns) {
    const values = Array.from(
      { length: columns },
      (_, index) => `json_extract(j.value, '$[${index}]') AS k${index}`,
    );
    return `SELECT j.key + 1 AS parent, ${values.join(", ")} FROM json_each(?) j`;
  },
};
