import type { EntityManager } from "typeorm";
import { oneOf, run, sql } from "../../database/statement.js";
import { batches } from "../../database/write-rows.js";

// So many observations are read at once, unless one region has more.
const MAX_OBSERVATIONS = 2_000;

/** The regions in portions whose observations are held at once. */
export async function regionPortions(manager: EntityManager, codes: readonly string[]): Promise<string[][]> {
  const found: string[][] = [];
  let held = Infinity;
  for (const some of batches(codes)) {
    const rows = await run<{ code: string; count: number | string }>(
      manager,
      "observations.countOfRegions",
      sql`SELECT r.code AS \`code\`, (SELECT COUNT(*) FROM observations t WHERE t.region_code = r.code) AS \`count\`
        FROM regions r WHERE ${oneOf(sql`r.code`, some)}`,
    );
    const counts = new Map(rows.map(({ code, count }) => [code, Number(count)]));
    // A region that is gone has none, and what was kept of it is to go, too.
    for (const code of [...some].sort()) {
      const count = counts.get(code) ?? 0;
      if (held + count > MAX_OBSERVATIONS) {
        found.push([]);
        held = 0;
      }
      found.at(-1)?.push(code);
      held += count;
    }
  }
  return found;
}
