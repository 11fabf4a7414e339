import type { FloorDatabase } from "./database.js";
import type { Key } from "./tables.js";

interface EmployerRow {
  id: Key;
  name: string;
  kind: string;
  size: string;
  workers: number;
  enrolmentRate: number | null;
  region: string;
}

/** W4: a page of a province's employers of a size, the largest first, with their total count. */
export async function employers(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const { employersPage, employersCount, within, afterEmployer } = db.tables;
  const values = [
    ...within(parameters.get("within") ?? ""),
    parameters.get("size") ?? "",
    Number(parameters.get("workers")),
  ];
  const workers = Number(parameters.get("afterWorkers"));
  const [rows, [counted]] = await Promise.all([
    db.all<EmployerRow>(employersPage, [...values, workers, workers, parameters.get(afterEmployer) ?? ""]),
    db.all<{ count: number }>(employersCount, values),
  ]);
  const nodes = rows.slice(0, 50).map(({ region, ...row }) => ({ ...row, region: { name: region } }));
  return {
    employers: { totalCount: counted?.count, nodes, pageInfo: { hasNextPage: rows.length > 50 } },
  };
}
