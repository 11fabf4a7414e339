import { run, sql, type Database } from "../../database/statement.js";
import type { UsageRow } from "./viewer.type.js";

/** Rows of one answer about usage. */
export const MAX_USAGE_ROWS = 5_000;

/** What a partner's keys read since a day, the last day and the most used field first, as all servers have written it. */
export const listUsage = async (db: Database, partner: string, since: string): Promise<UsageRow[]> => {
  const rows = await run<{ day: string; coordinate: string; operations: string | number }>(
    db,
    "partners.listUsage",
    sql`SELECT t.day AS \`day\`, t.coordinate AS \`coordinate\`, SUM(t.operations) AS \`operations\`
      FROM usage_days t WHERE t.partner_slug = ${partner} AND t.day >= ${since}
      GROUP BY t.day, t.coordinate ORDER BY t.day DESC, SUM(t.operations) DESC, t.coordinate LIMIT ${MAX_USAGE_ROWS}`,
  );
  // MySQL sums integers to decimals, which its driver gives as texts.
  return rows.map(({ operations, ...row }) => ({ ...row, operations: Number(operations) }));
};
