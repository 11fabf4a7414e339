import { groupBy, isSame } from "../../../collections.js";
import { claimedUntil, isFullClaim, withoutFalseClaim } from "../../figures/full-claims.rules.js";
import { PARTITION } from "../../figures/segments.rules.js";
import { SEGMENTS } from "../../observations/full-rates.rules.js";
import type { Observation } from "../../observations/observation.entity.js";
import {
  coverageHistory,
  coverageOn,
  coverageWithShare,
  POTENTIAL,
  type CoverageSubject,
} from "../coverage.js";
import type { Coverage } from "../coverage.type.js";
import { coveragePointValues } from "./coverage-point.entity.js";
import { coverageStepValues } from "./coverage-step.entity.js";
import { isUsable } from "./current.js";
import { decisiveDays } from "./decisive-days.js";

const FIRST_DAY = "0001-01-01";
const FOREVER = "9999-12-31";

/**
 * The rows that keep the coverage of a region for every day, of its statements about all workers and about segments of
 * them: one for each time at which another is answered than before.
 */
export function coverageSteps(
  regionCode: string,
  statements: readonly Observation[],
): Record<string, unknown>[] {
  const usable = statements.filter(isUsable);
  const steps: { from: string; values: Record<string, unknown> }[] = [];
  for (const day of [FIRST_DAY, ...decisiveDaysOf(usable)]) {
    const values = stepOn({ regionCode, categoryCode: null, ...SHARED, on: day }, usable);
    if (!isSame(steps.at(-1)?.values, values)) steps.push({ from: day, values });
  }
  return steps.map(({ from: validFrom, values }, index) => ({
    ...values,
    validFrom,
    validUntil: steps[index + 1]?.from ?? FOREVER,
  }));
}

/** The rows that keep the history of a region's coverage as it is told on a day, and until what is known last changes. */
export function coveragePoints(
  regionCode: string,
  statements: readonly Observation[],
  day: string,
): Record<string, unknown>[] {
  const usable = statements.filter(isUsable);
  const days = decisiveDaysOf(usable);
  const valid = {
    validFrom: days.findLast((each) => each <= day) ?? FIRST_DAY,
    validUntil: days.find((each) => each > day) ?? FOREVER,
  };
  const subject = { regionCode, categoryCode: null, ...SHARED, on: day };
  const points = coverageHistory(subject, ofAllWorkers(usable)).map((point) => judged(point, usable));
  return [null, ...points].map((point, place) => ({
    ...coveragePointValues(regionCode, place, point),
    ...valid,
  }));
}

const SHARED = { denominatorCode: POTENTIAL, asOf: null };

function decisiveDaysOf(statements: readonly Observation[]): string[] {
  const days = statements.map(({ effectiveFrom }) => effectiveFrom);
  const [first, ...others] = days;
  if (first === undefined) return [];
  return decisiveDays(
    statements,
    others.reduce((earliest, day) => (day < earliest ? day : earliest), first),
  );
}

function stepOn(subject: CoverageSubject, statements: readonly Observation[]): Record<string, unknown> {
  const { coverage, share } = coverageWithShare(subject, ofAllWorkers(statements));
  return coverageStepValues(judged(coverage, statements), share);
}

// Statements about all workers, and about the segments that may be summed to them.
const ofAllWorkers = (statements: readonly Observation[]): Observation[] =>
  statements.filter(
    ({ categoryCode }) => categoryCode === null || PARTITION.some((segment) => segment === categoryCode),
  );

// Without a rate that claims that all workers are protected where those of segments contradict it.
function judged(coverage: Coverage, statements: readonly Observation[]): Coverage {
  if (!isFullClaim(coverage)) return coverage;
  const ofCategories = groupBy(statements, ({ categoryCode }) => categoryCode);
  const subject = { regionCode: coverage.regionCode, ...SHARED, on: claimedUntil(coverage) };
  return withoutFalseClaim(
    coverage,
    SEGMENTS.map((categoryCode) =>
      coverageOn({ ...subject, categoryCode }, ofCategories.get(categoryCode) ?? []),
    ),
  );
}
