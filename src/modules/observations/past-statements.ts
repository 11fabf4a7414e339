import type { EntityManager } from "typeorm";
import { groupBy } from "../../collections.js";
import { oneOf, run, sql } from "../../database/statement.js";
import { insertRows, type Changes, type Values } from "../../database/write-rows.js";
import { Observation } from "./observation.entity.js";

interface Version {
  slug: string;
  from: string;
  until: string;
}

/**
 * Records statements of the past with the instants at which another graph learnt and dropped them. Where this graph has
 * known something of the same statement meanwhile, its own history stands.
 */
export async function writePast(manager: EntityManager, rows: readonly Values[]): Promise<Changes> {
  const stored = await versionsOf(
    manager,
    rows.map(({ slug }) => slug as string),
  );
  const fresh: Values[] = [];
  for (const row of rows) {
    const [slug, from, until] = [row.slug as string, row.recordedAt as string, row.recordedUntil as string];
    const versions = stored.get(slug) ?? [];
    if (versions.some((other) => other.from < until && from < other.until)) continue;
    stored.set(slug, [...versions, { slug, from, until }]);
    fresh.push({ ...row, superseded: true, rivalSet: null, rank: 1, preferred: false, current: false });
  }
  await insertRows(manager, Observation, fresh);
  return { inserted: fresh, changed: [] };
}

/** Lets statements that stand have been known since the instants that rows name; returns those that changed. */
export async function dateBack(manager: EntityManager, rows: readonly Values[]): Promise<Values[]> {
  const stored = await versionsOf(
    manager,
    rows.map(({ slug }) => slug as string),
  );
  const dated: Values[] = [];
  for (const row of rows) {
    const [slug, from] = [row.slug as string, row.recordedAt as string];
    const [last, ...earlier] = (stored.get(slug) ?? []).toSorted((a, b) => (a.until < b.until ? 1 : -1));
    if (!last || from >= last.from || earlier.some(({ until }) => until > from)) continue;
    await run(
      manager,
      "observations.dateBack",
      sql`UPDATE observations SET recorded_at = ${from} WHERE slug = ${slug} AND superseded_at = ${last.until}`,
    );
    dated.push(row);
  }
  return dated;
}

async function versionsOf(manager: EntityManager, slugs: readonly string[]): Promise<Map<string, Version[]>> {
  if (slugs.length === 0) return new Map();
  const rows = await run<Version>(
    manager,
    "observations.listVersions",
    sql`SELECT t.slug AS \`slug\`, t.recorded_at AS \`from\`, t.superseded_at AS \`until\`
      FROM observations t WHERE ${oneOf(sql`t.slug`, slugs)}`,
  );
  return groupBy(rows, ({ slug }) => slug);
}
