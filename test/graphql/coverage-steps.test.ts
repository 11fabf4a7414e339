import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import fc from "fast-check";
import { today } from "../../src/time/today.js";
import { describeEachEngine } from "../support/engines.js";
import "../support/fast-check.js";
import { openEmptyGraph, openRealGraph, type Tables, type TestGraph } from "../support/graph.js";
import { category, indicator, observation, region, source, WORLD } from "../support/rows.js";
import { worlds } from "../support/worlds.js";

const PERIOD = "period { start end precision }";
const FIGURE = `{ value lowerBound upperBound qualifier basis countedBy effectiveOn areaDiffers ${PERIOD} }`;
const KEPT = `{
  ${PERIOD} workerMonths
  rate {
    value lowerBound upperBound qualifier published derived basis consistent difference
    denominatorStated countedBy effectiveOn areaDiffers
  }
  potentialWorkers ${FIGURE} protectedWorkers ${FIGURE} unprotectedWorkers ${FIGURE} monthsCovered ${FIGURE}
}`;
const COMPUTED = "observations.observationsByGroup";
const STEPS = "CoverageStep by regionCode";
const POINTS = "CoveragePoint by regionCode";
const LISTED = "regions.listRegionCodes";
const RANKED = "coverage.keptComparables";

const dayIn = (days: number): string =>
  new Date(Date.parse(`${today()}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const ROLL_UP = `{ rate partialRate protectedWorkers partialPotentialWorkers oldestEffectiveOn newestEffectiveOn
  period { start end } included { code } omitted { code } }`;
const RANKING = `{ on countedBy comparableRegions omittedRegions omitted { reason region { code } }
  rows { rank rankFrom rankTo ageInDays region { code } coverage ${KEPT} } }`;

/** All that is kept of a day: coverage, roll-ups and rankings of each kind. */
const ofDay = (on: string, name: string): string => `
  ${name}: regions(first: 500) {
    nodes { code coverage(on: "${on}") ${KEPT} coverageHistory(to: "${on}", from: "${dayIn(-500)}") { isBreak ${KEPT.slice(1)} }
  }
  ${name}Sums: provinces(first: 50) { nodes { coverage(on: "${on}") { rollUp ${ROLL_UP} } } }
  ${name}Cities: coverageRanking(level: CITY, on: "${on}", first: 500) ${RANKING}
  ${name}Regencies: coverageRanking(level: REGENCY, on: "${on}", first: 500, direction: ASC, maxAgeMonths: 1) ${RANKING}
  ${name}Provinces: coverageRanking(level: PROVINCE, on: "${on}", first: 500, countedBy: WORKPLACE) ${RANKING}`;

/** Asks for what is known on some days as it is kept, and again as it is computed when nothing is kept. */
async function askBoth(graph: TestGraph, days: readonly string[]) {
  const document = `{ ${days.map((day, index) => ofDay(day, `day${index}`)).join("")} }`;
  const kept = await graph.ask(document);
  const each = async (...changes: ((table: string) => string)[]): Promise<void> => {
    for (const table of ["coverage_steps", "coverage_points"])
      for (const change of changes) await graph.dataSource.query(change(table));
  };
  await each(
    (table) => `CREATE TABLE all_${table} AS SELECT * FROM ${table}`,
    (table) => `DELETE FROM ${table}`,
  );
  const computed = await graph.ask(document);
  await each(
    (table) => `INSERT INTO ${table} SELECT * FROM all_${table}`,
    (table) => `DROP TABLE all_${table}`,
  );
  return { kept, computed };
}

describeEachEngine("Coverage of a day of the data package", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it("is read from what is kept, in one statement for all regions", async () => {
    const { errors, statements } = await graph.ask(
      `{ regencies(first: 500) { nodes { code coverage(on: "2025-06-30") { rate { value } protectedWorkers { value } } } } }`,
    );
    expect(errors).toEqual([]);
    expect(statements).toEqual(["Regency page", STEPS]);
  });

  it.each(["", ', on: "2025-06-30"'])("is ranked in two statements, and shown in another%s", async (on) => {
    const { errors, statements } = await graph.ask(
      `{ coverageRanking(level: REGENCY, first: 500${on}) { omitted { reason } rows { rank coverage { rate { value } } } } }`,
    );
    expect(errors).toEqual([]);
    expect(statements).toEqual([LISTED, RANKED, STEPS]);
  });

  it("has its history, as it is told today, in one statement for all regions", async () => {
    const ask = (history: string) => graph.ask(`{ provinces(first: 50) { nodes { code ${history} } } }`);
    const kept = await ask(`coverageHistory(from: "2024-01-01") { isBreak period { end } rate { value } }`);
    expect(kept.errors).toEqual([]);
    expect(kept.statements).toEqual(["Province page", POINTS]);
    const more = await ask(
      `coverageHistory(from: "2024-01-01") { isBreak period { end } rate { value } category { code } }`,
    );
    expect(more.statements).toContain(COMPUTED);
    expect(kept.data.provinces.nodes).toEqual(
      more.data.provinces.nodes.map(({ code, coverageHistory }: any) => ({
        code,
        coverageHistory: coverageHistory.map((point: object) =>
          Object.fromEntries(Object.entries(point).filter(([name]) => name !== "category")),
        ),
      })),
    );
  });

  it("is computed of the rows that a ranking shows where more is asked for", async () => {
    const { data, errors, statements } = await graph.ask(
      `{ coverageRanking(level: REGENCY, first: 3) { rows { coverage { rate { value observation { value } } } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.coverageRanking.rows).toHaveLength(3);
    expect(statements).toContain(COMPUTED);
  });

  it.each([
    [`category: "VULNERABLE"`, COMPUTED],
    [`denominator: "EMPLOYED_POPULATION"`, COMPUTED],
  ])("is computed where it is asked for more: %#", async (more, name) => {
    const { errors, statements } = await graph.ask(`{
      cities(first: 3) { nodes { coverage(${more}) { rate { value } } } }
      coverageRanking(level: CITY, ${more}) { rows { coverage { rate { value } } } }
    }`);
    expect(errors).toEqual([]);
    expect(statements).toContain(name);
    expect(statements).not.toContain(STEPS);
    expect(statements).not.toContain(RANKED);
  });

  it("is ranked as it is kept as of an instant after which nothing was loaded", async () => {
    const { errors, statements } = await graph.ask(
      `{ coverageRanking(level: CITY, asOf: "${new Date().toISOString()}") { comparableRegions } }`,
    );
    expect(errors).toEqual([]);
    expect(statements).toEqual(["data.lastInstant", LISTED, RANKED, "data.lastInstant"]);
  });
});

type Row = Tables[string][number];

const world = (observations: readonly Row[]): Tables => ({
  ...WORLD,
  regions: (WORLD.regions ?? []).concat(region("15.72", "Sungai Penuh", "Kota")),
  sources: [source("a"), source("b", { published_on: "2024-07-01" }), source("c", { type: "DATASET" })],
  cohort_categories: [...(WORLD.cohort_categories ?? []), category("JAKON")],
  indicators: [...(WORLD.indicators ?? []), indicator("UNPROTECTED_WORKERS")],
  observations: observations.map(observation),
});

const CODES = ["15.71", "15.71", "15.72", "15.01", "33.22", "33.74", "33.74", "15", "ID"];

const statement: fc.Arbitrary<Row> = fc
  .record({
    region_code: fc.constantFrom(...CODES),
    category_code: fc.constantFrom("", "", "", "", "BPU"),
    indicator: fc.constantFrom(
      "PROTECTED_WORKERS",
      "POTENTIAL_WORKERS",
      "PROTECTED_WORKERS",
      "POTENTIAL_WORKERS",
      "UNPROTECTED_WORKERS",
      "COVERAGE_RATE",
      "COVERAGE_RATE",
      "MONTHS_COVERED",
    ),
    start: fc.integer({ min: -900, max: 40 }),
    length: fc.constantFrom(0, 0, 30, 90, 400),
    value: fc.constantFrom(0.25, 0.5, 0.75, 1),
    qualifier: fc.constantFrom("EXACT", "EXACT", "EXACT", "APPROXIMATE", "AT_LEAST"),
    counted_by: fc.constantFrom("", "", "RESIDENCE", "WORKPLACE"),
    funding: fc.constantFrom("", "", "", "CSR"),
    area: fc.constantFrom("", "", "", "", "FORMER"),
    base: fc.constantFrom("", "", "", "UNSTATED"),
    source_id: fc.constantFrom("a", "b", "c"),
  })
  .map(({ start, length, base, value, ...row }) => ({
    ...row,
    // Shares, and whole numbers of people.
    value: row.indicator === "COVERAGE_RATE" ? value : 4 * value,
    base: row.indicator === "COVERAGE_RATE" ? base : "",
    lower_bound: row.qualifier !== "AT_LEAST" ? "" : row.indicator === "COVERAGE_RATE" ? value : 4 * value,
    period_start: dayIn(start),
    period_end: dayIn(start + length),
  }));

// What one source states of the segments of a city for one time.
const segments: fc.Arbitrary<Row[]> = fc
  .record({
    region_code: fc.constantFrom("15.01", "15.72"),
    indicator: fc.constantFrom("PROTECTED_WORKERS", "POTENTIAL_WORKERS"),
    start: fc.integer({ min: -300, max: 40 }),
    length: fc.constantFrom(0, 30, 90),
    value: fc.constantFrom(1, 2),
    source_id: fc.constantFrom("a", "b", "c"),
  })
  .map(({ start, length, ...row }) =>
    ["PU", "BPU", "JAKON"].map((category_code) => ({
      ...row,
      category_code,
      qualifier: "EXACT",
      period_start: dayIn(start),
      period_end: dayIn(start + length),
    })),
  );

// What a source states once; a second statement of the same would be one too many.
const statements = (rows: readonly Row[]): Row[] =>
  [
    ...new Map(
      rows.map(({ value, qualifier, ...row }) => [JSON.stringify(row), { ...row, value, qualifier }]),
    ).values(),
  ] as Row[];

describeEachEngine("Coverage of a day, as it is kept", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(() => graph.close());

  it("is that which is computed, on every day, whatever is loaded, corrected and withdrawn", async () => {
    const found = { TIE: 0, STALE: 0, OTHER_COUNTING: 0, AREA_CHANGED: 0, ROLLED_UP: 0, SUMMED: 0 };
    const several = fc
      .tuple(
        fc.array(statement, { minLength: 10, maxLength: 50, size: "max" }),
        fc.array(segments, { maxLength: 4, size: "max" }),
      )
      .map(([some, more]) => [...some, ...more.flat()]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(several, { minLength: 1, maxLength: 2 }),
        fc.uniqueArray(fc.integer({ min: -1000, max: 60 }), { minLength: 4, maxLength: 4 }),
        async (versions, days) => {
          for (const version of versions) await graph.mustLoad(world(statements(version)));
          const { kept, computed } = await askBoth(graph, [today(), ...days.map(dayIn)]);
          expect(kept.errors).toEqual([]);
          expect(kept.data).toEqual(computed.data);
          const text = JSON.stringify(kept.data);
          for (const name of Object.keys(found) as (keyof typeof found)[])
            if (text.includes(name)) found[name] += 1;
        },
      ),
      { numRuns: worlds(engine, 8), endOnFailure: true },
    );
    if (engine.name !== "sqlite") return;
    // Some of these are seldom.
    expect(Object.values(found).filter((times) => times > 0).length).toBeGreaterThan(1);
  }, 400_000);

  const point = (region_code: string, indicatorCode: string, value: number, day: string): Row => ({
    region_code,
    indicator: indicatorCode,
    value,
    period_start: day,
    period_end: day,
  });
  const pair = (code: string, value: number, day: string): Row[] => [
    point(code, "PROTECTED_WORKERS", value, day),
    point(code, "POTENTIAL_WORKERS", 100, day),
  ];

  it("has a row for each time at which another is answered, and one for a region of which nothing is known", async () => {
    await graph.mustLoad(world([...pair("15.71", 10, "2024-01-31"), ...pair("15.71", 20, "2024-02-29")]));
    expect(
      await graph.dataSource.query(
        `SELECT valid_from AS \`from\`, valid_until AS \`until\`, rate_value AS \`rate\` FROM coverage_steps
          WHERE region_code IN ('15.71', '33.74') ORDER BY region_code, valid_from`,
      ),
    ).toEqual([
      { from: "0001-01-01", until: "2024-01-31", rate: null },
      { from: "2024-01-31", until: "2024-02-29", rate: 0.1 },
      { from: "2024-02-29", until: "9999-12-31", rate: 0.2 },
      { from: "0001-01-01", until: "9999-12-31", rate: null },
    ]);
  });

  it("is kept however often it changes", async () => {
    const days = Array.from({ length: 120 }, (_, index) => dayIn(60 * (index - 120)));
    const codes = ["15.01", "15.71", "33.22", "33.74"];
    await graph.mustLoad(
      world(codes.flatMap((code) => days.flatMap((day, index) => pair(code, index % 100, day)))),
    );
    const [{ steps }] = await graph.dataSource.query<[{ steps: number | string }]>(
      `SELECT COUNT(*) AS steps FROM coverage_steps WHERE region_code IN ('${codes.join("', '")}')`,
    );
    expect(Number(steps)).toBe(4 * 121);
  });

  it("is summed of regions from what is kept of them, and not from all their statements", async () => {
    await graph.mustLoad(world([...pair("33.22", 10, "2024-01-31"), ...pair("33.74", 20, "2024-02-29")]));
    const ask = () =>
      graph.ask(
        `{ coverageRanking(level: PROVINCE, on: "2024-03-31") { rows { coverage { rate { value } } } } }`,
      );
    const { data, statements: names } = await ask();
    expect(data.coverageRanking.rows).toEqual([{ coverage: { rate: { value: 0.15 } } }]);
    expect(names).toContain("coverage.keptPortions");
    await graph.dataSource.query("UPDATE coverage_steps SET addend = NULL WHERE region_code = '33.22'");
    expect((await ask()).data.coverageRanking.rows).toEqual([]);
  });
});
