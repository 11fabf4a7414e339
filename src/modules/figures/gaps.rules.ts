import { overlap } from "../../time/span.js";
import { differenceBounds, sumBounds, type Bounds } from "./bounds.rules.js";
import { isOfOnePayer } from "../observations/payers.rules.js";
import { derivedFigure, isCompatible, isPart, statementsOf, type About } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";

/** The denominator less the numerator; null when that is no number of people. */
export function difference(denominator: Figure, numerator: Figure): Figure | null {
  if (numerator.value === null || denominator.value === null || numerator.value > denominator.value)
    return null;
  const bounds = differenceBounds(denominator, numerator);
  const from = [...new Set([denominator, numerator].flatMap(statementsOf))];
  return derivedFigure(
    denominator.value - numerator.value,
    atLeastNobody(bounds),
    ofBoth(numerator, denominator),
    from,
  );
}

// People are never fewer than none.
const atLeastNobody = ({ lowerBound, upperBound }: Bounds): Bounds => ({
  lowerBound: lowerBound === null ? null : Math.max(0, lowerBound),
  upperBound,
});

const ofBoth = (one: Figure, other: Figure): About => ({
  ...one,
  period: overlap(one.period, other.period) ?? one.period,
  countedBy: one.countedBy ?? other.countedBy,
});

/** Those who are counted and those who are missing; null when either is not known of everybody. */
export function completed(numerator: Figure, gap: Figure): Figure | null {
  if (numerator.value === null || gap.value === null || !isCompatible(numerator, gap)) return null;
  if (isPart(numerator) || statementsOf(numerator).some(isOfOnePayer)) return null;
  return derivedFigure(
    numerator.value + gap.value,
    sumBounds([numerator, gap]),
    ofBoth(numerator, gap),
    [numerator, gap].flatMap(statementsOf),
  );
}
