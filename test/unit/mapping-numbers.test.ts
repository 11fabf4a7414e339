import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  parseDecimal,
  parseNumber,
  type NumberLocale,
  type NumberUnit,
} from "../../src/transfer/mapping/parse-number.js";

describe("Numbers in Indonesian notation", () => {
  it.each([
    ["11797", 11797],
    ["11.797", 11797],
    ["1.234.567", 1234567],
    ["1.234.567,89", 1234567.89],
    ["11,797", 11.797],
    ["1,234", 1.234],
    ["0,5", 0.5],
    ["0", 0],
    ["0,0", 0],
    ["007", 7],
    ["-1.234", -1234],
    ["\u22121.234,5", -1234.5],
    ["-0", 0],
    ["+5", 5],
    ["1 234 567,8", 1234567.8],
    ["1\u00a0234", 1234],
    ["1\u202f234", 1234],
    ["Rp2,3 miliar", 2300000000],
    ["Rp 2.300.000.000", 2300000000],
    ["Rp. 2.300.000", 2300000],
    ["Rp\u00a016.800,-", 16800],
    ["Rp -5 juta", -5000000],
    ["-Rp 5 juta", -5000000],
    ["IDR 16.800", 16800],
    ["2,3 miliar rupiah", 2300000000],
    ["4,5 juta", 4500000],
    ["4,5juta", 4500000],
    ["12 RIBU", 12000],
    ["1,1 triliun", 1100000000000],
    ["44 persen", 0.44],
    ["44,3%", 0.443],
    ["44,30 %", 0.443],
    ["5 million", 5000000],
    ["9007199254740991", 9007199254740991],
  ])("reads %j as %d", (text, value) => {
    expect(parseNumber(text, "id")).toBe(value);
  });

  it.each([
    ["1.23", 'in the notation "en" it would be 1.23'],
    ["1.2345", 'in the notation "en" it would be 1.2345'],
    ["0.123", 'in the notation "en" it would be 0.123'],
    ["1234.567", 'in the notation "en" it would be 1234.567'],
    ["1,234,567", 'in the notation "en" it would be 1234567'],
    ["1,234.5", 'in the notation "en" it would be 1234.5'],
    ["1 234.567", 'in the notation "en" it would be 1234.567'],
    ["1.23.456", "Numbers are written 1.234.567,89 here."],
    ["1..234", "1.234.567,89"],
    ["12 34", "1.234.567,89"],
    ["11,", "1.234.567,89"],
  ])("takes %j for no number, and says what it may be", (text, hint) => {
    expect(parseNumber(text, "id")).toEqual({
      reason: 'is not a number in the notation "id"',
      hint: expect.stringContaining(hint),
    });
  });
});

describe("Numbers in English notation", () => {
  it.each([
    ["11.797", 11.797],
    ["11,797", 11797],
    ["1,234,567.89", 1234567.89],
    ["1 234 567.89", 1234567.89],
    ["0.4435", 0.4435],
    ["2.3 million", 2300000],
    ["IDR 2.3 billion", 2300000000],
    ["2.3 miliar", 2300000000],
    ["44 percent", 0.44],
    ["44.3 per cent", 0.443],
  ])("reads %j as %d", (text, value) => {
    expect(parseNumber(text, "en")).toBe(value);
  });

  it.each(["1.234.567", "1,23", "12,34,567", "1,234,5"])("takes %j for no number", (text) => {
    expect(parseNumber(text, "en")).toMatchObject({ reason: 'is not a number in the notation "en"' });
  });
});

describe("Units", () => {
  it.each<[string, NumberUnit, string]>([
    ["2,3", "BILLION", "2300000000"],
    ["0,1", "MILLION", "100000"],
    ["1.234", "THOUSAND", "1234000"],
    ["44,3", "PERCENT", "0.443"],
    ["0,5", "PERCENT", "0.005"],
    ["150", "PERCENT", "1.5"],
    ["44,3%", "PERCENT", "0.443"],
    ["2,3 juta", "MILLION", "2300000"],
    ["0", "BILLION", "0"],
    ["49,902345234", "PERCENT", "0.49902345234"],
  ])("read %j in the unit %s as exactly %s", (text, unit, decimal) => {
    expect(parseDecimal(text, "id", unit)).toBe(decimal);
  });

  it.each<[string, NumberUnit]>([
    ["2,3 miliar", "MILLION"],
    ["44%", "MILLION"],
    ["5 juta", "PERCENT"],
  ])("that %j and the mapping (%s) state differently are a fault", (text, unit) => {
    expect(parseNumber(text, "id", unit)).toMatchObject({
      reason: expect.stringContaining("but the mapping reads the column in the unit"),
    });
  });

  it("of the other language are a fault when the number differs between the notations", () => {
    expect(parseNumber("1.234 million", "id")).toMatchObject({
      reason: '"million" belongs to the notation "en", where the number is 1234000 and not 1234000000',
    });
    expect(parseNumber("1.234 juta", "en")).toHaveProperty("reason");
  });

  it.each(["2,3 M", "2,3 T", "5 k", "5 b"])("that %j shortens are a fault, as languages differ", (text) => {
    expect(parseNumber(text, "id")).toMatchObject({ hint: expect.stringContaining("miliar") });
  });
});

describe("Texts that are no numbers", () => {
  it.each([
    ["(1.234)", "Parentheses"],
    ["1,5E+05", "digits may be lost"],
    ["-", '"empty"'],
    ["n/a", '"empty"'],
    ["10-20", "range"],
    ["11.797 orang", "Leave only the number"],
    ["lebih dari 100", "Numbers are written"],
    ["--5", "Numbers are written"],
    [",5", "Numbers are written"],
    ["", "Numbers are written"],
    ["9".repeat(16), "9007199254740991"],
    ["9".repeat(65), "Check the column"],
  ])("%j come with a hint on %s", (text, hint) => {
    expect(parseNumber(text, "id")).toMatchObject({ hint: expect.stringContaining(hint) });
  });
});

describe("Writing a number in a notation and reading it", () => {
  const tags = { id: "id-ID", en: "en-US" } as const;
  const numbers = fc.oneof(
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.maxSafeInteger(),
    fc
      .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 6 }))
      .map(([n, e]) => n / 10 ** e),
  );

  it.each<NumberLocale>(["id", "en"])("gives the number again (%s)", (locale) => {
    fc.assert(
      fc.property(numbers, fc.boolean(), (number, useGrouping) => {
        const text = new Intl.NumberFormat(tags[locale], { useGrouping, maximumFractionDigits: 6 }).format(
          number,
        );
        expect(parseNumber(text, locale)).toBe(number === 0 ? 0 : number);
      }),
      { numRuns: 2000 },
    );
  });

  it("scales by moving the decimal mark and nothing else", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999999n }), fc.integer({ min: 0, max: 9 }), (whole, fraction) => {
        const exact = String(whole * 1_000_000_000n + BigInt(fraction) * 100_000_000n);
        expect(parseDecimal(`${whole},${fraction} miliar`, "id")).toBe(exact);
      }),
    );
  });

  it("never throws and never reads more than is there", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom<NumberLocale>("id", "en"), (text, locale) => {
        const read = parseDecimal(text, locale);
        if (typeof read === "string") expect(read).toMatch(/^-?\d+(\.\d+)?$/);
        else expect(read.reason).not.toBe("");
      }),
    );
  });
});
