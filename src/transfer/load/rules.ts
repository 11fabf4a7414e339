import { run, sql, type Database } from "../../database/statement.js";

/**
 * Version of the rules by which files become rows, and by which rows are materialized. Raise it with every change that
 * stores the same files differently: the next load then refreshes everything.
 */
export const RULES = 6;

/** The last load of any dataset. */
export interface LastLoad {
  loadedAt: string;
  revision: number;
  /** The version of the rules behind everything materialized, since a load under another version refreshes it all. */
  rules: number;
}

/** The last load; null when nothing is loaded. */
export async function lastLoad(db: Database): Promise<LastLoad | null> {
  const [last] = await run<LastLoad>(
    db,
    "transfer.lastLoad",
    sql`SELECT t.loaded_at AS \`loadedAt\`, t.revision AS \`revision\`, t.rules AS \`rules\` FROM datasets t
      ORDER BY t.revision DESC LIMIT 1`,
  );
  return last ?? null;
}
