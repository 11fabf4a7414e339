import { firstCohorts, type Cohort } from "./cohorts.js";
import type { FloorDatabase } from "./database.js";
import { AFTER_NAME, afterName, firstOfEach, grouped, marks, NOT_SUPERSEDED } from "./rows.js";

interface Figure {
  id: number;
  value: number | null;
  start: string;
  end: string;
  publisher: string;
}

/** W3: provinces, their regions, cohorts with latest figures, and award results. */
export async function provincesInDepth(db: FloorDatabase, parameters: URLSearchParams): Promise<unknown> {
  const provinces = await db.all<{ code: string; name: string }>(
    `SELECT r.code, r.name FROM regions r WHERE r.level = 'PROVINCE' AND ${AFTER_NAME}
      ORDER BY r.name, r.code LIMIT 10`,
    afterName(parameters),
  );
  if (provinces.length === 0) return { provinces: { nodes: [] } };
  const regions = await regionsBelow(
    db,
    provinces.map(({ code }) => code),
    20,
  );
  const codes = [...regions.values()].flat().map(({ code }) => code);
  const [cohorts, results] = await Promise.all([firstCohorts(db, codes, 5), resultsOf(db, codes, 20)]);
  const figures = await latestFigures(db, [...cohorts.values()].flat());
  const cohortNode = ({ region, category, status, categoryName }: Cohort): object => ({
    status,
    category: { name: categoryName },
    observations: { nodes: (figures.get(`${region} ${category}`) ?? []).map(figureNode) },
  });
  const nodes = provinces.map(({ code, name }) => ({
    code,
    name,
    regions: {
      nodes: (regions.get(code) ?? []).map((region) => ({
        code: region.code,
        name: region.name,
        level: region.level,
        workerCohorts: { nodes: (cohorts.get(region.code) ?? []).map(cohortNode) },
        awardResults: { nodes: results.get(region.code) ?? [] },
      })),
    },
  }));
  return { provinces: { nodes } };
}

const figureNode = ({ value, start, end, publisher }: Figure): object => ({
  value,
  period: { start, end },
  source: { publisher },
});

async function regionsBelow(
  db: FloorDatabase,
  parents: readonly string[],
  count: number,
): Promise<Map<string, { code: string; name: string; level: string; parent: string }[]>> {
  const rows = await db.all<{ code: string; name: string; level: string; parent: string }>(
    `SELECT r.code, r.name, r.level, r.parent_code AS parent FROM regions r
      WHERE r.parent_code IN (${marks(parents)}) AND r.level IN ('REGENCY', 'CITY') ORDER BY r.code`,
    parents,
  );
  return firstOfEach(
    grouped(rows, ({ parent }) => parent),
    count,
  );
}

async function resultsOf(
  db: FloorDatabase,
  codes: readonly string[],
  count: number,
): Promise<Map<string, object[]>> {
  const rows = await db.all<{
    region: string;
    stage: string;
    rank: number | null;
    name: string;
    year: number;
  }>(
    `SELECT t.region_code AS region, t.stage, t.\`rank\`, a.name, a.cycle_year AS year
      FROM award_results t JOIN awards a ON a.slug = t.award_slug
      WHERE t.region_code IN (${marks(codes)}) AND t.employer_slug IS NULL
      ORDER BY t.decided_from DESC, t.slug DESC`,
    codes,
  );
  const results = firstOfEach(
    grouped(rows, ({ region }) => region),
    count,
  );
  const node = ({ stage, rank, name, year }: (typeof rows)[number]): object => ({
    stage,
    rank,
    award: { name, cycleYear: year },
  });
  return new Map([...results].map(([region, found]) => [region, found.map(node)]));
}

// Finds the ids of the latest two by the index of region, category and period, then the rows by their ids.
async function latestFigures(db: FloorDatabase, cohorts: readonly Cohort[]): Promise<Map<string, Figure[]>> {
  if (cohorts.length === 0) return new Map();
  const nth = (offset: number): string => `(SELECT o.id FROM observations o
    WHERE o.region_code = w.region_code AND o.category_code = w.category_code AND o.superseded_at = '${NOT_SUPERSEDED}'
    ORDER BY o.period_start DESC, o.id DESC LIMIT 1 OFFSET ${offset})`;
  const slugs = cohorts.map(({ region, category }) => `${region}:${category}`);
  const ids = await db.all<{ first: number | null; second: number | null }>(
    `SELECT ${nth(0)} AS first, ${nth(1)} AS second FROM worker_cohorts w WHERE w.slug IN (${marks(slugs)})`,
    slugs,
  );
  const wanted = ids.flatMap(({ first, second }) => [first ?? [], second ?? []].flat());
  if (wanted.length === 0) return new Map();
  const rows = await db.all<Figure & { region: string; category: string }>(
    `SELECT o.id, o.region_code AS region, o.category_code AS category, o.value, o.period_start AS start,
        o.period_end AS end, s.publisher
      FROM observations o JOIN sources s ON s.slug = o.source_slug WHERE o.id IN (${marks(wanted)})
      ORDER BY o.period_start DESC, o.id DESC`,
    wanted,
  );
  return grouped(rows, ({ region, category }) => `${region} ${category}`);
}
