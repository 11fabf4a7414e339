import { groupBy } from "../../collections.js";
import { oneOf, run, runPlain, sql, type Database, type Sql } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import type { FigureChange } from "./figure-change.entity.js";
import { NOT_SUPERSEDED, Observation } from "./observation.entity.js";

/** The loads whose changes are known. */
export interface KeptChanges {
  /** The load after which all changes are kept. */
  since: number;
  /** The last load; 0 when nothing has been loaded. */
  last: number;
}

export async function keptChanges(db: Database): Promise<KeptChanges> {
  const [[first = null, last = null] = []] = await runPlain(
    db,
    "changes.findKept",
    sql`SELECT (SELECT MIN(l.revision) FROM loads l WHERE l.change_count IS NOT NULL), (SELECT MAX(d.revision) FROM datasets d)`,
  );
  const latest = Number(last ?? 0);
  return { since: first === null ? latest : Number(first) - 1, last: latest };
}

/** What the statement of each change says once its load has taken place; null where it was withdrawn. */
export function statedSince(db: Database, changes: readonly FigureChange[]): Promise<(Observation | null)[]> {
  const first = changes.reduce(
    (least, { loadedAt }) => (loadedAt < least ? loadedAt : least),
    NOT_SUPERSEDED,
  );
  return versions(
    db,
    changes,
    sql`t.superseded_at > ${first}`,
    ({ recordedAt, recordedUntil }, at) => recordedAt <= at && at < recordedUntil,
  );
}

/** What the statement of each change said until its load took place; null where it said nothing. */
export function statedBefore(
  db: Database,
  changes: readonly FigureChange[],
): Promise<(Observation | null)[]> {
  const instants = [...new Set(changes.map(({ loadedAt }) => loadedAt))];
  return versions(
    db,
    changes,
    oneOf(sql`t.superseded_at`, instants),
    ({ recordedUntil }, at) => recordedUntil === at,
  );
}

async function versions(
  db: Database,
  changes: readonly FigureChange[],
  condition: Sql,
  isMeant: (version: Observation, loadedAt: string) => boolean,
): Promise<(Observation | null)[]> {
  const table = tableIn(db, Observation);
  const slugs = [...new Set(changes.map(({ slug }) => slug))];
  const rows = await run(
    db,
    "changes.listVersions",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${oneOf(sql`t.slug`, slugs)} AND ${condition}`,
  );
  const found = groupBy(
    rows.map((row) => table.instance(row) as Observation),
    ({ slug }) => slug,
  );
  return changes.map(
    ({ slug, loadedAt }) => found.get(slug)?.find((version) => isMeant(version, loadedAt)) ?? null,
  );
}
