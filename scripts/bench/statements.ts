import mysql from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";
import type { BenchDatabase } from "./database.js";
import type { EngineName } from "./options.js";

/** A statement with the rows that the engine read for it. */
export interface StatementRows {
  /** Its name, or its beginning where it has none. */
  name: string;
  rowsRead: number;
  rowsReturned: number;
}

/** How many rows a statement may read for each row that it returns before it is named. */
const MOST_READ = 3;

/** The statements that read far more rows than they return. */
export const wasteful = (statements: readonly StatementRows[]): StatementRows[] =>
  statements.filter(({ rowsRead, rowsReturned }) => rowsRead > MOST_READ * Math.max(rowsReturned, 1));

/** Counts the SELECT statements that an engine runs, and the rows that it reads for them. */
export interface StatementCounter {
  /** How many statements an action runs; null where the engine does not count. */
  during: (action: () => Promise<unknown>) => Promise<number | null>;
  /** How many rows and entries of indexes are read during an action; null where the engine does not count. */
  rowsDuring: (action: () => Promise<unknown>) => Promise<number | null>;
  /** The SELECT statements that run during an action; null where the engine does not tell. */
  eachDuring: (action: () => Promise<unknown>) => Promise<StatementRows[] | null>;
  close: () => Promise<void>;
}

/** Opens a counter; SQLite does not count statements, and only a server of ours tells of each. */
export async function openStatementCounter(
  engine: EngineName,
  { url, enginePid }: Pick<BenchDatabase, "url" | "enginePid">,
): Promise<StatementCounter> {
  const uncounted = async (action: () => Promise<unknown>): Promise<null> => (await action(), null);
  if (engine === "sqlite") {
    const close = (): Promise<void> => Promise.resolve();
    return { during: uncounted, rowsDuring: uncounted, eachDuring: uncounted, close };
  }
  const connection = await mysql.createConnection(url);
  const count = async (names: string): Promise<number> => {
    const [rows] = await connection.query("SHOW GLOBAL STATUS LIKE ?", [names]);
    return (rows as { Value: string }[]).reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  const counting =
    (names: string) =>
    async (action: () => Promise<unknown>): Promise<number> => {
      // Lets statements of an earlier request end, so that they are not counted.
      await pause(50);
      const before = await count(names);
      await action();
      return (await count(names)) - before;
    };
  return {
    during: counting("Com_select"),
    rowsDuring: counting("Handler_read%"),
    eachDuring: enginePid === null ? uncounted : (action) => logged(connection, action),
    close: () => connection.end(),
  };
}

async function logged(
  connection: mysql.Connection,
  action: () => Promise<unknown>,
): Promise<StatementRows[]> {
  await connection.query("TRUNCATE mysql.slow_log");
  await connection.query("SET GLOBAL log_output = 'TABLE'");
  try {
    await action();
    // A statement is logged after its rows are sent.
    await pause(50);
  } finally {
    await connection.query("SET GLOBAL log_output = 'NONE'");
  }
  const [rows] = await connection.query(
    `SELECT CONVERT(l.sql_text USING utf8mb4) AS text, l.rows_examined AS rowsRead, l.rows_sent AS rowsReturned
      FROM mysql.slow_log l WHERE l.db = DATABASE() AND l.thread_id <> CONNECTION_ID() ORDER BY l.start_time`,
  );
  return (rows as (StatementRows & { text: string })[])
    .filter(({ text }) => /^\W*(?:\/\*.*?\*\/)?\W*(?:SELECT|WITH)\b/i.test(text))
    .map(({ text, rowsRead, rowsReturned }) => ({ name: statementName(text), rowsRead, rowsReturned }));
}

/** The name of a statement, which is its first comment, or else its beginning. */
export const statementName = (text: string): string =>
  /\/\*\s*(.+?)\s*\*\//.exec(text)?.[1] ?? text.replaceAll(/\s+/g, " ").trim().slice(0, 60);
