import type { FloorDatabase } from "./database.js";

interface EmployerRow {
  name: string;
  kind: string;
  size: string;
  workers: number;
  enrolmentRate: number | null;
  region: string;
}

// The join makes each region one range of the index (region_code, size, workers), which a range of codes would not be.
// Only the rows of the page are read beyond the index.
const MATCHING = `FROM regions r JOIN employers k ON k.region_code = r.code
  WHERE r.code >= ? AND r.code < ? AND k.size = ? AND k.workers >= ?`;
const COUNT = `SELECT COUNT(*) AS count ${MATCHING}`;
const PAGE = `SELECT e.name, e.kind, e.size, e.workers, e.enrolment_rate AS enrolmentRate, p.region
  FROM (SELECT k.slug, r.name AS region ${MATCHING} AND k.workers <= ? AND (k.workers < ? OR k.slug < ?)
    ORDER BY k.workers DESC, k.slug DESC LIMIT 51) p
  JOIN employers e ON e.slug = p.slug ORDER BY e.workers DESC, e.slug DESC`;

/** W4: a page of a province's employers of a size, the largest first, with their total count. */
export async function employers(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const within = parameters.get("within") ?? "";
  const values = [within, `${within}/`, parameters.get("size") ?? "", Number(parameters.get("workers"))];
  const workers = Number(parameters.get("afterWorkers"));
  const [rows, [counted]] = await Promise.all([
    db.all<EmployerRow>(PAGE, [...values, workers, workers, parameters.get("afterSlug") ?? ""]),
    db.all<{ count: number }>(COUNT, values),
  ]);
  const nodes = rows.slice(0, 50).map(({ region, ...row }) => ({ ...row, region: { name: region } }));
  return {
    employers: { totalCount: counted?.count, nodes, pageInfo: { hasNextPage: rows.length > 50 } },
  };
}
