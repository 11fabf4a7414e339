import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { hull, isSamePeriod, isWithin, overlap, precisionOf } from "../../src/time/span.js";

const day = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2040-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const period = fc.tuple(day, day).map((days) => {
  const [start, end] = days.sort();
  return { start, end, precision: precisionOf(start, end) };
});

describe("A period", () => {
  it.each([
    ["DAY", "2024-02-29", "2024-02-29"],
    ["MONTH", "2024-02-01", "2024-02-29"],
    ["RANGE", "2024-02-01", "2024-02-28"],
    ["MONTH", "2023-12-01", "2023-12-31"],
    ["QUARTER", "2024-04-01", "2024-06-30"],
    ["RANGE", "2024-05-01", "2024-07-31"],
    ["RANGE", "2024-07-01", "2024-12-31"],
    ["YEAR", "2024-01-01", "2024-12-31"],
    ["RANGE", "2024-07-01", "2025-06-30"],
    ["RANGE", "2023-01-01", "2024-12-31"],
    ["RANGE", "2024-01-02", "2024-12-31"],
  ])("is a %s from %s to %s", (precision, start, end) => {
    expect(precisionOf(start, end)).toBe(precision);
  });

  it("overlaps another in the time they share, which lies within both, and in one day when they only touch", () => {
    const [first, second] = [
      { start: "2024-01-01", end: "2024-06-30" },
      { start: "2024-06-30", end: "2024-12-31" },
    ];
    expect(overlap(first, second)).toEqual({ start: "2024-06-30", end: "2024-06-30", precision: "DAY" });
    expect(overlap(first, { start: "2024-07-01", end: "2024-12-31" })).toBeNull();
    fc.assert(
      fc.property(period, period, (one, other) => {
        const shared = overlap(one, other);
        expect(shared).toEqual(overlap(other, one));
        expect(shared === null).toBe(one.end < other.start || other.end < one.start);
        if (shared) expect(isWithin(shared, one) && isWithin(shared, other)).toBe(true);
        expect(overlap(one, one)).toEqual(one);
        expect(isWithin(one, other) && isWithin(other, one)).toBe(isSamePeriod(one, other));
      }),
    );
  });

  it("that spans others holds each of them and begins and ends with one", () => {
    expect(hull([])).toBeNull();
    fc.assert(
      fc.property(fc.array(period, { minLength: 1 }), (periods) => {
        const spanning = hull(periods);
        expect(periods.every((each) => spanning !== null && isWithin(each, spanning))).toBe(true);
        expect(periods.map(({ start }) => start)).toContain(spanning?.start);
        expect(periods.map(({ end }) => end)).toContain(spanning?.end);
      }),
    );
  });
});
