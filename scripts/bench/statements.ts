import mysql from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";
import type { EngineName } from "./options.js";

/** Counts the SELECT statements that an engine runs, and the rows that it reads for them. */
export interface StatementCounter {
  /** How many statements an action runs; null where the engine does not count. */
  during: (action: () => Promise<unknown>) => Promise<number | null>;
  /** How many rows and entries of indexes are read during an action; null where the engine does not count. */
  rowsDuring: (action: () => Promise<unknown>) => Promise<number | null>;
  close: () => Promise<void>;
}

/** Opens a counter; SQLite does not count statements. */
export async function openStatementCounter(engine: EngineName, url: string): Promise<StatementCounter> {
  if (engine === "sqlite") {
    const uncounted = async (action: () => Promise<unknown>): Promise<null> => (await action(), null);
    return { during: uncounted, rowsDuring: uncounted, close: () => Promise.resolve() };
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
    close: () => connection.end(),
  };
}
