import { hash } from "node:crypto";
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

/** The instant of the latest load, as stored: what was recorded or superseded was so by then; null before the first load. */
export async function lastInstant(db: Database): Promise<string | null> {
  const rows = await runBrief(
    db,
    "data.lastInstant",
    sql`SELECT MAX(t.loaded_at) FROM datasets t UNION ALL SELECT MAX(t.loaded_at) FROM loads t`,
  );
  const instants = rows.flat().flatMap((instant) => (instant === null ? [] : String(instant)));
  return instants.sort().at(-1) ?? null;
}

/** What makes a data set what it is: its files, and the rules by which they were loaded. */
export interface LoadedFiles {
  name: string;
  digest: string;
  rules: number;
  /** The last day on which rows of them were released that had been withheld; null when there were none. */
  releasedOn: string | null;
}

const VERSION_LENGTH = 12;

/** The version of the data as a citation names it: the same wherever the same files are loaded and
 * the same embargoes have ended; null when there are none. */
export function dataVersionOf(datasets: readonly LoadedFiles[]): string | null {
  if (datasets.length === 0) return null;
  const parts = datasets.map(({ name, digest, rules, releasedOn }) => [
    name,
    digest,
    rules,
    ...(releasedOn === null ? [] : [releasedOn]),
  ]);
  const sorted = parts.sort(([one = ""], [other = ""]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify(sorted), "hex").slice(0, VERSION_LENGTH);
}

/** The version of the data that is loaded now; null when none is. */
export async function findDataVersion(db: Database): Promise<string | null> {
  const rows = await runBrief(
    db,
    "data.findVersion",
    sql`SELECT t.name, t.digest, t.rules, t.released_on FROM datasets t`,
  );
  return dataVersionOf(
    rows.map(([name, digest, rules, releasedOn]) => ({
      name: String(name),
      digest: String(digest),
      rules: Number(rules),
      releasedOn: releasedOn === null ? null : String(releasedOn),
    })),
  );
}
