import type { FloorDatabase } from "./database.js";
import { grouped } from "./rows.js";
import type { Key } from "./tables.js";

/** A worker cohort with its category. */
export interface Cohort {
  id: Key;
  /** Its region's key. */
  parent: Key;
  status: string;
  code: string;
  name: string;
}

/** The first cohorts of each region. */
export async function firstCohorts(
  db: FloorDatabase,
  regions: readonly Key[],
  count: number,
): Promise<Map<Key, Cohort[]>> {
  if (regions.length === 0) return new Map();
  const rows = await db.all<Cohort>(db.tables.cohorts(regions, count), regions);
  return grouped(rows, ({ parent }) => parent);
}
