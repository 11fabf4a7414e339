import { firstCohorts } from "./cohorts.js";
import type { FloorDatabase } from "./database.js";
import { AFTER_NAME, afterName } from "./rows.js";

/** W2: regencies and cities by name with their first cohorts. */
export async function regionsWithCohorts(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const rows = await db.all<{ code: string; name: string; parent: string | null }>(
    `SELECT r.code, r.name, p.name AS parent FROM regions r LEFT JOIN regions p ON p.code = r.parent_code
      WHERE r.level IN ('REGENCY', 'CITY') AND ${AFTER_NAME} ORDER BY r.name, r.code LIMIT 101`,
    afterName(parameters),
  );
  const page = rows.slice(0, 100);
  const cohorts = await firstCohorts(
    db,
    page.map(({ code }) => code),
    3,
  );
  const nodes = page.map(({ code, name, parent }) => ({
    code,
    name,
    parent: parent === null ? null : { name: parent },
    workerCohorts: {
      nodes: (cohorts.get(code) ?? []).map(({ status, category, categoryName }) => ({
        status,
        category: { code: category, name: categoryName },
      })),
    },
  }));
  return { regions: { nodes, pageInfo: { hasNextPage: rows.length > 100 } } };
}
