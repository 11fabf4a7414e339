import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  COVERAGE_RATES,
  coverageHistory,
  coverageIndicators,
  coverageOn,
  latestShare,
} from "../../src/modules/coverage/coverage.js";
import { certainRange } from "../../src/modules/coverage/coverage-ranking.js";
import { gapPartsSlug } from "../../src/modules/observations/own-parts.rules.js";
import { isConsistent } from "../../src/modules/figures/coverage-rate.rules.js";
import { orRolledUp, rollUp, type Share } from "../../src/modules/coverage/coverage-roll-up.js";
import type { Coverage } from "../../src/modules/coverage/coverage.type.js";
import { figuresOf } from "../../src/modules/figures/figure.rules.js";
import type { Figure } from "../../src/modules/figures/figure.type.js";
import { workerMonths } from "../../src/modules/coverage/known.js";
import type { Observation } from "../../src/modules/observations/observation.entity.js";
import { lastDigit } from "../../src/modules/observations/possible.rules.js";
import "../../src/modules/observations/observation.table.js";
import { observation } from "./coverage-rows.js";

type More = NonNullable<Parameters<typeof observation>[0]>;
const workers = (value: number | null, more: More = {}): Observation => observation({ value, ...more });
const potential = (value: number | null, more: More = {}): Observation =>
  observation({ indicatorCode: "POTENTIAL_WORKERS", value, ...more });
const unprotected = (value: number | null, more: More = {}): Observation =>
  observation({ indicatorCode: "UNPROTECTED_WORKERS", value, ...more });
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
  const exact = (value: number) =>
    ({ value, lowerBound: null, upperBound: null, qualifier: "EXACT" }) as const;
  const about = (value: number) => ({ ...exact(value), qualifier: "APPROXIMATE" }) as const;
  const consistent = (
    published: number,
    numerator: Parameters<typeof isConsistent>[1][0],
    denominator: Parameters<typeof isConsistent>[1][0],
    qualifier: Observation["qualifier"] = "EXACT",
  ): boolean => isConsistent({ ...exact(published), qualifier }, [numerator, denominator]);

  it.each([
    ["Bali: 50.88 % printed for 935,079 of 1,873,899", 0.5088, 935_079, 1_873_899, "EXACT", false],
    ["Magelang: about 90 % for 2,046 of 2,300", 0.9, 2046, 2300, "APPROXIMATE", true],
    ["Magelang, were 90 % exact", 0.9, 2046, 2300, "EXACT", false],
    ["Kota Jambi: 44 % for 100,000 of 228,000", 0.44, 100_000, 228_000, "EXACT", true],
    ["half a unit of a whole percent above", 0.44, 445_000, 1_000_000, "EXACT", true],
    ["half a unit of a whole percent below", 0.44, 435_000, 1_000_000, "EXACT", true],
    ["a little more than half a unit", 0.44, 445_100, 1_000_000, "EXACT", false],
    ["1.5 points and half a unit, when approximate", 0.9, 880_000, 1_000_000, "APPROXIMATE", true],
    ["a little more than that", 0.9, 879_900, 1_000_000, "APPROXIMATE", false],
    ["more than at least so many", 0.5, 900_000, 1_000_000, "AT_LEAST", true],
    ["less than at least so many", 0.5, 400_000, 1_000_000, "AT_LEAST", false],
  ] as const)("%s", (_, published, numerator, denominator, qualifier, expected) => {
    expect(consistent(published, exact(numerator), exact(denominator), qualifier)).toBe(expected);
  });

  it("as far as parts leave it open", () => {
    // Aceh: 38.05 % for about 651,000 of about 1.7 million, which may be 1.65 or 1.75 million.
    expect(consistent(0.3805, about(651_000), about(1_700_000))).toBe(true);
    expect(consistent(0.3195, about(328_000), about(1_614_000))).toBe(false);
    const atLeast = { value: 300, lowerBound: 300, upperBound: null, qualifier: "AT_LEAST" } as const;
    expect(consistent(0.5, atLeast, exact(1000))).toBe(true);
    expect(consistent(0.2, atLeast, exact(1000))).toBe(false);
    expect(consistent(0.2, exact(300), atLeast)).toBe(true);
  });

  it("whenever it is the parts' rate rounded to any number of digits, from whole percents on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 2, max: 5 }), (part, digits) => {
        // A rate whose printed digits end in 0 is read as printed with fewer, which only makes it rougher.
        const printed = Number((part / 10_000).toFixed(digits));
        expect(consistent(printed, exact(part), exact(10_000))).toBe(true);
      }),
    );
  });

  it("by its last printed digit, which is a whole percent or finer", () => {
    expect([1, 0.5, 0.44, 0.319, 0.5088].map((value) => lastDigit(value))).toEqual([
      0.01, 0.01, 0.01, 0.001, 0.0001,
    ]);
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

  it("from parts of the same twelve months, for the time of the numerator", () => {
    const answer = coverage(workers(50, { period: "2024-12" }), potential(200, { period: "2024-08" }));
    expect(answer).toMatchObject({
      period: { start: "2024-12-01", end: "2024-12-31" },
      rate: { value: 0.25, effectiveOn: "2024-12-31", ageInDays: 366, denominatorStated: true },
    });
    const before = { ...subject, on: "2025-07-31" };
    const later = [workers(50, { period: "2024-12" }), potential(200, { period: "2025-08" })];
    expect(coverageOn(before, later).rate).toBeNull();
    expect(coverage(...later).rate).toMatchObject({ value: 0.25, effectiveOn: "2024-12-31" });
  });

  it("never from parts further apart: both are shown, and no rate", () => {
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
    expect(coverageIndicators("COHORT_SIZE")).toEqual([
      "PROTECTED_WORKERS",
      "COHORT_SIZE",
      ...COVERAGE_RATES,
      "MONTHS_COVERED",
    ]);
  });

  it("never from workers counted where they live over workers counted where their firm is, or of another territory", () => {
    const [living, working] = [{ countedBy: "RESIDENCE" }, { countedBy: "WORKPLACE" }] as const;
    expect(coverage(workers(50, living), potential(200, working))).toMatchObject({
      rate: null,
      unprotectedWorkers: null,
    });
    expect(coverage(workers(50, living), potential(200)).rate).toMatchObject({
      value: 0.25,
      countedBy: "RESIDENCE",
    });
    expect(coverage(workers(50, { areaDiffers: true }), potential(200)).rate).toBeNull();
    const former = coverage(workers(50, { areaDiffers: true }), potential(200, { areaDiffers: true }));
    expect(former.rate).toMatchObject({ value: 0.25, areaDiffers: true });
    // Surveys count people where they live.
    const employed = observation({ indicatorCode: "EMPLOYED_POPULATION", value: 400, sourceSlug: "b" });
    const over = (numerator: Observation): unknown =>
      coverageOn({ ...subject, denominatorCode: "EMPLOYED_POPULATION" }, [numerator, employed]).rate;
    expect(over(workers(50, working))).toBeNull();
    expect(over(workers(50, living))).not.toBeNull();
    expect(over(workers(50))).not.toBeNull();
  });

  it("over what surveys count, from any source, but over no third party's base beside a rate over another", () => {
    const [rated, other] = [{ sourceSlug: "b" }, { sourceSlug: "c" }];
    const statements = [
      workers(328_119, rated),
      rate(0.3195, { ...rated, base: "LABOUR_FORCE", denominatorCode: "LABOUR_FORCE" }),
      observation({ ...rated, indicatorCode: "LABOUR_FORCE", value: 1_614_923 }),
      potential(1_600_000, { ...other, period: "2024-12" }),
      observation({ ...other, indicatorCode: "EMPLOYED_POPULATION", value: 2_200_000 }),
    ];
    const over = (denominatorCode: string): Coverage =>
      coverageOn({ ...subject, denominatorCode }, statements);
    expect(over("POTENTIAL_WORKERS").rate).toBeNull();
    expect(over("POTENTIAL_WORKERS").protectedWorkers?.value).toBe(328_119);
    expect(over("EMPLOYED_POPULATION").rate?.value).toBe(328_119 / 2_200_000);
    expect(over("LABOUR_FORCE").rate).toMatchObject({
      value: null,
      published: 0.3195,
      derived: 328_119 / 1_614_923,
      consistent: false,
      lowerBound: 328_119 / 1_614_923,
      upperBound: 0.3195,
    });
  });

  it("not above 1 from parts of different sources, and without a value from those of one, unless a quota is exceeded", () => {
    expect(coverage(workers(300), potential(200, { sourceSlug: "b" })).rate).toMatchObject({
      value: null,
      derived: 1.5,
    });
    const atWork = workers(300, { countedBy: "WORKPLACE" });
    expect(coverage(atWork, potential(200, { sourceSlug: "b" })).rate).toBeNull();
    // What one source says alone is no less than what two say together.
    const own = [workers(90, { period: "2023" }), potential(180, { period: "2023" })];
    expect(coverage(...own, workers(300), potential(200, { sourceSlug: "b" })).rate?.value).toBe(0.5);
    expect(coverage(workers(300), potential(200))).toMatchObject({
      rate: { value: null, derived: 1.5, lowerBound: null, upperBound: null },
      unprotectedWorkers: null,
    });
    expect(coverage(rate(1.5)).rate).toMatchObject({ value: null, published: 1.5 });
    const quota = observation({ indicatorCode: "COHORT_QUOTA", value: 200, valueStatus: "TARGET" });
    expect(
      coverageOn({ ...subject, denominatorCode: "COHORT_QUOTA" }, [workers(300), quota]).rate?.value,
    ).toBe(1.5);
  });

  it("from parts of different sources only where none says more, at that time or in the months before", () => {
    const mixed = [
      workers(90, { period: "2024-10", sourceSlug: "b" }),
      potential(200, { period: "2024-09" }),
    ];
    expect(coverage(...mixed).rate?.value).toBe(0.45);
    expect(coverage(...mixed, rate(0.3, { period: "2024-03", sourceSlug: "c" })).rate?.value).toBe(0.3);
    expect(coverage(...mixed, rate(0.3, { period: "2023-03", sourceSlug: "c" })).rate?.value).toBe(0.45);
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
    const answer = coverage(workers(50, tie), workers(60, { ...tie, sourceSlug: "b" }), potential(200));
    expect(answer.rate).toBeNull();
    expect(answer.protectedWorkers).toMatchObject({ value: null, lowerBound: 50, upperBound: 60 });
  });

  it("as at least so much from what one payer accounts for", () => {
    const paid = workers(50, { funding: "CSR" });
    expect(coverage(paid, potential(200)).rate).toMatchObject({
      value: 0.25,
      lowerBound: 0.25,
      upperBound: null,
      qualifier: "AT_LEAST",
    });
  });

  it("of all workers, not of what one payer or programme accounts for beside them", () => {
    const savers = workers(20, { programmes: ["JHT"], period: "2024-12" });
    expect(coverage(savers, workers(50), potential(200)).rate?.value).toBe(0.25);
    expect(history(savers, workers(50), potential(200))).toHaveLength(1);
  });
});

describe("Beside a published rate", () => {
  const b = { sourceSlug: "b" };

  it("both are shown, and the published one is used, since its publisher divided unrounded numbers", () => {
    expect(coverage(rate(0.26), workers(51), potential(200)).rate).toMatchObject({
      value: 0.26,
      lowerBound: 0.26,
      upperBound: 0.26,
      qualifier: "EXACT",
      published: 0.26,
      derived: 0.255,
      basis: "REPORTED",
      consistent: true,
    });
  });

  it("none is used where the parts of its own source contradict it, and the difference is told", () => {
    expect(coverage(rate(0.26), workers(50), potential(200)).rate).toMatchObject({
      value: null,
      lowerBound: 0.25,
      upperBound: 0.26,
      qualifier: "APPROXIMATE",
      published: 0.26,
      derived: 0.25,
      basis: "REPORTED",
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

  it("parts of another time are not shown", () => {
    const parts = [workers(50, { period: "2022", ...b }), potential(200, { period: "2022", ...b })];
    expect(coverage(rate(0.5, { period: "2024-01" }), ...parts).rate).toMatchObject({
      value: 0.5,
      derived: null,
      derivedFrom: [],
    });
  });

  it("parts of other sources are shown as far as they were known by its day, in the answer and in the history", () => {
    // Indonesia: 40 percent printed for August 2024, and counts of February and August 2025 by others.
    const august = rate(0.4, { period: "2024-08" });
    const ofFebruary = potential(99, { period: "2025-02", ...b });
    const later = [workers(41, { period: "2025-02", ...b }), ofFebruary];
    const nothing = { protectedWorkers: null, potentialWorkers: null, unprotectedWorkers: null };
    expect(history(august, ...later)[0]).toMatchObject({ rate: { value: 0.4, derived: null }, ...nothing });
    const workersBefore = workers(30, { period: "2024-02", ...b });
    expect(history(august, workersBefore, ofFebruary)[0]).toMatchObject({
      rate: { derived: null },
      ...nothing,
    });
    expect(history(august, workersBefore, potential(90, { period: "2024-08", ...b }))[0]).toMatchObject({
      rate: { value: 0.4, derived: 30 / 90 },
      protectedWorkers: { value: 30 },
      potentialWorkers: { value: 90 },
    });
    // What its own source states for a longer time that includes it.
    const own = workers(41, { period: "2024" });
    expect(coverage(august, own, potential(99, { period: "2024", ...b })).rate).toMatchObject({
      value: 0.4,
      derived: null,
    });
    const denominator = potential(99, { period: "2024-07", ...b });
    expect(coverage(august, own, denominator).rate).toMatchObject({ derived: 41 / 99 });
  });

  it("its counting is that of its publisher, whatever it is divided beside", () => {
    const firms = { countedBy: "WORKPLACE" } as const;
    const points = history(
      rate(0.2, { period: "2024-02", ...firms }),
      rate(0.24, { period: "2024-05", ...b }),
      workers(170, { period: "2024-05", ...firms, sourceSlug: "c" }),
      potential(1000, { period: "2024-05", sourceSlug: "c" }),
    );
    expect(points.map(({ rate: found, isBreak }) => [found?.derived, found?.countedBy, isBreak])).toEqual([
      [null, "WORKPLACE", false],
      [0.17, null, true],
    ]);
    expect(coverage(rate(0.17), workers(170, firms), potential(1000)).rate?.countedBy).toBe("WORKPLACE");
  });

  it("rates whose sources are a tie are decided by no parts, which are shown beside, and the conflict is named", () => {
    const tie = { rivalSet: "s", preferred: false };
    const rates = [rate(0.3132, tie), rate(0.319, { ...tie, ...b })];
    // Banten: 46.03 and 42.9 percent by one governor, and counts of one of the two, or of a third.
    for (const more of [{}, { sourceSlug: "c" }, { period: "2024-11", sourceSlug: "c" }])
      expect(coverage(...rates, workers(501, more), potential(1600, more)).rate).toMatchObject({
        value: null,
        lowerBound: 0.3132,
        upperBound: 0.319,
        published: null,
        derived: 501 / 1600,
        basis: "REPORTED",
        rivalSet: "s",
      });
    // Kabupaten Bandung: 31.32 or 31.9 percent printed, 25.6 by the counts of one of the two.
    expect(coverage(...rates, workers(410), potential(1600)).rate).toMatchObject({
      value: null,
      lowerBound: 410 / 1600,
      upperBound: 0.319,
      published: null,
      derived: 410 / 1600,
      consistent: false,
    });
    expect(coverage(...rates).rate).toMatchObject({
      value: null,
      lowerBound: 0.3132,
      upperBound: 0.319,
      published: null,
      rivalSet: "s",
    });
  });

  it("one over a base that its source does not state is shown only where nothing else is known, without denominator", () => {
    const unstated = { base: "UNSTATED", denominatorCode: null };
    const alone = coverage(rate(0.9299, unstated));
    expect(alone.rate).toMatchObject({ value: 0.9299, denominatorCode: null, denominatorStated: false });
    expect(coverage(rate(0.9299, unstated), rate(0.8, { period: "2022" })).rate).toMatchObject({
      value: 0.8,
      denominatorCode: "POTENTIAL_WORKERS",
    });
    const employed = { ...subject, denominatorCode: "EMPLOYED_POPULATION" };
    expect(coverageOn(employed, [rate(0.9299, unstated)]).rate).toBeNull();
  });

  it("one counts for the base that it states, whatever its indicator", () => {
    const over = {
      base: "EMPLOYED_POPULATION",
      denominatorCode: "EMPLOYED_POPULATION",
      denominatorStated: true,
    };
    expect(coverage(rate(0.3, over)).rate).toBeNull();
    expect(
      coverageOn({ ...subject, denominatorCode: "EMPLOYED_POPULATION" }, [rate(0.3, over)]).rate,
    ).toMatchObject({ value: 0.3, denominatorStated: true });
  });
});

describe("With the workers whom a source calls unprotected", () => {
  it("a part that nobody states follows from the other of the same source, and the rate from both", () => {
    expect(coverage(potential(200), unprotected(150))).toMatchObject({
      protectedWorkers: { value: 50, basis: "DERIVED" },
      potentialWorkers: { value: 200, basis: "REPORTED" },
      rate: { value: 0.25, basis: "DERIVED" },
    });
    expect(coverage(workers(50), unprotected(150))).toMatchObject({
      potentialWorkers: { value: 200, basis: "DERIVED" },
      rate: { value: 0.25, basis: "DERIVED", qualifier: "EXACT" },
    });
    const other = { sourceSlug: "b" };
    expect(coverage(potential(200), unprotected(150, other)).protectedWorkers).toBeNull();
    expect(coverage(potential(100), unprotected(150)).protectedWorkers).toBeNull();
    expect(coverage(workers(50, { funding: "CSR" }), unprotected(150)).potentialWorkers).toBeNull();
  });

  it("a number that the source's own counts contradict gives way to what these leave, and stands beside it", () => {
    const [part, gap, whole] = [workers(50), unprotected(120), potential(200)];
    expect(coverage(part, whole, gap).unprotectedWorkers).toMatchObject({
      value: 150,
      basis: "DERIVED",
      alternatives: [gap],
      rivalSet: gapPartsSlug(gap.slug, part.slug, whole.slug),
    });
    expect(coverage(workers(50), whole, unprotected(150)).unprotectedWorkers).toMatchObject({
      basis: "REPORTED",
      rivalSet: null,
    });
  });

  it("the range of a rate follows from what is stated, the missing completing the others", () => {
    const about = { qualifier: "APPROXIMATE" } as const;
    const ranges = [
      coverage(workers(50_000, about), unprotected(150_000, about)),
      coverage(potential(200_000, about), unprotected(150_000, about)),
    ].map(({ rate: derived }) => derived && certainRange(derived));
    expect(ranges[0]?.least).toBeCloseTo(45 / 200);
    expect(ranges[0]?.most).toBeCloseTo(55 / 200);
    expect(ranges[1]?.least).toBe(0);
    expect(ranges[1]?.most).toBeCloseTo(1 - 145 / 250);
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

  it("no denominator follows, since it is assumed, unless the source says who is missing", () => {
    expect(coverage(rate(0.5), workers(100))).toMatchObject({
      rate: { value: 0.5, derived: null },
      potentialWorkers: null,
      unprotectedWorkers: null,
    });
    expect(coverage(rate(0.5), workers(100), unprotected(100))).toMatchObject({
      rate: { value: 0.5, derived: 0.5, consistent: true },
      potentialWorkers: { value: 200, basis: "DERIVED", qualifier: "EXACT" },
      unprotectedWorkers: { value: 100, basis: "REPORTED" },
    });
    expect(coverage(rate(0.6), workers(100), unprotected(100)).rate).toMatchObject({
      value: null,
      published: 0.6,
      derived: 0.5,
      consistent: false,
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

  it("are as a source states them, unless its own parts leave another number or others are known later", () => {
    const stated = (value: number, more: More = {}): Observation =>
      observation({ indicatorCode: "UNPROTECTED_WORKERS", value, ...more });
    expect(coverage(stated(128)).unprotectedWorkers).toMatchObject({ value: 128, basis: "REPORTED" });
    const parts = [workers(687), potential(2800)];
    expect(coverage(...parts, stated(2110, { sourceSlug: "b" })).unprotectedWorkers?.value).toBe(2110);
    // A gap to a target that its source calls unprotected.
    expect(coverage(...parts, stated(389)).unprotectedWorkers).toMatchObject({
      value: 2113,
      basis: "DERIVED",
    });
    expect(coverage(...parts, stated(5, { period: "2022" })).unprotectedWorkers?.value).toBe(2113);
    const employed = { ...subject, denominatorCode: "EMPLOYED_POPULATION" };
    expect(coverageOn(employed, [stated(128)]).unprotectedWorkers).toBeNull();
  });

  it("are never fewer than none", () => {
    expect(coverage(workers(228), potential(200)).unprotectedWorkers).toBeNull();
    const range = { qualifier: "APPROXIMATE", lowerBound: 150, upperBound: 250 } as const;
    expect(coverage(workers(190, range), potential(200)).unprotectedWorkers).toMatchObject({
      value: 10,
      lowerBound: 0,
      upperBound: 50,
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
    ["2024-10-31", 0.3],
    ["2024-10-30", 0.25],
    ["2022-12-31", 0.2],
    ["2022-12-30", undefined],
  ])("the latest known on %s is %s", (on, value) => {
    expect(coverageOn({ ...subject, on }, series).rate?.value).toBe(value);
  });

  it("each figure is the latest of its own, whatever the rate rests on", () => {
    const answer = coverage(
      workers(100_000, { period: "2019-05" }),
      potential(1_000_000, { period: "2019-05" }),
      workers(583_094, { period: "2024-09" }),
      rate(0.58, { period: "2025" }),
    );
    expect(answer.protectedWorkers).toMatchObject({ value: 583_094, effectiveOn: "2024-09-30" });
    expect(answer.potentialWorkers).toMatchObject({ value: 1_000_000, effectiveOn: "2019-05-31" });
    expect(answer.unprotectedWorkers).toMatchObject({ value: 900_000, effectiveOn: "2019-05-31" });
    expect(answer.rate).toMatchObject({ value: 0.58, effectiveOn: "2025-12-31" });
  });

  it("parts of two sources are no point of their own where one source says more, at that time or in the months before", () => {
    // Central Sulawesi: one source counts 459,455 of 1.5 million in May, another 289,968 in November.
    const own = [
      workers(459_455, { period: "2025-05" }),
      potential(1_500_000, { period: "2025-05" }),
      workers(200_000, { period: "2024-03", sourceSlug: "b" }),
      potential(1_000_000, { period: "2024-02", sourceSlug: "c" }),
    ];
    const mixed = workers(289_968, { period: "2025-11", sourceSlug: "b" });
    const answer = coverage(...own, mixed);
    const points = history(...own, mixed);
    expect(points.map(({ rate: found }) => found?.value)).toEqual([0.2, 459_455 / 1_500_000]);
    expect(answer.rate).toEqual(points.at(-1)?.rate);
    expect(answer.protectedWorkers?.value).toBe(289_968);
  });

  it("what is dated to a year only comes before what stands before it, in the answer and in the history", () => {
    const [whole, march] = [rate(0.3), rate(0.4, { period: "2024-03", sourceSlug: "b" })];
    const values = (...rates: Observation[]): unknown => history(...rates).map((point) => point.rate?.value);
    expect(values(whole, march)).toEqual([0.3, 0.4]);
    expect(coverage(whole, march).rate?.value).toBe(0.4);
    const registry = rate(0.3, {
      sourceType: "DATASET",
      publishedFrom: "2025-02-01",
      publishedUntil: "2025-02-01",
    });
    expect(values(registry, march)).toEqual([0.4, 0.3]);
    expect(coverage(registry, march).rate?.value).toBe(0.3);
    const parts = [workers(300), workers(400, { period: "2024-03" }), potential(1000)];
    expect(values(...parts)).toEqual([0.3, 0.4]);
    expect(coverage(...parts).rate?.value).toBe(0.4);
  });

  it("a figure of one counting has the latest of the other beside it, of the same twelve months and known by its day", () => {
    // Jakarta: 8 million where firms are registered, 2.3 million who live there, of 3.9 million.
    const [firms, living] = [{ countedBy: "WORKPLACE" }, { countedBy: "RESIDENCE" }] as const;
    const atFirms = workers(8_010_000, { ...firms, period: "2025-08" });
    const resident = workers(2_290_000, { ...living, period: "2025-03", sourceSlug: "b" });
    const all = potential(3_950_000, { period: "2025-08", sourceSlug: "c" });
    const former = workers(1_000_000, { ...living, period: "2025-02", areaDiffers: true, sourceSlug: "d" });
    const { protectedWorkers, potentialWorkers } = coverage(atFirms, resident, all, former);
    expect(protectedWorkers).toMatchObject({
      value: 8_010_000,
      countedBy: "WORKPLACE",
      otherCounting: { value: 2_290_000, countedBy: "RESIDENCE", observation: resident, otherCounting: null },
    });
    expect(potentialWorkers?.otherCounting).toBeNull();
    const others = (...statements: Observation[]): unknown =>
      coverage(atFirms, ...statements).protectedWorkers?.otherCounting;
    expect(others(workers(1, { ...living, period: "2024-08" }))).toBeNull();
    expect(others(workers(1, { ...living, period: "2024-09" }))).not.toBeNull();
    expect(others(workers(1, { period: "2025-07" }))).toBeNull();
    const point = history(
      resident,
      potential(3_900_000, { ...living, period: "2025-03", sourceSlug: "b" }),
      atFirms,
    );
    expect(point[0]?.protectedWorkers).toMatchObject({ value: 2_290_000, otherCounting: null });
  });

  it("a point after which another counting or territory is used is a break", () => {
    const points = history(
      rate(0.2, { period: "2021", areaDiffers: true }),
      rate(0.3, { period: "2022" }),
      rate(0.31, { period: "2023" }),
      rate(0.2, { period: "2024", countedBy: "RESIDENCE" }),
    );
    expect(points.map(({ isBreak }) => isBreak)).toEqual([false, true, false, true]);
    expect(coverage(rate(0.3)).isBreak).toBeNull();
  });

  it("of two rates for one year, that which is dated to a month is the latest", () => {
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
          "EMPLOYED_POPULATION",
          "COVERAGE_RATE_EMPLOYED",
        ),
        period: fc.constantFrom("2023", "2024", "2024-03", "2024-10", "2024-10-10", "2024-07..2024-12"),
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
        for (const denominatorCode of ["POTENTIAL_WORKERS", "EMPLOYED_POPULATION"])
          for (const on of ["2023-12-31", "2024-10-10", "2024-10-31", "2026-01-01"]) {
            const last = coverageHistory({ ...subject, denominatorCode, on }, observations).at(-1);
            const answer = coverageOn({ ...subject, denominatorCode, on }, observations);
            expect([last?.rate ?? null, last?.period ?? null]).toEqual([answer.rate, answer.period]);
          }
      }),
    );
  });

  it("no rate is above 1, below its least or above its most, and every one names its parts", () => {
    const statement = fc
      .record({
        indicatorCode: fc.constantFrom("PROTECTED_WORKERS", "POTENTIAL_WORKERS", "COVERAGE_RATE"),
        period: fc.constantFrom("2023", "2024", "2024-10", "2024-07..2025-06"),
        part: fc.constantFrom(null, 0, 0.3, 0.31, 0.5, 1, 1.5),
        qualifier: fc.constantFrom("EXACT", "APPROXIMATE", "AT_LEAST", "AT_MOST", "ALL"),
        countedBy: fc.constantFrom(null, "RESIDENCE", "WORKPLACE"),
        areaDiffers: fc.boolean(),
        sourceSlug: fc.constantFrom("a", "b"),
        funding: fc.constantFrom(null, "CSR", "APBD_CITY"),
      })
      .map(({ part, ...more }) =>
        observation({
          ...more,
          value: part === null || more.indicatorCode === "COVERAGE_RATE" ? part : part * 1000,
        }),
      );
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 9 }), (statements) => {
        const answer = coverage(...statements);
        const { rate: found, unprotectedWorkers } = answer;
        if (unprotectedWorkers?.value != null) expect(unprotectedWorkers.value).toBeGreaterThanOrEqual(0);
        if (!found) return;
        const { value, lowerBound, upperBound } = found;
        if (value !== null) {
          expect(value).toBeLessThanOrEqual(1);
          expect(lowerBound ?? 0).toBeLessThanOrEqual(value);
          expect(upperBound ?? value).toBeGreaterThanOrEqual(value);
          expect(value).toBe(found.published ?? found.derived ?? 1);
        }
        expect(found.derived === null).toBe(found.derivedFrom.length === 0);
        const [numerator, denominator] = [found.derivedFrom[0], found.derivedFrom.at(-1)];
        if (!numerator || !denominator) return;
        expect(numerator.areaDiffers).toBe(denominator.areaDiffers);
        const countings = new Set(found.derivedFrom.flatMap(({ countedBy }) => countedBy ?? []));
        expect(countings.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe("A roll-up", () => {
  const on = "2025-06-30";
  const figure = (made: Observation): Figure => {
    const [only] = figuresOf([made], on);
    if (!only) throw new Error("One observation is one figure");
    return only;
  };
  const share = (numerator: number, denominator: number, more: More = {}): Share => ({
    numerator: figure(workers(numerator, more)),
    denominator: figure(potential(denominator, more)),
    countedBy: more.countedBy ?? null,
  });
  const child = (code: string, of: Share | null): { code: string; share: Share | null } => ({
    code,
    share: of,
  });

  it("is the sum of numerators over the sum of denominators, over every child", () => {
    const all = [child("33.22", share(50, 100)), child("33.74", share(30, 300, { period: "2023-08" }))];
    expect(rollUp(all, on)).toMatchObject({
      rate: 0.2,
      partialRate: 0.2,
      protectedWorkers: 80,
      potentialWorkers: 400,
      period: { start: "2023-08-01", end: "2024-12-31", precision: "RANGE" },
      oldestEffectiveOn: "2023-08-31",
      newestEffectiveOn: "2024-12-31",
      reportingRegions: 2,
      totalRegions: 2,
      includedCodes: ["33.22", "33.74"],
      omittedCodes: [],
    });
  });

  it("has no rate of the whole where a child is missing, and that of the others beside it", () => {
    const all = [child("33.22", share(50, 100)), child("33.71", null), child("33.74", share(30, 300))];
    expect(rollUp(all, on)).toMatchObject({
      rate: null,
      partialRate: 0.2,
      protectedWorkers: null,
      potentialWorkers: null,
      partialProtectedWorkers: 80,
      partialPotentialWorkers: 400,
      includedCodes: ["33.22", "33.74"],
      omittedCodes: ["33.71"],
    });
  });

  it("leaves out what is older than two years, of another territory, or counted otherwise than most", () => {
    const all = [
      child("a", share(50, 100, { countedBy: "RESIDENCE" })),
      child("b", share(50, 100, { countedBy: "RESIDENCE" })),
      child("c", share(50, 100)),
      child("old", share(50, 100, { period: "2023-05" })),
      child("former", share(50, 100, { areaDiffers: true })),
      child("firms", share(50, 100, { countedBy: "WORKPLACE" })),
    ];
    expect(rollUp(all, on)).toMatchObject({
      includedCodes: ["a", "b", "c"],
      omittedCodes: ["old", "former", "firms"],
    });
    const limit = child("old", share(50, 100, { period: "2023-06" }));
    expect(rollUp([limit], on).includedCodes).toEqual(["old"]);
    expect(rollUp([limit], "2025-07-01").includedCodes).toEqual([]);
  });

  it("is as exact as the figures in it", () => {
    const atLeast = child("33.74", share(30, 300, { qualifier: "AT_LEAST" }));
    expect(rollUp([child("33.22", share(50, 100))], on).qualifier).toBe("EXACT");
    const numerators = {
      ...atLeast,
      share: atLeast.share && { ...atLeast.share, denominator: figure(potential(300)) },
    };
    expect(rollUp([child("33.22", share(50, 100)), numerators], on).qualifier).toBe("AT_LEAST");
  });

  it("of nothing has no rate", () => {
    const nothing = { rate: null, partialRate: null, period: null, oldestEffectiveOn: null };
    expect(rollUp([child("33.71", null)], on)).toMatchObject(nothing);
    expect(rollUp([], on)).toMatchObject(nothing);
  });

  it("equals the sums, lies between the least and the highest rate, and accounts for every child", () => {
    const some = fc.option(
      fc
        .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }))
        .map(([a, b]) => share(a, b)),
      { nil: null },
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 40 }), (shares) => {
        const sum = rollUp(
          shares.map((each, index) => child(String(index), each)),
          on,
        );
        const known = shares.flatMap((each) =>
          each ? [[each.numerator.value ?? 0, each.denominator.value ?? 0] as const] : [],
        );
        expect(sum.partialProtectedWorkers).toBe(known.reduce((total, [numerator]) => total + numerator, 0));
        expect(sum.partialPotentialWorkers).toBe(
          known.reduce((total, [, denominator]) => total + denominator, 0),
        );
        expect(sum.includedCodes.length + sum.omittedCodes.length).toBe(sum.totalRegions);
        expect(sum.rate).toBe(sum.omittedCodes.length > 0 ? null : sum.partialRate);
        if (sum.partialRate === null) {
          expect(known).toEqual([]);
          return;
        }
        const rates = known.map(([numerator, denominator]) => numerator / denominator);
        expect(sum.partialRate).toBeGreaterThanOrEqual(Math.min(...rates) - 1e-12);
        expect(sum.partialRate).toBeLessThanOrEqual(Math.max(...rates) + 1e-12);
      }),
    );
  });

  it("takes from a child the reported totals that its coverage shows, never derived ones or contradicted ones", () => {
    const values = (...statements: Observation[]): unknown => {
      const found = latestShare(subject, statements);
      return found && [found.numerator.value, found.denominator.value];
    };
    const parts = [workers(50), potential(200)];
    expect(values(...parts, rate(0.9, { sourceSlug: "b" }))).toEqual([50, 200]);
    expect(values(rate(0.5), potential(200))).toBeNull();
    expect(values(...parts, rate(0.9))).toBeNull();
    expect(values(workers(50, { funding: "CSR" }), potential(200))).toBeNull();
    expect(latestShare({ ...subject, on: "2023-12-31" }, parts)).toBeNull();
  });

  it("stands in for a rate when it is complete, and says so", () => {
    const sum = rollUp([child("33.22", share(50, 200))], on);
    expect(orRolledUp(coverage(), sum)).toMatchObject({
      period: sum.period,
      protectedWorkers: { value: 50, basis: "ROLLED_UP", lowerBound: 50, upperBound: 50 },
      potentialWorkers: { value: 200, basis: "ROLLED_UP" },
      rate: {
        value: 0.25,
        lowerBound: 0.25,
        upperBound: 0.25,
        derived: 0.25,
        published: null,
        basis: "ROLLED_UP",
        effectiveOn: "2024-12-31",
        denominatorCode: "POTENTIAL_WORKERS",
      },
    });
    const part = coverage(workers(51));
    expect(orRolledUp(part, sum).protectedWorkers).toMatchObject({ value: 51, basis: "REPORTED" });
    const incomplete = rollUp([child("33.22", share(50, 200)), child("33.74", null)], on);
    expect(orRolledUp(part, incomplete)).toBe(part);
  });
});
