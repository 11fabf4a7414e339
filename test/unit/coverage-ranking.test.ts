import { describe, expect, it } from "@jest/globals";
import { comparableOf, ranked } from "../../src/modules/coverage/coverage-ranking.js";
import { coverageOn } from "../../src/modules/coverage/coverage.js";
import { targetsOf } from "../../src/modules/coverage/targets.js";
import type { Coverage } from "../../src/modules/coverage/coverage.type.js";
import type { Observation } from "../../src/modules/observations/observation.entity.js";
import type { StatedObservation } from "../../src/modules/observations/observation.queries.js";
import "../../src/modules/observations/observation.table.js";
import { observation } from "./coverage-rows.js";

type More = NonNullable<Parameters<typeof observation>[0]>;
const rate = (value: number | null, more: More = {}): Observation =>
  observation({ indicatorCode: "COVERAGE_RATE", value, ...more });
const subject = {
  regionCode: "33.71",
  categoryCode: null,
  denominatorCode: "POTENTIAL_WORKERS",
  on: "2026-01-01",
  asOf: null,
};
const of = (...statements: Observation[]): Coverage => coverageOn(subject, statements);
const places = (...coverages: Coverage[]): unknown =>
  ranked(coverages.map(comparableOf), true).map(({ of, rankFrom, rankTo }) => [of.value, rankFrom, rankTo]);

describe("The best and worst place that bounds leave possible", () => {
  const atLeast = { qualifier: "AT_LEAST" } as const;

  it("is the first for all that is covered, since nothing is above it", () => {
    expect(places(of(rate(1)), of(rate(0.5, atLeast)), of(rate(0.4)))).toEqual([
      [1, 1, 1],
      [0.5, 1, 2],
      [0.4, 3, 3],
    ]);
  });

  it("is any for at least so many of at least so many", () => {
    const open = of(
      observation({ value: 1000, ...atLeast }),
      observation({ indicatorCode: "POTENTIAL_WORKERS", value: 2000, ...atLeast }),
    );
    expect(open.rate).toMatchObject({ value: 0.5, lowerBound: null, upperBound: null });
    expect(places(open, of(rate(0.9)), of(rate(0.1)))).toEqual([
      [0.9, 1, 2],
      [0.5, 1, 3],
      [0.1, 2, 3],
    ]);
  });

  it("is that which the digits of an approximate rate leave, or those of its parts", () => {
    const about = { qualifier: "APPROXIMATE" } as const;
    const derived = of(
      observation({ value: 600_000, ...about }),
      observation({ indicatorCode: "POTENTIAL_WORKERS", value: 1_200_000, ...about }),
    );
    expect(places(of(rate(0.9, about)), of(rate(0.86)), derived, of(rate(0.45)))).toEqual([
      [0.9, 1, 2],
      [0.86, 1, 2],
      // From 550,000 of 1,250,000 to 650,000 of 1,150,000.
      [0.5, 3, 4],
      [0.45, 3, 4],
    ]);
  });
});

describe("A target", () => {
  const target = rate(0.35, { valueStatus: "TARGET", period: "2023" }) as StatedObservation;
  const answer = (period: string): unknown => {
    const [found] = targetsOf([target], of(rate(0.38, { period })));
    return [found?.latest?.value, found?.reached, found?.gapPoints];
  };

  it("is not reached by what was known long before it was due, which is shown beside", () => {
    expect(answer("2018")).toEqual([0.38, null, null]);
    expect(answer("2021-11")).toEqual([0.38, null, null]);
    expect(answer("2021-12-31")).toEqual([0.38, true, -3]);
    expect(answer("2024")).toEqual([0.38, true, -3]);
  });
});
