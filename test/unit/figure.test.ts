import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  boundsOf,
  derivedFigure,
  differenceBounds,
  figuresOf,
  latestFigure,
  productBounds,
  qualifierOf,
  ratioBounds,
  withoutParts,
  type Bounds,
} from "../../src/modules/coverage/figure.js";
import type { Figure } from "../../src/modules/coverage/figure.type.js";
import { observation } from "./coverage-rows.js";

const exactly = (value: number): Bounds => ({ lowerBound: value, upperBound: value });
const atLeast = (value: number): Bounds => ({ lowerBound: value, upperBound: null });
const atMost = (value: number): Bounds => ({ lowerBound: null, upperBound: value });
const unknown: Bounds = { lowerBound: null, upperBound: null };

describe("Bounds", () => {
  it("of an exact statement are its value, and of any other what its source bounds", () => {
    expect(boundsOf(observation({ value: 2044 }))).toEqual(exactly(2044));
    expect(boundsOf(observation({ value: 100_000, qualifier: "AT_LEAST" }))).toEqual(atLeast(100_000));
    expect(boundsOf(observation({ value: 150, qualifier: "AT_MOST" }))).toEqual(atMost(150));
    expect(boundsOf(observation({ value: 0.9, qualifier: "APPROXIMATE" }))).toEqual(unknown);
    expect(boundsOf(observation({ qualifier: "ALL" }))).toEqual(unknown);
    expect(boundsOf(observation({ qualifier: "UNQUANTIFIED" }))).toEqual(unknown);
  });

  it.each([
    ["EXACT", exactly(0)],
    ["AT_LEAST", atLeast(0)],
    ["AT_MOST", atMost(5)],
    ["APPROXIMATE", { lowerBound: 1, upperBound: 2 }],
    ["APPROXIMATE", unknown],
  ])("speak for the qualifier %s", (qualifier, bounds) => {
    expect(qualifierOf(bounds)).toBe(qualifier);
  });

  it("propagate: AT_LEAST over EXACT is AT_LEAST, EXACT over AT_LEAST is AT_MOST, AT_LEAST over AT_LEAST is open", () => {
    expect(ratioBounds(atLeast(100), exactly(200))).toEqual(atLeast(0.5));
    expect(ratioBounds(exactly(100), atLeast(200))).toEqual(atMost(0.5));
    expect(ratioBounds(atLeast(100), atLeast(200))).toEqual(unknown);
    expect(ratioBounds(atLeast(100), atMost(200))).toEqual(atLeast(0.5));
    expect(differenceBounds(exactly(200), atLeast(100))).toEqual(atMost(100));
    expect(differenceBounds(atLeast(200), atLeast(100))).toEqual(unknown);
  });

  it("that are unknown stay null, never 0, and nothing is divided by zero", () => {
    expect(ratioBounds(unknown, exactly(200))).toEqual(unknown);
    expect(differenceBounds(exactly(200), unknown)).toEqual(unknown);
    expect(productBounds(unknown, exactly(2))).toEqual(unknown);
    expect(ratioBounds(exactly(0), exactly(0))).toEqual(unknown);
    expect(ratioBounds(exactly(0), exactly(5))).toEqual(exactly(0));
  });

  it("hold every result that the parts leave possible", () => {
    fc.assert(
      fc.property(boundedNumber(), boundedNumber(), (one, other) => {
        expectWithin(one.value / other.value, ratioBounds(one, other));
        expectWithin(one.value * other.value, productBounds(one, other));
        expectWithin(one.value - other.value, differenceBounds(one, other));
      }),
    );
  });
});

describe("Rivals become one figure", () => {
  const set = { rivalSet: "s" };

  it("in which the preferred one answers and the others are alternatives, best first", () => {
    const third = observation({ ...set, value: 3, rank: 3, preferred: false });
    const first = observation({ ...set, value: 1, rank: 1, qualifier: "AT_LEAST" });
    const second = observation({ ...set, value: 2, rank: 2, preferred: false });
    expect(figuresOf([third, first, second])).toEqual([
      {
        value: 1,
        ...atLeast(1),
        qualifier: "AT_LEAST",
        basis: "REPORTED",
        period: first.period,
        observation: first,
        derivedFrom: [],
        alternatives: [second, third],
        rivalSet: "s",
      },
    ]);
  });

  it("in which nothing answers in a tie, and the bounds span the rivals", () => {
    const tie = [
      observation({ ...set, value: 31, preferred: false }),
      observation({ ...set, value: 36, preferred: false, rank: 2 }),
    ];
    expect(figuresOf(tie)[0]).toMatchObject({
      value: null,
      lowerBound: 31,
      upperBound: 36,
      qualifier: "APPROXIMATE",
      observation: null,
      alternatives: tie,
    });
  });

  it("which stays open where one of those in a tie is open", () => {
    const tie = [
      observation({ ...set, value: 31, qualifier: "AT_LEAST", preferred: false }),
      observation({ ...set, value: 36, qualifier: "AT_LEAST", preferred: false, rank: 2 }),
    ];
    expect(figuresOf(tie)[0]).toMatchObject({ ...atLeast(31), value: null, qualifier: "AT_LEAST" });
  });

  it("in which those that have begun answer while the preferred one's period has not", () => {
    const year = observation({ ...set, value: 7, preferred: false, rank: 2 });
    expect(figuresOf([year])[0]).toMatchObject({ value: 7, observation: year, alternatives: [] });
  });

  it("but statements that nothing rivals are figures of their own", () => {
    expect(
      figuresOf([observation({ value: 1 }), observation({ value: 2 })]).map(({ value }) => value),
    ).toEqual([1, 2]);
  });

  it("whose bounds hold every rival's value", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom("EXACT", "AT_LEAST", "AT_MOST")), {
          minLength: 2,
          maxLength: 5,
        }),
        (statements) => {
          const rivals = statements.map(([value, qualifier], index) =>
            observation({ ...set, value, qualifier, rank: index + 1, preferred: false }),
          );
          const [figure] = figuresOf(rivals);
          if (!figure || figure.observation) return;
          for (const { value } of rivals) expectWithin(value ?? 0, figure);
        },
      ),
    );
  });
});

describe("The figure known last on a date", () => {
  const latest = (on: string, ...figures: Figure[]): number | null | undefined =>
    latestFigure(figures, on)?.value;
  const figure = (value: number, period: string, more = {}): Figure => {
    const [made] = figuresOf([observation({ value, period, ...more })]);
    if (!made) throw new Error("One observation is one figure");
    return made;
  };

  it("is that whose period ends last, among those that have begun", () => {
    const all = [figure(1, "2023"), figure(3, "2025"), figure(2, "2024-10")];
    expect(latest("2026-01-01", ...all)).toBe(3);
    expect(latest("2024-12-31", ...all)).toBe(2);
    expect(latest("2024-09-30", ...all)).toBe(1);
    expect(latest("2022-12-31", ...all)).toBeUndefined();
  });

  it("is that which begins later, of two that end together or have not ended", () => {
    expect(latest("2026-01-01", figure(1, "2024"), figure(2, "2024-12"))).toBe(2);
    expect(latest("2024-06-15", figure(1, "2024"), figure(2, "2024-06"))).toBe(2);
  });

  it("is the total, not what one payer or programme accounts for at an overlapping time", () => {
    const city = figure(9, "2024-12", { funding: "APBD_CITY" });
    const savers = figure(8, "2024-12", { programmes: ["JHT"] });
    const total = figure(5, "2024", { programmes: ["JKK", "JKM"], funding: "MIXED" });
    expect(latest("2026-01-01", city, savers, total)).toBe(5);
    expect(withoutParts([city, savers, total])).toEqual([total]);
    expect(withoutParts([city, savers])).toEqual([city, savers]);
    expect(latest("2026-01-01", city, figure(5, "2023"))).toBe(9);
  });

  it("is not the total when that has no number", () => {
    const city = figure(9, "2024", { funding: "APBD_CITY" });
    const [many] = figuresOf([observation({ qualifier: "UNQUANTIFIED" })]);
    expect(withoutParts(many ? [city, many] : [])).toHaveLength(2);
  });

  it("is the same in whatever order they come", () => {
    const figures = [
      figure(1, "2024"),
      figure(1, "2024"),
      figure(2, "2024", { funding: "CSR" }),
      figure(2, "2024-12"),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(figures, { minLength: 1 }), (some) => {
        expect(latestFigure(some, "2026-01-01")).toBe(latestFigure([...some].reverse(), "2026-01-01"));
      }),
    );
  });
});

it("A derived figure says what it was computed from, and is as exact as its bounds", () => {
  const { period, ...from } = { period: observation().period, one: observation(), other: null };
  expect(derivedFigure(5, atLeast(4), period, [from.one, from.other])).toMatchObject({
    value: 5,
    ...atLeast(4),
    qualifier: "AT_LEAST",
    basis: "DERIVED",
    observation: null,
    derivedFrom: [from.one],
  });
});

function expectWithin(value: number, { lowerBound, upperBound }: Bounds): void {
  if (lowerBound !== null) expect(value).toBeGreaterThanOrEqual(lowerBound - 1e-9);
  if (upperBound !== null) expect(value).toBeLessThanOrEqual(upperBound + 1e-9);
}

// A positive number with bounds around it, either of which may be unknown.
function boundedNumber(): fc.Arbitrary<Bounds & { value: number }> {
  const slack = fc.option(fc.integer({ min: 0, max: 50 }), { nil: null });
  return fc
    .record({ value: fc.integer({ min: 100, max: 1000 }), below: slack, above: slack })
    .map(({ value, below, above }) => ({
      value,
      lowerBound: below === null ? null : value - below,
      upperBound: above === null ? null : value + above,
    }));
}
