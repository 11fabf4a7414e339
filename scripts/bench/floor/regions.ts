import { firstCohorts } from "./cohorts.js";
import type { FloorDatabase } from "./database.js";
import { afterName } from "./rows.js";
import type { Key } from "./tables.js";

interface Regency {
  id: Key;
  code: string;
  name: string;
  parent: string | null;
}

/** W2: regencies and cities by name with their first cohorts. */
export async function regionsWithCohorts(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const rows = await db.all<Regency>(db.tables.regencies, afterName(parameters));
  const page = rows.slice(0, 100);
  const cohorts = await firstCohorts(
    db,
    page.map(({ id }) => id),
    3,
  );
  const nodes = page.map(({ id, code, name, parent }) => ({
    id,
    code,
    name,
    parent: parent === null ? null : { name: parent },
    workerCohorts: {
      nodes: (cohorts.get(id) ?? []).map((cohort) => ({
        id: cohort.id,
        status: cohort.status,
        category: { code: cohort.code, name: cohort.name },
      })),
    },
  }));
  return { regions: { nodes, pageInfo: { hasNextPage: rows.length > 100 } } };
}
