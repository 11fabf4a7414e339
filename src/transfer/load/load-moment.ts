import type { EntityManager } from "typeorm";
import { runPlain, run, sql } from "../../database/statement.js";
import { storedInstant } from "../../graph/declare/scalars.js";
import { lastLoad, type LastLoad } from "./rules.js";

/** When a load takes place, among all others. */
export interface LoadMoment {
  /** Its instant, as stored, which no other load has: by it, what the load has recorded is found again. */
  now: string;
  /** The load before it; null for the first. */
  last: LastLoad | null;
  /** The row of its dataset as JSON; null before the first load of it. */
  datasetBefore: string | null;
}

/** The moment of a load of a dataset that begins now. */
export async function loadMoment(manager: EntityManager, dataset: string): Promise<LoadMoment> {
  let time = Date.now();
  while (await isTaken(manager, storedInstant(new Date(time)))) time += 1;
  const now = storedInstant(new Date(time));
  return { now, last: await lastLoad(manager), datasetBefore: await storedDataset(manager, dataset) };
}

async function isTaken(manager: EntityManager, instant: string): Promise<boolean> {
  const rows = await runPlain(
    manager,
    "loads.findInstant",
    sql`SELECT 1 FROM datasets t WHERE t.loaded_at = ${instant} UNION ALL SELECT 1 FROM loads l WHERE l.loaded_at = ${instant}`,
  );
  return rows.length > 0;
}

/** The number of the load after another. */
export const nextRevision = (last: LastLoad | null): number => (last?.revision ?? 0) + 1;

async function storedDataset(manager: EntityManager, name: string): Promise<string | null> {
  const [row] = await run(
    manager,
    "loads.findDataset",
    sql`SELECT t.name AS \`name\`, t.title AS \`title\`, t.version AS \`version\`, t.digest AS \`digest\`,
        t.licences AS \`licences\`, t.row_counts AS \`rowCounts\`, t.released_on AS \`releasedOn\`, t.rules AS \`rules\`
      FROM datasets t WHERE t.name = ${name}`,
  );
  return row === undefined ? null : JSON.stringify(row);
}
