import type { Observation } from "../observations/observation.entity.js";
import { isConsistentWith } from "../observations/own-parts.rules.js";
import { lastDigit, type StatedNumber } from "../observations/possible.rules.js";
import type { CoverageRate } from "./coverage-rate.type.js";
import { boundsOf, qualifierOfRatio, ratioBounds, UNBOUNDED, type Bounds } from "./bounds.rules.js";
import { sourceOf, statementsOf } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";

/** Numerator and denominator of a derived rate, both with a number, the denominator above zero. */
export type Pair = readonly [Figure, Figure];

/** A published rate, and the parts to derive one from. */
export interface RateParts {
  published: Figure | null;
  pair: Pair | null;
  /** Whether the source of the published rate states both parts itself. */
  own: boolean;
  /** What its source states in place of the denominator; null when it does not. */
  gap?: Figure | null | undefined;
}

/** Whether a rate over a denominator may be above 1: a quota may be exceeded, but nobody can protect more than all. */
export const mayExceedOne = (denominatorCode: string | null): boolean => denominatorCode === "COHORT_QUOTA";

/**
 * The rate that parts and print amount to; null when there is neither. Its value is the published one, unless that
 * contradicts the parts of its own source or ties with another, then none; without a published one the derived one.
 */
export function coverageRate(
  { published, pair, own, gap = null }: RateParts,
  denominatorCode: string | null,
): CoverageRate | null {
  const observation = published?.observation ?? null;
  const printed = observation?.value ?? null;
  const derived = pair && (pair[0].value ?? 0) / (pair[1].value ?? 1);
  const stated = published && statedOf(published, derived === null);
  if (stated === null && derived === null) return null;
  const consistent = consistencyOf({ published, pair, own, gap });
  const anchor = stated ? published : pair?.[0];
  const known = stated ?? (pair && ratioOf(pair, derived));
  if (!anchor || !known) return null;
  const isPossible = consistent !== false && ((known.value ?? 0) <= 1 || mayExceedOne(denominatorCode));
  const bounds = consistent === false ? contradictingBounds(published, derived) : known;
  return {
    value: isPossible ? known.value : null,
    lowerBound: isPossible || consistent === false ? bounds.lowerBound : null,
    upperBound: isPossible || consistent === false ? bounds.upperBound : null,
    qualifier: isPossible ? known.qualifier : "APPROXIMATE",
    published: printed,
    derived,
    basis: stated ? "REPORTED" : "DERIVED",
    consistent,
    difference: derived !== null && printed !== null ? printed - derived : null,
    derivedFrom: pair ? [...new Set(pair.flatMap(statementsOf))] : [],
    observation,
    denominatorStated: stated ? denominatorCode !== null && statesBase(published) : true,
    denominatorCode,
    countedBy: anchor.countedBy ?? (stated && !own ? null : countingOf(pair)),
    effectiveOn: anchor.effectiveOn,
    ageInDays: anchor.ageInDays,
    areaDiffers: anchor.areaDiffers,
    rivalSet: published?.rivalSet ?? null,
    conflictSlug: published?.rivalSet ?? null,
  };
}

// What others count beside a published rate says nothing of how its publisher counts: only its own parts do.
const countingOf = (pair: Pair | null): CoverageRate["countedBy"] =>
  pair && (pair[0].countedBy ?? pair[1].countedBy);

// In a tie, whether all rivals do.
const statesBase = (published: Figure): boolean =>
  statementsOf(published).every(({ denominatorStated }) => denominatorStated === true);

type Known = Bounds & Pick<CoverageRate, "value" | "qualifier">;

// A number, all, or a tie, which parts do not decide; null when a rate is stated without any number.
function statedOf(published: Figure, isAlone: boolean): Known | null {
  const { observation } = published;
  if (observation === null) {
    const { lowerBound, upperBound, qualifier } = published;
    return { value: null, lowerBound, upperBound, qualifier };
  }
  if (observation.value !== null)
    return { value: observation.value, ...boundsOf(observation), qualifier: observation.qualifier };
  return observation.qualifier === "ALL" && isAlone
    ? { value: 1, lowerBound: 1, upperBound: 1, qualifier: "ALL" }
    : null;
}

function ratioOf([numerator, denominator]: Pair, value: number | null): Known {
  const bounds = ratioBounds(numerator, denominator);
  const { lowerBound, upperBound } = bounds;
  return {
    value,
    lowerBound,
    upperBound,
    qualifier: qualifierOfRatio(numerator.qualifier, denominator.qualifier, bounds),
  };
}

// Whether the published rate, or in a tie that of the parts' own source, follows from its parts; null where none states both.
function consistencyOf({ published, pair, own, gap = null }: RateParts): boolean | null {
  if (!published || !pair) return null;
  const { observation, alternatives } = published;
  if (observation) return own && observation.value !== null ? isConsistent(observation, pair, gap) : null;
  const ofSource = alternatives.filter(({ sourceSlug }) =>
    pair.every((part) => sourceOf(part) === sourceSlug),
  );
  return ofSource.some((rival) => !isConsistent(rival, pair)) ? false : null;
}

function contradictingBounds(published: Figure | null, derived: number | null): Bounds {
  const { observation, lowerBound, upperBound } = published ?? { observation: null, ...UNBOUNDED };
  const known = [observation?.value, lowerBound, upperBound, derived].flatMap((value) => value ?? []);
  return { lowerBound: Math.min(...known), upperBound: Math.max(...known) };
}

/** What a printed rate leaves possible: half a unit of its last digit either way, unless its source bounds it otherwise. */
export function printedBounds(rate: Observation): Bounds {
  if (rate.qualifier !== "EXACT" || rate.value === null) return boundsOf(rate);
  const half = lastDigit(rate.value) / 2;
  return { lowerBound: rate.value - half, upperBound: rate.value + half };
}

/** Whether a published rate follows from its parts, by the rule that finds conflicts of a source with its own counts. */
export function isConsistent(
  { value, qualifier, lowerBound, upperBound }: StatedPart,
  [numerator, denominator]: readonly [StatedPart, StatedPart],
  gap: StatedPart | null = null,
): boolean {
  if (value === null) return true;
  return isConsistentWith(
    { value, qualifier, lowerBound, upperBound, unit: "FRACTION" },
    {
      numerator: { ...numerator, unit: "PERSONS" },
      denominator: { ...(gap ?? denominator), unit: "PERSONS" },
      isGap: gap !== null,
    },
  );
}

type StatedPart = Omit<StatedNumber, "unit">;
