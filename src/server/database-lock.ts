import { basename, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import type { DataSource, QueryRunner } from "typeorm";

/** Tells those who wait for whom they do. */
export type Tell = (message: string) => void;

/** Gives a lock back. */
export type Release = () => Promise<void>;

const PATIENCE_MS = 600_000;
const PAUSE_MS = 250;

// `take` answers with who holds the lock; null once it is ours.
async function waitForLock(take: () => Promise<string | null>, tell: Tell): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let told = "";
  for (;;) {
    const holder = await take();
    if (holder === null) return;
    if (Date.now() > end)
      throw new Error(`${holder} has been preparing or loading the database for ten minutes`);
    if (holder !== told)
      tell(`Waiting for ${holder}, which is preparing or loading the database, for at most ten minutes`);
    told = holder;
    await pause(PAUSE_MS);
  }
}

/** Locks a database of MySQL or MariaDB, for as long as a connection lasts at most. */
export async function lockMysql(dataSource: DataSource, tell: Tell): Promise<Release> {
  const runner = dataSource.createQueryRunner();
  // MySQL takes no longer names of locks.
  const name = "LEFT(CONCAT(DATABASE(), '.cakupan'), 64)";
  const release = async (): Promise<void> => {
    // A connection that is lost has lost the lock too, and its error must not hide the task's.
    await runner.query(`SELECT RELEASE_LOCK(${name})`).catch(() => undefined);
    await runner.release();
  };
  try {
    await waitForLock(async () => {
      const [row] = (await runner.query(
        `SELECT GET_LOCK(${name}, 0) AS \`held\`, IS_USED_LOCK(${name}) AS \`holder\``,
      )) as [{ held: number | string | null; holder: number | string | null }];
      return Number(row.held) === 1 ? null : await clientOf(runner, Number(row.holder));
    }, tell);
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

async function clientOf(runner: QueryRunner, id: number): Promise<string> {
  // Only connections of one's own user may be listed.
  const list = (await runner.query("SHOW PROCESSLIST")) as { Id: number | string; Host: string }[];
  const host = list.find(({ Id }) => Number(Id) === id)?.Host;
  return host === undefined ? "another process" : `another process (connection ${id} from ${host})`;
}

/**
 * Locks an SQLite file, by a small file beside it whose lock ends with the process. SQLite's own lock
 * would be waited for with the whole process standing still, and tells nobody who has it.
 */
export async function lockSqlite(dataSource: DataSource, tell: Tell): Promise<Release> {
  const { database } = dataSource.options as { database: string };
  if (database === ":memory:") return () => Promise.resolve();
  const lock = new Sqlite(`${resolve(database)}-lock`, { timeout: 0 });
  const release = (): Promise<void> => {
    lock.close();
    return Promise.resolve();
  };
  try {
    await waitForLock(async () => (lock.inTransaction ? null : takeLock(lock)) ?? writerOf(dataSource), tell);
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

// Who has the lock is written before it is taken: none but its holder could write after that.
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

// Programs of others take SQLite's own lock only.
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
