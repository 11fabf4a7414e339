import { queryTimeout, serviceUnavailable, UserError } from "../errors.js";
import sql, { join, raw, type Sql } from "sql-template-tag";
import { QueryFailedError, type DataSource } from "typeorm";
import { dataSourceOf, signalOf, type Database, type Stored } from "./database.js";
import type { Engine } from "./engine.js";
import { engineOf } from "./engines.js";
import { quoted } from "./quoted.js";
import { Session } from "./session.js";

export { sql, join, raw, signalOf, type Database, type Sql, type Stored };

/** A statement that has run. */
export interface RanStatement {
  name: string;
  /** Its text, without its name. */
  sql: string;
  /** The rows that it gave; null when it failed. */
  rows: number | null;
  /** From when it was handed to the engine until its rows were there, waiting for a connection or a reader included. */
  milliseconds: number;
}

/** Told of each statement, where its caller's asynchronous context goes on. */
export type StatementObserver = (ran: RanStatement) => void;

const observers = new WeakMap<DataSource, StatementObserver>();

/** Tells an observer of every named statement on a data source from now on, until the answered function is called. */
export function observeStatements(dataSource: DataSource, observer: StatementObserver): () => void {
  observers.set(dataSource, observer);
  return () => observers.delete(dataSource);
}

/** A statement's row, by the names its columns were given. */
export type RawRow = Record<string, Stored>;

// mysql2 expands an object into `a = 1, b = 2` and better-sqlite3 cannot bind booleans: only plain values pass.
// A function gives its value when the statement is run, since statements are remembered in part.
function bindable(value: unknown): Stored {
  if (typeof value === "function") return bindable((value as () => unknown)());
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError(`A statement's parameter must be text, a number or null, not ${typeof value}`);
}

/**
 * Runs one statement under a name, which stands in it as a comment, so that logs and tests can tell
 * statements apart. Both engines read `?` placeholders and backticked names.
 */
export async function run<T = RawRow>(
  db: Database,
  name: string,
  statement: Pick<Sql, "sql" | "values">,
): Promise<T[]> {
  return (await perform("namedRows", db, name, statement, false)) as T[];
}

/** As `run`, with the values of each row in the order of the statement's columns. */
export const runPlain = (db: Database, name: string, statement: Sql): Promise<Stored[][]> =>
  perform("plainRows", db, name, statement, false);

/** As `runPlain`, for a statement of which its author knows that it is brief (see `Statement`). */
export const runBrief = (db: Database, name: string, statement: Sql): Promise<Stored[][]> =>
  perform("plainRows", db, name, statement, true);

// Past TypeORM's query runner, which costs more than many statements do.
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
    const observer = observers.get(dataSource);
    const task = (): Promise<Stored[][] | RawRow[]> => engineOf(db)[how](db, { text, values, isBrief });
    return observer ? observed(observer, name, statement.sql, task) : task();
  };
  try {
    return (await (db instanceof Session ? db.run(execute) : execute())) as Awaited<ReturnType<Engine[How]>>;
  } catch (error) {
    if (db instanceof Session) db.check();
    if (error instanceof UserError) throw error;
    throw databaseFault(error) ?? new QueryFailedError(text, values, error as Error);
  }
}

async function observed<T extends unknown[]>(
  observer: StatementObserver,
  name: string,
  text: string,
  task: () => Promise<T>,
): Promise<T> {
  const since = performance.now();
  const tell = (rows: number | null): void => {
    observer({ name, sql: text, rows, milliseconds: performance.now() - since });
  };
  try {
    const rows = await task();
    tell(rows.length);
    return rows;
  } catch (error) {
    tell(null);
    throw error;
  }
}

// MariaDB alone has this number, and the driver no name for it.
const MARIADB_STATEMENT_TIMEOUT = 1969;
const TIME_LIMIT = new Set(["ER_STATEMENT_TIMEOUT", "ER_QUERY_TIMEOUT", "ER_QUERY_INTERRUPTED"]);
const UNREACHABLE =
  /^(ECONN|EAI_AGAIN|ENETUNREACH|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH|PROTOCOL_|ER_SERVER_SHUTDOWN|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS|ER_NEW_ABORTING|SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR))|Queue limit reached|Pool is closed|closed state/;

// What a caller may know of a failed statement: that it took too long, or that the database cannot be reached.
function databaseFault(error: unknown): Error | null {
  const { code = "", errno, message = "" } = error as { code?: string; errno?: number; message?: string };
  if (TIME_LIMIT.has(code) || errno === MARIADB_STATEMENT_TIMEOUT) return queryTimeout(error);
  return UNREACHABLE.test(code) || UNREACHABLE.test(message) ? serviceUnavailable(error) : null;
}

/** A name of a table or column. */
export const id = (name: string): Sql => raw(quoted(name));

/** Behind a table and its alias: that an index must be used. */
export const byIndex = (db: Database, name: string): Sql => raw(engineOf(db).byIndex(name));

/** `(a AND b AND …)`; holds when the list is empty. */
export const allOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`1 = 1` : join(conditions, " AND ", "(", ")");

// SQLite nests `a OR b OR …` one level for each term, and stops at 1000 levels.
const MAX_TERMS = 100;

/** `(a OR b OR …)`; never holds when the list is empty. */
export function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sql`1 = 0`;
  if (conditions.length <= MAX_TERMS) return join(conditions, " OR ", "(", ")");
  const groups = Array.from({ length: Math.ceil(conditions.length / MAX_TERMS) }, (_, group) =>
    anyOf(conditions.slice(group * MAX_TERMS, (group + 1) * MAX_TERMS)),
  );
  return anyOf(groups);
}

/** `column IN (…)`; never holds when there is no value. */
export const oneOf = (column: Sql, values: readonly (string | number)[]): Sql =>
  values.length === 0 ? sql`1 = 0` : sql`${column} IN (${join(filled(values))})`;

const MAX_FILLED = 1_024;

// Lists are filled up to the next power of two: each length is a statement of its own, to be prepared once.
function filled(values: readonly (string | number)[]): readonly (string | number)[] {
  const last = values.at(-1);
  if (last === undefined || values.length > MAX_FILLED) return values;
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...new Array<string | number>(length - values.length).fill(last)];
}

/** `NOT condition`, where a condition that is unknown (because of a null) counts as not holding. */
export const not = (condition: Sql): Sql => sql`NOT COALESCE(${condition}, 0)`;

/** A table expression with the values as rows: `parent`, their place from 1, then `k0`, `k1`, … */
export function listed(db: Database, rows: readonly Stored[][]): Sql {
  const [before = "", after = ""] = engineOf(db)
    .listed(rows[0]?.length ?? 0)
    .split("?");
  return sql`${raw(before)}${JSON.stringify(rows)}${raw(after)}`;
}
