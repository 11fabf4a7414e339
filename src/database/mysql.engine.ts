import type { Connection, QueryError, QueryOptions } from "mysql2";
import { DataSource } from "typeorm";
import type { Database, Stored } from "./database.js";
import type { Engine } from "./engine.js";
import { onConnection } from "./mysql.connections.js";
import { Session } from "./session.js";

// Lists of keys come in any length: each would be a statement of its own, prepared for one use.
const MAX_PREPARED_VALUES = 40;

type How = "query" | "execute";

async function rows<T>(db: Database, how: How, statement: QueryOptions): Promise<T[]> {
  const runOn = (connection: Connection): Promise<T[]> => ask(connection, how, statement);
  if (db instanceof DataSource || db instanceof Session) return onConnection(db, statement.sql, runOn);
  // Within a transaction, which has its connection already.
  return runOn((await db.queryRunner?.connect()) as Connection);
}

const ask = <T>(connection: Connection, how: How, statement: QueryOptions): Promise<T[]> =>
  new Promise((resolve, reject) => {
    connection[how](statement, (error: QueryError | null, rows: unknown) => {
      if (error) reject(error);
      else resolve(Array.isArray(rows) ? (rows as T[]) : []);
    });
  });

/** MySQL and MariaDB, through mysql2. */
export const mysqlEngine: Engine = {
  namedRows: (db, { text, values }) => rows<Record<string, Stored>>(db, "query", { sql: text, values }),
  plainRows: (db, { text, values }) =>
    rows<Stored[]>(db, values.length <= MAX_PREPARED_VALUES ? "execute" : "query", {
      sql: text,
      values,
      rowsAsArray: true,
    }),
  byIndex: (name) => `FORCE INDEX (${name})`,
  listed(columns) {
    const values = Array.from({ length: columns }, (_, index) => `k${index} VARCHAR(200) PATH '$[${index}]'`);
    return `SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (parent FOR ORDINALITY, ${values.join(", ")})) j`;
  },
};
