import { LRUCache } from "lru-cache";
import mysql, { type Connection, type FieldPacket, type QueryError, type TypeCast } from "mysql2";
import type { Stored } from "./database.js";

/** A statement with its values, in the driver's terms. */
export interface BoundStatement {
  sql: string;
  values: Stored[];
  rowsAsArray: boolean;
}

// A prepared statement takes half a kilobyte of the server's memory for each of its values.
const MAX_CACHED = 100;
const MAX_CACHED_VALUES = 20_000;

// To prepare a statement, the server describes each of its values in a packet of its own: for an INSERT of hundreds of
// rows, the driver would be longer at reading these than at all the rest.
const MAX_PREPARED_VALUES = 1_000;

// Texts that have run once; from the second time on, they are cached as prepared statements.
const MAX_SEEN_LENGTH = 4_000_000;
const MAX_CACHED_LENGTH = 100_000;
const seen = new LRUCache<string, true>({
  maxSize: MAX_SEEN_LENGTH,
  maxEntrySize: MAX_CACHED_LENGTH,
  sizeCalculation: (_, text) => text.length,
});

/** The key by which the driver caches a prepared statement. */
type Prepared = Omit<BoundStatement, "values">;

const cached = new WeakMap<Connection, LRUCache<string, Prepared>>();

// When MariaDB runs a prepared statement again, it may have forgotten that an index covers it, and reads a whole table to
// count a tenth of its rows. To prepare it each time would take two round trips.
const COUNTS = /\bSELECT [^()]*COUNT\(\*\)/;

// The server has reached its limit of prepared statements.
const CANNOT_PREPARE = "ER_MAX_PREPARED_STMT_COUNT_REACHED";

/**
 * Runs a statement on a connection; the server binds its values. A text that runs for the first time is prepared, run
 * and closed, so that it does not evict repeated ones from the cache. When the statement counts or has very many values, or
 * the server cannot prepare it, the driver escapes the values into the text, which is safe in sessions that
 * `mysql.session.ts` has set up.
 */
export async function runBound<T>(connection: Connection, statement: BoundStatement): Promise<T[]> {
  if (COUNTS.test(statement.sql) || statement.values.length > MAX_PREPARED_VALUES)
    return send(connection, "query", statement);
  try {
    if (isRepeated(statement)) {
      cache(connection, statement);
      return await send(connection, "execute", statement);
    }
    return await send(connection, "execute", statement, () => {
      close(connection, statement);
    });
  } catch (error) {
    if ((error as QueryError).code !== CANNOT_PREPARE) throw error;
    cached.get(connection)?.clear();
    return send(connection, "query", statement);
  }
}

function isRepeated({ sql }: BoundStatement): boolean {
  const hasRun = seen.has(sql);
  seen.set(sql, true);
  return hasRun;
}

function cache(connection: Connection, { sql, rowsAsArray, values }: BoundStatement): void {
  let statements = cached.get(connection);
  if (!statements) {
    statements = new LRUCache<string, Prepared>({
      max: MAX_CACHED,
      maxSize: MAX_CACHED_VALUES,
      dispose: (statement) => {
        close(connection, statement);
      },
    });
    cached.set(connection, statements);
  }
  const key = `${rowsAsArray} ${sql}`;
  if (!statements.get(key)) statements.set(key, { sql, rowsAsArray }, { size: values.length + 1 });
}

/** What the driver's types leave out: the state of a connection, and the full argument of `unprepare`. */
interface DriverConnection {
  readonly _closing?: boolean;
  readonly _fatalError?: Error | null;
  readonly unprepare: (statement: Prepared) => void;
}

function close(connection: Connection, { sql, rowsAsArray }: Prepared): void {
  const driven = connection as unknown as DriverConnection;
  // A command for a closed connection is an error event that nobody listens to, which would end the process.
  if (driven._closing || driven._fatalError) return;
  driven.unprepare({ sql, rowsAsArray });
}

function send<T>(
  connection: Connection,
  how: "execute" | "query",
  statement: BoundStatement,
  afterwards: () => void = () => undefined,
): Promise<T[]> {
  return new Promise((resolve, reject) => {
    connection[how](
      how === "query" ? { ...statement, typeCast: exactly } : statement,
      (error: QueryError | null, rows: unknown, fields: FieldPacket[] | undefined) => {
        // A lost connection has lost its prepared statements too.
        if (!error?.fatal) afterwards();
        if (error) reject(error);
        else resolve(Array.isArray(rows) ? fillInstants(rows as T[], statement, fields ?? []) : []);
      },
    );
  });
}

// What a query answers is text. The driver reads numbers from it digit by digit, which rounds one double in a hundred.
const exactly: TypeCast = (field, next) => {
  if (field.type !== "DOUBLE") return next();
  const text = field.string();
  return text === null ? null : Number(text);
};

const INSTANT = "YYYY-MM-DD HH:MM:SS";
// The driver resolves and loads a module each time that it is asked for its types.
const { DATETIME } = mysql.Types;

// In the binary protocol, and only there, the server leaves out a fraction of zero.
function fillInstants<T>(rows: T[], { rowsAsArray }: BoundStatement, fields: readonly FieldPacket[]): T[] {
  fields.forEach(({ type, name, decimals }, index) => {
    if (type !== DATETIME || decimals === 0) return;
    const key = (rowsAsArray ? index : name) as keyof T;
    for (const row of rows) {
      const value: unknown = row[key];
      if (typeof value === "string" && value.length === INSTANT.length)
        row[key] = `${value}.${"0".repeat(decimals)}` as T[keyof T];
    }
  });
  return rows;
}
