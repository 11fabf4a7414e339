import { compare, groupBy } from "../../collections.js";
import type { Observation } from "../observations/observation.entity.js";
import type { StatedObservation } from "../observations/observation.queries.js";
import { possibleOf } from "../observations/possible.rules.js";
import { comparableSince } from "../regions/comparable.rules.js";
import { evidenceOf } from "../sources/evidence.rules.js";
import type { CoverageRate } from "../figures/coverage-rate.type.js";
import type { Coverage } from "./coverage.type.js";
import type { CoverageTarget } from "./target.type.js";

/** The targets that statements set, by due day: those of one day that differ stand side by side, and each is told once. */
export function targetsOf(statements: readonly StatedObservation[], coverage: Coverage): CoverageTarget[] {
  const goals = groupBy(statements, ({ periodEnd, value }) => `${periodEnd} ${value ?? ""}`);
  return [...goals.values()]
    .flatMap((same) => [...same].sort(byEvidence).slice(0, 1))
    .map((statement) => targetOf(statement, coverage))
    .sort((one, other) => compare(one.dueOn, other.dueOn) || one.value - other.value);
}

const byEvidence = (one: StatedObservation, other: StatedObservation): number =>
  evidenceOf(one) - evidenceOf(other) ||
  compare(other.publishedFrom ?? "", one.publishedFrom ?? "") ||
  compare(one.slug, other.slug);

function targetOf(observation: Observation, coverage: Coverage): CoverageTarget {
  const value = observation.value ?? 0;
  // A rate over a base that its source does not state is compared with nothing.
  const latest = coverage.rate?.denominatorCode == null || coverage.rate.areaDiffers ? null : coverage.rate;
  // What was known long before the target was due says nothing of whether it is reached.
  const day = observation.periodEnd < coverage.on ? observation.periodEnd : coverage.on;
  const current = latest && latest.effectiveOn >= comparableSince(day) ? latest : null;
  const gap = current?.value == null ? null : value - current.value;
  const base = coverage.potentialWorkers?.areaDiffers === false ? coverage.potentialWorkers.value : null;
  return {
    value,
    dueOn: observation.periodEnd,
    setBy: observation.attributedTo,
    observation,
    latest,
    gapPoints: gap === null ? null : Number((gap * 100).toFixed(6)),
    gapWorkers: gap === null || base === null ? null : Math.round(gap * base),
    reached: current && isReached(current, value),
  };
}

// What a rate leaves possible decides; null where that reaches from below the target to above it.
function isReached(rate: CoverageRate, target: number): boolean | null {
  const { value, lowerBound, upperBound, qualifier, observation } = rate;
  if (value === null) return null;
  if (qualifier === "APPROXIMATE" && lowerBound === null && upperBound === null) {
    const possible = observation && possibleOf({ ...observation, unit: "FRACTION" });
    if (!possible) return value >= target;
    return possible.least >= target ? true : possible.most < target ? false : null;
  }
  if (lowerBound !== null && lowerBound >= target) return true;
  return upperBound !== null && upperBound < target ? false : null;
}
