import type { FloorDatabase } from "./database.js";
import { NOT_SUPERSEDED } from "./rows.js";

/**
 * W5: the last value of each region in each year, summed by province where every region of it has one; computed from
 * observations each time.
 */
export async function statistics(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const year = db.yearOf("o.period_end");
  const rows = await db.all<{
    code: string;
    name: string;
    year: number;
    value: number;
    count: number;
    regions: number;
  }>(
    `SELECT p.code, p.name, w.year, SUM(w.value) AS value, COUNT(*) AS count,
        (SELECT COUNT(*) FROM regions c WHERE c.parent_code = p.code) AS regions
      FROM (SELECT r.parent_code, ${year} AS year, o.value,
          ROW_NUMBER() OVER (PARTITION BY o.region_code, ${year} ORDER BY o.period_end DESC) AS place
        FROM observations o JOIN regions r ON r.code = o.region_code
        WHERE o.category_code = ? AND o.indicator_code = 'PROTECTED_WORKERS' AND o.value_status = 'ACTUAL'
          AND o.period_end BETWEEN ? AND ? AND o.superseded_at = '${NOT_SUPERSEDED}' AND o.preferred = 1
          AND o.value IS NOT NULL) w
      JOIN regions p ON p.code = w.parent_code
      WHERE w.place = 1 GROUP BY p.code, p.name, w.year ORDER BY p.code, w.year`,
    ["category", "from", "to"].map((name) => parameters.get(name) ?? ""),
  );
  const table = rows.map(({ code, name, year, value, count, regions }) => ({
    province: { code, name },
    year,
    cells: [{ value: count === regions ? value : null, observations: count, reportingRegions: count }],
  }));
  return { statistics: { rows: table, totalRows: table.length } };
}
