import mysql from "mysql2/promise";
import { setTimeout as pause } from "node:timers/promises";
import type { EngineName } from "./options.js";

/** Counts the SELECT statements that an engine runs. */
export interface StatementCounter {
  /** How many statements an action runs; null where the engine does not count. */
  during: (action: () => Promise<unknown>) => Promise<number | null>;
  close: () => Promise<void>;
}

/** Opens a counter; SQLite does not count statements. */
export async function openStatementCounter(engine: EngineName, url: string): Promise<StatementCounter> {
  if (engine === "sqlite") {
    return { during: async (action) => (await action(), null), close: () => Promise.resolve() };
  }
  const connection = await mysql.createConnection(url);
  const count = async (): Promise<number> => {
    const [rows] = await connection.query("SHOW GLOBAL STATUS LIKE 'Com_select'");
    return Number((rows as { Value: string }[])[0]?.Value);
  };
  return {
    during: async (action) => {
      // Lets statements of an earlier request end, so that they are not counted.
      await pause(50);
      const before = await count();
      await action();
      return (await count()) - before;
    },
    close: () => connection.end(),
  };
}
