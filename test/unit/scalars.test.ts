import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseValue, type GraphQLScalarType } from "graphql";
import { CalendarDate, Instant, SafeInt } from "../../src/graph/declare/scalars.js";
import { UserError } from "../../src/errors.js";

/** Whether a scalar takes a value, given by a variable and written into the document alike. */
function takes(scalar: GraphQLScalarType, value: unknown): boolean {
  const written = typeof value === "number" ? String(value) : JSON.stringify(value);
  const ways = [() => scalar.parseValue(value), () => scalar.parseLiteral(parseValue(written))];
  const [byVariable, byLiteral] = ways.map((read) => {
    try {
      expect(read()).toBe(value);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.extensions.code).toBe("BAD_USER_INPUT");
      return false;
    }
  });
  expect(byLiteral).toBe(byVariable);
  return byVariable ?? false;
}

describe("An instant", () => {
  it.each([
    "2026-11-20T08:30:00Z",
    "2026-11-20T08:30Z",
    "2026-11-20T08:30:00.123456789+07:00",
    "2024-02-29T23:59:59.9-23:59",
    "0001-01-01T00:00:00+00:00",
  ])("is %s", (text) => {
    expect(takes(Instant, text)).toBe(true);
  });

  it.each([
    ["a day that no calendar has", "2026-02-30T00:00:00Z"],
    ["a leap day of another year", "2023-02-29T00:00:00Z"],
    ["the 31st of a shorter month", "2026-04-31T00:00:00Z"],
    ["a month 13", "2026-13-01T00:00:00Z"],
    ["a day 0", "2026-01-00T00:00:00Z"],
    ["an hour 24", "2026-01-01T24:00:00Z"],
    ["a minute 60", "2026-01-01T00:60:00Z"],
    ["a leap second", "2016-12-31T23:59:60Z"],
    ["an offset beyond a day", "2026-01-01T00:00:00+99:99"],
    ["an offset of 24 hours", "2026-01-01T00:00:00+24:00"],
    ["an offset that is unknown", "2026-01-01T00:00:00-00:00"],
    ["an offset of hours alone", "2026-01-01T00:00:00+07"],
    ["no zone", "2026-01-01T00:00:00"],
    ["no time", "2026-01-01"],
    ["a blank", "2026-01-01 00:00:00Z"],
    ["a line below", "2026-01-01T00:00:00Z\n"],
    ["digits of another script", "２026-01-01T00:00:00Z"],
    ["a year of five digits", "12026-01-01T00:00:00Z"],
    ["nothing", ""],
  ])("has not %s", (_title, text) => {
    expect(takes(Instant, text)).toBe(false);
  });

  it("is what JavaScript writes, and of what it reads only what it would write", () => {
    const years = { min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        expect(takes(Instant, date.toISOString())).toBe(true);
      }),
    );
    const part = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, "0"));
    fc.assert(
      fc.property(fc.tuple(part, part, part, part, part), ([month, day, hour, minute, second]) => {
        const text = `2024-${month}-${day}T${hour}:${minute}:${second}.000Z`;
        const read = new Date(text);
        expect(takes(Instant, text)).toBe(!Number.isNaN(read.getTime()) && read.toISOString() === text);
      }),
    );
  });
});

describe("A date", () => {
  it("is a day of the calendar", () => {
    expect(["2024-02-29", "0001-01-01", "9999-12-31"].map((text) => takes(CalendarDate, text))).not.toContain(
      false,
    );
    const others = [
      "2026-02-30",
      "2023-02-29",
      "2026-1-1",
      "2026-00-01",
      "2026-01-01T00:00:00Z",
      "",
      " 2026-01-01",
    ];
    expect(others.map((text) => takes(CalendarDate, text))).not.toContain(true);
  });
});

describe("A safe whole number", () => {
  it("is one that JavaScript can tell from all others", () => {
    expect([0, -5, 2 ** 53 - 1, 1 - 2 ** 53].map((number) => takes(SafeInt, number))).not.toContain(false);
    expect([2 ** 53, 1.5, -(2 ** 53), "5", true].map((value) => takes(SafeInt, value))).not.toContain(true);
    for (const value of [Infinity, NaN, null, undefined, [], {}])
      expect(() => SafeInt.parseValue(value)).toThrow(UserError);
  });

  it("that is stored otherwise is no fault of the caller", () => {
    expect([5, "5"].map((stored) => SafeInt.serialize(stored))).toEqual([5, 5]);
    for (const stored of ["9007199254740993", 1.5, "five"]) {
      expect(() => SafeInt.serialize(stored)).toThrow(TypeError);
    }
  });
});

describe("What is wrong of a scalar", () => {
  it("is shown shortly, and with its place in the document", () => {
    const node = parseValue(`"${"1".repeat(1000)}"`);
    const long = expect.objectContaining({
      message: expect.stringMatching(/^"1{59}… is not a DateTime: expected/),
    });
    expect(() => Instant.parseLiteral(node)).toThrow(long);
    const read = (written: string): unknown => {
      try {
        return Instant.parseLiteral(parseValue(written));
      } catch (error) {
        return error;
      }
    };
    for (const written of ["5", "ENUM", "[5]", "{ a: 5 }", "true", `"x"`])
      expect(read(written)).toMatchObject({ locations: [{ line: 1, column: 1 }] });
  });
});
