import type { Coverage, CoverageRate, CoverageRollUp } from "./coverage.type.js";
import { rolledUpFigure } from "./figure.js";
import { hull } from "../../time/span.js";
import type { Period } from "../observations/period.type.js";

/** What a child region adds to a roll-up. */
export interface Share {
  numerator: number;
  denominator: number;
  period: Period;
}

/** The sum of numerators over the sum of denominators, over the children that have both; the others are named. */
export function rollUp(children: readonly { code: string; share: Share | null }[]): CoverageRollUp {
  const shares = children.flatMap(({ share }) => share ?? []);
  const protectedWorkers = shares.reduce((sum, { numerator }) => sum + numerator, 0);
  const potentialWorkers = shares.reduce((sum, { denominator }) => sum + denominator, 0);
  return {
    rate: potentialWorkers === 0 ? null : protectedWorkers / potentialWorkers,
    protectedWorkers,
    potentialWorkers,
    period: hull(shares.map(({ period }) => period)),
    reportingRegions: shares.length,
    totalRegions: children.length,
    omittedCodes: children.filter(({ share }) => share === null).map(({ code }) => code),
  };
}

/**
 * Coverage for which no rate is known, with the sum over the child regions standing in if every one of them reports
 * both parts. A figure that the region reports itself stays.
 */
export function orRolledUp(
  coverage: Coverage,
  { rate, period, omittedCodes, ...sums }: CoverageRollUp,
): Coverage {
  if (rate === null || period === null || omittedCodes.length > 0) return coverage;
  const [numerator, denominator] = [sums.protectedWorkers, sums.potentialWorkers].map((sum) =>
    rolledUpFigure(sum, period),
  );
  const protectedWorkers = coverage.protectedWorkers ?? numerator ?? null;
  const potentialWorkers = coverage.potentialWorkers ?? denominator ?? null;
  const rolledUp: CoverageRate = {
    value: rate,
    lowerBound: null,
    upperBound: null,
    published: null,
    derived: rate,
    basis: "ROLLED_UP",
    consistent: null,
    difference: null,
    derivedFrom: [],
    observation: null,
    rivalSet: null,
    denominatorCode: coverage.denominatorCode,
  };
  return { ...coverage, period, protectedWorkers, potentialWorkers, rate: rolledUp };
}
