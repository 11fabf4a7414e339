import type { Socket } from "node:net";
import { createPool, type Pool, type PoolConnection, type PoolOptions, type QueryError } from "mysql2";
import { IDENTIFY, noteServer, readServer } from "./mysql.servers.js";

/** How long a statement may run, and how long its connection may be silent, in milliseconds; 0 means no limit. */
export interface SessionLimits {
  statementMs: number;
  silenceMs: number;
}

const NO_LIMITS: SessionLimits = { statementMs: 0, silenceMs: 0 };

// Comments that one of the two servers runs as SQL and the other ignores.
const onMariaDb = (text: string): string => `/*M! ${text} */`;
const onMysql = (text: string): string => `/*!80000 ${text} */`;

// Strict, and the same on both servers. NO_BACKSLASH_ESCAPES and ANSI_QUOTES must be off, since the driver assumes so
// when it escapes values that it does not bind.
const SQL_MODE = [
  "STRICT_ALL_TABLES",
  "NO_ZERO_IN_DATE",
  "NO_ZERO_DATE",
  "ERROR_FOR_DIVISION_BY_ZERO",
  "NO_ENGINE_SUBSTITUTION",
].join();

/**
 * The statements that make a session give the same results on every server, whatever global variables its operator has
 * set. Variables that affect only speed or memory are left to the operator.
 */
function sessionStatements({ statementMs }: SessionLimits, isReadOnly: boolean): string[] {
  const collation = `${onMariaDb("COLLATE utf8mb4_nopad_bin")} ${onMysql("COLLATE utf8mb4_0900_bin")}`;
  const variables = [
    // Literals and the columns of JSON_TABLE compare like the columns of our tables.
    `NAMES utf8mb4 ${collation}`,
    `sql_mode = '${SQL_MODE}'`,
    "time_zone = '+00:00'",
    // Otherwise a connection would always read the snapshot of its first read, and never commit its writes.
    "autocommit = 1",
    "completion_type = 0",
    // Other values of these truncate results, sort by a prefix of each value, or lose digits.
    "sql_select_limit = 18446744073709551615",
    "group_concat_max_len = 1048576",
    "max_sort_length = 4096",
    "div_precision_increment = 4",
    // Otherwise `x IS NULL` may find the row that was inserted last.
    "sql_auto_is_null = 0",
    // Other values of these make the server refuse statements.
    "sql_big_selects = 1",
    "sql_safe_updates = 0",
    "foreign_key_checks = 1",
    "unique_checks = 1",
    "default_storage_engine = InnoDB",
    // The connection that holds the lock is idle while another loads.
    "wait_timeout = 28800",
  ];
  const mariaDb = [
    "old_mode = ''",
    "max_recursive_iterations = 1000",
    "idle_transaction_timeout = 0",
    "idle_readonly_transaction_timeout = 0",
    "idle_write_transaction_timeout = 0",
    `max_statement_time = ${statementMs / 1000}`,
  ];
  const mysql8 = ["cte_max_recursion_depth = 1000", `max_execution_time = ${statementMs}`];
  return [
    `SET ${variables.join(", ")} ${onMariaDb(`, ${mariaDb.join(", ")}`)} ${onMysql(`, ${mysql8.join(", ")}`)}`,
    `SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ${isReadOnly ? "ONLY" : "WRITE"}`,
  ];
}

// A node of a Galera cluster answers before it has what others have committed, and one that its cluster has left behind
// may be set to answer from what it had. Neither may happen to a statement of any kind.
const WAIT_FOR_CLUSTER = "SET wsrep_sync_wait = 15, wsrep_dirty_reads = 0";

const limitsOf = new WeakMap<Pool, SessionLimits>();
const setUp = new WeakMap<PoolConnection, SessionLimits>();

/** Sets the limits of a pool's sessions; connections that are already open are replaced at their next use. */
export function limitSessions(pool: Pool, limits: SessionLimits): void {
  limitsOf.set(pool, limits);
}

/** Replaces all connections of a pool at their next use, since their server has turned out to be unfit. */
export function renewConnections(pool: Pool): void {
  limitsOf.set(pool, { ...(limitsOf.get(pool) ?? NO_LIMITS) });
}

/**
 * The driver for TypeORM. Its pools set up the session of every new connection before they hand it out, and close a
 * connection whose session cannot be set up. Sessions that only read refuse every statement that writes.
 */
export const mysqlDriver = (isReadOnly: boolean): { createPool: (options: PoolOptions) => Pool } => ({
  createPool: (options: PoolOptions): Pool => {
    const pool = createPool(options);
    const give = pool.getConnection.bind(pool);
    pool.getConnection = (callback): void => {
      give((error, connection) => {
        const limits = limitsOf.get(pool) ?? NO_LIMITS;
        if (error || setUp.get(connection) === limits) {
          callback(error, connection);
          return;
        }
        if (setUp.has(connection)) {
          connection.destroy();
          pool.getConnection(callback);
          return;
        }
        setSession(pool, connection, limits, isReadOnly).then(
          () => callback(null, connection) as unknown,
          (fault: unknown) => {
            connection.destroy();
            callback(fault as QueryError, connection);
          },
        );
      });
    };
    return pool;
  },
});

async function setSession(
  pool: Pool,
  connection: PoolConnection,
  limits: SessionLimits,
  isReadOnly: boolean,
): Promise<void> {
  // This must come first, since the connection may already be dead.
  if (limits.silenceMs > 0) endWhenSilent(connection, limits.silenceMs);
  for (const statement of sessionStatements(limits, isReadOnly)) await query(connection, statement);
  const server = readServer((await query(connection, IDENTIFY)) as Parameters<typeof readServer>[0]);
  if (server.isGalera) await query(connection, WAIT_FOR_CLUSTER);
  noteServer(pool, connection, server);
  setUp.set(connection, limits);
}

const query = (connection: PoolConnection, statement: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    connection.query(statement, (error, rows) => {
      if (error) reject(error);
      else resolve(rows);
    });
  });

// Without this, a connection over a network that drops its packets would hang for ever.
function endWhenSilent(connection: PoolConnection, milliseconds: number): void {
  // The driver's types do not declare `stream`.
  const { stream } = connection as unknown as { stream: Socket };
  stream.setTimeout(milliseconds, () => {
    stream.destroy(Object.assign(new Error("The database has stopped responding"), { code: "ETIMEDOUT" }));
  });
}
