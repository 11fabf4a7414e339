import Sqlite from "better-sqlite3";
import mysql from "mysql2/promise";
import type { FloorTables } from "./tables.js";

type Value = string | number;

/** The floor's access to its database: prepared statements, plain rows. */
export interface FloorDatabase {
  tables: FloorTables;
  all: <T>(statement: string, values: readonly Value[]) => Promise<T[]>;
  /** SQL for the year of a date. */
  yearOf: (column: string) => string;
  close: () => Promise<void>;
}

/** Opens a database as the floor does; the pool is as large as the server's. */
export function openFloorDatabase(url: string, tables: FloorTables): FloorDatabase {
  return {
    ...(url.startsWith("sqlite:") ? openSqlite(url.slice("sqlite:".length)) : openMysql(url)),
    tables,
  };
}

function openSqlite(file: string): Omit<FloorDatabase, "tables"> {
  const connection = new Sqlite(file, { readonly: true });
  const statements = new Map<string, Sqlite.Statement>();
  return {
    all: <T>(statement: string, values: readonly Value[]) => {
      let prepared = statements.get(statement);
      if (!prepared) statements.set(statement, (prepared = connection.prepare(statement)));
      return Promise.resolve(prepared.all(...values) as T[]);
    },
    yearOf: (column) => `CAST(SUBSTR(${column}, 1, 4) AS INTEGER)`,
    close: () => Promise.resolve(void connection.close()),
  };
}

// Lists of keys have any length, and each would stay prepared, in the driver and on the server.
const MAX_PREPARED = 50;

function openMysql(url: string): Omit<FloorDatabase, "tables"> {
  const pool = mysql.createPool({ uri: url, connectionLimit: 10, dateStrings: true, timezone: "Z" });
  return {
    all: async <T>(statement: string, values: readonly Value[]) => {
      const [rows] = await (values.length > MAX_PREPARED
        ? pool.query(statement, [...values])
        : pool.execute(statement, [...values]));
      return rows as T[];
    },
    yearOf: (column) => `YEAR(${column})`,
    close: () => pool.end(),
  };
}
