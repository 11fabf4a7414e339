import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  coverageHistory,
  coverageIndicators,
  coverageOn,
  latestShare,
  workerMonths,
} from "../../src/modules/coverage/coverage.js";
import { isConsistent, lastDigit } from "../../src/modules/coverage/coverage-rate.js";
import { orRolledUp, rollUp, type Share } from "../../src/modules/coverage/coverage-roll-up.js";
import type { Coverage } from "../../src/modules/coverage/coverage.type.js";
import type { Observation } from "../../src/modules/observations/observation.entity.js";
import { observation } from "./coverage-rows.js";

type More = NonNullable<Parameters<typeof observation>[0]>;
const workers = (value: number | null, more: More = {}): Observation => observation({ value, ...more });
const potential = (value: number | null, more: More = {}): Observation =>
  observation({ indicatorCode: "POTENTIAL_WORKERS", value, ...more });
const rate = (value: number | null, more: More = {}): Observation =>
  observation({ indicatorCode: "COVERAGE_RATE", value, ...more });
const months = (value: number, more: More = {}): Observation =>
  observation({ indicatorCode: "MONTHS_COVERED", value, ...more });

const subject = {
  regionCode: "33.71",
  categoryCode: null,
  denominatorCode: "POTENTIAL_WORKERS",
  on: "2026-01-01",
  asOf: null,
};
const coverage = (...observations: Observation[]): Coverage => coverageOn(subject, observations);
const history = (...observations: Observation[]): Coverage[] => coverageHistory(subject, observations);
const year2024 = { start: "2024-01-01", end: "2024-12-31", precision: "YEAR" };

describe("A published rate is consistent with its parts", () => {
  it.each([
    ["Bali: 50.88 % printed for 935,079 of 1,873,899", 0.5088, 935_079 / 1_873_899, false, false],
    ["Magelang: about 90 % for 2,046 of 2,300", 0.9, 2046 / 2300, true, true],
    ["Magelang, were 90 % exact", 0.9, 2046 / 2300, false, false],
    ["Kota Jambi: 44 % for 100,000 of 228,000", 0.44, 100_000 / 228_000, false, true],
    ["half a unit of a whole percent above", 0.44, 0.445, false, true],
    ["half a unit of a whole percent below", 0.44, 0.435, false, true],
    ["a little more than half a unit", 0.44, 0.4451, false, false],
    ["half a unit of a hundredth of a percent", 0.5088, 0.50885, false, true],
    ["a little more than that", 0.5088, 0.50886, false, false],
    ["1.5 points and half a unit, when approximate", 0.9, 0.88, true, true],
    ["a little more than that", 0.9, 0.8799, true, false],
  ])("%s", (_, published, derived, approximate, consistent) => {
    expect(isConsistent(published, derived, approximate)).toBe(consistent);
  });

  it("whenever it is the parts' rate rounded to any number of digits, from whole percents on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 2, max: 5 }), (part, digits) => {
        const derived = part / 10_000;
        // A rate whose printed digits end in 0 is read as printed with fewer, which only makes it rougher.
        expect(isConsistent(Number(derived.toFixed(digits)), derived, false)).toBe(true);
      }),
    );
  });

  it("by its last printed digit, which is a whole percent or finer", () => {
    expect([1, 0.5, 0.44, 0.319, 0.5088].map(lastDigit)).toEqual([0.01, 0.01, 0.01, 0.001, 0.0001]);
  });
});

describe("A rate is derived", () => {
  it("from numerator and denominator of one period, and says so", () => {
    const parts = [workers(50), potential(200)];
    expect(coverage(...parts)).toMatchObject({
      period: year2024,
      rate: {
        value: 0.25,
        derived: 0.25,
        published: null,
        basis: "DERIVED",
        consistent: null,
        difference: null,
        derivedFrom: parts,
      },
    });
  });

  it("for the time in which their periods overlap", () => {
    expect(coverage(workers(50), potential(200, { period: "2024-08" })).period).toEqual({
      start: "2024-08-01",
      end: "2024-08-31",
      precision: "MONTH",
    });
    expect(coverage(workers(50, { period: "2023-07..2024-06" }), potential(200)).period).toEqual({
      start: "2024-01-01",
      end: "2024-06-30",
      precision: "RANGE",
    });
  });

  it("never from periods that do not overlap: both parts are shown, and no rate", () => {
    const apart = coverage(workers(50, { period: "2023" }), potential(200, { period: "2024" }));
    expect(apart).toMatchObject({ period: null, rate: null, unprotectedWorkers: null });
    expect([apart.protectedWorkers?.value, apart.potentialWorkers?.value]).toEqual([50, 200]);
  });

  it.each(["ALLOCATED", "PLANNED", "TARGET"] as const)("never from %s figures", (valueStatus) => {
    expect(coverage(workers(50, { valueStatus }), potential(200))).toMatchObject({
      rate: null,
      protectedWorkers: null,
    });
    expect(coverage(workers(50), potential(200, { valueStatus }))).toMatchObject({
      rate: null,
      potentialWorkers: null,
    });
    expect(coverage(rate(0.5, { valueStatus })).rate).toBeNull();
  });

  it("over the denominator asked for and no other", () => {
    const observations = [
      workers(50),
      potential(200),
      observation({ indicatorCode: "EMPLOYED_POPULATION", value: 400 }),
      observation({ indicatorCode: "COVERAGE_RATE_EMPLOYED", value: 0.13 }),
      observation({ indicatorCode: "COHORT_QUOTA", value: 100, valueStatus: "TARGET" }),
      observation({ indicatorCode: "BUSINESS_WORKER_RATE", value: 0.58 }),
      rate(0.25),
    ];
    const over = (denominatorCode: string): unknown => {
      const found = coverageOn({ ...subject, denominatorCode }, observations).rate;
      return [found?.denominatorCode, found?.derived, found?.published];
    };
    expect(over("POTENTIAL_WORKERS")).toEqual(["POTENTIAL_WORKERS", 0.25, 0.25]);
    expect(over("EMPLOYED_POPULATION")).toEqual(["EMPLOYED_POPULATION", 0.125, 0.13]);
    expect(over("COHORT_QUOTA")).toEqual(["COHORT_QUOTA", 0.5, null]);
    expect(over("WORKERS_AT_EMPLOYERS")).toEqual([undefined, undefined, undefined]);
    expect(coverageIndicators("COHORT_SIZE")).toEqual(["PROTECTED_WORKERS", "COHORT_SIZE", "MONTHS_COVERED"]);
  });

  it("with bounds: AT_LEAST over EXACT is AT_LEAST, and AT_LEAST over AT_LEAST is open", () => {
    const atLeast = workers(50, { qualifier: "AT_LEAST" });
    expect(coverage(atLeast, potential(200)).rate).toMatchObject({
      value: 0.25,
      lowerBound: 0.25,
      upperBound: null,
    });
    expect(coverage(atLeast, potential(200, { qualifier: "AT_LEAST" })).rate).toMatchObject({
      value: 0.25,
      lowerBound: null,
      upperBound: null,
    });
  });

  it("not over nobody, and not from a part without a number", () => {
    expect(coverage(workers(0), potential(0)).rate).toBeNull();
    expect(coverage(workers(null, { qualifier: "UNQUANTIFIED" }), potential(200)).rate).toBeNull();
    expect(coverage(workers(0), potential(200)).rate).toMatchObject({
      value: 0,
      lowerBound: 0,
      upperBound: 0,
    });
  });

  it("not from a part whose rivals are a tie", () => {
    const tie = { rivalSet: "s", preferred: false };
    const answer = coverage(
      workers(50, tie),
      workers(60, { ...tie, rank: 2, sourceSlug: "b" }),
      potential(200),
    );
    expect(answer.rate).toBeNull();
    expect(answer.protectedWorkers).toMatchObject({ value: null, lowerBound: 50, upperBound: 60 });
  });

  it("of all workers, not of what one payer or programme accounts for beside them", () => {
    const savers = workers(20, { programmes: ["JHT"], period: "2024-12" });
    expect(coverage(savers, workers(50), potential(200)).rate?.value).toBe(0.25);
    expect(history(savers, workers(50), potential(200))).toHaveLength(1);
  });
});

describe("Beside a published rate", () => {
  const b = { sourceSlug: "b" };

  it("both are shown, the derived one is used, and the difference is told", () => {
    expect(coverage(rate(0.26), workers(50), potential(200)).rate).toMatchObject({
      value: 0.25,
      published: 0.26,
      derived: 0.25,
      basis: "DERIVED",
      consistent: false,
    });
    expect(coverage(rate(0.26), workers(50), potential(200)).rate?.difference).toBeCloseTo(0.01, 12);
  });

  it("the parts of its own source are used, even where another source is preferred", () => {
    // Kota Magelang: the award citation is preferred, the mayor's office counts 2,046 and calls it about 90 %.
    const office = { attributedTo: "Mayor", rivalSet: "s", preferred: false, rank: 2, period: "2024-10" };
    const answer = coverage(
      workers(2044, { attributedTo: "Award citation", rivalSet: "s" }),
      workers(2046, office),
      potential(2300),
      rate(0.9, { qualifier: "APPROXIMATE", attributedTo: "Mayor", period: "2024-10" }),
    );
    expect(answer.protectedWorkers?.value).toBe(2044);
    expect(answer.rate).toMatchObject({ published: 0.9, derived: 2046 / 2300, consistent: true });
    expect(answer.period).toEqual({ start: "2024-10-01", end: "2024-10-31", precision: "MONTH" });
  });

  it("the preferred parts are used where its source states only one, and nothing is said of consistency", () => {
    expect(coverage(rate(0.3, b), workers(50, b), potential(200)).rate).toMatchObject({
      published: 0.3,
      derived: 0.25,
      consistent: null,
    });
  });

  it("alone, it is used as published, for its own time", () => {
    expect(coverage(rate(0.44))).toMatchObject({
      period: year2024,
      rate: {
        value: 0.44,
        published: 0.44,
        derived: null,
        basis: "REPORTED",
        consistent: null,
        derivedFrom: [],
      },
    });
  });

  it.each([
    ["AT_LEAST", { lowerBound: 0.5, upperBound: null }],
    ["AT_MOST", { lowerBound: null, upperBound: 0.5 }],
    ["APPROXIMATE", { lowerBound: null, upperBound: null }],
    ["EXACT", { lowerBound: 0.5, upperBound: 0.5 }],
  ] as const)("alone and %s, it keeps its bounds", (qualifier, bounds) => {
    expect(coverage(rate(0.5, { qualifier })).rate).toMatchObject({ value: 0.5, ...bounds });
  });

  it("ALL without a number is a rate of one that nobody printed", () => {
    expect(coverage(rate(null, { qualifier: "ALL" })).rate).toMatchObject({
      value: 1,
      lowerBound: 1,
      upperBound: 1,
      published: null,
      derived: null,
      basis: "REPORTED",
    });
  });

  it("one without any number is no rate", () => {
    expect(coverage(rate(null, { qualifier: "UNQUANTIFIED" }))).toMatchObject({ rate: null, period: null });
  });

  it("a denominator that overlaps the numerator but not the rate's time is not used", () => {
    const answer = coverage(
      rate(0.5, { period: "2024-01" }),
      workers(50, { period: "2024", ...b }),
      potential(200, { period: "2024-08", ...b }),
    );
    const january = coverageOn({ ...subject, on: "2024-02-01" }, [
      rate(0.5, { period: "2024-01" }),
      workers(50, { period: "2024", ...b }),
    ]);
    expect(january.rate).toMatchObject({ value: 0.5, derived: null });
    expect(answer.period?.start).not.toBe("2024-08-01");
    expect(answer.rate).toMatchObject({ value: 0.5, derived: null, basis: "REPORTED" });
  });

  it("rates whose sources are a tie give way to the parts, and the conflict is named", () => {
    const tie = { rivalSet: "s", preferred: false };
    const rates = [rate(0.3132, tie), rate(0.319, { ...tie, ...b, rank: 2 })];
    expect(coverage(...rates, workers(410), potential(1600)).rate).toMatchObject({
      value: 410 / 1600,
      published: null,
      rivalSet: "s",
      consistent: null,
    });
    expect(coverage(...rates).rate).toBeNull();
  });
});

describe("With a published rate and one part of the same source", () => {
  it("the other part follows, says so, and is as rough as the rate was printed", () => {
    const [printed, part] = [rate(0.32), potential(722_795)];
    const answer = coverage(printed, part);
    expect(answer.protectedWorkers).toMatchObject({
      value: 231_294,
      lowerBound: 227_680,
      upperBound: 234_908,
      qualifier: "APPROXIMATE",
      basis: "DERIVED",
      observation: null,
      derivedFrom: [part, printed],
    });
    expect(answer.unprotectedWorkers).toMatchObject({
      value: 491_501,
      lowerBound: 487_887,
      upperBound: 495_115,
    });
    expect(answer.rate).toMatchObject({ value: 0.32, basis: "REPORTED", derived: null });
  });

  it("the denominator follows too", () => {
    expect(coverage(rate(0.5), workers(100)).potentialWorkers).toMatchObject({
      value: 200,
      lowerBound: 198,
      upperBound: 202,
      basis: "DERIVED",
    });
  });

  it.each([
    ["AT_LEAST", { lowerBound: 100, upperBound: null }],
    ["AT_MOST", { lowerBound: null, upperBound: 100 }],
    ["APPROXIMATE", { lowerBound: null, upperBound: null }],
  ] as const)("what follows from a rate that is %s is no more exact", (qualifier, bounds) => {
    expect(coverage(rate(0.5, { qualifier }), potential(200)).protectedWorkers).toMatchObject({
      value: 100,
      ...bounds,
    });
  });

  it("nothing follows from a part of another source, or from a rate of zero", () => {
    expect(coverage(rate(0.5), potential(200, { sourceSlug: "b" })).protectedWorkers).toBeNull();
    expect(coverage(rate(0), workers(0)).potentialWorkers).toBeNull();
  });

  it("what follows holds every number that the printed rate leaves possible", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 1_000_000 }),
        fc.integer({ min: 10, max: 99 }),
        (base, percent) => {
          const count = Math.round((base * percent) / 100);
          const printed = Number((count / base).toFixed(2));
          const { protectedWorkers } = coverage(rate(printed), potential(base));
          expect(protectedWorkers?.lowerBound).toBeLessThanOrEqual(count);
          expect(protectedWorkers?.upperBound).toBeGreaterThanOrEqual(count);
        },
      ),
    );
  });
});

describe("Unprotected workers", () => {
  it("are potential less protected, with bounds, denominator first", () => {
    const [protectedOnes, potentialOnes] = [workers(100, { qualifier: "AT_LEAST" }), potential(228)];
    expect(coverage(protectedOnes, potentialOnes).unprotectedWorkers).toMatchObject({
      value: 128,
      lowerBound: null,
      upperBound: 128,
      qualifier: "AT_MOST",
      basis: "DERIVED",
      derivedFrom: [potentialOnes, protectedOnes],
    });
  });

  it("are null unless both are known", () => {
    expect(coverage(rate(0.5)).unprotectedWorkers).toBeNull();
    expect(coverage(workers(5)).unprotectedWorkers).toBeNull();
  });
});

describe("Months count", () => {
  it("so that 6 of 12 months is not full-year protection", () => {
    const half = months(6, { period: "2024-07..2024-12" });
    expect(coverage(workers(2044), potential(2300), half)).toMatchObject({
      monthsCovered: { value: 6, period: { start: "2024-07-01", end: "2024-12-31" } },
      workerMonths: 12_264,
    });
  });

  it("in the period only, and only when they happened", () => {
    const parts = [workers(10), potential(20)];
    expect(coverage(...parts, months(12, { period: "2025" })).workerMonths).toBeNull();
    expect(coverage(...parts, months(12, { valueStatus: "PLANNED" })).monthsCovered).toBeNull();
  });

  it("also where there is no rate", () => {
    expect(coverage(workers(11_797), months(12))).toMatchObject({
      rate: null,
      monthsCovered: { value: 12 },
      workerMonths: 141_564,
    });
  });

  it("times workers are worker-months, null unless both are known", () => {
    expect(workerMonths(11_797, 12)).toBe(141_564);
    expect(workerMonths(0, 12)).toBe(0);
    expect(workerMonths(null, 12)).toBeNull();
    expect(workerMonths(11_797, null)).toBeNull();
  });
});

describe("Over time", () => {
  const series = [
    rate(0.2, { period: "2022" }),
    workers(50, { period: "2023" }),
    potential(200, { period: "2023" }),
    rate(0.3, { period: "2024-10" }),
    rate(0.9, { period: "2025", valueStatus: "TARGET" }),
  ];

  it("history has every period with a rate, the earliest first", () => {
    expect(history(...series).map(({ period, rate: found }) => [period?.start, found?.value])).toEqual([
      ["2022-01-01", 0.2],
      ["2023-01-01", 0.25],
      ["2024-10-01", 0.3],
    ]);
  });

  it.each([
    ["2026-01-01", 0.3],
    ["2024-10-01", 0.3],
    ["2024-09-30", 0.25],
    ["2022-06-01", 0.2],
    ["2021-12-31", undefined],
  ])("the latest known on %s is %s", (on, value) => {
    expect(coverageOn({ ...subject, on }, series).rate?.value).toBe(value);
  });

  it("of two rates for one time, that which is about exactly this time is the latest", () => {
    const whole = rate(0.2739, { period: "2025" });
    const december = rate(0.35, { period: "2025-12", sourceSlug: "b" });
    const parts = [
      workers(251, { period: "2025-12", sourceSlug: "b" }),
      potential(708, { period: "2025-12", sourceSlug: "b" }),
    ];
    expect(coverage(whole, december, ...parts).rate?.published).toBe(0.35);
    expect(coverage(...parts, december, whole).rate?.published).toBe(0.35);
  });

  it("the same follows in whatever order the observations come", () => {
    const one = fc
      .record({
        indicatorCode: fc.constantFrom(
          "PROTECTED_WORKERS",
          "POTENTIAL_WORKERS",
          "COVERAGE_RATE",
          "MONTHS_COVERED",
        ),
        period: fc.constantFrom("2023", "2024", "2024-10", "2024-10-10"),
        value: fc.constantFrom(null, 0.5, 1, 2),
        sourceSlug: fc.constantFrom("a", "b"),
        funding: fc.constantFrom(null, "CSR" as const),
        attributedTo: fc.constantFrom(null, "An office"),
      })
      .map((more) => observation(more));
    const shuffled = fc
      .array(one, { maxLength: 8 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([observations, others]) => {
        expect(history(...others)).toEqual(history(...observations));
        expect(coverage(...others)).toEqual(coverage(...observations));
        expect(latestShare(subject, others)).toEqual(latestShare(subject, observations));
        const last = history(...observations).at(-1);
        if (last) expect(coverage(...observations)).toEqual(last);
        else expect(coverage(...observations).rate).toBeNull();
      }),
    );
  });
});

describe("A roll-up", () => {
  const share = (numerator: number, denominator: number, start = "2024-01-01"): Share => ({
    numerator,
    denominator,
    period: { start, end: "2024-12-31", precision: "RANGE" },
  });

  it("is the sum of numerators over the sum of denominators, with those left out named", () => {
    expect(
      rollUp([
        { code: "33.22", share: share(50, 100) },
        { code: "33.71", share: null },
        { code: "33.74", share: share(30, 300, "2023-01-01") },
      ]),
    ).toEqual({
      rate: 0.2,
      protectedWorkers: 80,
      potentialWorkers: 400,
      period: { start: "2023-01-01", end: "2024-12-31", precision: "RANGE" },
      reportingRegions: 2,
      totalRegions: 3,
      omittedCodes: ["33.71"],
    });
  });

  it("of nothing has no rate", () => {
    expect(rollUp([{ code: "33.71", share: null }])).toMatchObject({
      rate: null,
      period: null,
      protectedWorkers: 0,
    });
  });

  it("equals the sums, lies between the least and the highest rate, and accounts for every child", () => {
    const child = fc.option(
      fc
        .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }))
        .map(([a, b]) => share(a, b)),
      { nil: null },
    );
    fc.assert(
      fc.property(fc.array(child, { maxLength: 40 }), (shares) => {
        const sum = rollUp(shares.map((each, index) => ({ code: String(index), share: each })));
        const known = shares.flatMap((each) => each ?? []);
        expect(sum.protectedWorkers).toBe(known.reduce((total, { numerator }) => total + numerator, 0));
        expect(sum.potentialWorkers).toBe(known.reduce((total, { denominator }) => total + denominator, 0));
        expect(sum.reportingRegions + sum.omittedCodes.length).toBe(sum.totalRegions);
        if (sum.rate === null) {
          expect(known).toEqual([]);
          return;
        }
        const rates = known.map(({ numerator, denominator }) => numerator / denominator);
        expect(sum.rate).toBeGreaterThanOrEqual(Math.min(...rates) - 1e-12);
        expect(sum.rate).toBeLessThanOrEqual(Math.max(...rates) + 1e-12);
      }),
    );
  });

  it("takes from a child the reported parts that its coverage shows, never derived ones", () => {
    expect(latestShare(subject, [workers(50), potential(200), rate(0.9, { sourceSlug: "b" })])).toMatchObject(
      { numerator: 50, denominator: 200 },
    );
    expect(latestShare(subject, [rate(0.5), potential(200)])).toBeNull();
    expect(latestShare({ ...subject, on: "2023-12-31" }, [workers(50), potential(200)])).toBeNull();
  });

  it("stands in for a rate when it is complete, and says so", () => {
    const sum = rollUp([{ code: "33.22", share: share(50, 200) }]);
    expect(orRolledUp(coverage(), sum)).toMatchObject({
      period: sum.period,
      protectedWorkers: { value: 50, basis: "ROLLED_UP", lowerBound: null, upperBound: null },
      potentialWorkers: { value: 200, basis: "ROLLED_UP" },
      rate: {
        value: 0.25,
        derived: 0.25,
        published: null,
        basis: "ROLLED_UP",
        denominatorCode: "POTENTIAL_WORKERS",
      },
    });
    const part = coverage(workers(51));
    expect(orRolledUp(part, sum).protectedWorkers).toMatchObject({ value: 51, basis: "REPORTED" });
    const incomplete = rollUp([
      { code: "33.22", share: share(50, 200) },
      { code: "33.74", share: null },
    ]);
    expect(orRolledUp(part, incomplete)).toBe(part);
  });
});
