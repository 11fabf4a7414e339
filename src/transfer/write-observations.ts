import type { EntityManager } from "typeorm";
import { oneOf, run, sql } from "../graph/statement.js";
import { tableIn } from "../graph/table.js";
import { Observation, STANDING } from "../modules/coverage/observation.entity.js";
import { precisionOf } from "../modules/coverage/period.type.js";
import type { Values } from "./entity-rows.js";
import { BATCH, upsertRows } from "./write-rows.js";

// What a statement says; when any of it differs, the new statement supersedes the old one.
const CONTENT = ["value", "lowerBound", "upperBound", "qualifier", "unit", "note"] as const;

/**
 * Records statements at an instant. One that stands already is left alone, as is one that another dataset brought; one
 * that says something else than before supersedes the earlier statement, which stays in history. Answers with how many
 * rows were written.
 */
export async function recordObservations(
  manager: EntityManager,
  rows: readonly Values[],
  now: string,
): Promise<number> {
  let written = 0;
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const standing = await standingBySlug(
      manager,
      batch.map(({ slug }) => slug as string),
    );
    const changed = batch.filter((row) => {
      const known = standing.get(row.slug as string);
      if (!known) return true;
      return known.dataset === row.dataset && CONTENT.some((property) => known[property] !== row[property]);
    });
    await supersede(
      manager,
      changed.map(({ slug }) => slug as string).filter((slug) => standing.has(slug)),
      now,
    );
    const inserted = changed.map((row) => ({
      ...row,
      periodPrecision: precisionOf(row.periodStart as string, row.periodEnd as string),
      recordedAt: now,
      supersededAt: STANDING,
      rivalSet: null,
      standing: 1,
      preferred: true,
    }));
    await upsertRows(manager, Observation, inserted);
    written += inserted.length;
  }
  return written;
}

async function standingBySlug(
  manager: EntityManager,
  slugs: readonly string[],
): Promise<Map<string, Observation>> {
  const table = tableIn(manager, Observation);
  const rows = await run(
    manager,
    "transfer.standingObservations",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${oneOf(sql`t.slug`, slugs)} AND t.superseded_at = ${STANDING}`,
  );
  return new Map(rows.map((row) => [row.slug as string, table.instance(row) as Observation]));
}

/** Ends statements at an instant; they stay in history. */
export async function supersede(
  manager: EntityManager,
  slugs: readonly string[],
  now: string,
): Promise<void> {
  for (let start = 0; start < slugs.length; start += BATCH) {
    await run(
      manager,
      "transfer.supersede",
      sql`UPDATE observations SET superseded_at = ${now}, rival_set = NULL
        WHERE ${oneOf(sql`slug`, slugs.slice(start, start + BATCH))} AND superseded_at = ${STANDING}`,
    );
  }
}

/** Ends the statements of a dataset that are not among those kept. Answers with how many. */
export async function supersedeVanished(
  manager: EntityManager,
  dataset: string,
  kept: ReadonlySet<string>,
  now: string,
): Promise<number> {
  const rows = await run<{ slug: string }>(
    manager,
    "transfer.listStanding",
    sql`SELECT t.slug AS \`slug\` FROM observations t WHERE t.dataset = ${dataset} AND t.superseded_at = ${STANDING}`,
  );
  const vanished = rows.map(({ slug }) => slug).filter((slug) => !kept.has(slug));
  await supersede(manager, vanished, now);
  return vanished.length;
}
