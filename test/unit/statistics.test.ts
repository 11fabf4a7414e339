import { describe, expect, it } from "@jest/globals";
import "../../ormconfig.js";
import type { GroupedFact as Fact } from "../../src/modules/statistics/group.js";
import { statistics, type StatisticRequest } from "../../src/modules/statistics/aggregate.js";
import type { StatisticCell } from "../../src/modules/statistics/statistics.type.js";
import type { StatisticDimension } from "../../src/modules/statistics/statistics.args.js";

const fact = (more: Partial<Fact>): Fact => ({
  regionCode: "15.71",
  indicatorCode: "PROTECTED_WORKERS",
  categoryCode: null,
  valueStatus: "ACTUAL",
  funding: null,
  programmes: "[]",
  sourceSlug: "a",
  sourceType: "NEWS_ARTICLE",
  periodStart: "2024-01-01",
  periodEnd: "2024-12-31",
  value: 100,
  ...more,
});

const month = (text: string): Pick<Fact, "periodStart" | "periodEnd"> => ({
  periodStart: `${text}-01`,
  periodEnd: `${text}-28`,
});

const PLACES: StatisticRequest["places"] = [
  { code: "ID", level: "COUNTRY" },
  { code: "15", level: "PROVINCE" },
  { code: "15.01", level: "REGENCY" },
  { code: "15.71", level: "CITY" },
  { code: "33", level: "PROVINCE" },
  { code: "33.22", level: "REGENCY" },
  { code: "33.74", level: "CITY" },
];

const KINDS = {
  PROTECTED_WORKERS: "STOCK",
  POTENTIAL_WORKERS: "STOCK",
  COVERAGE_RATE: "RATE",
  CONTRIBUTIONS_PAID: "AMOUNT",
  CLAIM_CASES: "FLOW",
  MONTHS_COVERED: "DURATION",
  REGIONS_ADDRESSED: "STOCK",
} as const;

function table(
  facts: Fact[],
  indicators: (keyof typeof KINDS)[],
  dimensions: StatisticDimension[],
  categoryChosen = false,
): ReturnType<typeof statistics> {
  return statistics(facts, {
    indicators: indicators.map((code) => ({
      code,
      kind: KINDS[code],
      additiveOverRegions: code !== "REGIONS_ADDRESSED",
      numeratorCode: code === "COVERAGE_RATE" ? "PROTECTED_WORKERS" : null,
      denominatorCode: code === "COVERAGE_RATE" ? "POTENTIAL_WORKERS" : null,
    })),
    dimensions,
    categoryChosen,
    places: PLACES,
    signal: null,
  });
}

/** The only cell of a table of one row and one column. */
async function cell(
  facts: Fact[],
  indicator: keyof typeof KINDS,
  dimensions: StatisticDimension[] = [],
  categoryChosen = false,
): Promise<StatisticCell | undefined> {
  const rows = await table(facts, [indicator], dimensions, categoryChosen);
  expect(rows).toHaveLength(1);
  return rows[0]?.cells[0];
}

describe("A stock", () => {
  it("is never summed over time: its last value stands for the period", async () => {
    const facts = [fact({ ...month("2024-03"), value: 10 }), fact({ ...month("2024-09"), value: 30 })];
    expect(await cell(facts, "PROTECTED_WORKERS", ["REGION", "YEAR"])).toMatchObject({
      value: 30,
      aggregation: "LAST",
      observations: 1,
    });
  });

  it("adds over regions, and names how many are left out", async () => {
    const facts = [fact({ value: 10 }), fact({ regionCode: "15.01", value: 5 })];
    expect(await cell(facts, "PROTECTED_WORKERS", ["PROVINCE"])).toMatchObject({
      value: 15,
      aggregation: "SUM",
      reportingRegions: 2,
      omittedRegions: 0,
    });
    expect(await cell(facts.slice(0, 1), "PROTECTED_WORKERS", ["PROVINCE"])).toMatchObject({
      value: 10,
      reportingRegions: 1,
      omittedRegions: 1,
    });
  });

  it("takes a province's own figure rather than the sum of its regencies and cities", async () => {
    const facts = [
      fact({ regionCode: "15", value: 40 }),
      fact({ value: 10 }),
      fact({ regionCode: "15.01", value: 5 }),
    ];
    expect(await cell(facts, "PROTECTED_WORKERS", ["PROVINCE"])).toMatchObject({
      value: 40,
      aggregation: "LAST",
      reportingRegions: 1,
    });
  });

  it("counts nobody twice over the country: a province's figure or those below it, never both", async () => {
    const facts = [
      fact({ regionCode: "15", value: 40 }),
      fact({ value: 10 }),
      fact({ regionCode: "33.22", value: 7 }),
    ];
    expect(await cell(facts, "PROTECTED_WORKERS")).toMatchObject({
      value: 47,
      reportingRegions: 2,
      omittedRegions: 1,
    });
    expect(
      await cell([...facts, fact({ regionCode: "ID", value: 99 })], "PROTECTED_WORKERS", ["COUNTRY"]),
    ).toMatchObject({ value: 99, aggregation: "LAST" });
  });

  it("of a category is no total, and categories are never added", async () => {
    const facts = [
      fact({ categoryCode: "VULNERABLE", value: 10 }),
      fact({ categoryCode: "FISHER", value: 4 }),
    ];
    expect(await table(facts, ["PROTECTED_WORKERS"], ["REGION"])).toEqual([]);
    await expect(table(facts, ["PROTECTED_WORKERS"], ["REGION"], true)).rejects.toThrow(
      "Group by CATEGORY, or filter to one of them",
    );
    expect(
      (await table(facts, ["PROTECTED_WORKERS"], ["CATEGORY"])).map(({ categoryCode, cells }) => [
        categoryCode,
        cells[0]?.value,
      ]),
    ).toEqual([
      ["VULNERABLE", 10],
      ["FISHER", 4],
    ]);
  });

  it("of all workers is the sum over segments when one source divides them all", async () => {
    const segments = [
      fact({ categoryCode: "PU", value: 10 }),
      fact({ categoryCode: "BPU", value: 4 }),
      fact({ categoryCode: "JAKON", value: 1 }),
    ];
    expect(await cell(segments, "PROTECTED_WORKERS", ["REGION"])).toMatchObject({
      value: 15,
      observations: 3,
    });
    expect(await table(segments.slice(0, 2), ["PROTECTED_WORKERS"], ["REGION"])).toEqual([]);
    const divided = segments.map((segment, index) => ({ ...segment, sourceSlug: String(index) }));
    expect(await table(divided, ["PROTECTED_WORKERS"], ["REGION"])).toEqual([]);
  });

  it("by payer takes the total rather than a part of it", async () => {
    const facts = [
      fact({ funding: "APBD_CITY", value: 10 }),
      fact({ funding: "MIXED", value: 12 }),
      fact({ funding: "CSR", value: 2 }),
    ];
    expect(await cell(facts, "PROTECTED_WORKERS", ["REGION"])).toMatchObject({ value: 12 });
  });

  it("whose regional values may not be added shows the largest", async () => {
    const facts = [
      fact({ indicatorCode: "REGIONS_ADDRESSED", value: 10 }),
      fact({ indicatorCode: "REGIONS_ADDRESSED", regionCode: "15.01", value: 4 }),
    ];
    expect(await cell(facts, "REGIONS_ADDRESSED", ["PROVINCE"])).toMatchObject({
      value: 10,
      aggregation: "MAX",
    });
  });
});

describe("A flow or amount", () => {
  it("adds over time, but not a month to the year that contains it", async () => {
    const amount = (more: Partial<Fact>): Fact => fact({ indicatorCode: "CONTRIBUTIONS_PAID", ...more });
    expect(
      await cell(
        [amount({ ...month("2024-03"), value: 1 }), amount({ ...month("2024-04"), value: 2 })],
        "CONTRIBUTIONS_PAID",
        ["REGION"],
      ),
    ).toMatchObject({ value: 3 });
    expect(
      await cell([amount({ value: 12 }), amount({ ...month("2024-04"), value: 2 })], "CONTRIBUTIONS_PAID", [
        "REGION",
      ]),
    ).toMatchObject({ value: 12 });
  });
});

describe("A rate", () => {
  const parts = (regionCode: string, numerator: number, denominator: number): Fact[] => [
    fact({ regionCode, value: numerator }),
    fact({ regionCode, indicatorCode: "POTENTIAL_WORKERS", value: denominator }),
  ];

  it("is the sum of numerators over the sum of denominators, never a mean of rates", async () => {
    const facts = [...parts("15.71", 10, 100), ...parts("15.01", 90, 100_000)];
    expect(await cell(facts, "COVERAGE_RATE", ["PROVINCE"])).toMatchObject({
      value: 100 / 100_100,
      aggregation: "RATIO",
      reportingRegions: 2,
    });
  });

  it("leaves out regions whose parts are not about overlapping periods", async () => {
    const facts = [
      ...parts("15.71", 10, 100),
      fact({ regionCode: "15.01", value: 5 }),
      fact({
        regionCode: "15.01",
        indicatorCode: "POTENTIAL_WORKERS",
        periodStart: "2020-01-01",
        periodEnd: "2020-12-31",
      }),
    ];
    expect(await cell(facts, "COVERAGE_RATE", ["PROVINCE"])).toMatchObject({
      value: 0.1,
      reportingRegions: 1,
      omittedRegions: 1,
    });
  });

  it("as published stands for the region it is about only", async () => {
    const published = [fact({ indicatorCode: "COVERAGE_RATE", value: 0.9 })];
    expect(await cell(published, "COVERAGE_RATE", ["REGION"])).toMatchObject({
      value: 0.9,
      aggregation: "LAST",
    });
    expect(await cell(published, "COVERAGE_RATE", ["PROVINCE"])).toMatchObject({
      value: null,
      reportingRegions: 0,
      omittedRegions: 2,
    });
  });
});

describe("A duration", () => {
  it("is a mean weighted by protected workers", async () => {
    const facts = [
      fact({ indicatorCode: "MONTHS_COVERED", value: 12 }),
      fact({ value: 300 }),
      fact({ regionCode: "15.01", indicatorCode: "MONTHS_COVERED", value: 6 }),
      fact({ regionCode: "15.01", value: 100 }),
    ];
    expect(await cell(facts, "MONTHS_COVERED", ["PROVINCE"])).toMatchObject({
      value: (12 * 300 + 6 * 100) / 400,
      aggregation: "MEAN",
    });
  });
});

describe("Grouping", () => {
  it("refuses to mix what happened with what is meant to happen", async () => {
    const facts = [fact({}), fact({ regionCode: "15.01", valueStatus: "TARGET" })];
    await expect(table(facts, ["PROTECTED_WORKERS"], [])).rejects.toThrow(
      "Group by VALUE_STATUS, or filter to one of them",
    );
    expect(await table(facts, ["PROTECTED_WORKERS"], ["VALUE_STATUS"])).toHaveLength(2);
  });

  it("by month leaves out figures for longer periods", async () => {
    expect(await table([fact({})], ["PROTECTED_WORKERS"], ["MONTH"])).toEqual([]);
    expect(await table([fact(month("2024-05"))], ["PROTECTED_WORKERS"], ["MONTH"])).toMatchObject([
      { year: 2024, month: 5 },
    ]);
  });

  it("by level sums each level by itself", async () => {
    const facts = [
      fact({ regionCode: "15", value: 40 }),
      fact({ value: 10 }),
      fact({ regionCode: "33.74", value: 1 }),
    ];
    expect(
      (await table(facts, ["PROTECTED_WORKERS"], ["LEVEL"])).map(({ level, cells }) => [
        level,
        cells[0]?.value,
        cells[0]?.omittedRegions,
      ]),
    ).toEqual([
      ["PROVINCE", 40, 1],
      ["CITY", 11, 0],
    ]);
  });
});
