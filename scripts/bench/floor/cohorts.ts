import type { FloorDatabase } from "./database.js";
import { grouped, marks } from "./rows.js";

/** A worker cohort with its category's name. */
export interface Cohort {
  region: string;
  category: string;
  status: string;
  categoryName: string;
}

/** The first cohorts of each region. */
export async function firstCohorts(
  db: FloorDatabase,
  codes: readonly string[],
  count: number,
): Promise<Map<string, Cohort[]>> {
  if (codes.length === 0) return new Map();
  const rows = await db.all<Cohort>(
    `SELECT w.region_code AS region, w.category_code AS category, w.status, c.name AS categoryName
      FROM (SELECT k.region_code, k.category_code, k.status,
          ROW_NUMBER() OVER (PARTITION BY k.region_code ORDER BY k.category_code) AS place
        FROM worker_cohorts k WHERE k.region_code IN (${marks(codes)})) w
      JOIN cohort_categories c ON c.code = w.category_code
      WHERE w.place <= ${count} ORDER BY w.region_code, w.category_code`,
    codes,
  );
  return grouped(rows, ({ region }) => region);
}
