import type { CoverageRate } from "./coverage.type.js";
import { boundsOf, first, ofOnePayerOrProgramme, ratioBounds, type Bounds } from "./figure.js";
import type { Figure } from "./figure.type.js";
import type { Observation } from "../observations/observation.entity.js";
import { isSamePeriod, overlaps } from "../../time/span.js";

/** Numerator and denominator of a derived rate. */
export type Pair = readonly [Observation, Observation];

/** A published rate, and the parts to derive it from. */
export interface RateParts {
  published: Figure | null;
  /** Null when no two parts with a number, the denominator above zero, are about one time. */
  pair: Pair | null;
  /** Whether the source of the published rate states both parts itself. */
  own: boolean;
}

/** The rate that parts and print amount to; null when there is nothing to derive it from and no number is printed. */
export function coverageRate(
  { published, pair, own }: RateParts,
  denominatorCode: string,
): CoverageRate | null {
  const observation = published?.observation ?? null;
  const printed = observation?.value ?? null;
  const all = observation?.qualifier === "ALL";
  const derived = pair && (pair[0].value ?? 0) / (pair[1].value ?? 1);
  const value = derived ?? (all ? 1 : printed);
  if (value === null) return null;
  const bounds = boundsOfRate(pair, observation);
  const approximate = observation?.qualifier === "APPROXIMATE";
  const both = derived !== null && printed !== null;
  return {
    value,
    lowerBound: bounds.lowerBound,
    upperBound: bounds.upperBound,
    published: printed,
    derived,
    basis: derived === null ? "REPORTED" : "DERIVED",
    consistent: own && both ? isConsistent(printed, derived, approximate) : null,
    difference: both ? printed - derived : null,
    derivedFrom: pair ? [...pair] : [],
    observation,
    denominatorCode,
    rivalSet: published?.rivalSet ?? null,
  };
}

function boundsOfRate(pair: Pair | null, printed: Observation | null): Bounds {
  if (pair) return ratioBounds(boundsOf(pair[0]), boundsOf(pair[1]));
  if (printed === null || printed.qualifier === "ALL") return { lowerBound: 1, upperBound: 1 };
  return boundsOf(printed);
}

/** The two as parts of a rate; null unless both have a number, the denominator above zero, and their periods overlap. */
export function pairOf(
  numerator: Observation | null | undefined,
  denominator: Observation | null | undefined,
): Pair | null {
  if (!numerator || !denominator || numerator.value === null || !denominator.value) return null;
  return overlaps(numerator.period, denominator.period) ? [numerator, denominator] : null;
}

/** Numerator and denominator as the source of a published rate states them, whoever is preferred among rivals. */
export function ownPair(
  { observation: rate }: Figure,
  observations: readonly Observation[],
  [numeratorCode, denominatorCode]: readonly [string, string],
): Pair | null {
  if (!rate) return null;
  const fit = (part: Observation): number =>
    Number(part.attributedTo === rate.attributedTo) * 4 +
    Number(isSamePeriod(part.period, rate.period)) * 2 +
    Number(!ofOnePayerOrProgramme(part));
  const part = (code: string): Observation | null =>
    first(
      observations.filter(
        (other) =>
          other.indicatorCode === code &&
          other.value !== null &&
          other.sourceSlug === rate.sourceSlug &&
          overlaps(other.period, rate.period),
      ),
      (one, other) => fit(other) - fit(one) || one.rank - other.rank || (one.slug < other.slug ? -1 : 1),
    );
  return pairOf(part(numeratorCode), part(denominatorCode));
}

/** One unit of the last digit of a rate as printed: rates are printed in whole percent or finer. */
export function lastDigit(rate: number): number {
  const decimals = /\.(\d+)$/.exec(String(rate))?.[1]?.length ?? 0;
  return Number(`1e-${Math.max(2, decimals)}`);
}

/** What a printed rate leaves possible: half a unit of its last digit either way, unless its source bounds it otherwise. */
export function printedBounds(rate: Observation): Bounds {
  if (rate.qualifier !== "EXACT" || rate.value === null) return boundsOf(rate);
  const half = lastDigit(rate.value) / 2;
  return { lowerBound: rate.value - half, upperBound: rate.value + half };
}

/**
 * Whether a published rate follows from its parts: within half a unit of its last printed digit, and 1.5 points more
 * when it is approximate.
 */
export function isConsistent(published: number, derived: number, approximate: boolean): boolean {
  const tolerance = lastDigit(published) / 2 + (approximate ? 0.015 : 0);
  // Half a unit itself is still within: binary fractions must not push it out.
  return Math.abs(published - derived) <= tolerance + 1e-9;
}
