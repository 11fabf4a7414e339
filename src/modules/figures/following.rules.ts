import { gapsTo } from "../observations/rate-parts.rules.js";
import { figuresOf, isCompatible } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";
import { completed, difference } from "./gaps.rules.js";
import { ownPart } from "./own-part.rules.js";
import type { RateFigures } from "./pairs.rules.js";

const POTENTIAL = "POTENTIAL_WORKERS";

/** What a numerator lacks to be the denominator; of other populations than those who may take part, it is no clear number. */
export const gapsOf = (denominatorCode: string): readonly string[] =>
  denominatorCode === POTENTIAL ? gapsTo(POTENTIAL) : [];

/**
 * The figures of a rate; where nobody states a denominator, with what a source's numerator and gap add up to.
 */
export function withCompleted<T extends RateFigures>(figures: T): T {
  if (figures.denominators.length > 0) return figures;
  return { ...figures, denominators: following(figures, figures.numeratorStatements, completed) };
}

/** The figures of a rate; where nobody states a numerator, with what a source's denominator has beyond its gap. */
export function withRemaining<T extends RateFigures>(figures: T): T {
  if (figures.numerators.length > 0) return figures;
  return { ...figures, numerators: following(figures, figures.denominatorStatements, difference) };
}

function following(
  { gapStatements, on }: RateFigures,
  beside: RateFigures["numeratorStatements"],
  from: (stated: Figure, gap: Figure) => Figure | null,
): Figure[] {
  if (gapStatements.length === 0 || beside.length === 0) return [];
  return figuresOf(gapStatements, on).flatMap((gap) => {
    const stated = gap.observation && ownPart(gap.observation, beside, on);
    if (!stated || gap.value === null || !isCompatible(stated, gap)) return [];
    return from(stated, gap) ?? [];
  });
}
