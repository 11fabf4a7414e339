import { compare } from "../../collections.js";
import { isSamePeriod, overlaps } from "../../time/span.js";
import type { Observation } from "../observations/observation.entity.js";
import { isOfProgrammes } from "../observations/payers.rules.js";
import { figureOf, isCompatible } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";
import { first } from "./timing.rules.js";

/** A part of a rate as the source of the rate states it for the rate's time; null when it does not. */
export function ownPart(
  rate: Observation,
  statements: readonly Observation[],
  on: string,
  isOfTime: (part: Observation, rate: Observation) => boolean = sharesTime,
): Figure | null {
  const fit = (part: Observation): number =>
    Number(sharesTime(part, rate)) * 8 +
    Number(part.attributedTo === rate.attributedTo) * 4 +
    Number(isSamePeriod(part.period, rate.period)) * 2 +
    Number(part.funding === null || part.funding === "MIXED");
  const best = first(
    statements.filter(
      (statement) =>
        statement.sourceSlug === rate.sourceSlug &&
        statement.value !== null &&
        !isOfProgrammes(statement) &&
        isOfTime(statement, rate) &&
        isCompatible(statement, rate),
    ),
    (one, other) => fit(other) - fit(one) || one.rank - other.rank || compare(one.slug, other.slug),
  );
  return best && figureOf([best], on);
}

const sharesTime = (part: Observation, rate: Observation): boolean => overlaps(part.period, rate.period);

/** Whether a part is of the time or the year of a rate, as the last survey of the year is that many divide by. */
export const sharesYear = (part: Observation, rate: Observation): boolean =>
  sharesTime(part, rate) || part.effectiveOn.slice(0, 4) === rate.effectiveOn.slice(0, 4);
