import { compare } from "../../collections.js";
import { daysBetween } from "../../time/months.js";
import { isSamePeriod, overlaps } from "../../time/span.js";
import type { Observation } from "../observations/observation.entity.js";
import { contradictedCounts, partWholeSlug, ratePartsSlug } from "../observations/own-parts.rules.js";
import { SURVEYED } from "../observations/rate-parts.rules.js";
import { mayExceedOne, type Pair } from "./coverage-rate.rules.js";
import { completed } from "./gaps.rules.js";
import { ownPart, sharesYear } from "./own-part.rules.js";
import { byWidth, figureOf, isCompatible, isPart, sourceOf } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";
import { dayOf, first, isWithinYear, nearestDays } from "./timing.rules.js";

/** The figures of one region and category that rates over one denominator are made of. */
export interface RateFigures {
  denominatorCode: string;
  on: string;
  /** Whether statements are as known now, as stored conflicts are. */
  isOfNow: boolean;
  numerators: readonly Figure[];
  denominators: readonly Figure[];
  /** Published rates over the denominator. */
  rates: readonly Figure[];
  /** Published rates over other bases, or over one that is not stated. */
  otherRates: readonly Figure[];
  /** The statements behind numerators and denominators, and those of what the one lacks to be the other. */
  numeratorStatements: readonly Observation[];
  denominatorStatements: readonly Observation[];
  gapStatements: readonly Observation[];
}

/** What the source of a published rate states beside it. */
export interface OwnParts {
  pair: Pair;
  /** What the denominator was completed with, where the source states it in its place. */
  gap: Figure | null;
}

/**
 * Numerator and denominator as the source of a published rate states them, whoever is preferred among rivals: with the
 * gap between them in place of the denominator, both together are the denominator.
 */
export function ownParts({ observation }: Figure, figures: RateFigures): OwnParts | null {
  if (!observation) return null;
  const { on, numeratorStatements, denominatorStatements, gapStatements } = figures;
  const numerator = ownPart(observation, numeratorStatements, on);
  if (!numerator) return null;
  const stated = ownPart(observation, denominatorStatements, on, sharesYear);
  const gap = stated ? null : ownPart(observation, gapStatements, on);
  const denominator = stated ?? (gap && completed(numerator, gap));
  return denominator?.value && isCompatible(numerator, denominator)
    ? { pair: [numerator, denominator], gap }
    : null;
}

/**
 * The key of the conflict between a published rate and the counts of its own source, or between a count and the smaller
 * one that it is a part of; null when it contradicts none, and for statements as of an earlier instant.
 */
export function ownConflict(
  rate: Observation | null,
  pair: Pair | null,
  figures: RateFigures,
): string | null {
  if (!figures.isOfNow) return null;
  const { numeratorStatements: numerators, denominatorStatements: denominators } = figures;
  if (rate === null) {
    const [part, whole] = pair ?? [];
    if (!part?.observation || !whole?.observation) return null;
    return partWholeSlug(part.observation.slug, whole.observation.slug);
  }
  const isOwn = ({ sourceSlug }: Observation): boolean => sourceSlug === rate.sourceSlug;
  const counts = contradictedCounts(rate, {
    numerators: numerators.filter(isOwn),
    denominators: denominators.filter(isOwn),
    gaps: figures.gapStatements.filter(isOwn),
  });
  return counts && ratePartsSlug(rate.slug, counts.numerator.slug, counts.denominator.slug);
}

/** The parts that others state for a time near that of a published rate, known by its day: it rests on none of later days. */
export function nearestPair(published: Figure, figures: RateFigures): Pair | null {
  const day = dayOf(published.timing, figures.on);
  const isKnown = (figure: Figure): boolean =>
    figure.timing.from <= day ||
    (sourceOf(figure) === sourceOf(published) && overlaps(figure.period, published.period));
  const numerator = nearest(
    published,
    figures.numerators.filter((figure) => !isPart(figure) && isKnown(figure)),
  );
  const denominator = numerator && denominatorFor(numerator, figures, isKnown);
  if (!denominator || !isWithinYear(denominator.timing, published.timing)) return null;
  const isImpossible =
    (numerator.value ?? 0) > (denominator.value ?? 0) && !mayExceedOne(figures.denominatorCode);
  return isImpossible ? null : [numerator, denominator];
}

/** The denominator for a numerator: of its own source if there is one, else the nearest in time; null when none fits. */
export function denominatorFor(
  numerator: Figure,
  figures: RateFigures,
  isWanted: (figure: Figure) => boolean = () => true,
): Figure | null {
  const denominators = figures.denominators.filter(isWanted);
  const source = sourceOf(numerator);
  const own = figures.denominatorStatements.filter(
    (statement) =>
      statement.sourceSlug === source &&
      statement.value !== null &&
      overlaps(statement.period, numerator.period),
  );
  const stated = nearest(
    numerator,
    own.map((statement) => figureOf([statement], figures.on)).filter(isWanted),
  );
  if (stated) return stated;
  // A source that states a rate of its own over another base counts other people than those of a third party's base.
  const isOverOther = figures.otherRates.some(
    (rate) => sourceOf(rate) === source && overlaps(rate.period, numerator.period),
  );
  if (SURVEYED.includes(figures.denominatorCode))
    return numerator.countedBy === "WORKPLACE" ? null : nearest(numerator, denominators);
  return isOverOther ? null : nearest(numerator, denominators);
}

// Of figures about the same people in the same twelve months: that of the same period, then of the same source, then the nearest, then the latest.
function nearest(anchor: Figure, figures: readonly Figure[]): Figure | null {
  const source = sourceOf(anchor);
  const distance = ({ timing }: Figure): number => daysBetween(...nearestDays(timing, anchor.timing));
  return first(
    figures.filter(
      (figure) =>
        figure.value !== null &&
        figure.value > 0 &&
        isCompatible(figure, anchor) &&
        isWithinYear(figure.timing, anchor.timing),
    ),
    (one, other) =>
      Number(isSamePeriod(other.period, anchor.period)) - Number(isSamePeriod(one.period, anchor.period)) ||
      Number(sourceOf(other) === source) - Number(sourceOf(one) === source) ||
      distance(one) - distance(other) ||
      compare(other.timing.on, one.timing.on) ||
      byWidth(one, other),
  );
}
