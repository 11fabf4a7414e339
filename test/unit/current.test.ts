import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { coverageOn, latestShare, RATE_OVER, statusOf } from "../../src/modules/coverage/coverage.js";
import {
  currentOf,
  isUsable,
  LATEST_INDICATORS,
  outdates,
} from "../../src/modules/coverage/materialized/current.js";
import { figuresOf, latestFigure } from "../../src/modules/coverage/figure.js";
import type { FundingSource, Programme } from "../../src/modules/cohorts/worker-cohort.entity.js";
import type { Observation, Qualifier } from "../../src/modules/observations/observation.entity.js";
import "../../src/modules/observations/observation.table.js";
import { rivalSets } from "../../src/modules/observations/rivals.js";
import "../support/fast-check.js";
import { observation, rival } from "./coverage-rows.js";

const group = { regionCode: "33.71", categoryCode: null };

const month = (serial: number): string => new Date(Date.UTC(2022, serial, 1)).toISOString().slice(0, 7);
const lastDay = (serial: number): string =>
  new Date(Date.UTC(2022, serial + 1, 0)).toISOString().slice(0, 10);
const months = (serial: number, length: number): string =>
  `${month(serial)}-01..${lastDay(serial + length - 1)}`;

/** What a source may state of a period that begins within three years from the first month. */
const statements = (firstMonth = 0): fc.Arbitrary<Drawn> =>
  fc.record({
    indicatorCode: fc.constantFrom(
      "PROTECTED_WORKERS",
      "PROTECTED_WORKERS",
      "POTENTIAL_WORKERS",
      "COVERAGE_RATE",
      "MONTHS_COVERED",
      "COHORT_QUOTA",
      "TARGET_ATTAINMENT",
      "VERIFIED_WORKERS",
    ),
    period: fc
      .tuple(fc.integer({ min: 0, max: 35 }), fc.constantFrom(1, 1, 1, 3, 7, 12, 30))
      .map(([serial, length]) => months(firstMonth + serial, length)),
    value: fc.constantFrom(null, 0, 0.5, 1, 40, 44, 100),
    qualifier: fc.constantFrom<Qualifier>("EXACT", "EXACT", "APPROXIMATE", "ALL"),
    programmes: fc.constantFrom<Programme[]>([], [], ["JKK"], ["JHT"]),
    funding: fc.constantFrom<FundingSource | null>(null, null, "APBD_CITY"),
    sourceSlug: fc.constantFrom("a", "b", "c"),
    planned: fc.constantFrom(false, false, false, true),
  });

interface Drawn {
  indicatorCode: string;
  period: string;
  value: number | null;
  qualifier?: Qualifier;
  programmes?: Programme[];
  funding?: FundingSource | null;
  sourceSlug: string;
  planned?: boolean;
}

/** Statements with their rivals marked, as an import leaves them; of plans nothing is answered, and they are left out. */
function stated(drawn: readonly Drawn[]): Observation[] {
  const observations = drawn.map(({ planned, ...more }) =>
    observation({ ...more, valueStatus: planned ? "PLANNED" : statusOf(more.indicatorCode) }),
  );
  const series = new Map<string, Observation[]>();
  for (const one of observations) {
    const name = `${one.indicatorCode} ${one.valueStatus}`;
    series.set(name, [...(series.get(name) ?? []), one]);
  }
  for (const [name, members] of series) {
    const rivals = members.map(({ periodStart, periodEnd, ...member }) =>
      rival({ ...member, period: `${periodStart}..${periodEnd}` }),
    );
    for (const [index, { outcomes }] of rivalSets(rivals).entries())
      for (const { slug, rank, preferred } of outcomes)
        Object.assign(members.find((member) => member.slug === slug) ?? {}, {
          rivalSet: `${name} ${index}`,
          rank,
          preferred,
        });
  }
  return observations.filter(isUsable);
}

/** Everything that is answered of a group on a day, from the statements given. */
function answers(observations: readonly Observation[], on: string): unknown {
  const begun = observations.filter(({ periodStart }) => periodStart <= on);
  const subjects = Object.keys(RATE_OVER).map((denominatorCode) => ({
    ...group,
    denominatorCode,
    on,
    asOf: null,
  }));
  return {
    coverages: subjects.map((subject) => coverageOn(subject, begun)),
    shares: subjects.map((subject) => latestShare(subject, begun)),
    figures: LATEST_INDICATORS.map((code) =>
      latestFigure(figuresOf(begun.filter((one) => isUsable(one) && one.indicatorCode === code)), on),
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
        fc.array(statements(), { minLength: 4, maxLength: 16, size: "max" }),
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

  it("hold the last that has begun and each that begins later, but none that is over by then", () => {
    const all = monthly("PROTECTED_WORKERS", 1000);
    expect(currentOf(group, all, "2025-03-15").map(({ periodStart }) => periodStart)).toEqual([
      "2025-03-01",
      "2025-04-01",
    ]);
  });

  it("hold all where a rival of long ago keeps a figure from being known", () => {
    const stating = (indicatorCode: string, period: string, value: number, sourceSlug = "a"): Drawn => ({
      indicatorCode,
      period,
      value,
      sourceSlug,
    });
    const all = stated([
      stating("COVERAGE_RATE", "2025", 0.4),
      stating("PROTECTED_WORKERS", "2025-06", 41),
      stating("POTENTIAL_WORKERS", "2026-03", 101),
      // The last pair, which only a roll-up shows.
      stating("PROTECTED_WORKERS", "2024-06", 40),
      stating("POTENTIAL_WORKERS", "2024-06", 100),
      // A tie, after which there is no quota for June; alone, the first would be one.
      stating("COHORT_QUOTA", "2022-01..2024-12", 50),
      stating("COHORT_QUOTA", "2022-01..2023-02", 60),
      stating("COHORT_QUOTA", "2026", 70, "b"),
    ]);
    expect(currentOf(group, all, "2026-06-01")).toEqual(all);
  });

  it("hold every rival, also those that are not preferred", () => {
    const all = stated(
      ["a", "b", "c"].map((sourceSlug, index) => ({
        indicatorCode: "PROTECTED_WORKERS",
        period: "2024",
        value: 40 + index,
        sourceSlug,
      })),
    );
    expect(currentOf(group, all, "2026-01-01")).toHaveLength(3);
  });
});

describe("A later part of what is stated", () => {
  it("that is said to outdate older statements answers as all do, on every day from then on", () => {
    let outdated = 0;
    fc.assert(
      fc.property(
        fc.array(statements(), { maxLength: 8 }),
        fc.array(statements(6 * 12), { minLength: 1, maxLength: 8 }),
        fc.array(day(2028), { minLength: 1, maxLength: 5 }),
        (earlier, later, days) => {
          const all = stated([...earlier, ...later]);
          const [part, before] = [true, false].map((isLater) =>
            all.filter(({ periodStart }) => periodStart >= "2028-01-01" === isLater),
          ) as [Observation[], Observation[]];
          const older = new Set(before.map(({ indicatorCode }) => indicatorCode));
          if (!outdates(group, part, older, days.sort()[0] ?? "")) return;
          outdated += Number(older.size > 0);
          expectSame(part, all, days);
        },
      ),
      { numRuns: 1500 },
    );
    expect(outdated).toBeGreaterThan(50);
  });

  const part = [observation({ value: 40, period: "2024" })];
  const says = (older: string[], more: Observation[] = []): boolean =>
    outdates(group, [...part, ...more], new Set(older), "2025-06-01");

  it("outdates older figures of what it states itself, and no others", () => {
    expect(says(["PROTECTED_WORKERS"])).toBe(true);
    expect(says(["PROTECTED_WORKERS", "POTENTIAL_WORKERS"])).toBe(false);
    expect(says(["VERIFIED_WORKERS"])).toBe(false);
    expect(says(["COVERAGE_RATE"])).toBe(false);
  });

  it("outdates older rates by a rate, and older parts by parts only", () => {
    const rate = observation({ indicatorCode: "COVERAGE_RATE", value: 0.4, period: "2024" });
    const potential = observation({ indicatorCode: "POTENTIAL_WORKERS", value: 100, period: "2024" });
    expect(says(["COVERAGE_RATE"], [rate])).toBe(true);
    expect(says(["PROTECTED_WORKERS", "POTENTIAL_WORKERS"], [rate])).toBe(false);
    expect(says(["PROTECTED_WORKERS", "POTENTIAL_WORKERS", "COVERAGE_RATE"], [rate, potential])).toBe(true);
  });

  it("does not outdate older parts, which a roll-up sums, by parts of different times beside a rate", () => {
    const rate = observation({ indicatorCode: "COVERAGE_RATE", value: 0.4, period: "2024" });
    const potential = observation({ indicatorCode: "POTENTIAL_WORKERS", value: 100, period: "2025" });
    expect(says(["PROTECTED_WORKERS", "POTENTIAL_WORKERS"], [rate, potential])).toBe(false);
    expect(says(["PROTECTED_WORKERS"], [rate, potential])).toBe(true);
  });

  it("outdates nothing before it has begun", () => {
    expect(outdates(group, part, new Set(["PROTECTED_WORKERS"]), "2023-12-31")).toBe(false);
  });
});
