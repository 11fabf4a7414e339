import { runPlain, type Database, type Stored } from "../../database/statement.js";
import type { RowsOf } from "../declare/field-price.js";
import type { RowClass } from "../declare/table.js";
import type { PageStatements } from "./page-statement.js";

// Sorting what matches in a smaller table takes no longer than trying to go through it in the order of a list.
const LARGE = 200_000;

// How many rows are gone through in the order of a list: so many for each row of a page, and at least so many.
const TRIED = 40;
const LEAST_TRIED = 2_000;

/** Whether a filtered page of a table may take two statements. */
export const isLarge = (table: RowClass, rowsOf: RowsOf): boolean => rowsOf(table) >= LARGE;

/**
 * The rows of a page of a whole table. An engine cannot know whether it is quicker to go through the list in its order until
 * enough rows match, or to sort all rows that match. So a large table is gone through for a while first: when that is in vain,
 * few rows match, which are soon sorted.
 */
export async function rowsOfPage(
  db: Database,
  name: string,
  page: PageStatements,
  rowsOf: RowsOf,
): Promise<Stored[][]> {
  const index = isLarge(page.table.declaration.entity, rowsOf) ? page.indexToTry : null;
  if (index === null) return runPlain(db, name, page.ofTable());
  const first = page.amongFirst(Math.max(LEAST_TRIED, TRIED * page.limit), index);
  const rows = await runPlain(db, `${name} among first`, first);
  return rows.length === page.limit ? rows : runPlain(db, name, page.ofTable(index));
}
