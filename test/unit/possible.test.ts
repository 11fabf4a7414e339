import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  isNarrower,
  lastDigit,
  lastRoughDigit,
  meet,
  possibleOf,
  type StatedNumber,
} from "../../src/modules/observations/possible.rules.js";
import "../support/fast-check.js";

const stated = (value: number | null, more: Partial<StatedNumber> = {}): StatedNumber => ({
  value,
  qualifier: "EXACT",
  unit: "PERSONS",
  lowerBound: more.qualifier === "AT_LEAST" ? value : null,
  upperBound: more.qualifier === "AT_MOST" ? value : null,
  ...more,
});
const about = (value: number, more: Partial<StatedNumber> = {}): StatedNumber =>
  stated(value, { qualifier: "APPROXIMATE", ...more });
const rate = { unit: "FRACTION" as const };
const agree = (one: StatedNumber, other: StatedNumber): boolean => meet(possibleOf(one), possibleOf(other));

describe("What a statement leaves possible", () => {
  it("is its value give or take half a unit of its last printed digit, when it is exact", () => {
    expect(possibleOf(stated(2044))).toEqual({ least: 2043.5, most: 2044.5, isRounded: true });
    expect(possibleOf(stated(2000))).toEqual({ least: 1999.5, most: 2000.5, isRounded: true });
    expect([lastDigit(0.9), lastDigit(0.44), lastDigit(0.3132), lastDigit(1)]).toEqual([
      0.01, 0.01, 0.0001, 0.01,
    ]);
  });

  it("is half a unit of its last digit that is no trailing zero, when it is approximate without bounds", () => {
    expect(possibleOf(about(2000))).toEqual({ least: 1500, most: 2500, isRounded: true });
    expect(possibleOf(about(30_600_000))).toEqual({ least: 30_550_000, most: 30_650_000, isRounded: true });
    expect([lastRoughDigit(0.9, "FRACTION"), lastRoughDigit(0.44, "FRACTION")]).toEqual([0.1, 0.01]);
    // Nobody means half of all by about all.
    expect(lastRoughDigit(1, "FRACTION")).toBe(0.1);
    expect([lastRoughDigit(0, "PERSONS"), lastRoughDigit(7.5, "MONTHS")]).toEqual([1, 0.1]);
  });

  it("is what bounds say, a side without one being open", () => {
    expect(possibleOf(about(650, { lowerBound: 600, upperBound: 700 }))).toMatchObject({
      least: 600,
      most: 700,
    });
    expect(possibleOf(about(650, { lowerBound: 600 }))).toMatchObject({ least: 600, most: Infinity });
    expect(possibleOf(stated(100, { qualifier: "AT_LEAST" }))).toMatchObject({ least: 100, most: Infinity });
    expect(possibleOf(stated(100, { qualifier: "AT_MOST" }))).toMatchObject({ least: -Infinity, most: 100 });
  });

  it("is 100 percent for a rate of all", () => {
    const all = stated(null, { qualifier: "ALL", ...rate });
    expect([0.966, 0.99, 1].map((value) => agree(all, stated(value, rate)))).toEqual([false, false, true]);
    expect(agree(all, stated(0.9, { qualifier: "AT_LEAST", ...rate }))).toBe(true);
  });

  it("is everything without a number", () => {
    expect(possibleOf(stated(null, { qualifier: "ALL" }))).toBeNull();
    expect(agree(stated(0.5, rate), stated(null, { qualifier: "UNQUANTIFIED", ...rate }))).toBe(true);
    expect(possibleOf(stated(null, { qualifier: "UNQUANTIFIED" }))).toBeNull();
    expect(agree(stated(1), stated(null, { qualifier: "ALL" }))).toBe(true);
  });
});

describe("Two statements agree", () => {
  it.each([
    [true, "about 2,000 and 2,044", about(2000), stated(2044)],
    [false, "about 2,000 and 2,501", about(2000), stated(2501)],
    [false, "one number and the next", stated(2044), stated(2045)],
    [
      true,
      "the same large amount",
      stated(1_008_000_000_001, { unit: "IDR" }),
      stated(1_008_000_000_001, { unit: "IDR" }),
    ],
    [
      false,
      "large amounts one rupiah apart",
      stated(1_008_000_000_001, { unit: "IDR" }),
      stated(1_008_000_000_002, { unit: "IDR" }),
    ],
    [true, "31 and 31.36 percent", stated(0.31, rate), stated(0.3136, rate)],
    [false, "31 and 31.6 percent", stated(0.31, rate), stated(0.316, rate)],
    [false, "31 and 32 percent", stated(0.31, rate), stated(0.32, rate)],
    [true, "about 90 and 88.96 percent", about(0.9, rate), stated(0.8896, rate)],
    [
      true,
      "more than 100 and up to 100",
      stated(100, { qualifier: "AT_LEAST" }),
      stated(100, { qualifier: "AT_MOST" }),
    ],
    [
      false,
      "more than 100 and up to 99",
      stated(100, { qualifier: "AT_LEAST" }),
      stated(99, { qualifier: "AT_MOST" }),
    ],
    [true, "more than 100 and 150,000", stated(100, { qualifier: "AT_LEAST" }), stated(150_000)],
    [false, "more than 100 and 99", stated(100, { qualifier: "AT_LEAST" }), stated(99)],
  ])("is %p of %s", (expected, _words, one, other) => {
    expect([agree(one, other), agree(other, one)]).toEqual([expected, expected]);
  });

  it("whenever they have the same value and none sets bounds beside it", () => {
    const number = fc.oneof(
      fc.record({ unit: fc.constant("IDR" as const), value: fc.integer({ min: 0, max: 2 ** 50 }) }),
      fc.record({
        unit: fc.constant("FRACTION" as const),
        value: fc.integer({ min: 0, max: 20_000 }).map((parts) => parts / 10_000),
      }),
    );
    const qualifier = fc.constantFrom("EXACT" as const, "APPROXIMATE" as const);
    fc.assert(
      fc.property(number, qualifier, qualifier, ({ value, unit }, one, other) => {
        const [a, b] = [one, other].map((each) => stated(value, { qualifier: each, unit }));
        expect(a && b && agree(a, b)).toBe(true);
      }),
    );
  });
});

it("The narrower of two statements leaves less possible", () => {
  const narrower = (one: StatedNumber, other: StatedNumber): boolean =>
    isNarrower(possibleOf(one), possibleOf(other));
  expect(narrower(stated(0.3136, rate), stated(0.31, rate))).toBe(true);
  expect(narrower(stated(0.31, rate), stated(0.3136, rate))).toBe(false);
  expect(narrower(stated(0.31, rate), stated(0.32, rate))).toBe(false);
  expect(narrower(stated(150, { qualifier: "AT_LEAST" }), stated(100, { qualifier: "AT_LEAST" }))).toBe(true);
  expect(narrower(stated(150, { qualifier: "AT_LEAST" }), stated(100, { qualifier: "AT_MOST" }))).toBe(false);
  expect(narrower(stated(1), stated(null, { qualifier: "ALL" }))).toBe(true);
});
