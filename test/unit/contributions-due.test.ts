import { describe, expect, it } from "@jest/globals";
import type { Tariff } from "../../src/modules/observations/tariff.entity.js";
import { contributionsDue, type Wages } from "../../src/modules/returns/contributions-due.js";

const tariff = (programme: string, rate: number, more: Partial<Tariff> = {}): Tariff =>
  ({
    segment: "PU",
    programmes: [programme],
    rate,
    amount: null,
    base: "monthly wage",
    validFrom: "2015-07-01",
    validTo: null,
    ...more,
  }) as Tariff;

const TARIFFS = [
  tariff("JKK", 0.0024, { base: "monthly wage, very low risk group" }),
  tariff("JKK", 0.0054, { base: "monthly wage, low risk group" }),
  tariff("JKK", 0.0127, { base: "monthly wage, high risk group" }),
  tariff("JKK", 0.0174, { base: "monthly wage, very high risk group" }),
  tariff("JKM", 0.003),
  tariff("JHT", 0.057),
  tariff("JP", 0.03),
  tariff("JP", 0.03, {
    base: "monthly wage, ceiling Rp 7,000,000 in 2017",
    validFrom: "2017-01-01",
    validTo: "2017-12-31",
  }),
  tariff("JKK", 0.01, { segment: "BPU" }),
  tariff("JKP", 0.0046),
];

const wages = (more: Partial<Wages> = {}): Wages => ({
  month: "2025-03",
  workers: 10,
  wageBill: 100_000_000,
  riskGroup: "LOW",
  ...more,
});

describe("Contributions due", () => {
  it("are the shares of all four programmes, with that of the risk group", () => {
    expect(contributionsDue(wages(), TARIFFS)).toBe(9_540_000);
    expect(contributionsDue(wages({ riskGroup: "VERY_LOW" }), TARIFFS)).toBe(9_240_000);
    expect(contributionsDue(wages({ riskGroup: "HIGH" }), TARIFFS)).toBe(10_270_000);
    expect(contributionsDue(wages({ riskGroup: "VERY_HIGH" }), TARIFFS)).toBe(10_740_000);
    expect(contributionsDue(wages({ wageBill: 0 }), TARIFFS)).toBe(0);
  });

  it("count wages up to the ceiling where one is in force", () => {
    // JP of 7,000,000 instead of 10,000,000 for each of ten workers.
    expect(contributionsDue(wages({ month: "2017-05" }), TARIFFS)).toBe(9_540_000 - 900_000);
    expect(contributionsDue(wages({ month: "2017-05", workers: null }), TARIFFS)).toBe(9_540_000);
    expect(contributionsDue(wages({ month: "2018-01" }), TARIFFS)).toBe(9_540_000);
  });

  it("are not known without the wage bill, the risk group or a tariff of the month", () => {
    expect(contributionsDue(wages({ wageBill: null }), TARIFFS)).toBeNull();
    expect(contributionsDue(wages({ riskGroup: null }), TARIFFS)).toBeNull();
    expect(contributionsDue(wages({ riskGroup: "MEDIUM" }), TARIFFS)).toBeNull();
    expect(contributionsDue(wages({ month: "2015-06" }), TARIFFS)).toBeNull();
  });
});
