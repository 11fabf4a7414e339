import { runBrief, sql, type Database } from "./statement.js";

/** The number and time of the latest load, which no other has: numbers come again in a database that was restored. */
export async function findRevision(db: Database): Promise<string> {
  const rows = await runBrief(
    db,
    "data.findRevision",
    sql`SELECT MAX(t.revision), MAX(t.loaded_at) FROM datasets t`,
  );
  return rows.flat().join(" ");
}
