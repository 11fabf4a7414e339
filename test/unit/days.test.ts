import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { daysBetween, monthsAfter, yearOf } from "../../src/time/months.js";
import { dayAfter, dayBefore } from "../../src/time/today.js";

const DAY_MS = 86_400_000;
const dayAt = (date: Date): string => date.toISOString().slice(0, 10);
const day = fc
  .date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true })
  .map(dayAt);

describe("A day", () => {
  it("lies as many days after another as the calendar has between them, in any year", () => {
    fc.assert(
      fc.property(day, day, (one, other) => {
        expect(daysBetween(one, other)).toBe((Date.parse(other) - Date.parse(one)) / DAY_MS);
      }),
    );
  });

  it("is followed by the next one of the calendar, which it precedes", () => {
    fc.assert(
      fc.property(day, (one) => {
        const next = dayAfter(one);
        expect(next).toBe(dayAt(new Date(Date.parse(one) + DAY_MS)));
        expect(dayBefore(next)).toBe(one);
      }),
    );
  });

  it.each([
    ["2023-02-28", "2023-03-01"],
    ["2024-02-28", "2024-02-29"],
    ["2100-02-28", "2100-03-01"],
    ["2024-04-30", "2024-05-01"],
    ["2024-12-31", "2025-01-01"],
    ["2024-10-09", "2024-10-10"],
  ])("%s is followed by %s", (one, next) => {
    expect(dayAfter(one)).toBe(next);
    expect(daysBetween(one, next)).toBe(1);
  });

  it("some months later is the same of its month, or the last of a month that is too short", () => {
    expect(monthsAfter("2024-01-31", 1)).toBe("2024-02-29");
    expect(monthsAfter("2024-03-31", -13)).toBe("2023-02-28");
    expect(monthsAfter("2024-12-15", 24)).toBe("2026-12-15");
    expect(yearOf("0987-05-04")).toBe(987);
  });
});
