import type Sqlite from "better-sqlite3";
import { LRUCache } from "lru-cache";
import { dataSourceOf, type Database, type Stored } from "./database.js";
import type { Engine, Statement } from "./engine.js";

const MAX_PREPARED = 200;
const prepared = new WeakMap<Sqlite.Database, LRUCache<string, Sqlite.Statement>>();

function rows<T>(db: Database, { text, values }: Statement, asArrays: boolean): T[] {
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

/** SQLite, through better-sqlite3. */
export const sqliteEngine: Engine = {
  namedRows: async (db, statement) => Promise.resolve(rows<Record<string, Stored>>(db, statement, false)),
  plainRows: async (db, statement) => Promise.resolve(rows<Stored[]>(db, statement, true)),
  byIndex: (name) => `INDEXED BY ${name}`,
  listed(columns) {
    const values = Array.from(
      { length: columns },
      (_, index) => `json_extract(j.value, '$[${index}]') AS k${index}`,
    );
    return `SELECT j.key + 1 AS parent, ${values.join(", ")} FROM json_each(?) j`;
  },
};
