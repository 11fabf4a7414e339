import { runPlain, type Database } from "../../database/statement.js";
import type { PageStatements } from "./page-statement.js";

/** What is known of the number of rows of a list before it is read. */
export interface ListBounds {
  /** The list has no more rows. */
  most: number;
  /** To no more rows, of which the list is a part, an index leads by one property; Infinity when no index leads to so few. */
  led: number;
  /** To how many rows an index leads by each property. */
  ledBy: ReadonlyMap<string, number>;
}

export const NOTHING_KNOWN: ListBounds = { most: Infinity, led: Infinity, ledBy: new Map() };

/** The bounds of a list. Where only an index can count rows, just up to each of `levels`, in ascending order. */
export async function boundsOf(
  db: Database,
  page: PageStatements,
  levels: readonly number[],
): Promise<ListBounds> {
  const statement = page.counts.atMost(levels);
  if (!statement) return NOTHING_KNOWN;
  const [[tallied = null, ...values] = []] = await runPlain(db, `${page.entityName} at most`, statement);
  const ledBy = new Map(
    page.parts.bounded.map((property) => [property, page.parts.countOf(property, levels, values)] as const),
  );
  const led = Math.min(Infinity, ...ledBy.values());
  return { most: Math.min(led, tallied === null ? Infinity : Number(tallied)), led, ledBy };
}
