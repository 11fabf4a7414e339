import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { oneAtATime } from "../time/one-at-a-time.js";
import { connectionFault } from "./connection-fault.js";
import type { TimeLimits } from "./engine.js";
import { engineOf } from "./engines.js";
import type { Notify } from "./lock.js";
import { isReadOnly } from "./read-only.js";

/**
 * Connects, and retries for up to `waitSeconds` while the database is not up yet. Throws at once on a fault that
 * retrying cannot fix, such as a wrong password, and otherwise the last fault when the time is up.
 */
export async function connect(
  dataSource: DataSource,
  { waitSeconds }: { waitSeconds: number },
  logger: Logger,
): Promise<void> {
  const fault = engineOf(dataSource).faultBeforeConnecting(dataSource);
  if (fault !== null) throw new Error(fault);
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
  const unusable = await engineOf(dataSource).faultOnceConnected(dataSource);
  if (unusable === null) return;
  await dataSource.destroy();
  throw new Error(unusable);
}

/** Ends statements that exceed the time limits, from now on. */
export function limitStatements(dataSource: DataSource, limits: TimeLimits): void {
  engineOf(dataSource).limitStatements(dataSource, limits);
}

/**
 * Runs a task that only one process may run at a time: two servers that start together must not both migrate and load.
 * Waits for a process that holds the lock, and reports that process to `notify`. Such tasks must not nest.
 */
export async function alone<T>(
  dataSource: DataSource,
  task: () => Promise<T>,
  notify: Notify = console.error,
): Promise<T> {
  if (isReadOnly(dataSource))
    throw new Error(
      "READ_ONLY is true, so that nothing may be written: do this where it is not, at the primary database",
    );
  // Whoever waits for the lock of the database holds a connection, of which the one that has it needs another: of the tasks
  // of one process only one waits there. Its driver stands for it, since other work takes turns by the data source.
  return oneAtATime(dataSource.driver, () => locked(dataSource, task, notify));
}

async function locked<T>(dataSource: DataSource, task: () => Promise<T>, notify: Notify): Promise<T> {
  const release = await engineOf(dataSource).lock(dataSource, notify);
  try {
    return await task();
  } catch (error) {
    if (!engineOf(dataSource).isLocked(error)) throw error;
    throw new Error(
      `Another program has been writing to ${String(dataSource.options.database)} for too long: try again when it has finished`,
      { cause: error },
    );
  } finally {
    await release();
  }
}
