import { firstCohorts, type Cohort } from "./cohorts.js";
import type { FloorDatabase } from "./database.js";
import { afterName, firstOfEach, grouped } from "./rows.js";
import type { Key } from "./tables.js";

interface Region {
  id: Key;
  code: string;
  name: string;
  level: string;
  parent: Key;
}

interface Result {
  id: Key;
  parent: Key;
  stage: string;
  rank: number | null;
  name: string;
  year: number;
}

interface Figure {
  id: number;
  value: number | null;
  start: string;
  end: string;
  publisher: string;
}

/** W3: provinces, their regions, cohorts with latest figures, and award results. */
export async function provincesInDepth(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const { tables } = db;
  const provinces = await db.all<{ id: Key; code: string; name: string }>(
    tables.provinces,
    afterName(parameters),
  );
  if (provinces.length === 0) return { provinces: { nodes: [] } };
  const parents = provinces.map(({ id }) => id);
  const regions = await firstBelow<Region>(db, tables.below(parents), parents);
  const below = [...regions.values()].flat().map(({ id }) => id);
  const [cohorts, results] = await Promise.all([
    firstCohorts(db, below, 5),
    firstBelow<Result>(db, tables.results(below), below),
  ]);
  const figures = await latestFigures(
    db,
    [...cohorts.values()].flat().map(({ id }) => id),
  );
  const cohortNode = ({ id, status, name }: Cohort): object => ({
    id,
    status,
    category: { name },
    observations: { nodes: (figures.get(id) ?? []).map(figureNode) },
  });
  const regionNode = ({ id, code, name, level }: Region): object => ({
    id,
    code,
    name,
    level,
    workerCohorts: { nodes: (cohorts.get(id) ?? []).map(cohortNode) },
    awardResults: { nodes: (results.get(id) ?? []).map(resultNode) },
  });
  const nodes = provinces.map(({ id, code, name }) => ({
    id,
    code,
    name,
    regions: { nodes: (regions.get(id) ?? []).map(regionNode) },
  }));
  return { provinces: { nodes } };
}

const figureNode = ({ id, value, start, end, publisher }: Figure): object => ({
  id,
  value,
  period: { start, end },
  source: { publisher },
});

const resultNode = ({ id, stage, rank, name, year }: Result): object => ({
  id,
  stage,
  rank,
  award: { name, cycleYear: year },
});

async function firstBelow<T extends { parent: Key }>(
  db: FloorDatabase,
  statement: string,
  parents: readonly Key[],
): Promise<Map<Key, T[]>> {
  const rows = parents.length === 0 ? [] : await db.all<T>(statement, parents);
  return firstOfEach(
    grouped(rows, ({ parent }) => parent),
    20,
  );
}

// Finds the keys of the latest two first, so that only these rows are read.
async function latestFigures(db: FloorDatabase, cohorts: readonly Key[]): Promise<Map<Key, Figure[]>> {
  if (cohorts.length === 0) return new Map();
  const latest = await db.all<{ parent: Key; first: number | null; second: number | null }>(
    db.tables.latest(cohorts),
    cohorts,
  );
  const wanted = latest.flatMap(({ first, second }) => [first, second]).filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const rows = await db.all<Figure>(db.tables.figures(wanted), wanted);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    latest.map(({ parent, first, second }) => [
      parent,
      [first, second].flatMap((id) => (id === null ? [] : (byId.get(id) ?? []))),
    ]),
  );
}
