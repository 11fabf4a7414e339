import { LRUCache } from "lru-cache";
import mysql, { type Connection, type FieldPacket, type QueryError } from "mysql2";
import type { Stored } from "./database.js";

/** A statement as the driver takes it. */
export interface BoundStatement {
  sql: string;
  values: Stored[];
  rowsAsArray: boolean;
}

// A prepared statement takes half a kilobyte of the server for each of its values.
const MAX_KEPT = 100;
const MAX_KEPT_VALUES = 20_000;

// Texts that were run once; one that comes back is kept prepared from then on.
const MAX_SEEN_LENGTH = 4_000_000;
const MAX_KEPT_LENGTH = 100_000;
const seen = new LRUCache<string, true>({
  maxSize: MAX_SEEN_LENGTH,
  maxEntrySize: MAX_KEPT_LENGTH,
  sizeCalculation: (_, text) => text.length,
});

/** A statement by what the driver tells it from others. */
type Prepared = Omit<BoundStatement, "values">;

const kept = new WeakMap<Connection, LRUCache<string, Prepared>>();

// The server prepares no more statements for anybody, or none with so many values.
const CANNOT_PREPARE = new Set<unknown>(["ER_MAX_PREPARED_STMT_COUNT_REACHED", "ER_PS_MANY_PARAM"]);

/**
 * Runs a statement on a connection, its values bound by the server. What comes once is prepared, run and closed, so that
 * it does not drive out what comes back. Where nothing more can be prepared the driver writes the values into the text,
 * which it does rightly for sessions as `mysql.session.ts` sets them up.
 */
export async function runBound<T>(connection: Connection, statement: BoundStatement): Promise<T[]> {
  try {
    if (comesBack(statement)) {
      keep(connection, statement);
      return await ask(connection, "execute", statement);
    }
    return await ask(connection, "execute", statement, () => {
      close(connection, statement);
    });
  } catch (error) {
    if (!CANNOT_PREPARE.has((error as QueryError).code)) throw error;
    kept.get(connection)?.clear();
    return ask(connection, "query", statement);
  }
}

function comesBack({ sql, values }: BoundStatement): boolean {
  const known = seen.has(sql);
  seen.set(sql, true);
  return known && values.length < MAX_KEPT_VALUES;
}

function keep(connection: Connection, { sql, rowsAsArray, values }: BoundStatement): void {
  let statements = kept.get(connection);
  if (!statements) {
    statements = new LRUCache<string, Prepared>({
      max: MAX_KEPT,
      maxSize: MAX_KEPT_VALUES,
      dispose: (statement) => {
        close(connection, statement);
      },
    });
    kept.set(connection, statements);
  }
  const key = `${rowsAsArray} ${sql}`;
  if (!statements.get(key)) statements.set(key, { sql, rowsAsArray }, { size: values.length + 1 });
}

function close(connection: Connection, { sql, rowsAsArray }: Prepared): void {
  // The driver's types know statements by their text only.
  (connection as unknown as { unprepare: (statement: Prepared) => void }).unprepare({ sql, rowsAsArray });
}

function ask<T>(
  connection: Connection,
  how: "execute" | "query",
  statement: BoundStatement,
  afterwards: () => void = () => undefined,
): Promise<T[]> {
  return new Promise((resolve, reject) => {
    connection[how](
      statement,
      (error: QueryError | null, rows: unknown, fields: FieldPacket[] | undefined) => {
        // A connection that is lost has lost its statements, too.
        if (!error?.fatal) afterwards();
        if (error) reject(error);
        else resolve(Array.isArray(rows) ? fillInstants(rows as T[], statement, fields ?? []) : []);
      },
    );
  });
}

const INSTANT = "YYYY-MM-DD HH:MM:SS";

// The server leaves out a fraction of zero where it sends values in binary, and only there.
function fillInstants<T>(rows: T[], { rowsAsArray }: BoundStatement, fields: readonly FieldPacket[]): T[] {
  fields.forEach(({ type, name, decimals }, index) => {
    if (type !== mysql.Types.DATETIME || decimals === 0) return;
    const key = (rowsAsArray ? index : name) as keyof T;
    for (const row of rows) {
      const value: unknown = row[key];
      if (typeof value === "string" && value.length === INSTANT.length)
        row[key] = `${value}.${"0".repeat(decimals)}` as T[keyof T];
    }
  });
  return rows;
}
