import type { Pool, PoolConnection } from "mysql2";
import type { DataSource } from "typeorm";
import { serviceUnavailable } from "../errors.js";
import { endStatement } from "./mysql.ending.js";
import { Session } from "./session.js";
import { Turns } from "./turns.js";

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
    } finally {
      connection.release();
    }
  } finally {
    turns.give(db);
  }
}

// The pool's own queue neither balances sessions nor supports aborting, so only TypeORM's own statements use it.
function turnsIn(pool: Pool): Turns {
  let turns = turnsOf.get(pool);
  if (!turns) {
    const { connectionLimit = 1, queueLimit = 0 } = pool.config;
    turnsOf.set(pool, (turns = new Turns(connectionLimit, queueLimit || Infinity)));
  }
  return turns;
}

const connectionOf = (pool: Pool): Promise<PoolConnection> =>
  new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      // Includes refusals by the server: its accounts and databases may change while this process runs.
      if (error) reject(serviceUnavailable(error));
      else resolve(connection);
    });
  });

async function runUntil<T>(
  signal: AbortSignal | null,
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
