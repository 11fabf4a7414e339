import { describe, expect, it } from "@jest/globals";
import { isConsistentWith } from "../../src/modules/observations/own-parts.rules.js";
import { ownDisagreements, StatedDenominators } from "../../src/modules/observations/own-parts.js";
import { RateParts } from "../../src/modules/observations/rate-parts.rules.js";
import type { Rival } from "../../src/modules/observations/rivals.js";
import { rateRival, rival } from "./coverage-rows.js";

const rateIndicator = (code: string, denominatorCode: string) =>
  ({ code, kind: "RATE", numeratorCode: "PROTECTED_WORKERS", denominatorCode }) as const;
const PARTS = new RateParts([
  rateIndicator("COVERAGE_RATE", "POTENTIAL_WORKERS"),
  rateIndicator("TARGET_ATTAINMENT", "COHORT_QUOTA"),
  { code: "PROTECTED_WORKERS", kind: "STOCK", numeratorCode: null, denominatorCode: null },
]);
const potential = (value: number, more: Partial<Rival> & { period?: string } = {}): Rival =>
  rival({ indicatorCode: "POTENTIAL_WORKERS", value, ...more });
const found = (...statements: Rival[]): unknown[] =>
  ownDisagreements(statements, PARTS).map(({ disagreement: { members, spread, resolved } }) => [
    members.map(({ value }) => value),
    Number(spread.toFixed(6)),
    resolved,
  ]);

describe("A published rate and the counts of its own source", () => {
  it("agree within half a unit of the last printed digit", () => {
    expect(found(rateRival({ value: 0.44 }), rival({ value: 4386 }), potential(10_000))).toEqual([]);
    expect(found(rateRival({ value: 0.44 }), rival({ value: 4350 }), potential(10_000))).toEqual([]);
    expect(found(rateRival({ value: 0.44 }), rival({ value: 4349 }), potential(10_000))).toEqual([
      [[0.44, 4349, 10_000], 0.0051, false],
    ]);
  });

  it("agree within 1.5 points more when the rate is approximate", () => {
    const about = rateRival({ value: 0.44, qualifier: "APPROXIMATE" });
    expect(found(about, rival({ value: 4201 }), potential(10_000))).toEqual([]);
    expect(found(about, rival({ value: 4199 }), potential(10_000))).toHaveLength(1);
  });

  it("agree within what the bounds and the rounding of the counts leave open", () => {
    const atLeast = rival({ value: 100_000, qualifier: "AT_LEAST" });
    expect(found(rateRival({ value: 0.9 }), atLeast, potential(228_000))).toEqual([]);
    expect(found(rateRival({ value: 0.4 }), atLeast, potential(228_000))).toHaveLength(1);
    const rounded = { qualifier: "APPROXIMATE" } as const;
    expect(
      found(
        rateRival({ value: 0.4657 }),
        rival({ value: 1_210_000, ...rounded }),
        potential(2_610_000, rounded),
      ),
    ).toEqual([]);
    expect(
      found(rateRival({ value: 0.5409 }), rival({ value: 49e6, ...rounded }), potential(92e6, rounded)),
    ).toHaveLength(1);
  });

  it("are shown as the rate, what it divides and what it divides by", () => {
    const base = { base: "LABOUR_FORCE", denominatorCode: "LABOUR_FORCE" };
    const labourForce = rival({ indicatorCode: "LABOUR_FORCE", value: 1_614_923 });
    const statements = [labourForce, rival({ value: 328_119 }), rateRival({ ...base, value: 0.3195 })];
    expect(found(...statements)).toEqual([[[0.3195, 328_119, 1_614_923], 0.116321, false]]);
  });

  it("are held against the gap where a source states no denominator", () => {
    const gap = rival({ indicatorCode: "UNPROTECTED_WORKERS", value: 386_317 });
    const about = rival({ value: 461_000, qualifier: "APPROXIMATE" });
    expect(found(rateRival({ value: 0.5087 }), about, gap)).toEqual([
      [[0.5087, 461_000, 386_317], 0.03537, false],
    ]);
    expect(found(rateRival({ value: 0.5441 }), about, gap)).toEqual([]);
  });

  it("are the closest ones: of who states the rate and of its period, and never one payer's or programme's", () => {
    const rate = rateRival({ value: 0.5, attributedTo: "Mayor" });
    const own = [rival({ value: 50, attributedTo: "Mayor" }), potential(100, { attributedTo: "Mayor" })];
    expect(found(rate, ...own, rival({ value: 70 }), potential(90))).toEqual([]);
    expect(found(rate, rival({ value: 20, funding: "CSR" }), potential(100))).toEqual([]);
    expect(found(rate, rival({ value: 20, programmes: ["JHT"] }), potential(100))).toEqual([]);
    // One of several that fit is enough.
    expect(found(rate, rival({ value: 50 }), rival({ value: 20 }), potential(100))).toEqual([]);
  });

  it("are of one source, status, counting and time", () => {
    const rate = rateRival({ value: 0.5, countedBy: "RESIDENCE" });
    expect(found(rate, rival({ value: 20, sourceSlug: "b" }), potential(100))).toEqual([]);
    expect(found(rate, rival({ value: 20, valueStatus: "TARGET" }), potential(100))).toEqual([]);
    expect(found(rate, rival({ value: 20, countedBy: "WORKPLACE" }), potential(100))).toEqual([]);
    expect(found(rate, rival({ value: 20, period: "2023" }), potential(100))).toEqual([]);
    expect(found(rate, rival({ value: 20, countedBy: "RESIDENCE" }), potential(100))).toHaveLength(1);
    // A survey's denominator may be of another month of the year.
    const december = rateRival({ value: 0.5, period: "2024-12" });
    expect(
      found(december, rival({ value: 20, period: "2024-12" }), potential(100, { period: "2024-08" })),
    ).toHaveLength(1);
  });
});

describe("A part of a population", () => {
  it("is more than all of it only when it certainly is", () => {
    expect(found(rival({ value: 77_074 }), potential(51_086))).toEqual([[[77_074, 51_086], 25_988, false]]);
    expect(found(rival({ value: 51_086 }), potential(51_086))).toEqual([]);
    expect(found(rival({ value: 77_074 }), potential(51_086, { qualifier: "AT_LEAST" }))).toEqual([]);
    expect(found(rival({ value: 77_074 }), potential(51_086, { sourceSlug: "b" }))).toEqual([]);
  });

  it("may be more than a goal", () => {
    expect(found(rival({ value: 200 }), rival({ indicatorCode: "COHORT_QUOTA", value: 100 }))).toEqual([]);
  });
});

it("An approximate rate is off by its own bounds too", () => {
  const rate = rateRival({ value: 0.5, qualifier: "APPROXIMATE", lowerBound: 0.3, upperBound: 0.6 });
  expect(isConsistentWith(rate, { numerator: rival({ value: 31 }), denominator: potential(100) })).toBe(true);
});

describe("A source states the denominator of its rate", () => {
  const stated = (rate: Rival, ...beside: Rival[]): boolean => new StatedDenominators(beside).isStated(rate);
  const gap = rival({ indicatorCode: "UNPROTECTED_WORKERS", value: 5 });

  it("by name, by its number, or by the gap to it", () => {
    expect(stated(rateRival({ base: "POTENTIAL_WORKERS" }))).toBe(true);
    expect(stated(rateRival(), potential(5))).toBe(true);
    expect(stated(rateRival(), gap)).toBe(true);
  });

  it("but not by that of another source, category, region or time, nor where the base is unstated", () => {
    expect(stated(rateRival())).toBe(false);
    expect(stated(rateRival(), potential(5, { sourceSlug: "b" }))).toBe(false);
    expect(stated(rateRival(), potential(5, { categoryCode: "FISHER" }))).toBe(false);
    expect(stated(rateRival(), potential(5, { regionCode: "15" }))).toBe(false);
    expect(stated(rateRival(), potential(5, { period: "2023" }))).toBe(false);
    expect(stated(rateRival({ base: "UNSTATED", denominatorCode: null }), potential(5))).toBe(false);
  });
});
