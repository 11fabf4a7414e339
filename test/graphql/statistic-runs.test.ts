import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { observeStatements } from "../../src/database/statement.js";
import { listIndicators } from "../../src/modules/observations/indicator.queries.js";
import type { Indicator } from "../../src/modules/observations/indicator.entity.js";
import { rowsFromFacts, rowsFromRuns } from "../../src/modules/statistics/read-rows.js";
import { withKindred } from "../../src/modules/statistics/statistic-indicator.js";
import type { StatisticsQuery } from "../../src/modules/statistics/statistics-query.js";
import type { StatisticDimension } from "../../src/modules/statistics/statistics.args.js";
import { describeEachEngine } from "../support/engines.js";
import "../support/fast-check.js";
import { openEmptyGraph, type Tables, type TestGraph } from "../support/graph.js";
import { category, indicator, observation, source, WORLD } from "../support/rows.js";
import { worlds } from "../support/worlds.js";

type Row = Tables[string][number];

const AREA_SINCE = "2023-04-01";
const world: Tables = {
  ...WORLD,
  regions: (WORLD.regions ?? []).map((row) =>
    row.code === "33.74" ? { ...row, area_since: AREA_SINCE } : row,
  ),
  sources: [
    source("a"),
    source("b", { type: "DATASET", publisher: "An office", published_on: "2023-05-10" }),
    source("c", { type: "REPORT", publisher: "An office" }),
  ],
  cohort_categories: [...(WORLD.cohort_categories ?? []), category("JAKON", { segment: "JAKON" })],
  indicators: [
    ...(WORLD.indicators ?? []),
    indicator("REGIONS_ADDRESSED", { additive_over_regions: "false" }),
  ],
};

const monthAt = (index: number): string =>
  `${2021 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;

// Months of one region and category: most make a run, and something in some of them breaks it.
const months: fc.Arbitrary<Row[]> = fc
  .record({
    region_code: fc.constantFrom("15.01", "15.71", "15.71", "33.22", "33.74", "15"),
    category_code: fc.constantFrom("", "", "FISHER", "VULNERABLE", "BPU"),
    indicator: fc.constantFrom(
      "PROTECTED_WORKERS",
      "PROTECTED_WORKERS",
      "POTENTIAL_WORKERS",
      "REGIONS_ADDRESSED",
    ),
    value_status: fc.constantFrom("ACTUAL", "ACTUAL", "ACTUAL", "TARGET"),
    counted_by: fc.constantFrom("", "", "RESIDENCE", "WORKPLACE"),
    sources: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }),
    values: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 30, maxLength: 44, size: "max" }),
    gaps: fc.uniqueArray(fc.nat(40), { maxLength: 4 }),
    odd: fc.option(
      fc.tuple(
        fc.nat(29),
        fc.constantFrom<Row>(
          { qualifier: "APPROXIMATE" },
          { funding: "CSR" },
          { programmes: "JHT" },
          { counted_by: "WORKPLACE" },
          { period_start: "2022", period_end: "2022" },
          { period_start: "2022-03-15", period_end: "2022-05-02" },
          { period_start: "2022-06-11", period_end: "2022-06-11", value: 7 },
        ),
      ),
      { freq: 3 },
    ),
  })
  .map(({ values, sources, gaps, odd, ...row }) =>
    values.flatMap((value, index) => {
      if (gaps.includes(index)) return [];
      const month = monthAt(index);
      const own = {
        ...row,
        value,
        period_start: month,
        period_end: month,
        source_id: sources[index % sources.length] ?? "a",
      };
      return [observation(odd?.[0] === index ? { ...own, ...odd[1] } : own)];
    }),
  );

// What a source states once; a second statement of the same would be one too many.
const once = (rows: readonly Row[]): Row[] =>
  [
    ...new Map(
      rows.map(({ value, qualifier, ...row }) => [JSON.stringify(row), { ...row, value, qualifier }]),
    ).values(),
  ] as Row[];

const day = fc
  .tuple(fc.integer({ min: 0, max: 46 }), fc.constantFrom("01", "15", "28"))
  .map(([month, date]) => `${monthAt(month)}-${date}`);
const bounds = fc.oneof(
  day.map((gte) => ({ gte })),
  day.map((lte) => ({ lte })),
  fc.tuple(day, day).map(([gt, lt]) => ({ gt, lt })),
  day.map((eq) => ({ eq })),
);
const filters = fc.record(
  {
    region: fc.constantFrom<object>({}, { within: "15" }, { level: { eq: "CITY" } }),
    category: fc.constantFrom<object>(
      { eq: "FISHER" },
      { in: ["FISHER", "VULNERABLE"] },
      { isNull: true },
      { not: "BPU" },
    ),
    valueStatus: fc.constantFrom<object>({ eq: "ACTUAL" }, { eq: "TARGET" }, { in: ["ACTUAL", "TARGET"] }),
    indicator: fc.constantFrom<object>({ eq: "PROTECTED_WORKERS" }),
    qualifier: fc.constantFrom<object>(
      { eq: "EXACT" },
      { in: ["AT_LEAST", "APPROXIMATE"] },
      { not: "EXACT" },
    ),
    source: fc.constantFrom<object>(
      { publisher: { eq: "An office" } },
      { type: { in: ["NEWS_ARTICLE", "REPORT"] } },
      { type: { not: "REPORT" }, publisher: { contains: "office" } },
      { publishedOn: { gte: "2024-01-01" } },
    ),
    periodStart: bounds,
    periodEnd: bounds,
  },
  { requiredKeys: [] },
);
// What figures tell of themselves one by one, in any combination.
const told = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<object>(
      { value: { lte: 50 } },
      { value: { gt: 20, lt: 80 } },
      { value: { in: [7, 11, 30, 31] } },
      { value: { isNull: true } },
      { funding: { eq: "CSR" } },
      { funding: { not: "CSR" } },
      { denominator: { isNull: false } },
      { denominator: { ne: "POTENTIAL_WORKERS" } },
      { denominatorStated: false },
      { countedBy: { eq: "WORKPLACE" } },
      { countedBy: { not: "WORKPLACE" } },
      { category: { ne: "FISHER" } },
      { category: { isNull: false } },
      { category: { contains: "ish" } },
      { category: { startsWith: "V" } },
      { indicator: { startsWith: "prot" } },
      { indicator: { contains: "_WORKERS" } },
      { denominator: { contains: "TIAL" } },
      { valueStatus: { not: "TARGET" } },
      { qualifier: { in: ["EXACT"] } },
      { periodStart: { ne: "2022-03-01" } },
      { source: { type: { eq: "REPORT" } } },
      { source: { publishedOn: { gte: "2024-01-01" } } },
      { source: { publisher: { contains: "office" } } },
      { region: { within: "15" } },
      { region: { level: { eq: "CITY" } } },
      { region: { not: { hasObservations: true } } },
      { segment: { eq: "BPU" } },
      { vulnerable: true },
      { vulnerable: false },
      { context: false },
      { source: { or: [{ publisher: { eq: "An office" } }, { type: { in: ["NEWS_ARTICLE"] } }] } },
    ),
    fc.array(tie("tree"), { maxLength: 2 }).map((parts) => ({ or: parts })),
    fc.array(tie("tree"), { maxLength: 2 }).map((parts) => ({ and: parts })),
    tie("tree").map((part) => ({ not: part })),
  ),
})).tree;
const DIMENSIONS: StatisticDimension[] = [
  "COUNTRY",
  "PROVINCE",
  "REGION",
  "LEVEL",
  "YEAR",
  "MONTH",
  "CATEGORY",
  "SEGMENT",
  "FUNDING",
  "VALUE_STATUS",
  "SOURCE_TYPE",
];
const questions = fc
  .record({
    codes: fc.uniqueArray(
      fc.constantFrom(
        "PROTECTED_WORKERS",
        "PROTECTED_WORKERS",
        "POTENTIAL_WORKERS",
        "REGIONS_ADDRESSED",
        "COVERAGE_RATE",
      ),
      { minLength: 1, maxLength: 2 },
    ),
    dimensions: fc
      .oneof(
        fc.constantFrom<StatisticDimension[]>(
          ["PROVINCE", "YEAR"],
          ["REGION", "MONTH"],
          ["PROVINCE"],
          ["YEAR", "SOURCE_TYPE"],
        ),
        fc.subarray(DIMENSIONS, { maxLength: 4 }),
      )
      .filter((chosen) => !(chosen.includes("CATEGORY") && chosen.includes("SEGMENT"))),
    filter: filters,
    also: fc.option(told),
    kept: fc.subarray(
      ["region", "category", "valueStatus", "indicator", "qualifier", "source", "periodStart", "periodEnd"],
      { maxLength: 3 },
    ),
    latest: fc.record({
      until: fc.constantFrom("2021-12-31", "2023-06-30", "2024-07-15", "2026-12-31"),
      maxAgeMonths: fc.constantFrom(0, 3, 24),
    }),
  })
  .map(({ kept, filter, also, ...rest }) => ({
    ...rest,
    asOf: null,
    filter: {
      ...Object.fromEntries(Object.entries(filter).filter(([name]) => kept.includes(name))),
      ...also,
    },
  }));

const inOrder = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describeEachEngine("Runs of months", (engine) => {
  let graph: TestGraph;
  let indicators: Indicator[];

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({ ...world, observations: [] });
    indicators = await listIndicators(graph.dataSource);
  });
  afterAll(() => graph.close());

  const askedOf = ({
    codes,
    ...question
  }: Omit<StatisticsQuery, "indicators"> & { codes: string[] }): StatisticsQuery => ({
    ...question,
    indicators: codes.flatMap((code) => {
      const own = indicators.find((found) => found.code === code);
      return own ? [withKindred(own, indicators)] : [];
    }),
  });

  async function told(rows: Promise<{ rows: object[] }>): Promise<string[] | string> {
    try {
      return inOrder((await rows).rows);
    } catch (error) {
      return (error as Error).message;
    }
  }

  it("decide what all figures do, after a first load and after corrections and removals", async () => {
    let [shown, runs] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(months, { minLength: 3, maxLength: 8 }), { minLength: 1, maxLength: 2 }),
        fc.array(questions, { minLength: 60, maxLength: 60 }),
        async (versions, asks) => {
          for (const version of versions) {
            await graph.mustLoad({ ...world, observations: once(version.flat()) });
            const [found] = await graph.dataSource.query("SELECT COUNT(*) AS count FROM statistic_runs");
            runs += Number(found.count);
            for (const question of asks) {
              const asked = askedOf(question);
              const byRuns = await told(rowsFromRuns(graph.dataSource, asked));
              expect(byRuns).toEqual(await told(rowsFromFacts(graph.dataSource, asked)));
              if (typeof byRuns !== "string" && byRuns.length > 0) shown += 1;
            }
          }
        },
      ),
      // Each step of shrinking would load two packages.
      { numRuns: worlds(engine, 6), endOnFailure: true },
    );
    if (engine.name !== "sqlite") return;
    expect(runs).toBeGreaterThan(10);
    expect(shown).toBeGreaterThan(50);
  }, 300_000);

  const run = (region_code: string, more: Row = {}): Row[] =>
    Array.from({ length: 30 }, (_, index) =>
      observation({
        region_code,
        value: index,
        period_start: monthAt(index),
        period_end: monthAt(index),
        ...more,
      }),
    );
  const TABLE = (more: string): string =>
    `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [PROVINCE, YEAR], ${more}) { totalRows rows { year cells { value partialValue observations } } } }`;

  it.each([
    ["a bound within a year", `filter: { periodEnd: { lte: "2022-05-31" } }`],
    ["a qualifier", `filter: { qualifier: { eq: EXACT } }`],
    ["a publisher", `filter: { source: { publisher: { eq: "A newspaper" } } }`],
    ["values", `filter: { value: { lte: 13 }, not: { value: { lt: 2 } } }`],
    [
      "what figures are not, in any combination",
      `filter: { or: [{ funding: { eq: CSR } }, { not: { denominator: { eq: "POTENTIAL_WORKERS" } } }] }`,
    ],
    [
      "parts of codes",
      `filter: { indicator: { startsWith: "PROT" }, not: { or: [{ category: { contains: "FISH" } }, { denominator: { contains: "WORK" } }] } }`,
    ],
    [
      "regions, categories and sources, in any combination",
      `filter: { or: [{ region: { level: { eq: CITY } } }, { source: { publishedOn: { gte: "2000-01-01" } } }], not: { vulnerable: true } }`,
    ],
  ])("are read for %s, and their figures are not", async (_title, more) => {
    await graph.mustLoad({ ...world, observations: [...run("15.01"), ...run("15.71")] });
    const { data, errors, statements } = await graph.ask(TABLE(more));
    expect(errors).toEqual([]);
    expect(data.statistics.rows[1]).toMatchObject({ year: 2022, cells: [{ observations: 2 }] });
    expect(statements).toContain("statistics.listRuns");
    expect(statements).not.toContain("statistics.listFacts");
  });

  it("are read of the categories that parts of codes let in, before any figure is looked for", async () => {
    const fishers = { category_code: "FISHER" };
    await graph.mustLoad({ ...world, observations: [...run("15.01"), ...run("15.01", fishers)] });
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const asked = TABLE(`filter: { category: { startsWith: "FISH" } }`);
    const { data, errors, statements } = await graph.ask(asked).finally(stop);
    expect(errors).toEqual([]);
    expect(data.statistics.rows[1]).toMatchObject({ year: 2022, cells: [{ observations: 1 }] });
    expect(statements).toContain("statistics.listRuns");
    expect(statements).not.toContain("statistics.listFewFacts");
    expect(texts.find((text) => text.includes("p.run"))).toMatch(/t\.cohort = \?/);
  });

  it.each([
    [`category: { isNull: true }`, `periodEnd: { lte: "2022-05-31" }`],
    [`region: { within: "15" }`, `source: { publisher: { eq: "A newspaper" } }`],
    [`region: { within: "15" }`, `region: { code: { eq: "15.71" } }`],
  ])("are read for conditions in `and` as for the same beside each other: %s, %s", async (one, other) => {
    await graph.mustLoad({ ...world, observations: [...run("15.01"), ...run("15.71"), ...run("33.74")] });
    const asked = (filter: string): Promise<object> => graph.ask(TABLE(`filter: ${filter}`));
    // Codes are read once.
    await asked(`{ ${one} }`);
    const beside = await asked(
      one.startsWith("region") && other.startsWith("region")
        ? `{ region: { within: "15", code: { eq: "15.71" } } }`
        : `{ ${one}, ${other} }`,
    );
    expect(beside).toMatchObject({ errors: [] });
    expect(await asked(`{ and: [{ ${one} }, { ${other} }] }`)).toEqual(beside);
    expect(await asked(`{ ${one}, and: [{ or: [{ ${other} }] }] }`)).toEqual(beside);
  });

  it("are told by small tables where their figures are read, since some sources of a publisher are let in", async () => {
    const sources = [...(world.sources ?? []), source("d", { published_on: "1999-01-01" })];
    await graph.mustLoad({ ...world, sources, observations: [...run("15.01"), ...run("15.71")] });
    const { data, statements } = await graph.ask(
      TABLE(`filter: { source: { publishedOn: { gte: "2000-01-01" } }, region: { within: "15" } }`),
    );
    expect(data.statistics.totalRows).toBe(3);
    expect(statements).toEqual(expect.arrayContaining(["Source by filter", "statistics.listFacts"]));
  });

  it("are read beside the figures of the regions that have none", async () => {
    await graph.mustLoad({
      ...world,
      observations: [
        ...run("15.01"),
        observation({ region_code: "15.71", period_start: "2022-02", value: 1_000 }),
      ],
    });
    const { data, statements } = await graph.ask(TABLE(`filter: { periodEnd: { lte: "2022-03-31" } }`));
    expect(data.statistics.rows[1]).toEqual({
      year: 2022,
      cells: [{ value: 1_014, partialValue: 1_014, observations: 2 }],
    });
    expect(statements).toContain("statistics.listFacts");
  });

  it("are told by small tables which regions a filter means by figures there", async () => {
    await graph.mustLoad({ ...world, observations: [...run("15.01"), ...run("15.71"), ...run("33.74")] });
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ name, sql }) => texts.push(`${name} ${sql}`));
    const filter = `{ category: { isNull: true }, or: [{ region: { hasCoverage: true, within: "15" } }, { value: { lt: 0 } }] }`;
    for (const meant of [`{ value: { gte: 0 }, region: { hasCoverage: true, within: "15" } }`, filter]) {
      const { data, errors } = await graph.ask(TABLE(`filter: ${meant}`));
      expect(errors).toEqual([]);
      expect(data.statistics.rows[0].cells).toEqual([{ value: 22, partialValue: 22, observations: 2 }]);
    }
    stop();
    const told = texts.filter((text) => /observations.{0,3} f\d/.test(text));
    expect(told.map((text) => text.split(" ")[0])).toEqual(
      expect.arrayContaining(["statistics.listRuns", "statistics.listPlaces", "Region"]),
    );
    // A source is not looked up for each figure there.
    for (const text of told) expect(text).not.toMatch(/FROM .sources/);
  });

  it("are not read for the few of their figures that a filter lets in", async () => {
    await graph.mustLoad({ ...world, observations: run("15.01", { category_code: "FISHER" }) });
    await graph.dataSource.query("UPDATE statistic_runs SET figures = 150");
    const { data, statements } = await graph.ask(
      `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [CATEGORY, YEAR], filter: { value: { lt: 3 } }) { rows { cells { observations } } } }`,
    );
    expect(data.statistics.rows).toEqual([{ cells: [{ observations: 1 }] }]);
    expect(statements).toContain("statistics.listFewFacts");
    expect(statements).not.toContain("statistics.listRuns");
  });

  it("tell how many figures may have stood at an instant, which are then counted before they are read", async () => {
    await graph.mustLoad({ ...world, observations: run("15.01", { category_code: "FISHER" }) });
    const asked = `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [CATEGORY], asOf: "${new Date().toISOString()}") { totalRows } }`;
    await sleep(5);
    await graph.mustLoad({ ...world, observations: run("15.01", { category_code: "FISHER", value: 7 }) });
    const few = await graph.ask(asked);
    await graph.dataSource.query("UPDATE statistic_runs SET figures = 100001");
    const many = await graph.ask(asked);
    const [counting, reading] = ["statistics.countStatementsAsOf", "observations.listStatementsAsOf"];
    expect(few.statements).not.toContain(counting);
    expect(many.statements.filter((name) => [counting, reading].includes(name))).toEqual([counting, reading]);
    expect(many).toMatchObject({ errors: [], data: few.data });
  });

  it("refuse a table of too many figures before any is read", async () => {
    await graph.mustLoad({ ...world, observations: run("15.01", { category_code: "FISHER" }) });
    await graph.dataSource.query("UPDATE statistic_runs SET figures = 100001");
    const { errors, statements } = await graph.ask(
      `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [CATEGORY, MONTH]) { totalRows } }`,
    );
    expect(errors).toMatchObject([{ extensions: { code: "QUERY_TOO_LARGE" } }]);
    expect(statements).toContain("statistics.countFigures");
    expect(statements).not.toContain("statistics.listRuns");
    expect(statements).not.toContain("statistics.listFacts");
  });
});
