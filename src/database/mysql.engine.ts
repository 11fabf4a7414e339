import { quoted } from "./quoted.js";
import type { PoolConnection } from "mysql2";
import { DataSource, type EntityManager } from "typeorm";
import type { Database, Stored } from "./database.js";
import type { Engine } from "./engine.js";
import { mysqlPool, onConnection, poolState } from "./mysql.connections.js";
import { lockMysql } from "./mysql.lock.js";
import { resumable } from "./mysql.migrations.js";
import { serverAdvice, versionFault, type ServerOptions } from "./mysql.server.js";
import { serversOf } from "./mysql.servers.js";
import { limitSessions } from "./mysql.session.js";
import { inSnapshot } from "./mysql.snapshot.js";
import { runBound, type BoundStatement } from "./mysql.statement.js";
import { Session } from "./session.js";

async function rows<T>(db: Database, statement: BoundStatement): Promise<T[]> {
  const runOn = (connection: PoolConnection): Promise<T[]> => runBound(connection, statement);
  if (db instanceof Session && db.inSnapshot) return inSnapshot(db, statement.sql, runOn);
  if (db instanceof DataSource || db instanceof Session) return onConnection(db, statement.sql, runOn);
  // A transaction already has its connection; outside of one, a manager has none.
  return db.queryRunner
    ? runOn((await db.queryRunner.connect()) as PoolConnection)
    : onConnection(db.dataSource, statement.sql, runOn);
}

const inLoad = <T>(dataSource: DataSource, load: (manager: EntityManager) => Promise<T>): Promise<T> =>
  dataSource.transaction(async (manager) => {
    await manager.query("SET SESSION foreign_key_checks = 0");
    try {
      return await load(manager);
    } finally {
      await manager.query("SET SESSION foreign_key_checks = 1");
    }
  });

// Changed rows of a table after which it is estimated anew.
const MANY = 10_000;

/** MySQL and MariaDB, through mysql2. */
export const mysqlEngine: Engine = {
  namedRows: (db, { text, values }) =>
    rows<Record<string, Stored>>(db, { sql: text, values, rowsAsArray: false }),
  plainRows: (db, { text, values }) => rows<Stored[]>(db, { sql: text, values, rowsAsArray: true }),
  writesAlone: false,
  planOf: async (db, { text, values }) => {
    const steps = await rows<Record<string, Stored>>(db, {
      sql: `EXPLAIN ${text}`,
      values,
      rowsAsArray: false,
    });
    return steps.map(
      ({ table, type, key, rows: read, Extra: more }) =>
        `${table} ${type} key=${key} rows=${read}${more ? ` ${more}` : ""}`,
    );
  },
  poolState: (dataSource) => poolState(mysqlPool(dataSource)),
  notBy: (names) => (names.length === 0 ? "" : `IGNORE INDEX (${names.join(", ")})`),
  byIndex: (name) => `FORCE INDEX (${name})`,
  byKey: "FORCE INDEX (PRIMARY)",
  sorted: { by: (names) => `IGNORE INDEX FOR ORDER BY (${names.join(", ")})`, sign: "" },
  inOrderWritten: "STRAIGHT_JOIN",
  listed(columns) {
    const values = Array.from({ length: columns }, (_, index) => `k${index} VARCHAR(200) PATH '$[${index}]'`);
    return `SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (parent FOR ORDINALITY, ${values.join(", ")})) j`;
  },
  onSameKey: (_keys, others) =>
    `ON DUPLICATE KEY UPDATE ${others.map((name) => `${name} = VALUES(${name})`).join(", ")}`,
  faultBeforeConnecting: () => null,
  faultOnceConnected: async (dataSource) => {
    const [{ version }] = await dataSource.query<[{ version: string }]>("SELECT VERSION() AS version");
    return versionFault(version);
  },
  advice: (code, { options }) => serverAdvice(code, options as ServerOptions),
  servers: (dataSource) => serversOf(mysqlPool(dataSource)),
  limitStatements: (dataSource, { statementTimeoutMs, connectTimeoutMs }) => {
    limitSessions(mysqlPool(dataSource), {
      statementMs: statementTimeoutMs,
      // A connection is dead when it is silent for longer than any statement may take.
      silenceMs: statementTimeoutMs + connectTimeoutMs,
    });
  },
  lock: (dataSource, notify) => lockMysql(dataSource, notify),
  isLocked: () => false,
  resumable,
  inLoad,
  // It notices by itself, but only after a while.
  refreshEstimates: async (dataSource, changed) => {
    for (const [tableName, rows] of changed)
      if (rows >= MANY) await dataSource.query(`ANALYZE TABLE ${quoted(tableName)}`);
  },
  writeMany: (_manager, _tableName, _rows, write) => write(),
};
