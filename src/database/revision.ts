import { runBrief, sql, type Database } from "./statement.js";

/**
 * Identifies the latest load by its number and time; the number alone is not unique, since a restored database counts
 * on from an earlier one.
 */
export async function findRevision(db: Database): Promise<string> {
  const rows = await runBrief(
    db,
    "data.findRevision",
    sql`SELECT MAX(t.revision), MAX(t.loaded_at) FROM datasets t`,
  );
  return rows.flat().join(" ");
}
