import { describe, expect, it } from "@jest/globals";
import "../../ormconfig.js";
import { seriesQueryOf } from "../../src/modules/statistics/series/series-query.js";
import type { StatisticIndicator } from "../../src/modules/statistics/statistic-indicator.js";
import type { StatisticsQuery } from "../../src/modules/statistics/statistics-query.js";
import type { StatisticDimension } from "../../src/modules/statistics/statistics.args.js";
import { boundsOf, isWithin, onlyYear } from "../../src/modules/statistics/series/year-bounds.js";

const indicator = (
  code: string,
  kind: StatisticIndicator["kind"] = "STOCK",
  denominatorCode: string | null = null,
): StatisticIndicator => ({
  code,
  kind,
  additiveOverRegions: true,
  numeratorCode: denominatorCode === null ? null : "PROTECTED_WORKERS",
  denominatorCode,
});
const WORKERS = indicator("PROTECTED_WORKERS");
const QUOTA = indicator("COHORT_QUOTA");
const RATE = indicator("COVERAGE_RATE", "RATE", "POTENTIAL_WORKERS");
const ATTAINMENT = indicator("TARGET_ATTAINMENT", "RATE", "COHORT_QUOTA");

const ask = (
  indicators: StatisticIndicator[],
  dimensions: StatisticDimension[],
  filter: Record<string, unknown> | null = null,
  more: Partial<StatisticsQuery> = {},
): ReturnType<typeof seriesQueryOf> =>
  seriesQueryOf({
    indicators,
    dimensions,
    filter,
    latest: { until: "2026-01-31", maxAgeMonths: 24 },
    asOf: null,
    ...more,
  });

describe("A question to stored series", () => {
  it("reads one row for each province where the table is by province", () => {
    expect(
      ask([WORKERS], ["PROVINCE", "YEAR"], { category: { eq: "FISHER" }, region: { within: "15" } }),
    ).toEqual({
      scope: "PROVINCE",
      series: [{ code: "PROTECTED_WORKERS", statuses: ["ACTUAL"] }],
      cohorts: ["FISHER"],
      areaCode: "15",
      regionFilter: null,
      bounds: { start: [-Infinity, Infinity], end: [-Infinity, Infinity] },
      bucket: "EACH_YEAR",
      tellsStatuses: true,
    });
  });

  it.each<[StatisticDimension[], Record<string, unknown> | null, string]>([
    [["YEAR"], null, "COUNTRY"],
    [["COUNTRY"], { region: { within: "ID" } }, "COUNTRY"],
    [["YEAR"], { region: { within: "15" } }, "REGION"],
    [["PROVINCE"], { region: {} }, "PROVINCE"],
    [["PROVINCE"], { region: { level: { eq: "CITY" } } }, "REGION"],
    [["PROVINCE"], { region: { within: "15.71" } }, "REGION"],
    [["PROVINCE", "LEVEL"], null, "REGION"],
    [["REGION"], null, "REGION"],
  ])("by %j with %j is about each %3$s", (dimensions, filter, scope) => {
    expect(ask([WORKERS], dimensions, filter)?.scope).toBe(scope);
  });

  it("reads what is known last on a day, or in a year that is over by then", () => {
    const year = { periodStart: { gte: "2024-01-01" }, periodEnd: { lte: "2024-12-31" } };
    const on = (until: string, maxAgeMonths = 24): Partial<StatisticsQuery> => ({
      latest: { until, maxAgeMonths },
    });
    expect(ask([WORKERS], ["PROVINCE"])?.bucket).toEqual({ on: "2026-01-31" });
    expect(ask([WORKERS], ["PROVINCE"], null, on("2026-01-31", 12))).toBeNull();
    expect(ask([WORKERS], ["PROVINCE"], year, on("2024-12-31"))?.bucket).toBe(2024);
    expect(ask([WORKERS], ["PROVINCE"], year, on("2024-12-31", 6))).toBeNull();
    expect(ask([WORKERS], ["PROVINCE"], year, on("2024-06-30"))).toBeNull();
    expect(ask([WORKERS], ["PROVINCE"], { periodEnd: { gte: "2024-01-01", lte: "2024-12-31" } })).toBeNull();
  });

  it("is none for an earlier instant, and for quotas of any status", () => {
    expect(ask([WORKERS], ["YEAR"], null, { asOf: "2026-01-01 00:00:00.000" })).toBeNull();
    expect(ask([QUOTA], ["YEAR"])).toBeNull();
    expect(ask([QUOTA], ["PROVINCE"], { valueStatus: { eq: "TARGET" } })).toMatchObject({
      scope: "PROVINCE",
      tellsStatuses: false,
    });
  });

  it.each<[string, StatisticIndicator[], StatisticDimension[], Record<string, unknown>]>([
    ["months", [WORKERS], ["MONTH"], {}],
    ["payers", [WORKERS], ["FUNDING"], {}],
    ["kinds of source", [WORKERS], ["SOURCE_TYPE"], {}],
    ["a source", [WORKERS], [], { source: { type: { eq: "REPORT" } } }],
    ["a segment", [WORKERS], [], { segment: { eq: "BPU" } }],
    ["combined filters", [WORKERS], [], { or: [{ category: { eq: "FISHER" } }] }],
    ["what is null, and refused", [WORKERS], [], { category: null }],
    ["an operand that is null, and refused", [WORKERS], [], { category: { eq: null } }],
    ["several categories in one cell", [WORKERS], [], { category: { in: ["FISHER", "VULNERABLE"] } }],
    ["part of a category's code", [WORKERS], [], { category: { startsWith: "F" } }],
    ["what no category is called", [WORKERS], [], { category: { eq: "" } }],
    ["several statuses in one cell", [WORKERS], [], { valueStatus: { in: ["ACTUAL", "TARGET"] } }],
    ["rates of plans", [RATE], [], { valueStatus: { eq: "PLANNED" } }],
    ["rates by status", [RATE], ["VALUE_STATUS"], {}],
    ["rates over targets that a filter leaves out", [ATTAINMENT], [], { valueStatus: { eq: "ACTUAL" } }],
    ["rates without their parts", [RATE], [], { indicator: { eq: "COVERAGE_RATE" } }],
    ["half years", [WORKERS], ["YEAR"], { periodStart: { gte: "2024-07-01" } }],
    ["several years in one cell", [WORKERS], [], { periodStart: { gte: "2024-01-01" } }],
  ])("is none for %s", (_title, indicators, dimensions, filter) => {
    expect(ask(indicators, dimensions, filter)).toBeNull();
  });

  it("takes a filter to what happened for none, where no quota is part of a rate", () => {
    expect(ask([RATE], ["PROVINCE"], { valueStatus: { eq: "ACTUAL" } })).not.toBeNull();
  });
});

describe("Bounds of years", () => {
  it("are read from conditions on the first and last days of years", () => {
    expect(
      boundsOf({ gte: "2020-01-01", lt: "2023-01-01" }, { gt: "2019-12-31", lte: "2022-12-31" }),
    ).toEqual({
      start: [2020, 2022],
      end: [2020, 2022],
    });
    expect(boundsOf({ gte: "2020-01-02" }, undefined)).toBeNull();
    expect(boundsOf({ eq: "2020-01-01" }, undefined)).toBeNull();
    expect(boundsOf({ gte: null }, undefined)).toBeNull();
  });

  it("leave one year, all time, or neither", () => {
    const only = (start?: object, end?: object): unknown => {
      const bounds = boundsOf(start, end);
      return bounds && onlyYear(bounds);
    };
    expect(only()).toBe("ALL_TIME");
    expect(only({ gte: "2024-01-01" }, { lte: "2024-12-31" })).toBe(2024);
    expect(only({ gte: "2023-01-01" }, { lte: "2024-12-31" })).toBeNull();
    expect(only({ gte: "2024-01-01" })).toBeNull();
    expect(only(undefined, { gte: "2024-01-01", lte: "2024-12-31" })).toBeNull();
  });

  it("hold a bucket, leave it out, or cut it", () => {
    const bounds = { start: [2023, 2024], end: [2023, 2024] } as const;
    const year = (of: number, from = of, until = of): { year: number; from: number; until: number } => ({
      year: of,
      from,
      until,
    });
    expect(isWithin(year(2023), bounds, false)).toBe(true);
    expect(isWithin(year(2024, 2023), bounds, false)).toBe(true);
    expect(isWithin(year(2022), bounds, false)).toBe(false);
    expect(isWithin(year(2025), bounds, false)).toBe(false);
    // Some of it begins before the bounds.
    expect(isWithin(year(2023, 2022), bounds, false)).toBeNull();
    // A denominator ends after them, or before.
    expect(isWithin(year(2024, 2024, 2025), bounds, true)).toBeNull();
    const ends = { start: [-Infinity, Infinity], end: [2023, Infinity] } as const;
    expect(isWithin(year(2023, 2022), ends, false)).toBe(true);
    expect(isWithin(year(2023, 2022), ends, true)).toBeNull();
    // What belongs to a year ends in it or later: a span that ends in the bounds may be one of several.
    expect(isWithin(year(2022, 2022, 2023), ends, false)).toBeNull();
  });
});
