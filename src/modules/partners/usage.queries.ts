import { oneOf, run, sql, type Database } from "../../database/statement.js";
import type { UsageRow } from "./viewer.type.js";

/** A field that a partner has read on a day. */
type Counted = Record<"day" | "partnerSlug" | "coordinate", string>;

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

/** The coordinates of some partners that have been counted since a day, by whichever server: day, partner and coordinate. */
export const listCounted = (db: Database, partners: readonly string[], since: string): Promise<Counted[]> =>
  run<Counted>(
    db,
    "partners.listCounted",
    sql`SELECT DISTINCT t.day AS \`day\`, t.partner_slug AS \`partnerSlug\`, t.coordinate AS \`coordinate\`
      FROM usage_days t WHERE ${oneOf(sql`t.partner_slug`, partners)} AND t.day >= ${since}`,
  );
