import type { Pool, PoolConnection } from "mysql2";
import type { DataSource, EntityManager } from "typeorm";
import { dataSourceOf, type Database, type Stored } from "./database.js";
import type { Engine } from "./engine.js";
import { runBound, type BoundStatement } from "./mysql.statement.js";

/** TypeORM's connections to MySQL or MariaDB. */
export const mysqlPool = ({ driver }: DataSource): Pool => (driver as unknown as { pool: Pool }).pool;

async function rows<T>(db: Database, statement: BoundStatement): Promise<T[]> {
  const { queryRunner } = db as EntityManager;
  if (queryRunner) return runBound<T>((await queryRunner.connect()) as PoolConnection, statement);
  const connection = await connectionOf(mysqlPool(dataSourceOf(db)));
  try {
    return await runBound<T>(connection, statement);
  } finally {
    connection.release();
  }
}

const connectionOf = (pool: Pool): Promise<PoolConnection> =>
  new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error) reject(error);
      else resolve(connection);
    });
  });

/** MySQL and MariaDB, through mysql2. */
export const mysqlEngine: Engine = {
  namedRows: (db, { text, values }) => rows<Record<string, Stored>>(db, { sql: text, values, rowsAsArray: false }),
  plainRows: (db, { text, values }) => rows<Stored[]>(db, { sql: text, values, rowsAsArray: true }),
  byIndex: (name) => `FORCE INDEX (${name})`,
  listed(columns) {
    const values = Array.from({ length: columns }, (_, index) => `k${index} VARCHAR(200) PATH '$[${index}]'`);
    return `SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (parent FOR ORDINALITY, ${values.join(", ")})) j`;
  },
};
