import { setTimeout as pause } from "node:timers/promises";
import { batches } from "../collections.js";
import { queryTimeout, readOnlyServer, serviceUnavailable, UserError } from "../errors.js";
import sql, { join, raw, type Sql } from "sql-template-tag";
import { QueryFailedError, type DataSource } from "typeorm";
import { dataSourceOf, signalOf, type Database, type Stored } from "./database.js";
import type { Engine } from "./engine.js";
import { engineOf } from "./engines.js";
import { faultChain } from "./fault-chain.js";
import { quoted } from "./quoted.js";
import { isReadOnly } from "./read-only.js";
import { Session } from "./session.js";

export { sql, join, raw, signalOf, type Database, type Sql, type Stored };

/** A statement that has run. */
export interface RanStatement {
  name: string;
  /** Its text, without its name. */
  sql: string;
  /** The values of its placeholders; not for logs. */
  values: readonly Stored[];
  /** Number of rows returned; null when it failed. */
  rows: number | null;
  /** Time from passing it to the engine until its rows had arrived, including the wait for a connection or reader. */
  milliseconds: number;
}

/** Is called after each statement with that on which it ran, in the asynchronous context of the statement's caller. */
export type StatementObserver = (ran: RanStatement, db: Database) => void;

const observers = new WeakMap<DataSource, Set<StatementObserver>>();

/** Calls an observer after every statement on a data source, until the returned function is called. */
export function observeStatements(dataSource: DataSource, observer: StatementObserver): () => void {
  const all = observers.get(dataSource) ?? new Set();
  observers.set(dataSource, all.add(observer));
  return () => {
    all.delete(observer);
    if (all.size === 0) observers.delete(dataSource);
  };
}

/** A row of a statement's result by column name. */
export type RawRow = Record<string, Stored>;

// Only plain values pass: mysql2 would expand an object into `a = 1, b = 2`, and better-sqlite3 cannot bind booleans.
// A function is called when the statement runs, since parts of statements are cached.
function bindable(value: unknown): Stored {
  if (typeof value === "function") return bindable((value as () => unknown)());
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError(
    `A statement's parameter must be a string, boolean, finite number or null, not ${typeof value}`,
  );
}

/**
 * Runs one statement. Its name is added as a comment, by which logs and tests identify the statement. All engines
 * accept `?` placeholders and names in backticks. Throws QUERY_TIMEOUT, SERVICE_UNAVAILABLE or a QueryFailedError.
 */
export async function run<T = RawRow>(
  db: Database,
  name: string,
  statement: Pick<Sql, "sql" | "values">,
): Promise<T[]> {
  return (await perform("namedRows", db, name, statement, false)) as T[];
}

/** Like `run`, but each row is an array of values in column order. */
export const runPlain = (db: Database, name: string, statement: Sql): Promise<Stored[][]> =>
  perform("plainRows", db, name, statement, false);

/** Like `runPlain`, for a brief statement (see `Statement.isBrief`). */
export const runBrief = (db: Database, name: string, statement: Sql): Promise<Stored[][]> =>
  perform("plainRows", db, name, statement, true);

// Bypasses TypeORM's query runner, which takes longer than many statements.
async function perform<How extends "namedRows" | "plainRows">(
  how: How,
  db: Database,
  name: string,
  statement: Pick<Sql, "sql" | "values">,
  isBrief: boolean,
): Promise<Awaited<ReturnType<Engine[How]>>> {
  const text = `/* ${name} */ ${statement.sql}`;
  const values = statement.values.map(bindable);
  const dataSource = dataSourceOf(db);
  const execute = (): Promise<Stored[][] | RawRow[]> => {
    dataSource.logger.logQuery(text, values);
    const watching = observers.get(dataSource);
    const task = (): Promise<Stored[][] | RawRow[]> => engineOf(db)[how](db, { text, values, isBrief });
    return watching
      ? observed(task, (rows, milliseconds) => {
          for (const observer of watching)
            observer({ name, sql: statement.sql, values, rows, milliseconds }, db);
        })
      : task();
  };
  try {
    const rows = db instanceof Session ? readAgain(db, text, () => db.run(execute)) : execute();
    return (await rows) as Awaited<ReturnType<Engine[How]>>;
  } catch (error) {
    if (db instanceof Session) db.check();
    if (error instanceof UserError) throw error;
    throw databaseFault(error, dataSource) ?? new QueryFailedError(text, values, error as Error);
  }
}

// Milliseconds before each further try. By then other lost connections are noticed, or by a proxy that a node is cut off,
// for which the first is too short; and a proxy that has taken all nodes for lost finds one again.
const PAUSES = [100, 1_000, 2_000];

// A request's read is tried again when its connection is lost. What was read of a snapshot is lost with it.
async function readAgain<T>(db: Session, text: string, read: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      const milliseconds = PAUSES[isCutOff(error) ? tries + 1 : tries];
      const isOver = db.inSnapshot || db.signal.aborted || milliseconds === undefined;
      if (isOver || !READS.test(text) || !isLost(error)) throw error;
      await db.within(pause(milliseconds));
    }
  }
}

async function observed<T extends unknown[]>(
  task: () => Promise<T>,
  report: (rows: number | null, milliseconds: number) => void,
): Promise<T> {
  const since = performance.now();
  try {
    const rows = await task();
    report(rows.length, performance.now() - since);
    return rows;
  } catch (error) {
    report(null, performance.now() - since);
    throw error;
  }
}

// Only MariaDB has this error number, and the driver has no name for it.
const MARIADB_STATEMENT_TIMEOUT = 1969;
const TIME_LIMIT = new Set(["ER_STATEMENT_TIMEOUT", "ER_QUERY_TIMEOUT", "ER_QUERY_INTERRUPTED"]);
// A process that only reads has been told to write.
const WRITTEN = new Set(["ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION", "SQLITE_READONLY"]);
// Also a node that its cluster has left behind (ER_UNKNOWN_COM_ERROR) or that lags behind it for too long
// (ER_LOCK_WAIT_TIMEOUT), a deadlock, and a server that only reads.
const UNREACHABLE =
  /^(ECONN|EAI_AGAIN|ENETUNREACH|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH|PROTOCOL_|ER_SERVER_SHUTDOWN|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS|ER_NEW_ABORTING|ER_UNKNOWN_COM_ERROR|ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_CONNECTION_KILLED|ER_OPTION_PREVENTS_STATEMENT|SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR))|Queue limit reached|Pool is closed|closed state/;

// The errors that callers may see: a statement took too long, or the database cannot be reached.
function databaseFault(error: unknown, dataSource: DataSource): Error | null {
  const { code = "", errno, message = "" } = error as { code?: string; errno?: number; message?: string };
  if (WRITTEN.has(code) && isReadOnly(dataSource)) return readOnlyServer(error);
  if (TIME_LIMIT.has(code) || errno === MARIADB_STATEMENT_TIMEOUT) return queryTimeout(error);
  return UNREACHABLE.test(code) || UNREACHABLE.test(message) ? serviceUnavailable(error) : null;
}

const READS = /^\/\*[^*]*\*\/\s*(?:SELECT|WITH)\b/;
const LOST =
  /^(ECONNRESET|EPIPE|PROTOCOL_CONNECTION_LOST|ER_SERVER_SHUTDOWN|ER_UNKNOWN_COM_ERROR|ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_CONNECTION_KILLED)$|closed state/;

// A server was stopped, was left behind by its cluster, or has ended the statement for what another node has committed.
const isLost = (error: unknown): boolean =>
  faultChain(error).some(({ code, message }) => LOST.test(code) || LOST.test(message));

// A proxy needs longer to notice that a node is cut off, which waits in vain for what others have committed.
const CUT_OFF = new Set(["ER_UNKNOWN_COM_ERROR", "ER_LOCK_WAIT_TIMEOUT"]);
const isCutOff = (error: unknown): boolean => faultChain(error).some(({ code }) => CUT_OFF.has(code));

/** The quoted name of a table or column. */
export const id = (name: string): Sql => raw(quoted(name));

/** The clause after a table and its alias that forces the use of an index. */
export const byIndex = (db: Database, name: string): Sql => raw(engineOf(db).byIndex(name));

/** The clause after a table and its alias that has the whole table gone through, where more rows match than it pays to look up. */
export const byKey = (db: Database): Sql => raw(engineOf(db).byKey);

/** The clause after a table and its alias that keeps engines from indexes of which they expect too much. */
export const notBy = (db: Database, names: readonly string[]): Sql => raw(engineOf(db).notBy(names));

/** The clause after a table and its alias that has its rows sorted though these indexes have their order. */
export const sortedDespite = (db: Database, names: readonly string[]): Sql =>
  raw(engineOf(db).sorted.by(names));

/** What precedes the terms of ORDER BY in such a statement. */
export const signOfSorted = (db: Database): Sql => raw(engineOf(db).sorted.sign);

/** What follows SELECT in a statement that joins a subquery with a limit first, and then what it leads to. */
export const inOrderWritten = (db: Database): Sql => raw(engineOf(db).inOrderWritten);

/** The conditions that hold for all rows and for none, which `allOf`, `anyOf` and `not` know: engines go by what is left. */
export const ALWAYS = sql`1 = 1`;
export const NEVER = sql`1 = 0`;

/** `(a AND b AND …)`; true for an empty list. */
export function allOf(conditions: readonly Sql[]): Sql {
  if (conditions.includes(NEVER)) return NEVER;
  const said = conditions.filter((condition) => condition !== ALWAYS);
  return said.length === 0 ? ALWAYS : join(said, " AND ", "(", ")");
}

// SQLite nests `a OR b OR …` one level per term, and allows at most 1000 levels.
const MAX_TERMS = 100;

/** `(a OR b OR …)`; false for an empty list. */
export function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.includes(ALWAYS)) return ALWAYS;
  // With a condition that never holds SQLite takes no index for the others.
  const said = conditions.filter((condition) => condition !== NEVER);
  if (said.length === 0) return NEVER;
  if (said.length <= MAX_TERMS) return join(said, " OR ", "(", ")");
  return anyOf([...batches(said, MAX_TERMS)].map(anyOf));
}

/** So many values may be listed: of a thousand MariaDB makes a table, and does not know how many rows have one of them. */
export const MOST_LISTED = 512;

/** `column IN (…)`; false for an empty list. SQLite does not estimate how many rows have a single value that stands in a list. */
export function oneOf(column: Sql, values: readonly (string | number)[]): Sql {
  if (values.length === 0) return NEVER;
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} IN (${join(filled(values))})`;
}

/** `column NOT IN (…)`; true for an empty list. */
export const noneOf = (column: Sql, values: readonly string[]): Sql =>
  values.length === 0 ? ALWAYS : sql`${column} NOT IN (${join(filled(values))})`;

const MAX_FILLED = 1_024;

// Lists are padded to the next power of two, since each length is a different text that has to be prepared.
function filled(values: readonly (string | number)[]): readonly (string | number)[] {
  const last = values.at(-1);
  if (last === undefined || values.length > MAX_FILLED) return values;
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...new Array<string | number>(length - values.length).fill(last)];
}

/** `NOT condition`; true also when the condition is unknown because of a null. */
export function not(condition: Sql): Sql {
  if (condition === ALWAYS) return NEVER;
  return condition === NEVER ? ALWAYS : sql`NOT COALESCE(${condition}, 0)`;
}

/** A table expression with the given rows: `parent` is the row number from 1, then come `k0`, `k1`, … */
export function listed(db: Database, rows: readonly Stored[][]): Sql {
  const [before = "", after = ""] = engineOf(db)
    .listed(rows[0]?.length ?? 0)
    .split("?");
  return sql`${raw(before)}${JSON.stringify(rows)}${raw(after)}`;
}
