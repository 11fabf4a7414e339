import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { DatabaseConfig } from "../config.js";
import { isSqlite } from "../database/engines.js";
import { mysqlPool } from "../database/mysql.connections.js";
import { limitSessions } from "../database/mysql.session.js";
import { connectionFault, versionFault } from "./database-fault.js";
import { sqliteFileFault } from "./sqlite-file.js";
import { isBusy, lockMysql, lockSqlite, type Tell } from "./database-lock.js";

/**
 * Connects, waiting for a database that is not up yet. Throws at once what waiting cannot mend, and else what hinders
 * when the database is still not there after `waitSeconds`.
 */
export async function connect(
  dataSource: DataSource,
  { waitSeconds }: DatabaseConfig,
  logger: Logger,
): Promise<void> {
  const fileFault = isSqlite(dataSource) ? sqliteFileFault(String(dataSource.options.database)) : null;
  if (fileFault !== null) throw new Error(fileFault);
  const end = Date.now() + waitSeconds * 1000;
  while (!dataSource.isInitialized) {
    try {
      await dataSource.initialize();
    } catch (error) {
      const { message, mayPass } = connectionFault(dataSource, error);
      const left = end - Date.now();
      if (!mayPass || left <= 0) throw new Error(message, { cause: error });
      logger.warn({ reason: message, secondsLeft: Math.round(left / 1000) }, "waiting for the database");
      await pause(Math.min(1000, left));
    }
  }
  if (isSqlite(dataSource)) return;
  const [{ version }] = await dataSource.query<[{ version: string }]>("SELECT VERSION() AS version");
  const tooOld = versionFault(version);
  if (tooOld === null) return;
  await dataSource.destroy();
  throw new Error(tooOld);
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

/**
 * Runs a task that only one process may run at a time: two servers that start together must not both migrate and load.
 * Others are waited for, of which `tell` is told.
 */
export async function alone<T>(
  dataSource: DataSource,
  task: () => Promise<T>,
  tell: Tell = console.error,
): Promise<T> {
  const release = await (isSqlite(dataSource) ? lockSqlite : lockMysql)(dataSource, tell);
  try {
    return await task();
  } catch (error) {
    if (!isBusy(error)) throw error;
    throw new Error(
      `Another program has been writing to ${String(dataSource.options.database)} for too long: try again when it is done`,
      { cause: error },
    );
  } finally {
    await release();
  }
}
