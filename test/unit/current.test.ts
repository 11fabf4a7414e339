import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { coverageOn, DENOMINATORS, latestShare, statusOf } from "../../src/modules/coverage/coverage.js";
import { currentOf, isUsable, LATEST_INDICATORS } from "../../src/modules/coverage/materialized/current.js";
import { latestFigure } from "../../src/modules/figures/figure.rules.js";
import { figuresOfAll } from "../../src/modules/figures/all-payers.rules.js";
import type { FundingSource, Programme } from "../../src/modules/cohorts/worker-cohort.entity.js";
import type { Counting, Observation, Qualifier } from "../../src/modules/observations/observation.entity.js";
import "../../src/modules/observations/observation.table.js";
import "../support/fast-check.js";
import { observation } from "./coverage-rows.js";

const group = { regionCode: "33.71", categoryCode: null };

const month = (serial: number): string => new Date(Date.UTC(2022, serial, 1)).toISOString().slice(0, 7);
const lastDay = (serial: number): string =>
  new Date(Date.UTC(2022, serial + 1, 0)).toISOString().slice(0, 10);
const months = (serial: number, length: number): string =>
  `${month(serial)}-01..${lastDay(serial + length - 1)}`;

/** What a source may state of a period that begins within three years from the first month. */
const statement: fc.Arbitrary<Drawn> = fc.record({
  indicatorCode: fc.constantFrom(
    "PROTECTED_WORKERS",
    "PROTECTED_WORKERS",
    "POTENTIAL_WORKERS",
    "UNPROTECTED_WORKERS",
    "COVERAGE_RATE",
    "MONTHS_COVERED",
    "COHORT_QUOTA",
    "EMPLOYED_POPULATION",
    "TARGET_ATTAINMENT",
    "VERIFIED_WORKERS",
  ),
  period: fc
    .tuple(fc.integer({ min: 0, max: 35 }), fc.constantFrom(1, 1, 1, 3, 7, 12, 12, 30))
    .map(([serial, length]) => months(serial - (length === 12 ? serial % 12 : 0), length)),
  value: fc.constantFrom(null, 0, 0.5, 1, 40, 44, 100),
  qualifier: fc.constantFrom<Qualifier>("EXACT", "EXACT", "APPROXIMATE", "AT_LEAST", "ALL"),
  programmes: fc.constantFrom<Programme[]>([], [], ["JKK"], ["JHT"]),
  funding: fc.constantFrom<FundingSource | null>(null, null, "APBD_CITY", "CSR", "MIXED"),
  sourceSlug: fc.constantFrom("a", "b", "c"),
  countedBy: fc.constantFrom<Counting | null>(null, null, "RESIDENCE", "WORKPLACE"),
  areaDiffers: fc.constantFrom(false, false, false, true),
  base: fc.constantFrom(null, null, "UNSTATED", "EMPLOYED_POPULATION"),
  planned: fc.constantFrom(false, false, false, true),
  // Sets of any statements, with ranks that are shared.
  set: fc.constantFrom(null, null, "one", "another"),
  rank: fc.constantFrom(1, 1, 2, 3),
  sourceType: fc.constantFrom("NEWS_ARTICLE", "DATASET"),
  published: fc.constantFrom("2022-03-01", "2024-06-01", "2026-01-01"),
});

interface Drawn {
  indicatorCode: string;
  period: string;
  value: number | null;
  qualifier?: Qualifier;
  programmes?: Programme[];
  funding?: FundingSource | null;
  sourceSlug: string;
  countedBy?: Counting | null;
  areaDiffers?: boolean;
  base?: string | null;
  planned?: boolean;
  set?: string | null;
  rank?: number;
  sourceType?: string;
  published?: string;
}

/** Statements with their rivals marked, as an import leaves them; of plans nothing is answered, and they are left out. */
const stated = (drawn: readonly Drawn[]): Observation[] => drawn.map(observed).filter(isUsable);

function observed({ planned, set, rank = 1, published = "2024-06-01", base, ...more }: Drawn): Observation {
  const valueStatus = planned ? "PLANNED" : statusOf(more.indicatorCode);
  const made = observation({
    ...more,
    valueStatus,
    publishedOn: published,
    publishedFrom: published,
    publishedUntil: published,
    ...(set ? { rivalSet: `${more.indicatorCode} ${valueStatus} ${set}`, rank } : {}),
  });
  const { indicatorCode, periodStart, periodEnd, effectiveFrom } = made;
  const isRate = made.denominatorCode !== null;
  const isWithin = published >= periodStart && published < periodEnd && effectiveFrom === periodEnd;
  return Object.assign(made, {
    ...(isRate && base ? { base, denominatorCode: base === "UNSTATED" ? null : base } : {}),
    ...(isWithin && indicatorCode !== "MONTHS_COVERED"
      ? { effectiveFrom: published, effectiveOn: published }
      : {}),
  });
}

/** Everything that is answered of a group on a day, from the statements given. */
function answers(observations: readonly Observation[], on: string): unknown {
  const begun = observations.filter(({ effectiveFrom }) => effectiveFrom <= on);
  const subjects = DENOMINATORS.map((denominatorCode) => ({
    ...group,
    denominatorCode,
    on,
    asOf: null,
  }));
  return {
    coverages: subjects.map((subject) => coverageOn(subject, begun)),
    shares: subjects.map((subject) => latestShare(subject, begun)),
    figures: LATEST_INDICATORS.map((code) =>
      latestFigure(
        figuresOfAll(
          begun.filter((one) => isUsable(one) && one.indicatorCode === code),
          on,
        ),
        on,
      ),
    ),
  };
}

const day = (firstYear: number): fc.Arbitrary<string> =>
  fc
    .integer({ min: 0, max: 365 * 5 })
    .map((serial) => new Date(Date.UTC(firstYear, 0, 1 + serial)).toISOString().slice(0, 10));

const expectSame = (
  some: readonly Observation[],
  all: readonly Observation[],
  days: readonly string[],
): void => {
  for (const on of days)
    if (!isDeepStrictEqual(answers(some, on), answers(all, on)))
      expect(answers(some, on)).toEqual(answers(all, on));
};

describe("Current statements", () => {
  it("answer as all do, on every day from theirs on", () => {
    let fewer = 0;
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 4, maxLength: 16, size: "max" }),
        fc.array(day(2022), { minLength: 1, maxLength: 6 }),
        (drawn, days) => {
          const all = stated(drawn);
          const current = currentOf(group, all, days.sort()[0] ?? "");
          fewer += Number(current.length < all.length);
          expectSame(current, all, days);
        },
      ),
      { numRuns: 400 },
    );
    expect(fewer).toBeGreaterThan(100);
  });

  const monthly = (indicatorCode: string, value: number): Observation[] =>
    Array.from({ length: 160 }, (_, serial) =>
      observation({ indicatorCode, value: value + serial, period: months(serial - 120, 1) }),
    );

  it("of thirteen years of monthly figures are those of the last month", () => {
    const all = [
      ...monthly("PROTECTED_WORKERS", 1000),
      ...monthly("POTENTIAL_WORKERS", 4000),
      ...monthly("COVERAGE_RATE", 0),
    ];
    const current = currentOf(group, all, "2026-01-01");
    expect(current.map(({ indicatorCode, periodEnd }) => [indicatorCode, periodEnd])).toEqual([
      ["PROTECTED_WORKERS", "2025-04-30"],
      ["POTENTIAL_WORKERS", "2025-04-30"],
      ["COVERAGE_RATE", "2025-04-30"],
    ]);
  });

  it("hold the last that may answer and each that does so later, but none that is outdated by then", () => {
    const all = monthly("PROTECTED_WORKERS", 1000);
    expect(currentOf(group, all, "2025-03-15").map(({ periodStart }) => periodStart)).toEqual([
      "2025-02-01",
      "2025-03-01",
      "2025-04-01",
    ]);
  });

  it("hold every rival, also those that are not preferred", () => {
    const all = stated(
      ["a", "b", "c"].map((sourceSlug, index) => ({
        indicatorCode: "PROTECTED_WORKERS",
        period: "2024",
        value: 40 + index,
        sourceSlug,
        set: "one",
        rank: index + 1,
      })),
    );
    expect(currentOf(group, all, "2026-01-01")).toHaveLength(3);
  });
});
