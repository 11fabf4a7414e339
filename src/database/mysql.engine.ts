import type { PoolConnection } from "mysql2";
import { DataSource } from "typeorm";
import type { Database, Stored } from "./database.js";
import type { Engine } from "./engine.js";
import { onConnection } from "./mysql.connections.js";
import { runBound, type BoundStatement } from "./mysql.statement.js";
import { Session } from "./session.js";

async function rows<T>(db: Database, statement: BoundStatement): Promise<T[]> {
  const runOn = (connection: PoolConnection): Promise<T[]> => runBound(connection, statement);
  if (db instanceof DataSource || db instanceof Session) return onConnection(db, statement.sql, runOn);
  // Within a transaction, which has its connection already.
  return runOn((await db.queryRunner?.connect()) as PoolConnection);
}

/** MySQL and MariaDB, through mysql2. */
export const mysqlEngine: Engine = {
  namedRows: (db, { text, values }) =>
    rows<Record<string, Stored>>(db, { sql: text, values, rowsAsArray: false }),
  plainRows: (db, { text, values }) => rows<Stored[]>(db, { sql: text, values, rowsAsArray: true }),
  byIndex: (name) => `FORCE INDEX (${name})`,
  listed(columns) {
    const values = Array.from({ length: columns }, (_, index) => `k${index} VARCHAR(200) PATH '$[${index}]'`);
    return `SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (parent FOR ORDINALITY, ${values.join(", ")})) j`;
  },
};
