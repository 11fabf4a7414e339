import { hull } from "../../time/span.js";
import { comparableSince } from "../regions/comparable.rules.js";
import type { Counting } from "../observations/observation.entity.js";
import { qualifierOf, ratioBounds, sumBounds } from "../figures/bounds.rules.js";
import type { CoverageRate } from "../figures/coverage-rate.type.js";
import type { CoverageRollUp } from "./coverage-roll-up.type.js";
import type { Coverage } from "./coverage.type.js";
import { ageOn, rolledUpFigure } from "../figures/figure.rules.js";
import type { Figure } from "../figures/figure.type.js";

/** A part of what a child region adds to a roll-up. */
type Part = Pick<Figure, "value" | "lowerBound" | "upperBound" | "period" | "effectiveOn" | "areaDiffers">;

/** What a child region adds to a roll-up. */
export interface Portion {
  numerator: Part;
  denominator: Part;
  countedBy: Counting | null;
}

/** What a child region adds to a roll-up, with the statements that speak for it. */
export interface Share extends Portion {
  numerator: Figure;
  denominator: Figure;
}

/** The counting that most of some figures have; null when none says. A tie goes to workers counted where they live. */
export function usualCounting(countings: readonly (Counting | null)[]): Counting | null {
  const count = (one: Counting): number => countings.filter((counting) => counting === one).length;
  const [residence, workplace] = [count("RESIDENCE"), count("WORKPLACE")];
  if (residence + workplace === 0) return null;
  return residence >= workplace ? "RESIDENCE" : "WORKPLACE";
}

// Children of one territory and one counting, with figures that are not too old.
function comparable(children: readonly Child[], on: string): ReadonlyMap<Child, Portion> {
  const since = comparableSince(on);
  const recent = children.flatMap((child): [Child, Portion][] => {
    const { share } = child;
    if (!share) return [];
    const { numerator } = share;
    return numerator.areaDiffers || numerator.effectiveOn < since ? [] : [[child, share]];
  });
  const counting = usualCounting(recent.map(([, { countedBy }]) => countedBy));
  return new Map(recent.filter(([, { countedBy }]) => countedBy === null || countedBy === counting));
}

interface Child {
  code: string;
  share: Portion | null;
}

/**
 * The sum of numerators over the sum of denominators, over the children whose figures may be added; the others are
 * named. Only a sum over every child is an answer: the rate of some of them is shown beside it.
 */
export function rollUp(children: readonly Child[], on: string): CoverageRollUp {
  const shares = comparable(children, on);
  const numerators = [...shares.values()].map(({ numerator }) => numerator);
  const denominators = [...shares.values()].map(({ denominator }) => denominator);
  const add = (figures: readonly Part[]): number => figures.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const [protectedWorkers, potentialWorkers] = [add(numerators), add(denominators)];
  const days = numerators.map(({ effectiveOn }) => effectiveOn).sort();
  const isComplete = shares.size > 0 && shares.size === children.length;
  const [numeratorBounds, denominatorBounds] = [sumBounds(numerators), sumBounds(denominators)];
  const partialRate = potentialWorkers === 0 ? null : protectedWorkers / potentialWorkers;
  return {
    rate: isComplete ? partialRate : null,
    partialRate,
    qualifier: qualifierOf(ratioBounds(numeratorBounds, denominatorBounds)),
    protectedWorkers: isComplete ? protectedWorkers : null,
    potentialWorkers: isComplete ? potentialWorkers : null,
    partialProtectedWorkers: protectedWorkers,
    partialPotentialWorkers: potentialWorkers,
    numeratorBounds,
    denominatorBounds,
    period: hull([...numerators, ...denominators].map(({ period }) => period)),
    oldestEffectiveOn: days[0] ?? null,
    newestEffectiveOn: days.at(-1) ?? null,
    reportingRegions: shares.size,
    totalRegions: children.length,
    includedCodes: [...shares.keys()].map(({ code }) => code),
    omittedCodes: children.filter((child) => !shares.has(child)).map(({ code }) => code),
  };
}

/**
 * Coverage for which no rate is known, with the sum over the child regions standing in if every one of them reports
 * both parts. A figure that the region reports itself stays.
 */
export function orRolledUp(coverage: Coverage, sum: CoverageRollUp): Coverage {
  const { rate, period, oldestEffectiveOn: oldest, protectedWorkers, potentialWorkers } = sum;
  if (rate === null || period === null || oldest === null) return coverage;
  const figure = (value: number, bounds: CoverageRollUp["numeratorBounds"]): Figure =>
    rolledUpFigure(value, bounds, period, oldest, coverage.on);
  return {
    ...coverage,
    period,
    protectedWorkers: coverage.protectedWorkers ?? figure(protectedWorkers ?? 0, sum.numeratorBounds),
    potentialWorkers: coverage.potentialWorkers ?? figure(potentialWorkers ?? 0, sum.denominatorBounds),
    rate: rolledUpRate(coverage, sum, rate, oldest),
  };
}

function rolledUpRate(
  { denominatorCode, on }: Coverage,
  { numeratorBounds, denominatorBounds }: CoverageRollUp,
  value: number,
  oldest: string,
): CoverageRate {
  const bounds = ratioBounds(numeratorBounds, denominatorBounds);
  return {
    value,
    lowerBound: bounds.lowerBound,
    upperBound: bounds.upperBound,
    qualifier: qualifierOf(bounds),
    published: null,
    derived: value,
    basis: "ROLLED_UP",
    consistent: null,
    difference: null,
    derivedFrom: [],
    observation: null,
    denominatorStated: true,
    rivalSet: null,
    conflictSlug: null,
    denominatorCode,
    countedBy: null,
    effectiveOn: oldest,
    ageInDays: ageOn(oldest, on),
    areaDiffers: false,
  };
}
