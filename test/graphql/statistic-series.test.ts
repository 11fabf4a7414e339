import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { USUAL_AGE_MONTHS } from "../../src/modules/statistics/moment.js";
import { listIndicators } from "../../src/modules/observations/indicator.queries.js";
import type { Indicator } from "../../src/modules/observations/indicator.entity.js";
import { rowsFromFacts, rowsFromSeries } from "../../src/modules/statistics/read-rows.js";
import { withKindred } from "../../src/modules/statistics/statistic-indicator.js";
import type { StatisticsQuery } from "../../src/modules/statistics/statistics-query.js";
import type { StatisticDimension } from "../../src/modules/statistics/statistics.args.js";
import type { StatisticRow } from "../../src/modules/statistics/statistics.type.js";
import { today } from "../../src/time/today.js";
import { answered } from "../support/answered.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type Tables, type TestGraph } from "../support/graph.js";
import { category, indicator, observation, region, source, WORLD } from "../support/rows.js";
import { worlds } from "../support/worlds.js";

type Row = Tables[string][number];

const REGIONS = ["ID", "15", "15.01", "15.71", "15.71.01.1001", "33", "33.22", "33.74"];
const CATEGORIES = ["", "PU", "BPU", "JAKON", "PMI", "VULNERABLE", "FISHER"];
const PERIODS: string[][] = [
  ["2023", "2023"],
  ["2024", "2024"],
  ["2024-03", "2024-03"],
  ["2024-09", "2024-09"],
  ["2024-12-31", "2024-12-31"],
  ["2023-07", "2024-06"],
  ["2024-12", "2025-02"],
  ["2025-01", "2025-01"],
  ["2025", "2025"],
  // Spans, of which a stock holds on every day.
  ["2024-08", "2025-07"],
  ["2025-02-15", "2025-04-14"],
  ["2025-06", "2025-06"],
  ["2022-11", "2022-11"],
];
const CODES = [
  "PROTECTED_WORKERS",
  "POTENTIAL_WORKERS",
  "UNPROTECTED_WORKERS",
  "COHORT_QUOTA",
  "COVERAGE_RATE",
  "TARGET_ATTAINMENT",
  "EMPLOYED_POPULATION",
  "MONTHS_COVERED",
  "CONTRIBUTIONS_PAID",
  "REGIONS_ADDRESSED",
];

// Two provinces were one before.
const AREA_SINCE = "2024-04-01";

// Provinces of which nothing is ever stated are left out too.
const world: Tables = {
  ...WORLD,
  regions: [
    ...(WORLD.regions ?? []).map((row) => (row.code === "33" ? { ...row, area_since: AREA_SINCE } : row)),
    region("15.71.01.1001", "Pasar", "Kelurahan"),
    { ...region("51", "Bali", "Provinsi"), area_since: AREA_SINCE },
    region("51.71", "Denpasar", "Kota"),
  ],
  sources: [
    source("a"),
    source("b", { published_on: "2025-01" }),
    source("c", { type: "REPORT", published_on: "2025-02-01" }),
  ],
  cohort_categories: [
    ...(WORLD.cohort_categories ?? []),
    category("JAKON", { vulnerable: "false", segment: "JAKON" }),
    category("PMI", { vulnerable: "false", segment: "PMI" }),
  ],
  indicators: [
    ...(WORLD.indicators ?? []),
    indicator("EMPLOYED_POPULATION"),
    indicator("UNPROTECTED_WORKERS"),
    indicator("REGIONS_ADDRESSED", { additive_over_regions: "false" }),
  ],
  observations: [],
};

const often = <T>(usual: T, others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );

const observations: fc.Arbitrary<Row[]> = fc.array(
  fc
    .record({
      region_code: fc.constantFrom(...REGIONS),
      indicator: often("PROTECTED_WORKERS", ["COHORT_QUOTA", "COHORT_QUOTA", ...CODES]),
      category_code: often("", CATEGORIES),
      value_status: often("ACTUAL", ["ALLOCATED", "TARGET", "TARGET"]),
      period: fc.constantFrom(...PERIODS),
      value: fc.oneof(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 999 }).map((thousandths) => thousandths / 1000),
      ),
      funding: often("", ["MIXED", "CSR", "APBD_CITY"]),
      counted_by: often("", ["RESIDENCE", "WORKPLACE"]),
      area: often("", ["PRESENT", "FORMER"]),
      base: often("", ["UNSTATED", "EMPLOYED_POPULATION"]),
      programmes: often("", ["JKK;JKM", "JHT"]),
      source_id: fc.constantFrom("a", "b", "c"),
    })
    .map(({ period: [start = "", end = ""], value, base, ...row }) =>
      observation({
        ...row,
        // Rates alone have a base.
        base: row.indicator === "COVERAGE_RATE" || row.indicator === "TARGET_ATTAINMENT" ? base : "",
        value: String(value),
        period_start: start,
        period_end: end,
        // Rates above 2 need a note.
        note: "Generated",
      }),
    ),
  { minLength: 1, maxLength: 60 },
);

// A load, and the corrected one after it: some figures are changed, some are gone, some are new.
const steps = fc
  .tuple(observations, fc.array(fc.constantFrom("keep", "change", "drop"), { maxLength: 60 }), observations)
  .map(([first, fates, more]) => {
    const kept = first.flatMap((row, index) => {
      const fate = fates[index] ?? "keep";
      if (fate === "drop") return [];
      return [fate === "change" ? { ...row, value: Number(row.value) + 1 } : row];
    });
    return [first, [...kept, ...more.slice(0, 5)]];
  });

const DIMENSIONS: StatisticDimension[] = [
  "COUNTRY",
  "PROVINCE",
  "REGION",
  "LEVEL",
  "YEAR",
  "CATEGORY",
  "SEGMENT",
  "VALUE_STATUS",
];
const days = (years: readonly number[]): fc.Arbitrary<object> =>
  fc.constantFrom(
    ...years.flatMap((year) => [
      { gte: `${year}-01-01` },
      { lte: `${year}-12-31` },
      { gt: `${year - 1}-12-31`, lt: `${year + 1}-01-01` },
    ]),
  );
const filters = fc.record(
  {
    region: fc.constantFrom<object>(
      {},
      { within: "15" },
      { within: "ID" },
      { within: "51" },
      { code: { in: ["15", "33.74"] } },
      { level: { eq: "CITY" } },
    ),
    category: fc.oneof(
      fc.constantFrom(...CATEGORIES.slice(1)).map((eq) => ({ eq })),
      fc.subarray(CATEGORIES.slice(1)).map((codes) => ({ in: codes })),
      fc.constant({ isNull: true }),
    ),
    valueStatus: fc.constantFrom<object>({ eq: "ACTUAL" }, { eq: "TARGET" }, { in: ["ACTUAL", "ALLOCATED"] }),
    indicator: fc.constantFrom<object>({ eq: "PROTECTED_WORKERS" }, { in: CODES.slice(0, 4) }),
    periodStart: days([2023, 2024, 2025]),
    periodEnd: days([2023, 2024, 2025]),
  },
  { requiredKeys: [] },
);
const USUAL: StatisticDimension[][] = [
  [],
  ["YEAR"],
  ["COUNTRY", "YEAR"],
  ["COUNTRY"],
  ["PROVINCE"],
  ["PROVINCE", "YEAR"],
  ["REGION", "YEAR"],
  ["LEVEL"],
  ["PROVINCE", "VALUE_STATUS"],
];
const OFTEN = ["PROTECTED_WORKERS", "POTENTIAL_WORKERS", "COVERAGE_RATE"];
const FIELDS = ["region", "category", "valueStatus", "indicator", "periodStart", "periodEnd"];
// Few dimensions and filters most of the time, so that questions find something.
const questions = fc
  .record({
    codes: fc.uniqueArray(fc.oneof(fc.constantFrom(...OFTEN), fc.constantFrom(...OFTEN, ...CODES)), {
      minLength: 1,
      maxLength: 3,
    }),
    dimensions: fc
      .oneof(fc.constantFrom(...USUAL), fc.subarray(DIMENSIONS, { maxLength: 5 }))
      .filter((chosen) => !(chosen.includes("CATEGORY") && chosen.includes("SEGMENT"))),
    filter: filters,
    // The day of the first load, some days of later ones, and ends of years.
    on: fc.constantFrom(
      "2025-03-01",
      "2025-03-01",
      "2025-03-15",
      "2025-06-30",
      "2025-07-01",
      "2025-08-01",
      "2025-12-31",
      "2026-01-01",
      "2026-03-31",
      "2026-04-01",
      "2026-12-31",
      "2027-06-30",
      "2027-08-01",
      "2024-12-31",
    ),
    kept: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>([]) },
      fc.constantFrom<string[]>([], ["periodStart"], ["periodEnd"], ["periodStart", "periodEnd"]),
      fc.subarray(FIELDS, { maxLength: 3 }),
    ),
  })
  .map(({ kept, filter, on, ...rest }) => ({
    ...rest,
    latest: { until: on, maxAgeMonths: USUAL_AGE_MONTHS },
    asOf: null,
    filter: Object.fromEntries(Object.entries(filter).filter(([name]) => kept.includes(name))),
  }));

// Everything but what the day is.
const REAL = [
  "hrtime",
  "nextTick",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setInterval",
  "clearInterval",
  "setTimeout",
  "clearTimeout",
] as const;

const inOrder = (rows: readonly StatisticRow[]): string[] =>
  rows.map((row) => JSON.stringify(sorted(row))).sort();
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value === null || typeof value !== "object"
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([name, inner]) => [name, sorted(inner)]),
        );

describeEachEngine("Stored series", (engine) => {
  let graph: TestGraph;
  let indicators: Indicator[];

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({ ...world, observations: [] });
    indicators = await listIndicators(graph.dataSource);
    await graph.data("{ __typename }");
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  afterAll(() => graph.close());

  const byFacts = async (asked: StatisticsQuery): Promise<string[] | Error> => {
    try {
      return inOrder((await rowsFromFacts(graph.dataSource, asked)).rows);
    } catch (error) {
      return error as Error;
    }
  };

  it("answer what single facts do, after a first load and after corrections and removals", async () => {
    const told = { answered: 0, shown: 0, left: 0 };
    const begin = Date.parse("2025-03-01T05:00:00Z");
    jest.useFakeTimers({ now: begin, doNotFake: [...REAL] });
    let loads = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.array(questions, { minLength: 60, maxLength: 60 }), async (loaded, asks) => {
        for (const rows of loaded) {
          jest.setSystemTime(begin + (loads += 1) * 60_000);
          await graph.mustLoad({ ...world, observations: answered(rows) });
          for (const { codes, ...question } of asks) {
            const asked = {
              ...question,
              indicators: codes.flatMap((code) => {
                const own = indicators.find((found) => found.code === code);
                return own ? [withKindred(own, indicators)] : [];
              }),
            };
            const found = await rowsFromSeries(graph.dataSource, asked);
            if (found === null) {
              told.left += 1;
              continue;
            }
            told.answered += 1;
            told.shown += Math.min(found.rows.length, 1);
            expect(inOrder(found.rows)).toEqual(await byFacts(asked));
          }
        }
      }),
      // Each step of shrinking would load two packages.
      { numRuns: worlds(engine, 8), endOnFailure: true },
    );
    if (engine.name !== "sqlite") return;
    // Were everything left to single facts, nothing would have been shown.
    expect(told.answered).toBeGreaterThan(told.left);
    expect(told.shown).toBeGreaterThan(100);
  });

  it.each([
    ["a year", ["PROVINCE", "YEAR"]],
    ["what is known last", ["PROVINCE"]],
  ] as const)("are read for %s, and not only computed", async (_title, dimensions) => {
    await graph.mustLoad({ ...world, observations: [observation({ value: 5 })] });
    const asked = {
      indicators: indicators.filter(({ code }) => code === "PROTECTED_WORKERS"),
      dimensions: [...dimensions],
      filter: null,
      latest: { until: today(), maxAgeMonths: USUAL_AGE_MONTHS },
      asOf: null,
    };
    expect((await rowsFromSeries(graph.dataSource, asked))?.rows).toHaveLength(1);
  });

  it("follow when regions are added, and when an indicator turns out to be of another kind", async () => {
    const stated = [
      observation({ region_code: "15.01", indicator: "CLAIM_CASES", period_start: "2024-03", value: 2 }),
      observation({ region_code: "15.01", indicator: "CLAIM_CASES", period_start: "2024-04", value: 3 }),
      observation({ region_code: "33.22", indicator: "CLAIM_CASES", period_start: "2024-04", value: 7 }),
    ];
    jest.useFakeTimers({ now: Date.parse("2024-06-01T05:00:00Z"), doNotFake: [...REAL] });
    const cell = async (): Promise<unknown> => {
      const asked = {
        indicators: (await listIndicators(graph.dataSource)).filter(({ code }) => code === "CLAIM_CASES"),
        dimensions: ["PROVINCE" as const],
        filter: null,
        latest: { until: today(), maxAgeMonths: USUAL_AGE_MONTHS },
        asOf: null,
      };
      const found = await rowsFromSeries(graph.dataSource, asked);
      expect(inOrder(found?.rows ?? [])).toEqual(await byFacts(asked));
      const jambi = found?.rows.find(({ provinceCode }) => provinceCode === "15");
      const { value, partialValue, aggregation, omittedRegions } = jambi?.cells[0] ?? {};
      return { value, partialValue, aggregation, omittedRegions };
    };
    await graph.mustLoad({ ...world, observations: stated });
    expect(await cell()).toEqual({ value: null, partialValue: 5, aggregation: "SUM", omittedRegions: 1 });
    const regions = [...(world.regions ?? []), region("15.02", "Merangin", "Kabupaten")];
    await graph.mustLoad({ ...world, regions, observations: stated });
    expect(await cell()).toEqual({ value: null, partialValue: 5, aggregation: "SUM", omittedRegions: 2 });
    const indicators = (world.indicators ?? []).map((row) =>
      row.code === "CLAIM_CASES" ? { ...row, kind: "STOCK", additive_over_regions: "false" } : row,
    );
    await graph.mustLoad({ ...world, regions, indicators, observations: stated });
    expect(await cell()).toEqual({ value: null, partialValue: 3, aggregation: "MAX", omittedRegions: 2 });
  });
});
