import type { Connection, Pool, QueryError, QueryOptions } from "mysql2";
import type { DataSource, EntityManager } from "typeorm";
import { dataSourceOf, type Database, type Stored } from "./database.js";
import type { Engine } from "./engine.js";

/** TypeORM's connections to MySQL or MariaDB. */
export const mysqlPool = ({ driver }: DataSource): Pool => (driver as unknown as { pool: Pool }).pool;

// Lists of keys come in any length: each would be a statement of its own, prepared for one use.
const MAX_PREPARED_VALUES = 40;

async function rows<T>(db: Database, how: "query" | "execute", statement: QueryOptions): Promise<T[]> {
  const { queryRunner } = db as EntityManager;
  const connection: Pool | Connection = queryRunner
    ? ((await queryRunner.connect()) as Connection)
    : mysqlPool(dataSourceOf(db));
  return new Promise((resolve, reject) => {
    connection[how](statement, (error: QueryError | null, rows: unknown) => {
      if (error) reject(error);
      else resolve(Array.isArray(rows) ? (rows as T[]) : []);
    });
  });
}

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
