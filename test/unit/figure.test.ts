import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  boundsOf,
  differenceBounds,
  productBounds,
  qualifierOf,
  qualifierOfRatio,
  ratioBounds,
  sumBounds,
  type Bounds,
} from "../../src/modules/figures/bounds.rules.js";
import { derivedFigure, figuresOf, latestFigure } from "../../src/modules/figures/figure.rules.js";
import type { Figure } from "../../src/modules/figures/figure.type.js";
import { figuresOfAll } from "../../src/modules/figures/all-payers.rules.js";
import type { FundingSource, Programme } from "../../src/modules/cohorts/worker-cohort.entity.js";
import type { Counting, Observation } from "../../src/modules/observations/observation.entity.js";
import { observation } from "./coverage-rows.js";

const exactly = (value: number): Bounds => ({ lowerBound: value, upperBound: value });
const atLeast = (value: number): Bounds => ({ lowerBound: value, upperBound: null });
const atMost = (value: number): Bounds => ({ lowerBound: null, upperBound: value });
const unknown: Bounds = { lowerBound: null, upperBound: null };

const ON = "2026-01-01";

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

  it("of a sum are the sums, a side that one part leaves open being open", () => {
    expect(sumBounds([exactly(2), atLeast(3)])).toEqual(atLeast(5));
    expect(sumBounds([exactly(2), unknown])).toEqual(unknown);
  });

  it("tell how a ratio is qualified, also where they are unknown", () => {
    expect(qualifierOfRatio("AT_LEAST", "EXACT", atLeast(0.5))).toBe("AT_LEAST");
    expect(qualifierOfRatio("EXACT", "AT_LEAST", atMost(0.5))).toBe("AT_MOST");
    expect(qualifierOfRatio("AT_LEAST", "APPROXIMATE", unknown)).toBe("AT_LEAST");
    expect(qualifierOfRatio("APPROXIMATE", "AT_LEAST", unknown)).toBe("AT_MOST");
    expect(qualifierOfRatio("AT_LEAST", "AT_LEAST", unknown)).toBe("APPROXIMATE");
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

  it("in which the best answers and the others are alternatives, best first", () => {
    const third = observation({ ...set, value: 3, rank: 3, preferred: false });
    const first = observation({ ...set, value: 1, rank: 1, qualifier: "AT_LEAST", countedBy: "RESIDENCE" });
    const second = observation({ ...set, value: 2, rank: 2, preferred: false });
    expect(figuresOf([third, first, second], ON)).toEqual([
      {
        value: 1,
        ...atLeast(1),
        qualifier: "AT_LEAST",
        basis: "REPORTED",
        period: first.period,
        countedBy: "RESIDENCE",
        effectiveOn: "2024-12-31",
        ageInDays: 366,
        areaDiffers: false,
        timing: expect.objectContaining({ from: "2024-12-31", on: "2024-12-31", isYear: true }),
        observation: first,
        derivedFrom: [],
        parts: [],
        alternatives: [second, third],
        otherCounting: null,
        rivalSet: "s",
      },
    ]);
  });

  it("in which nothing answers in a tie, and the bounds span the rivals", () => {
    const tie = [
      observation({ ...set, value: 31, preferred: false }),
      observation({ ...set, value: 36, preferred: false }),
    ];
    expect(figuresOf(tie, ON)[0]).toMatchObject({
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
      observation({ ...set, value: 36, qualifier: "AT_LEAST", preferred: false }),
    ];
    expect(figuresOf(tie, ON)[0]).toMatchObject({ ...atLeast(31), value: null, qualifier: "AT_LEAST" });
  });

  it("in which the best of those answers that may answer already", () => {
    const second = observation({ ...set, value: 7, preferred: false, rank: 2 });
    const third = observation({ ...set, value: 8, preferred: false, rank: 3 });
    expect(figuresOf([third, second], ON)[0]).toMatchObject({ value: 7, observation: second });
    const equal = observation({ ...set, value: 9, preferred: false, rank: 2 });
    expect(figuresOf([third, second, equal], ON)[0]).toMatchObject({
      value: null,
      lowerBound: 7,
      upperBound: 9,
    });
  });

  it("but statements that nothing rivals are figures of their own", () => {
    expect(
      figuresOf([observation({ value: 1 }), observation({ value: 2 })], ON).map(({ value }) => value),
    ).toEqual([1, 2]);
  });

  it("whose bounds hold every value of those in a tie", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom("EXACT", "AT_LEAST", "AT_MOST")), {
          minLength: 2,
          maxLength: 5,
        }),
        (statements) => {
          const rivals = statements.map(([value, qualifier]) =>
            observation({ ...set, value, qualifier, preferred: false }),
          );
          const [figure] = figuresOf(rivals, ON);
          if (!figure || figure.observation) return;
          for (const { value } of rivals) expectWithin(value ?? 0, figure);
        },
      ),
    );
  });
});

describe("The figure known last on a date", () => {
  const latest = (on: string, ...statements: Observation[]): number | null | undefined =>
    latestFigure(figuresOf(statements, on), on)?.value;
  const figure = (value: number, period: string, more: Parameters<typeof observation>[0] = {}): Observation =>
    observation({ value, period, ...more });

  it("is that which speaks from the latest day, among those that may answer already", () => {
    const all = [figure(1, "2023"), figure(3, "2025"), figure(2, "2024-10")];
    expect(latest("2026-01-01", ...all)).toBe(3);
    expect(latest("2025-12-30", ...all)).toBe(2);
    expect(latest("2024-10-30", ...all)).toBe(1);
    expect(latest("2023-12-30", ...all)).toBeUndefined();
  });

  it("holds from the day on which its source was published within its period", () => {
    const year = figure(1, "2025", { effectiveFrom: "2025-11-20", effectiveOn: "2025-11-20" });
    expect(latest("2025-11-19", year)).toBeUndefined();
    expect(latest("2025-11-20", year)).toBe(1);
  });

  it("is that of a span on each of its days", () => {
    const all = [figure(1, "2025-08..2026-07"), figure(2, "2025-09")];
    expect(latest("2025-08-01", ...all)).toBe(1);
    expect(latest("2025-09-30", ...all)).toBe(2);
    expect(latest("2025-10-01", ...all)).toBe(1);
    expect(latest("2026-07-31", ...all)).toBe(1);
  });

  it("is that which is dated to a day or month, within one calendar year", () => {
    expect(latest("2026-01-01", figure(1, "2025"), figure(2, "2025-12-01"))).toBe(2);
    expect(latest("2026-01-01", figure(1, "2025"), figure(2, "2025-03"))).toBe(2);
    expect(latest("2026-01-01", figure(1, "2025"), figure(2, "2024-12"))).toBe(1);
  });

  it("is that of the year, when it has better evidence and was published later", () => {
    const [early, late] = ["2025-04-01", "2026-01-01"].map((day) => ({
      publishedOn: day,
      publishedFrom: day,
      publishedUntil: day,
    }));
    const month = figure(2, "2025-03", early);
    const registry = { sourceType: "DATASET" };
    expect(latest("2026-02-01", figure(1, "2025", { ...registry, ...late }), month)).toBe(1);
    expect(latest("2026-02-01", figure(1, "2025", { ...registry, ...early }), month)).toBe(2);
    expect(latest("2026-02-01", figure(1, "2025", late), month)).toBe(2);
  });

  it("is the same in whatever order they come", () => {
    const statements = [
      figure(1, "2024"),
      figure(1, "2024"),
      figure(2, "2024", { funding: "CSR" }),
      figure(2, "2024-12"),
      figure(3, "2024-06..2025-05"),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(statements, { minLength: 1 }), (some) => {
        const answer = (order: Observation[]): unknown => latestFigure(figuresOfAll(order, ON), ON);
        expect(answer(some)).toEqual(answer([...some].reverse()));
      }),
    );
  });
});

describe("Payers", () => {
  const paid = (value: number | null, more: Parameters<typeof observation>[0] = {}): Observation =>
    observation({ value, categoryCode: "VULNERABLE", ...more });
  const answer = (...statements: Observation[]): Figure | null =>
    latestFigure(figuresOfAll(statements, ON), ON);
  const [city, firms, several] = [
    { funding: "APBD_CITY" },
    { funding: "CSR" },
    { funding: "MIXED" },
  ] as const;

  it("are added where one source states them for one period", () => {
    const parts = [paid(19_000, city), paid(13_000, { funding: "APBD_PROVINCE" })];
    expect(answer(...parts)).toMatchObject({
      value: 32_000,
      ...exactly(32_000),
      qualifier: "EXACT",
      basis: "SUMMED",
      derivedFrom: parts,
      observation: null,
    });
    expect(answer(paid(19_000, city), paid(13_000, { ...firms, qualifier: "AT_LEAST" }))).toMatchObject({
      value: 32_000,
      ...atLeast(32_000),
      qualifier: "AT_LEAST",
    });
  });

  it("give way to the total that a source states: of no payer, of several, or equal to the sum of its parts", () => {
    expect(answer(paid(9, city), paid(5))).toMatchObject({ value: 5, basis: "REPORTED", parts: [] });
    expect(answer(paid(9, { ...city, sourceSlug: "b" }), paid(12, several))?.value).toBe(12);
    const cianjur = [paid(40_000, city), paid(128_000, firms), paid(168_000, several)];
    expect(answer(...cianjur)).toMatchObject({
      value: 168_000,
      qualifier: "EXACT",
      basis: "REPORTED",
      parts: [],
    });
    const total = [paid(40, city), paid(60, firms), paid(100, { funding: "SELF" })];
    expect(answer(...total)).toMatchObject({ value: 100, basis: "REPORTED", qualifier: "EXACT" });
  });

  it("are added to several others of the same source that are no sum of them", () => {
    // Indonesia: 1.2 million paid by local governments of both levels, 598,000 by firms.
    expect(answer(paid(1_200_000, several), paid(598_000, firms))).toMatchObject({
      value: 1_798_000,
      basis: "SUMMED",
    });
  });

  it("never answer for all alone: at least the largest part is known, with the parts beside it", () => {
    const parts = [paid(19_000, city), paid(5_000, { ...firms, sourceSlug: "b" })];
    expect(answer(...parts)).toMatchObject({
      value: 19_000,
      ...atLeast(19_000),
      qualifier: "AT_LEAST",
      basis: "REPORTED",
      observation: parts[0],
      parts,
    });
    expect(answer(paid(7, { programmes: ["JHT"] }))).toMatchObject({ value: 7, ...atLeast(7) });
    expect(answer(paid(7, { ...city, qualifier: "APPROXIMATE" }))).toMatchObject({
      ...unknown,
      qualifier: "AT_LEAST",
    });
  });

  it("never answer for all, however shortly after a total or a larger part they are told", () => {
    const total = paid(168_000, { period: "2024-02-20", rivalSet: "s", rank: 2, preferred: false });
    const later = paid(50_000, { ...city, period: "2024-03-05", sourceSlug: "b", rivalSet: "s", rank: 1 });
    expect(answer(total, later)).toMatchObject({
      value: 168_000,
      qualifier: "EXACT",
      observation: total,
      alternatives: [later],
      parts: [],
    });
    expect(answer(paid(168_000, { period: "2024-02-20" }), later)?.value).toBe(168_000);
    const longAfter = paid(50_000, { ...city, period: "2024-03-23", sourceSlug: "b" });
    expect(answer(total, longAfter)).toMatchObject({
      value: 50_000,
      qualifier: "AT_LEAST",
      parts: [longAfter],
    });
    const parts = [
      paid(19_000, { ...city, period: "2024-03-05" }),
      paid(13_000, { funding: "APBD_PROVINCE", period: "2024-03-07", sourceSlug: "b" }),
    ];
    expect(answer(...parts)).toMatchObject({ value: 19_000, qualifier: "AT_LEAST", parts });
    const before = paid(12_000, { funding: "APBD_PROVINCE", period: "2024-02-20", sourceSlug: "b" });
    expect(answer(...parts, before)).toMatchObject({ value: 19_000, parts });
  });

  it("of one programme are never added, since a worker takes part in several", () => {
    const parts = [paid(9, { programmes: ["JKK", "JKM"] }), paid(5, { programmes: ["JHT"] })];
    expect(answer(...parts)).toMatchObject({ value: 9, basis: "REPORTED", parts: [] });
  });

  it("are still told beside a total without a number", () => {
    expect(figuresOfAll([paid(9, city), paid(null, { qualifier: "UNQUANTIFIED" })], ON)).toHaveLength(2);
  });

  it("make one figure of every statement, in whatever order, with a sum that is the sum of its parts", () => {
    const statement = fc
      .record({
        value: fc.constantFrom(null, 1, 2, 3, 5),
        funding: fc.constantFrom<FundingSource | null>(null, "MIXED", "APBD_CITY", "CSR", "SELF"),
        programmes: fc.constantFrom<Programme[]>([], ["JKK", "JKM"], ["JHT"]),
        period: fc.constantFrom("2024", "2024-10", "2023"),
        sourceSlug: fc.constantFrom("a", "b"),
        countedBy: fc.constantFrom<Counting | null>(null, "RESIDENCE", "WORKPLACE"),
      })
      .map((more) => paid(more.value, more));
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
        const figures = figuresOfAll(statements, ON);
        for (const figure of figures) {
          if (figure.basis !== "SUMMED") continue;
          expect(figure.value).toBe(figure.derivedFrom.reduce((sum, { value }) => sum + (value ?? 0), 0));
          expect(new Set(figure.derivedFrom.map(({ funding }) => funding)).size).toBe(
            figure.derivedFrom.length,
          );
        }
        const shown = (order: readonly Observation[]): unknown => latestFigure(figuresOfAll(order, ON), ON);
        expect(shown([...statements].reverse())).toEqual(shown(statements));
      }),
    );
  });
});

it("A derived figure says what it was computed from, and is as exact as its bounds", () => {
  const [about] = figuresOf([observation()], ON);
  const from = { one: observation(), other: null };
  if (!about) throw new Error("One observation is one figure");
  expect(derivedFigure(5, atLeast(4), about, [from.one, from.other])).toMatchObject({
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
