import { run, sql, type Database } from "../../database/statement.js";

/**
 * Version of the rules by which files become rows, and by which everything is derived that is stored beside them. It
 * goes up with every change after which the same files would be stored otherwise: the next load then derives all anew.
 */
export const RULES = 2;

/** The load that was the last, of whichever dataset. */
export interface LastLoad {
  loadedAt: string;
  revision: number;
  /** Everything stored is derived by these rules, since a load by others derives all of it anew. */
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
