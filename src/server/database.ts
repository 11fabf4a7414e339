import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { DatabaseConfig } from "../config.js";
import { isSqlite } from "../database/engines.js";
import { mysqlPool } from "../database/mysql.engine.js";
import { limitSessions } from "../database/mysql.session.js";

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

/**
 * Lets MySQL or MariaDB end statements that take too long, and gives connections up that have fallen silent for longer
 * than any statement may take. SQLite runs statements to their end.
 */
export function limitStatements(
  dataSource: DataSource,
  { statementTimeoutMs, connectTimeoutMs }: DatabaseConfig,
): void {
  if (isSqlite(dataSource)) return;
  limitSessions(mysqlPool(dataSource), {
    statementMs: statementTimeoutMs,
    silenceMs: statementTimeoutMs + connectTimeoutMs,
  });
}

/** Runs a task that only one process may run at a time: two servers that start together must not both migrate and load. */
export async function alone<T>(dataSource: DataSource, task: () => Promise<T>): Promise<T> {
  // SQLite writes under a lock of its own.
  if (isSqlite(dataSource)) return task();
  const runner = dataSource.createQueryRunner();
  try {
    const [row] = (await runner.query("SELECT GET_LOCK(CONCAT(DATABASE(), '.cakupan'), 600) AS `held`")) as [
      { held: number | null },
    ];
    if (Number(row.held) !== 1)
      throw new Error("Another process has been preparing the database for ten minutes");
    return await task();
  } finally {
    // A connection that is lost has lost the lock too, and its error must not hide the task's.
    await runner.query("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.cakupan'))").catch(() => undefined);
    await runner.release();
  }
}
