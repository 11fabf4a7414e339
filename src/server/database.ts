import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { DatabaseConfig } from "../config.js";

/**
 * Connects, waiting for a database that is not up yet. Throws the last error when it is still not there after
 * `waitSeconds`.
 */
export async function connect(
  dataSource: DataSource,
  { waitSeconds }: DatabaseConfig,
  logger: Logger,
): Promise<void> {
  const end = Date.now() + waitSeconds * 1000;
  for (;;) {
    try {
      await dataSource.initialize();
      return;
    } catch (error) {
      const left = end - Date.now();
      if (left <= 0) throw error;
      logger.warn(
        { reason: (error as Error).message, secondsLeft: Math.round(left / 1000) },
        "waiting for the database",
      );
      await pause(Math.min(1000, left));
    }
  }
}

interface Connection {
  query: (statement: string) => void;
}

/**
 * Lets MySQL or MariaDB end statements that take too long, on every connection that the pool opens from now on and
 * on the one it has. SQLite runs statements to their end.
 */
export async function limitStatements(
  dataSource: DataSource,
  { statementTimeoutMs }: DatabaseConfig,
): Promise<void> {
  if (dataSource.options.type === "better-sqlite3") return;
  const [{ version }] = await dataSource.query<[{ version: string }]>("SELECT VERSION() AS version");
  const limit = version.includes("MariaDB")
    ? `SET SESSION max_statement_time = ${statementTimeoutMs / 1000}`
    : `SET SESSION max_execution_time = ${statementTimeoutMs}`;
  const { pool } = dataSource.driver as unknown as {
    pool: { on: (event: "connection", listener: (connection: Connection) => void) => void };
  };
  pool.on("connection", (connection) => {
    connection.query(limit);
  });
  await dataSource.query(limit);
}

/** Runs a task that only one process may run at a time: two servers that start together must not both migrate and load. */
export async function alone<T>(dataSource: DataSource, task: () => Promise<T>): Promise<T> {
  // SQLite writes under a lock of its own.
  if (dataSource.options.type === "better-sqlite3") return task();
  const runner = dataSource.createQueryRunner();
  try {
    const [row] = (await runner.query("SELECT GET_LOCK(CONCAT(DATABASE(), '.cakupan'), 600) AS `held`")) as [
      { held: number | null },
    ];
    if (Number(row.held) !== 1)
      throw new Error("Another process has been preparing the database for ten minutes");
    return await task();
  } finally {
    await runner.query("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.cakupan'))");
    await runner.release();
  }
}
