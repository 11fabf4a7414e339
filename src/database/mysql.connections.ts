import type { Pool, PoolConnection } from "mysql2";
import type { DataSource } from "typeorm";
import { serviceUnavailable } from "../errors.js";
import { endStatement } from "./mysql.ending.js";
import { renewConnections } from "./mysql.session.js";
import { Session } from "./session.js";
import { Turns } from "./turns.js";
import type { Signal } from "../time/signal.js";

/** TypeORM's connections to MySQL or MariaDB. */
export const mysqlPool = ({ driver }: DataSource): Pool => (driver as unknown as { pool: Pool }).pool;

const turnsOf = new WeakMap<Pool, Turns>();

/**
 * Runs a statement on a connection of the pool. Sessions take turns at the connections. When a session is over, its
 * statement is killed at the database before the connection goes back, so that the next statement finds it idle.
 */
export async function onConnection<T>(
  db: DataSource | Session,
  text: string,
  statement: (connection: PoolConnection) => Promise<T>,
): Promise<T> {
  const { dataSource, signal } = db instanceof Session ? db : { dataSource: db, signal: null };
  const pool = mysqlPool(dataSource);
  const turns = turnsIn(pool);
  await turns.take(db, signal);
  try {
    const connection = await connectionOf(pool);
    try {
      return await runUntil(
        signal,
        () => statement(connection),
        (running) => endStatement(pool, connection, text, running),
      );
    } catch (error) {
      if (isUnfit(error)) renewConnections(pool);
      throw error;
    } finally {
      connection.release();
    }
  } finally {
    turns.give(db);
  }
}

// A node that its cluster has left behind, or a primary that has become a replica. Through a proxy, other connections lead
// to servers that are fit.
const UNFIT = new Set([
  "ER_UNKNOWN_COM_ERROR",
  "ER_LOCK_WAIT_TIMEOUT",
  "ER_OPTION_PREVENTS_STATEMENT",
  "ER_SERVER_SHUTDOWN",
]);

/** Whether an error means that the server itself cannot serve, whatever is asked of it. */
export const isUnfit = (error: unknown): boolean => UNFIT.has(String((error as { code?: unknown }).code));

/** The places at the connections of a pool; the pool's own queue neither balances sessions nor supports aborting, so only
 * TypeORM's own statements use it. */
export function turnsIn(pool: Pool): Turns {
  let turns = turnsOf.get(pool);
  if (!turns) {
    const { connectionLimit = 1, queueLimit = 0 } = pool.config;
    turnsOf.set(pool, (turns = new Turns(connectionLimit, queueLimit || Infinity)));
  }
  return turns;
}

/** How many connections the pool may have, how many are in use, and how many statements wait for one. */
export function poolState(pool: Pool): { size: number; busy: number; waiting: number } {
  const { connectionLimit = 1 } = pool.config;
  const { free, waiting } = turnsIn(pool);
  return { size: connectionLimit, busy: connectionLimit - free, waiting };
}

/** A connection of the pool, whose session is set up. */
export const connectionOf = (pool: Pool): Promise<PoolConnection> =>
  new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      // Includes refusals by the server: its accounts and databases may change while this process runs.
      if (error) reject(serviceUnavailable(error));
      else resolve(connection);
    });
  });

/** Runs a statement, and ends it when the signal is aborted. */
export async function runUntil<T>(
  signal: Signal | null,
  run: () => Promise<T>,
  end: (running: Promise<T>) => Promise<void>,
): Promise<T> {
  signal?.throwIfAborted();
  const running = run();
  const endings: Promise<void>[] = [];
  const onAbort = (): void => {
    endings.push(end(running));
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await running;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await Promise.all(endings);
  }
}
