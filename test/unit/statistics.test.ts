import { describe, expect, it } from "@jest/globals";
import "../../ormconfig.js";
import { effectOf } from "../../src/modules/observations/effect.rules.js";
import type { Fact } from "../../src/modules/statistics/fact.js";
import type { Place } from "../../src/modules/statistics/region-tree.js";
import { statistics, type StatisticRequest } from "../../src/modules/statistics/aggregate.js";
import { satisfies } from "../../src/modules/statistics/order.js";
import type { StatisticCell } from "../../src/modules/statistics/statistics.type.js";
import { precisionOf } from "../../src/time/span.js";
import type { StatisticDimension } from "../../src/modules/statistics/statistics.args.js";

const SINCE: Readonly<Record<string, string>> = { "91": "2022-07-25", "93": "2022-07-25" };

const slugOf = (stated: object): string => JSON.stringify(stated);

const fact = (more: Partial<Fact>): Fact => {
  const stated = {
    regionCode: "15.71",
    indicatorCode: "PROTECTED_WORKERS",
    categoryCode: null,
    valueStatus: "ACTUAL" as const,
    funding: null,
    programmes: [],
    sourceSlug: "a",
    sourceType: "NEWS_ARTICLE" as const,
    attributedTo: "An office",
    publishedOn: null,
    publishedFrom: null,
    publishedUntil: null,
    base: null,
    countedBy: null,
    area: null,
    periodStart: "2024-01-01",
    periodEnd: "2024-12-31",
    rivalSet: null,
    rank: 1,
    preferred: true,
    denominatorStated: null,
    value: 100,
    lowerBound: null,
    upperBound: null,
    qualifier: "EXACT" as const,
    ...more,
  };
  const periodPrecision = precisionOf(stated.periodStart, stated.periodEnd);
  const kind = KINDS[stated.indicatorCode as keyof typeof KINDS];
  const effect = effectOf(
    { ...stated, periodPrecision },
    {
      indicator: { unit: "PERSONS", kind, denominatorCode: kind === "RATE" ? "POTENTIAL_WORKERS" : null },
      source: undefined,
      areaSince: SINCE[stated.regionCode],
    },
  );
  const period = { start: stated.periodStart, end: stated.periodEnd, precision: periodPrecision };
  return { slug: slugOf(stated), ...stated, period, periodPrecision, kind, ...effect, ...more };
};

const month = (text: string): Pick<Fact, "periodStart" | "periodEnd"> => ({
  periodStart: `${text}-01`,
  periodEnd: `${text}-${text.endsWith("-02") ? "28" : /-(04|06|09|11)$/.test(text) ? "30" : "31"}`,
});

const place = (code: string, level: Place["level"], employed: number | null = null): Place => ({
  code,
  level,
  areaSince: SINCE[code] ?? null,
  employed,
});

const PLACES = [
  place("ID", "COUNTRY"),
  place("15", "PROVINCE", 400),
  place("15.01", "REGENCY", 100),
  place("15.71", "CITY", 300),
  place("33", "PROVINCE", 100),
  place("33.22", "REGENCY"),
  place("33.74", "CITY"),
];

/** With a province that was divided into two. */
const DIVIDED = [...PLACES, place("91", "PROVINCE"), place("93", "PROVINCE")];

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
  more: Partial<StatisticRequest> = {},
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
    statusChosen: dimensions.includes("VALUE_STATUS"),
    payerChosen: dimensions.includes("FUNDING"),
    latest: { until: "2025-01-31", maxAgeMonths: 24 },
    places: PLACES,
    signal: null,
    ...more,
  });
}

/** The only cell of a table of one row and one column. */
async function cell(
  facts: Fact[],
  indicator: keyof typeof KINDS,
  dimensions: StatisticDimension[] = [],
  categoryChosen = false,
  more: Partial<StatisticRequest> = {},
): Promise<StatisticCell | undefined> {
  const rows = await table(facts, [indicator], dimensions, categoryChosen, more);
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
      value: null,
      partialValue: 10,
      completeness: 0.5,
      completenessOfEmployed: 0.75,
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
      value: null,
      partialValue: 47,
      completeness: 0.5,
      completenessOfEmployed: 0.8,
      reportingRegions: 1,
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
        cells[0]?.partialValue,
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

describe("A flow or amount that is known in part", () => {
  const claims = (more: Partial<Fact>): Fact => fact({ indicatorCode: "CLAIM_CASES", ...more });
  const ofYear = async (facts: Fact[]): Promise<unknown[]> => {
    const own = await cell(facts, "CLAIM_CASES", ["REGION", "YEAR"]);
    return [own?.value, own?.partialValue];
  };

  it("is no value of a year of which some days lack", async () => {
    const months = Array.from({ length: 12 }, (_, index) =>
      claims({ ...month(`2023-${String(index + 1).padStart(2, "0")}`), value: 1 }),
    );
    expect(await ofYear(months)).toEqual([12, 12]);
    expect(await ofYear(months.slice(1))).toEqual([null, 11]);
    expect(await ofYear(months.filter((_, index) => index !== 5))).toEqual([null, 11]);
    expect(await ofYear([claims({ periodStart: "2023-01-01", periodEnd: "2023-03-31" })])).toEqual([
      null,
      100,
    ]);
  });

  it("is no value of a month of which some days lack", async () => {
    const half = claims({ periodStart: "2023-02-01", periodEnd: "2023-02-15" });
    const rest = claims({ periodStart: "2023-02-16", periodEnd: "2023-02-28" });
    expect(await cell([half], "CLAIM_CASES", ["REGION", "MONTH"])).toMatchObject({ value: null });
    expect(await cell([half, rest], "CLAIM_CASES", ["REGION", "MONTH"])).toMatchObject({ value: 200 });
  });

  it("is no value of all programmes when it is of some", async () => {
    const jkp = claims({ programmes: ["JKP"], value: 3 });
    const all = claims({ periodStart: "2024-01-01", periodEnd: "2024-06-30", value: 50 });
    expect(await ofYear([jkp])).toEqual([null, 3]);
    expect(await ofYear([jkp, all])).toEqual([null, 50]);
    expect(await ofYear([jkp, claims({ value: 80 })])).toEqual([80, 80]);
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

  it("leaves out regions whose parts are more than twelve months apart", async () => {
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
      value: null,
      partialValue: 0.1,
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

describe("A rate, as in coverage", () => {
  const stock = (indicatorCode: string, value: number, more: Partial<Fact> = {}): Fact =>
    fact({ indicatorCode, value, ...more });
  const known = async (facts: Fact[], dimensions: StatisticDimension[] = ["REGION"]): Promise<unknown> =>
    (await cell(facts, "COVERAGE_RATE", dimensions))?.value;

  it("above all workers is none, in a sum of regions either", async () => {
    const impossible = [stock("PROTECTED_WORKERS", 300), stock("POTENTIAL_WORKERS", 200)];
    expect(await known(impossible)).toBeNull();
    const kerinci = { regionCode: "15.01" };
    const possible = [stock("PROTECTED_WORKERS", 10, kerinci), stock("POTENTIAL_WORKERS", 100, kerinci)];
    expect(await cell([...impossible, ...possible], "COVERAGE_RATE", ["PROVINCE"])).toMatchObject({
      value: null,
      partialValue: 0.1,
    });
  });

  it("that its own source's counts contradict is none", async () => {
    const counts = [stock("PROTECTED_WORKERS", 328_119), stock("POTENTIAL_WORKERS", 1_614_923)];
    expect(await known([stock("COVERAGE_RATE", 0.3195), ...counts])).toBeNull();
    expect(await known([stock("COVERAGE_RATE", 0.203), ...counts])).toBe(0.203);
  });

  it("of all without a number is 1", async () => {
    expect(await known([stock("COVERAGE_RATE", 1, { value: null, qualifier: "ALL" })])).toBe(1);
  });

  it("is of stated totals, and of the sum of segments only where there are none", async () => {
    const segments = ["PU", "BPU", "JAKON"].map((categoryCode) => fact({ categoryCode, value: 100 }));
    const total = fact({ value: 250, ...month("2024-05") });
    expect(await cell([...segments, total], "PROTECTED_WORKERS", ["REGION"])).toMatchObject({ value: 250 });
    expect(await cell(segments, "PROTECTED_WORKERS", ["REGION"])).toMatchObject({ value: 300 });
  });
});

describe("How exact a cell is", () => {
  const about = (qualifier: Fact["qualifier"], more: Partial<Fact> = {}): Fact =>
    fact({ qualifier, value: 0.5, indicatorCode: "COVERAGE_RATE", ...more });

  it("is told beside its value", async () => {
    expect(await cell([about("AT_MOST")], "COVERAGE_RATE", ["REGION"])).toMatchObject({
      value: 0.5,
      qualifier: "AT_MOST",
      lowerBound: null,
      upperBound: 0.5,
    });
    const least = fact({ qualifier: "AT_LEAST", value: 10 });
    const both = [least, fact({ regionCode: "15.01", value: 5 })];
    expect(await cell(both, "PROTECTED_WORKERS", ["PROVINCE"])).toMatchObject({
      value: 15,
      qualifier: "AT_LEAST",
      lowerBound: 15,
      upperBound: null,
    });
    expect(await cell(both.slice(0, 1), "PROTECTED_WORKERS", ["PROVINCE"])).toMatchObject({
      value: null,
      qualifier: null,
      lowerBound: null,
    });
  });

  it("decides what is certain of it: below 50 percent is not 50 percent or more", async () => {
    const found = async (
      qualifier: Fact["qualifier"],
      operators: Record<string, number>,
    ): Promise<boolean> => {
      const [row] = await table([about(qualifier)], ["COVERAGE_RATE"], ["REGION"]);
      return row !== undefined && satisfies(row, [{ indicator: "COVERAGE_RATE", value: operators }]);
    };
    expect(await found("AT_MOST", { gte: 0.5 })).toBe(false);
    expect(await found("AT_MOST", { gte: 0.1 })).toBe(false);
    expect(await found("AT_MOST", { lte: 0.5 })).toBe(true);
    expect(await found("AT_LEAST", { gte: 0.5 })).toBe(true);
    expect(await found("AT_LEAST", { lt: 0.9 })).toBe(false);
    expect(await found("EXACT", { eq: 0.5 })).toBe(true);
    expect(await found("AT_LEAST", { eq: 0.5 })).toBe(false);
    expect(await found("APPROXIMATE", { gte: 0.5 })).toBe(true);
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
    await expect(table(facts, ["PROTECTED_WORKERS"], [], false, { statusChosen: true })).rejects.toThrow(
      "Group by VALUE_STATUS, or filter to one of them",
    );
    expect(await table(facts, ["PROTECTED_WORKERS"], ["VALUE_STATUS"])).toHaveLength(2);
  });

  it("by month takes stocks by their effective day, and flows whose whole period lies in it", async () => {
    const amount = { indicatorCode: "CONTRIBUTIONS_PAID" };
    expect(await table([fact({})], ["PROTECTED_WORKERS"], ["MONTH"])).toMatchObject([
      { year: 2024, month: 12 },
    ]);
    expect(
      await table([fact({ ...amount, ...month("2024-05") })], ["CONTRIBUTIONS_PAID"], ["MONTH"]),
    ).toMatchObject([{ year: 2024, month: 5, cells: [{ partialValue: 100, spanning: 0 }] }]);
    const rows = await table([fact(amount)], ["CONTRIBUTIONS_PAID"], ["MONTH"]);
    expect(rows).toHaveLength(12);
    expect(rows[0]?.cells[0]).toMatchObject({ value: null, partialValue: null, spanning: 1 });
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
        cells[0]?.partialValue,
        cells[0]?.omittedRegions,
      ]),
    ).toEqual([
      ["PROVINCE", 40, 1],
      ["CITY", 11, 0],
    ]);
  });
});

describe("The time of a figure", () => {
  const span = { periodStart: "2024-08-01", periodEnd: "2025-07-31" };
  const each = async (facts: Fact[], indicator: keyof typeof KINDS): Promise<unknown[]> =>
    (await table(facts, [indicator], ["REGION", "YEAR"])).map(({ year, cells: [own] }) => [
      year,
      own?.value,
      own?.spanning,
    ]);

  it("of a stock over a span is each of its years", async () => {
    expect(await each([fact({ ...span, value: 23_000 })], "PROTECTED_WORKERS")).toEqual([
      [2024, 23_000, 0],
      [2025, 23_000, 0],
    ]);
  });

  it("of an amount over several years is none of them, and it is counted beside", async () => {
    const amount = { indicatorCode: "CONTRIBUTIONS_PAID" };
    expect(
      await each([fact({ ...amount, ...span }), fact({ ...amount, value: 7 })], "CONTRIBUTIONS_PAID"),
    ).toEqual([
      [2024, 7, 1],
      [2025, null, 1],
    ]);
  });

  it("within one year is the more precise one, unless the year's is better stated and published later", async () => {
    const facts = [fact({ value: 50 }), fact({ ...month("2024-09"), value: 60 })];
    expect(await each(facts, "PROTECTED_WORKERS")).toEqual([[2024, 60, 0]]);
    const [vague, precise] = facts.map((known, index) => ({
      ...known,
      sourceType: index === 0 ? ("DATASET" as const) : ("NEWS_ARTICLE" as const),
      publishedOn: index === 0 ? "2025-02-01" : "2024-10-01",
      publishedFrom: index === 0 ? "2025-02-01" : "2024-10-01",
      publishedUntil: index === 0 ? "2025-02-01" : "2024-10-01",
    }));
    expect(
      await each(
        [vague, precise].flatMap((known) => known ?? []),
        "PROTECTED_WORKERS",
      ),
    ).toEqual([[2024, 50, 0]]);
  });

  it("known last is that on one day, and no older than the age that is allowed", async () => {
    const facts = [fact({ ...month("2022-06"), value: 5 }), fact({ regionCode: "15.01", value: 6 })];
    const known = (until: string, maxAgeMonths = 24): Promise<StatisticCell | undefined> =>
      cell(facts, "PROTECTED_WORKERS", ["PROVINCE"], false, { latest: { until, maxAgeMonths } });
    expect(await known("2024-12-31", 31)).toMatchObject({ value: 11, staleRegions: 0 });
    expect(await known("2024-12-31")).toMatchObject({ value: null, partialValue: 6, staleRegions: 1 });
    expect(await known("2024-06-30")).toMatchObject({ value: null, partialValue: 5, staleRegions: 0 });
    expect(await known("2024-07-01")).toMatchObject({ value: null, partialValue: null, staleRegions: 1 });
  });
});

describe("Rivals", () => {
  const rivals = (one: Partial<Fact>, other: Partial<Fact>): Fact[] => [
    fact({ rivalSet: "x", rank: 1, value: 1, ...one }),
    fact({ rivalSet: "x", rank: 2, value: 2, sourceSlug: "b", ...other }),
  ];

  it("answer by their rank within each year", async () => {
    const december = month("2024-12");
    const january = { periodStart: "2025-01-05", periodEnd: "2025-01-05" };
    const years = await table(rivals(december, january), ["PROTECTED_WORKERS"], ["REGION", "YEAR"]);
    expect(years.map(({ year, cells }) => [year, cells[0]?.value])).toEqual([
      [2024, 1],
      [2025, 2],
    ]);
    expect(await cell(rivals(december, january), "PROTECTED_WORKERS", ["REGION"])).toMatchObject({
      value: 1,
    });
  });

  it("that tie give no value, unless they agree", async () => {
    expect(await cell(rivals({}, { rank: 1 }), "PROTECTED_WORKERS", ["REGION"])).toMatchObject({
      value: null,
      partialValue: null,
    });
    expect(await cell(rivals({}, { rank: 1, value: 1 }), "PROTECTED_WORKERS", ["REGION"])).toMatchObject({
      value: 1,
    });
  });
});

describe("Payers", () => {
  const paid = (funding: Fact["funding"], value: number, more: Partial<Fact> = {}): Fact =>
    fact({ funding, value, ...more });
  const known = async (facts: Fact[], dimensions: StatisticDimension[] = ["REGION"]): Promise<unknown> => {
    const { value, partialValue } = (await cell(facts, "PROTECTED_WORKERS", dimensions)) ?? {};
    return [value, partialValue];
  };

  it("of one source and period are added, unless one is the total", async () => {
    expect(await known([paid("APBD_CITY", 19), paid("APBD_PROVINCE", 13)])).toEqual([32, 32]);
    expect(await known([paid("APBD_CITY", 40), paid("CSR", 128), paid("MIXED", 168)])).toEqual([168, 168]);
    expect(await known([paid("MIXED", 1200), paid("CSR", 598)])).toEqual([1798, 1798]);
    expect(await known([paid("MIXED", 26), paid("APBD_PROVINCE", 24)])).toEqual([26, 26]);
  });

  it("never answer one for all", async () => {
    expect(await known([paid("APBD_CITY", 19)])).toEqual([null, 19]);
    expect(await known([paid("APBD_CITY", 19), paid("CSR", 5, { sourceSlug: "b" })])).toEqual([null, 19]);
    expect(await known([paid("APBD_CITY", 19)], ["REGION", "FUNDING"])).toEqual([19, 19]);
  });

  it("are no total when a rival has beaten one of them", async () => {
    const beaten = paid("REVENUE_SHARE", 18, { rivalSet: "x", rank: 2 });
    const better = paid("REVENUE_SHARE", 25, { rivalSet: "x", rank: 1, sourceSlug: "b" });
    expect(await known([beaten, paid("MIXED", 7), better])).toEqual([null, 25]);
  });

  it("of money are added, since each pays money of its own", async () => {
    const money = { indicatorCode: "CONTRIBUTIONS_PAID" };
    const facts = [paid("APBD_CITY", 4, money), paid("CSR", 1, { ...money, sourceSlug: "b" })];
    expect(await cell(facts, "CONTRIBUTIONS_PAID", ["REGION"])).toMatchObject({ value: 5 });
  });
});

describe("Countings and bases", () => {
  it("are never mixed: the counting that most regions report is summed, residence if both are", async () => {
    const live = { countedBy: "RESIDENCE" } as const;
    const work = { countedBy: "WORKPLACE" } as const;
    const kerinci = { regionCode: "15.01" };
    expect(
      await cell(
        [fact({ ...live, value: 1 }), fact({ ...kerinci, ...work, value: 2 })],
        "PROTECTED_WORKERS",
        ["PROVINCE"],
      ),
    ).toMatchObject({ value: null, partialValue: 1, countedBy: "RESIDENCE" });
    const both = [
      fact({ ...work, value: 4 }),
      fact({ ...kerinci, ...work, value: 2 }),
      fact({ ...live, value: 1 }),
    ];
    expect(await cell(both, "PROTECTED_WORKERS", ["PROVINCE"])).toMatchObject({
      value: 6,
      countedBy: "WORKPLACE",
    });
  });

  it("that a rate leaves open, or that are not its own, are shown of no region", async () => {
    const rate = { indicatorCode: "COVERAGE_RATE", value: 0.9 };
    for (const more of [
      { base: "UNSTATED", denominatorCode: null },
      { base: "EMPLOYED_POPULATION", denominatorCode: "EMPLOYED_POPULATION" },
    ])
      expect(await cell([fact({ ...rate, ...more })], "COVERAGE_RATE", ["REGION"])).toMatchObject({
        value: null,
        statusesWithFigures: ["ACTUAL"],
      });
  });
});

describe("Rows of one column", () => {
  const live = { countedBy: "RESIDENCE" } as const;
  const work = { countedBy: "WORKPLACE" } as const;

  it("count workers in one way: a value of the other is known, but no value beside them", async () => {
    const facts = [
      fact({ ...work, value: 4 }),
      fact({ ...live, value: 1 }),
      fact({ regionCode: "15.01", ...work, value: 2 }),
      fact({ regionCode: "33.74", ...live, value: 3 }),
      fact({ regionCode: "33.22", ...work, value: 5 }),
    ];
    const rows = await table(facts, ["PROTECTED_WORKERS"], ["REGION"]);
    expect(
      rows.map(({ regionCode, cells: [own] }) => [regionCode, own?.value, own?.partialValue, own?.countedBy]),
    ).toEqual([
      ["15.01", 2, 2, "WORKPLACE"],
      ["15.71", 4, 4, "WORKPLACE"],
      ["33.22", 5, 5, "WORKPLACE"],
      ["33.74", null, 3, "RESIDENCE"],
    ]);
  });

  it("say where workers are counted only if all of their figures do", async () => {
    const facts = [fact({ ...live, value: 4 }), fact({ regionCode: "15.01", value: 2 })];
    expect(await cell(facts, "PROTECTED_WORKERS", ["PROVINCE"])).toMatchObject({ value: 6, countedBy: null });
  });
});

describe("Statuses", () => {
  it("of which there are figures are told where a cell is empty", async () => {
    const facts = [fact({ valueStatus: "ALLOCATED", indicatorCode: "CONTRIBUTIONS_PAID" })];
    expect(await cell(facts, "CONTRIBUTIONS_PAID", ["REGION"])).toMatchObject({
      value: null,
      partialValue: null,
      statusesWithFigures: ["ALLOCATED"],
    });
  });
});

describe("A divided province", () => {
  const provinces = ["15", "33"].map((regionCode) =>
    ["2020-06", "2023-06"].map((at) => fact({ regionCode, ...month(at), value: 1 })),
  );
  const papua = fact({ regionCode: "91", ...month("2020-06"), value: 10 });
  const pieces = ["91", "93"].map((regionCode) => fact({ regionCode, ...month("2023-06"), value: 3 }));
  const byYear = async (facts: Fact[]): Promise<unknown[]> =>
    (await table(facts, ["PROTECTED_WORKERS"], ["YEAR"], false, { places: DIVIDED })).map(
      ({ year, cells: [whole] }) => [year, whole?.value, whole?.omittedRegions],
    );

  it("tells for its pieces in the years before, and lacks none of them", async () => {
    expect(await byYear([...provinces.flat(), papua, ...pieces])).toEqual([
      [2020, 12, 0],
      [2023, 8, 0],
    ]);
    expect(await byYear([...provinces.flat(), ...pieces])).toEqual([
      [2020, null, 2],
      [2023, 8, 0],
    ]);
  });

  it("is in no sum of what is known last", async () => {
    const facts = [
      fact({ regionCode: "15", value: 1 }),
      { ...papua, ...month("2022-06"), effectiveFrom: "2022-06-30", effectiveOn: "2022-06-30" },
    ];
    const latest = { until: "2023-12-31", maxAgeMonths: 48 };
    expect(
      await cell(facts, "PROTECTED_WORKERS", [], false, {
        places: DIVIDED,
        latest: { ...latest, until: "2025-01-31" },
      }),
    ).toMatchObject({ partialValue: 1 });
  });
});
