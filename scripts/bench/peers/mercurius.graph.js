export const schema = `
  type Query {
    region(code: String!): Region
    regionsByCode(codes: [String!]!): [Region]!
    regencies(first: Int!, afterName: String!, afterCode: String!): RegionList!
    provinces(first: Int!, afterName: String!, afterCode: String!): RegionList!
    employers(
      within: String!
      size: String!
      workers: Int!
      first: Int!
      afterWorkers: Int!
      afterId: Int!
    ): EmployerList!
    statistics(category: String!, from: String!, to: String!): Statistics!
  }
  type PageInfo { hasNextPage: Boolean! }
  type Region {
    id: Int!
    code: String!
    name: String!
    level: String!
    parent: Region
    coverage: Coverage!
    regions(first: Int!): RegionNodes!
    workerCohorts(first: Int!): CohortNodes!
    awardResults(first: Int!): ResultNodes!
  }
  type RegionList { nodes: [Region!]! pageInfo: PageInfo! }
  type RegionNodes { nodes: [Region!]! }
  type Coverage { rate: Amount protectedWorkers: Amount potentialWorkers: Amount }
  type Amount { value: Float! }
  type CohortNodes { nodes: [WorkerCohort!]! }
  type WorkerCohort { id: Int! status: String! category: Category! observations(first: Int!): ObservationNodes! }
  type Category { id: Int! code: String! name: String! }
  type ObservationNodes { nodes: [Observation!]! }
  type Observation { id: Int! value: Float period: Period! source: Source! }
  type Period { start: String! end: String! }
  type Source { id: Int! publisher: String! }
  type ResultNodes { nodes: [AwardResult!]! }
  type AwardResult { id: Int! stage: String! rank: Int award: Award! }
  type Award { id: Int! name: String! cycleYear: Int! }
  type EmployerList { totalCount: Int! nodes: [Employer!]! pageInfo: PageInfo! }
  type Employer {
    id: Int!
    name: String!
    kind: String!
    size: String!
    workers: Int!
    enrolmentRate: Float
    region: Region!
  }
  type Statistics { rows: [StatisticsRow!]! totalRows: Int! }
  type StatisticsRow { province: Region! year: Int! cells: [Cell!]! }
  type Cell { value: Float observations: Int! reportingRegions: Int! }
`;

const REGION = "r.id, r.code, r.name, r.level, r.parent_id AS parentId";
const AFTER = "(r.name > ? OR (r.name = ? AND r.code > ?))";
const MATCHING = `FROM employers k
  WHERE k.province_id = (SELECT p.id FROM regions p WHERE p.code = ?) AND k.size = ? AND k.workers >= ?`;
const STATISTICS = `SELECT p.id, p.code, p.name, w.year, SUM(w.value) AS value, COUNT(*) AS count,
    (SELECT COUNT(*) FROM regions c WHERE c.parent_id = p.id) AS regions
  FROM (SELECT o.region_id, YEAR(o.period_end) AS year, o.value,
      ROW_NUMBER() OVER (PARTITION BY o.region_id, YEAR(o.period_end) ORDER BY o.period_end DESC) AS place
    FROM observations o
    WHERE o.category_id = (SELECT c.id FROM categories c WHERE c.code = ?)
      AND o.indicator_id = (SELECT i.id FROM indicators i WHERE i.code = 'PROTECTED_WORKERS')
      AND o.actual = 1 AND o.period_end BETWEEN ? AND ? AND o.preferred = 1 AND o.value IS NOT NULL) w
  JOIN regions r ON r.id = w.region_id JOIN regions p ON p.id = r.parent_id
  WHERE w.place = 1 GROUP BY p.id, p.code, p.name, w.year ORDER BY p.id, w.year`;

const page = (rows, first) => ({
  nodes: rows.length > first ? rows.slice(0, first) : rows,
  pageInfo: { hasNextPage: rows.length > first },
});

/** The resolvers of the entry points; all other fields have loaders. */
export function resolversOf(all) {
  const regionsOf = async (tier, { first, afterName, afterCode }) =>
    page(
      await all(
        `SELECT ${REGION} FROM regions r WHERE r.tier = ${tier} AND ${AFTER} ORDER BY r.name, r.code LIMIT ${first + 1}`,
        [afterName, afterName, afterCode],
      ),
      first,
    );
  return {
    Query: {
      region: async (_, { code }) =>
        (await all(`SELECT ${REGION} FROM regions r WHERE r.code = ?`, [code]))[0] ?? null,
      regionsByCode: async (_, { codes }) => {
        const marks = codes.map(() => "?").join();
        const rows = await all(`SELECT ${REGION} FROM regions r WHERE r.code IN (${marks})`, codes);
        const byCode = new Map(rows.map((row) => [row.code, row]));
        return codes.map((code) => byCode.get(code) ?? null);
      },
      regencies: (_, args) => regionsOf(2, args),
      provinces: (_, args) => regionsOf(1, args),
      employers: async (_, { within, size, workers, first, afterWorkers, afterId }) => {
        const values = [within, size, workers];
        const [rows, [{ count }]] = await Promise.all([
          all(
            `SELECT e.id, e.name, e.kind, e.size, e.workers, e.enrolment_rate AS enrolmentRate, e.region_id AS regionId
              FROM (SELECT k.id ${MATCHING} AND k.workers <= ? AND (k.workers < ? OR k.id < ?)
                ORDER BY k.workers DESC, k.id DESC LIMIT ${first + 1}) p
              JOIN employers e ON e.id = p.id ORDER BY e.workers DESC, e.id DESC`,
            [...values, afterWorkers, afterWorkers, afterId],
          ),
          all(`SELECT COUNT(*) AS count ${MATCHING}`, values),
        ]);
        return { totalCount: count, ...page(rows, first) };
      },
      statistics: async (_, { category, from, to }) => {
        const rows = await all(STATISTICS, [category, from, to]);
        return { rows: rows.map(statisticsRow), totalRows: rows.length };
      },
    },
  };
}

const statisticsRow = ({ id, code, name, year, value, count, regions }) => ({
  province: { id, code, name },
  year,
  cells: [{ value: count === regions ? value : null, observations: count, reportingRegions: count }],
});
