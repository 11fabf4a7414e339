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
 * The figures of a rate with those that follow: where nobody states a numerator, it is what a source's denominator has
 * beyond its gap, and where nobody states a denominator, what a source's numerator and gap add up to.
 */
export function withFollowing<T extends RateFigures>(figures: T): T {
  const { numerators, denominators, numeratorStatements, denominatorStatements, gapStatements, on } = figures;
  if (gapStatements.length === 0 || (numerators.length > 0 && denominators.length > 0)) return figures;
  const gaps = figuresOf(gapStatements, on);
  const following = (
    beside: RateFigures["numeratorStatements"],
    from: (stated: Figure, gap: Figure) => Figure | null,
  ): Figure[] =>
    gaps.flatMap((gap) => {
      const stated = gap.observation && ownPart(gap.observation, beside, on);
      if (!stated || gap.value === null || !isCompatible(stated, gap)) return [];
      return from(stated, gap) ?? [];
    });
  return {
    ...figures,
    numerators: numerators.length > 0 ? numerators : following(denominatorStatements, difference),
    denominators: denominators.length > 0 ? denominators : following(numeratorStatements, completed),
  };
}
