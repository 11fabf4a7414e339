import type { DataSource } from "typeorm";
import { alone } from "../../database/connect.js";
import { run, runPlain, sql } from "../../database/statement.js";
import { storedInstant } from "../../graph/declare/scalars.js";

const DAY_MS = 86_400_000;
/** Rows that are deleted at once, so that nothing waits long. */
const SOME = 5_000;

/** How long, and how many, changes of figures are kept. The last load is always told whole. */
export interface Keeping {
  days: number;
  rows: number;
}

/** Forgets changes of loads that are too old, and of the oldest ones while there are too many. Returns how many. */
export async function forgetChanges(dataSource: DataSource, keeping: Keeping): Promise<number> {
  const until = await forgottenUntil(dataSource, keeping);
  if (until === null) return 0;
  // First, so that nobody is told that they are kept while some are gone.
  await alone(
    dataSource,
    () =>
      run(
        dataSource,
        "changes.forgetLoads",
        sql`UPDATE loads SET change_count = NULL WHERE revision <= ${until} AND change_count IS NOT NULL`,
      ),
    () => undefined,
  );
  let forgotten = 0;
  for (let more = true; more;) {
    const some = await alone(
      dataSource,
      () => forgetSome(dataSource, until),
      () => undefined,
    );
    forgotten += some;
    more = some === SOME;
  }
  return forgotten;
}

/** The last load whose changes are kept no longer; null when all are kept. */
async function forgottenUntil(dataSource: DataSource, { days, rows }: Keeping): Promise<number | null> {
  const loads = await runPlain(
    dataSource,
    "changes.listLoads",
    sql`SELECT l.revision, l.loaded_at, l.change_count FROM loads l WHERE l.change_count IS NOT NULL ORDER BY l.revision DESC`,
  );
  const oldest = storedInstant(new Date(Date.now() - days * DAY_MS));
  let kept = 0;
  for (const [place, [revision, loadedAt, count]] of loads.entries()) {
    kept += Number(count);
    if (place > 0 && (kept > rows || String(loadedAt) < oldest)) return Number(revision);
  }
  return null;
}

async function forgetSome(dataSource: DataSource, until: number): Promise<number> {
  const ids = await runPlain(
    dataSource,
    "changes.listOldest",
    sql`SELECT t.id FROM figure_changes t WHERE t.revision <= ${until} ORDER BY t.id LIMIT ${SOME}`,
  );
  const last = ids.at(-1)?.[0];
  if (last === undefined) return 0;
  await run(
    dataSource,
    "changes.forget",
    sql`DELETE FROM figure_changes WHERE id <= ${Number(last)} AND revision <= ${until}`,
  );
  return ids.length;
}
