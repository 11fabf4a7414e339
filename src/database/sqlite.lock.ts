import { basename, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import type { DataSource } from "typeorm";
import { waitForLock, type Release, type Notify } from "./lock.js";

/**
 * Locks an SQLite database by locking a small file next to it; that lock ends with the process. Waiting for SQLite's own
 * lock would block the whole process, and would not show which process holds it.
 */
export async function lockSqlite(dataSource: DataSource, notify: Notify): Promise<Release> {
  const { database } = dataSource.options as { database: string };
  if (database === ":memory:") return () => Promise.resolve();
  const lock = new Sqlite(`${resolve(database)}-lock`, { timeout: 0 });
  const release = (): Promise<void> => {
    lock.close();
    return Promise.resolve();
  };
  try {
    await waitForLock(
      async () => (lock.inTransaction ? null : takeLock(lock)) ?? writerOf(dataSource),
      notify,
    );
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

// The holder's name is written before the lock is taken, in a transaction of its own, so that others can read it.
function takeLock(lock: Sqlite.Database): string | null {
  try {
    lock
      .transaction(() => {
        lock.exec("CREATE TABLE IF NOT EXISTS holder (name TEXT); DELETE FROM holder");
        const since = new Date().toISOString();
        const name = `process ${process.pid} (${basename(process.argv[1] ?? "node")}, since ${since})`;
        lock.prepare("INSERT INTO holder VALUES (?)").run(name);
      })
      .immediate();
    lock.exec("BEGIN IMMEDIATE");
    return null;
  } catch (error) {
    if (!isBusy(error)) throw error;
    return holderOf(lock) ?? "another process";
  }
}

function holderOf(lock: Sqlite.Database): string | undefined {
  try {
    return lock.prepare("SELECT h.name FROM holder h").pluck().get() as string | undefined;
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw error;
  }
}

// Other programs use only SQLite's own lock.
async function writerOf(dataSource: DataSource): Promise<string | null> {
  const [{ timeout }] = await dataSource.query<[{ timeout: number }]>("PRAGMA busy_timeout");
  await dataSource.query("PRAGMA busy_timeout = 0");
  try {
    await dataSource.query("BEGIN IMMEDIATE");
    await dataSource.query("ROLLBACK");
    return null;
  } catch (error) {
    if (isBusy(error)) return "another program";
    throw error;
  } finally {
    await dataSource.query(`PRAGMA busy_timeout = ${timeout}`);
  }
}

/** Whether SQLite found the database locked by another process. */
export function isBusy(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return String(code ?? cause?.code).startsWith("SQLITE_BUSY");
}
