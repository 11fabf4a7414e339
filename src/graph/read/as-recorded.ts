import { byIndex, raw, runPlain, sql, type Database } from "../../database/statement.js";
import type { PageStatements } from "./page-statement.js";

// More instants than this take longer to read than what they could spare.
const MOST_INSTANTS = 10_000;

/**
 * Whether the order of a list, of when its rows were recorded, is that of their keys too: each load has greater keys than those
 * before it. Then the table itself is in this order, and to go through it takes a tenth of what it takes by an index.
 */
export async function isInOrderOfKeys(db: Database, page: PageStatements, index: string): Promise<boolean> {
  if (!page.isAsRecorded) return false;
  const { table, terms, key } = page;
  const recorded = table.column("t", terms[0]?.property ?? "");
  const loads = await runPlain(
    db,
    `${page.entityName} keys of loads`,
    sql`SELECT MIN(${key}), MAX(${key}) FROM ${table.name} t ${byIndex(db, index)}
      GROUP BY ${recorded} ORDER BY ${recorded} LIMIT ${raw(String(MOST_INSTANTS + 1))}`,
  );
  const isAfterLast = loads.every(
    ([least], place) => place === 0 || Number(least) > Number(loads[place - 1]?.[1]),
  );
  return isAfterLast && loads.length <= MOST_INSTANTS;
}
