import { lastInstant } from "./revision.js";
import type { Database } from "./statement.js";

/**
 * Reads what stood at an instant, as stored; null for now. `read` is given null too where nothing was loaded since: much is
 * kept of what stands now, and nothing of what stood.
 */
export async function asOfOrNow<T>(
  db: Database,
  asOf: string | null,
  read: (asOf: string | null) => Promise<T>,
): Promise<T> {
  if (asOf === null) return read(null);
  const last = await lastInstant(db);
  if (last === null || asOf < last) return read(asOf);
  const found = await read(null);
  // What a load changed between two statements may be in it.
  return (await lastInstant(db)) === last ? found : read(asOf);
}
