import type { FloorDatabase } from "./floor-database.js";
import type { WorkloadName } from "./options.js";

type Parameters_ = URLSearchParams;
type Answer = (db: FloorDatabase, parameters: Parameters_) => Promise<unknown>;

const STANDING = "9999-12-31 00:00:00.000";

/** What a hand-written server answers each workload with, from the same tables. */
export const ANSWERS: Record<WorkloadName, Answer> = {
  W1: regionWithCoverage,
  W2: regionsWithCohorts,
  W3: provincesInDepth,
  W4: employers,
  W5: statistics,
  W6: entities,
};

const today = (): string => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date());
const marks = (values: readonly unknown[]): string => values.map(() => "?").join();

// The latest figure of all workers by an index; the data state both figures for the same months.
const latest = (alias: string, indicator: string): string => `
  LEFT JOIN observations ${alias} ON ${alias}.id = (
    SELECT o.id FROM observations o
    WHERE o.region_code = r.code AND o.indicator_code = '${indicator}' AND o.category_code IS NULL
      AND o.period_start <= ? AND o.value_status = 'ACTUAL' AND o.superseded_at = '${STANDING}'
    ORDER BY o.period_start DESC LIMIT 1)`;

const REGIONS_WITH_COVERAGE = `
  SELECT r.code, r.name, r.level, p.name AS parent, n.value AS protected, d.value AS potential,
    n.period_start AS start, n.period_end AS end
  FROM regions r LEFT JOIN regions p ON p.code = r.parent_code
  ${latest("n", "PROTECTED_WORKERS")} ${latest("d", "POTENTIAL_WORKERS")}`;

interface CoveredRegion {
  code: string;
  name: string;
  level: string;
  parent: string | null;
  protected: number | null;
  potential: number | null;
  start: string;
  end: string;
}

const figure = (value: number | null): object | null => (value === null ? null : { value });
const rate = ({ protected: part, potential }: CoveredRegion): object | null =>
  part === null || !potential ? null : { value: part / potential };
const parentOf = (name: string | null): object | null => (name === null ? null : { name });

async function regionWithCoverage(db: FloorDatabase, parameters: Parameters_): Promise<unknown> {
  const code = parameters.get("code") ?? "";
  const on = today();
  const [row] = await db.all<CoveredRegion>(`${REGIONS_WITH_COVERAGE} WHERE r.code = ?`, [on, on, code]);
  if (!row) return { region: null };
  const coverage = {
    period: rate(row) && { start: row.start, end: row.end },
    rate: rate(row),
    protectedWorkers: figure(row.protected),
    potentialWorkers: figure(row.potential),
  };
  return { region: { name: row.name, level: row.level, parent: parentOf(row.parent), coverage } };
}

async function entities(db: FloorDatabase, parameters: Parameters_): Promise<unknown> {
  const codes = (parameters.get("codes") ?? "").split(",");
  const on = today();
  const rows = await db.all<CoveredRegion>(`${REGIONS_WITH_COVERAGE} WHERE r.code IN (${marks(codes)})`, [
    on,
    on,
    ...codes,
  ]);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  return {
    _entities: codes.map((code) => {
      const row = byCode.get(code);
      if (!row) return null;
      const coverage = {
        rate: rate(row),
        protectedWorkers: figure(row.protected),
        potentialWorkers: figure(row.potential),
      };
      return { code, parent: parentOf(row.parent), coverage };
    }),
  };
}

const AFTER_NAME = "(r.name > ? OR (r.name = ? AND r.code > ?))";
const afterName = (parameters: Parameters_): [string, string, string] => {
  const name = parameters.get("afterName") ?? "";
  return [name, name, parameters.get("afterCode") ?? ""];
};

async function regionsWithCohorts(db: FloorDatabase, parameters: Parameters_): Promise<unknown> {
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
    parent: parentOf(parent),
    workerCohorts: {
      nodes: (cohorts.get(code) ?? []).map(({ status, category, categoryName }) => ({
        status,
        category: { code: category, name: categoryName },
      })),
    },
  }));
  return { regions: { nodes, pageInfo: { hasNextPage: rows.length > 100 } } };
}

interface Cohort {
  region: string;
  category: string;
  status: string;
  categoryName: string;
}

// The first cohorts of each region: one index range each.
async function firstCohorts(
  db: FloorDatabase,
  codes: readonly string[],
  count: number,
): Promise<Map<string, Cohort[]>> {
  if (codes.length === 0) return new Map();
  const rows = await db.all<Cohort>(
    `SELECT w.region_code AS region, w.category_code AS category, w.status, c.name AS categoryName
      FROM (SELECT k.region_code, k.category_code, k.status,
          ROW_NUMBER() OVER (PARTITION BY k.region_code ORDER BY k.category_code) AS place
        FROM worker_cohorts k WHERE k.region_code IN (${marks(codes)})) w
      JOIN cohort_categories c ON c.code = w.category_code
      WHERE w.place <= ${count} ORDER BY w.region_code, w.category_code`,
    codes,
  );
  return grouped(rows, ({ region }) => region);
}

interface Figure {
  id: number;
  value: number | null;
  start: string;
  end: string;
  publisher: string;
}

async function provincesInDepth(db: FloorDatabase, parameters: Parameters_): Promise<unknown> {
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

// The ids of the latest two by the index of region, category and period; then the rows by their ids.
async function latestFigures(db: FloorDatabase, cohorts: readonly Cohort[]): Promise<Map<string, Figure[]>> {
  if (cohorts.length === 0) return new Map();
  const nth = (offset: number): string => `(SELECT o.id FROM observations o
    WHERE o.region_code = w.region_code AND o.category_code = w.category_code AND o.superseded_at = '${STANDING}'
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

interface EmployerRow {
  name: string;
  kind: string;
  size: string;
  workers: number;
  enrolmentRate: number | null;
  region: string;
}

async function employers(db: FloorDatabase, parameters: Parameters_): Promise<unknown> {
  const within = parameters.get("within") ?? "";
  const matching = `e.region_code >= ? AND e.region_code < ? AND e.size = ? AND e.workers >= ?`;
  const values = [within, `${within}/`, parameters.get("size") ?? "", Number(parameters.get("workers"))];
  const workers = Number(parameters.get("afterWorkers"));
  const [rows, [counted]] = await Promise.all([
    db.all<EmployerRow>(
      `SELECT e.name, e.kind, e.size, e.workers, e.enrolment_rate AS enrolmentRate, r.name AS region
        FROM employers e JOIN regions r ON r.code = e.region_code
        WHERE ${matching} AND (e.workers < ? OR (e.workers = ? AND e.slug < ?))
        ORDER BY e.workers DESC, e.slug DESC LIMIT 51`,
      [...values, workers, workers, parameters.get("afterSlug") ?? ""],
    ),
    db.all<{ count: number }>(`SELECT COUNT(*) AS count FROM employers e WHERE ${matching}`, values),
  ]);
  const nodes = rows.slice(0, 50).map(({ region, ...row }) => ({ ...row, region: { name: region } }));
  return {
    employers: { totalCount: counted?.count, nodes, pageInfo: { hasNextPage: rows.length > 50 } },
  };
}

async function statistics(db: FloorDatabase, parameters: Parameters_): Promise<unknown> {
  const year = db.yearOf("o.period_end");
  const rows = await db.all<{ code: string; name: string; year: number; value: number; count: number }>(
    `SELECT p.code, p.name, w.year, SUM(w.value) AS value, COUNT(*) AS count
      FROM (SELECT r.parent_code, ${year} AS year, o.value,
          ROW_NUMBER() OVER (PARTITION BY o.region_code, ${year} ORDER BY o.period_end DESC) AS place
        FROM observations o JOIN regions r ON r.code = o.region_code
        WHERE o.category_code = ? AND o.indicator_code = 'PROTECTED_WORKERS' AND o.value_status = 'ACTUAL'
          AND o.period_end BETWEEN ? AND ? AND o.superseded_at = '${STANDING}' AND o.preferred = 1
          AND o.value IS NOT NULL) w
      JOIN regions p ON p.code = w.parent_code
      WHERE w.place = 1 GROUP BY p.code, p.name, w.year ORDER BY p.code, w.year`,
    ["category", "from", "to"].map((name) => parameters.get(name) ?? ""),
  );
  const table = rows.map(({ code, name, year, value, count }) => ({
    province: { code, name },
    year,
    cells: [{ value, observations: count, reportingRegions: count }],
  }));
  return { statistics: { rows: table, totalRows: table.length } };
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function firstOfEach<T>(groups: Map<string, T[]>, count: number): Map<string, T[]> {
  return new Map([...groups].map(([key, rows]) => [key, rows.slice(0, count)]));
}
