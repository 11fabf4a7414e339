import { overlap, overlaps } from "../../time/span.js";
import type { Observation } from "../observations/observation.entity.js";
import { contradictedDifference, gapPartsSlug } from "../observations/own-parts.rules.js";
import type { Period } from "../observations/period.type.js";
import { productBounds, type Bounds } from "../figures/bounds.rules.js";
import { printedBounds } from "../figures/coverage-rate.rules.js";
import type { Coverage } from "./coverage.type.js";
import {
  aboutOf,
  derivedFigure,
  figureOf,
  isCompatible,
  latestFigure,
  latestOfCountings,
  statementsOf,
  withOtherCounting,
} from "../figures/figure.rules.js";
import type { Figure } from "../figures/figure.type.js";
import { completed, difference } from "../figures/gaps.rules.js";
import type { Moment, Moments } from "../figures/moments.rules.js";
import { ownPart } from "../figures/own-part.rules.js";
import type { RateFigures } from "../figures/pairs.rules.js";
import { dayOf, isWithinYear, latestOf } from "../figures/timing.rules.js";

/** The figures that a coverage shows beside its rate. */
export type Known = Pick<
  Coverage,
  "protectedWorkers" | "potentialWorkers" | "unprotectedWorkers" | "monthsCovered" | "workerMonths"
>;

/** All figures of one region and category that a coverage is made of. */
export interface CoverageFigures extends RateFigures {
  unprotected: readonly Figure[];
  months: readonly Figure[];
}

/** Each figure the latest of its own that is known on the day. */
export function knownOn(figures: CoverageFigures, moments: Moments): Known {
  const { on, numerators, denominators } = figures;
  const published = moments.latestPublished();
  const followed = published ? partsFrom(published, figures) : NO_PARTS;
  const protectedWorkers = latestOfCountings(numerators, on) ?? followed[0];
  const potentialWorkers = latestOfCountings(denominators, on) ?? followed[1];
  const shown: Parts = [protectedWorkers, potentialWorkers];
  const latest = moments.latest(({ pair, isBeside }) => pair !== null && !isBeside)?.pair;
  const unprotected = unprotectedOn(figures, isPair(shown) ? shown : (latest ?? followed));
  return known(figures, protectedWorkers, potentialWorkers, unprotected);
}

/** The figures that a rate rests on, of its time. */
export function knownAt(figures: CoverageFigures, moment: Moment): Known {
  const [numerator, denominator] = moment.pair ?? partsFrom(moment, figures);
  const day = dayOf(moment.timing, figures.on);
  const beside = (figure: Figure | null, all: readonly Figure[]): Figure | null =>
    figure && withOtherCounting(figure, all, day);
  return known(
    figures,
    beside(numerator, figures.numerators),
    beside(denominator, figures.denominators),
    numerator && denominator ? difference(denominator, numerator) : null,
  );
}

function known(
  { months }: CoverageFigures,
  protectedWorkers: Figure | null,
  potentialWorkers: Figure | null,
  unprotectedWorkers: Figure | null,
): Known {
  const monthsCovered = protectedWorkers && monthsIn(protectedWorkers.period, months);
  return {
    protectedWorkers,
    potentialWorkers,
    unprotectedWorkers,
    monthsCovered,
    workerMonths: workerMonths(protectedWorkers?.value ?? null, monthsCovered?.value ?? null),
  };
}

function monthsIn(period: Period, months: readonly Figure[]): Figure | null {
  const overlapping = months.filter((figure) => overlaps(figure.period, period));
  return latestFigure(overlapping, "9999-12-31");
}

/** Workers times months; null unless both are known. */
export const workerMonths = (workers: number | null, months: number | null): number | null =>
  workers === null || months === null ? null : workers * months;

// Whether one may be taken from the other: then a reader who does so finds what is shown.
const isPair = ([numerator, denominator]: Parts): boolean =>
  numerator !== null &&
  denominator !== null &&
  isCompatible(numerator, denominator) &&
  isWithinYear(numerator.timing, denominator.timing);

// What a source states itself, or what is left of the denominator after the numerator, whichever is later. What its own
// source contradicts gives way to what that source's counts leave.
function unprotectedOn(figures: CoverageFigures, [numerator, denominator]: Parts): Figure | null {
  const { on } = figures;
  const left = numerator && denominator ? difference(denominator, numerator) : null;
  const stated = latestFigure(
    figures.unprotected.flatMap((figure) => consistentGap(figure, figures) ?? []),
    on,
  );
  if (!left || !stated) return stated ?? left;
  // A reader who takes one figure from the other finds what is shown.
  const isFirst = stated.basis === "REPORTED" || stated.value === left.value;
  return latestOf(
    [stated, left],
    ({ timing }) => timing,
    on,
    (one) => (one === (isFirst ? stated : left) ? -1 : 1),
  );
}

// The figure itself; or, where it is not what the counts of its source leave, what they do leave.
function consistentGap(figure: Figure, figures: CoverageFigures): Figure | null {
  const { observation } = figure;
  if (!observation) return figure;
  const { numeratorStatements, denominatorStatements, on, isOfNow } = figures;
  const isOwn = ({ sourceSlug }: Observation): boolean => sourceSlug === observation.sourceSlug;
  const counts = contradictedDifference(observation, {
    numerators: numeratorStatements.filter(isOwn),
    denominators: denominatorStatements.filter(isOwn),
  });
  if (!counts) return figure;
  const { numerator, denominator } = counts;
  const left = difference(figureOf([denominator], on), figureOf([numerator], on));
  const conflictSlug = gapPartsSlug(observation.slug, numerator.slug, denominator.slug);
  return left && { ...left, alternatives: [observation], rivalSet: isOfNow ? conflictSlug : null };
}

type Parts = readonly [Figure | null, Figure | null];
const NO_PARTS: Parts = [null, null];

// With a published rate and one part of the same source, the other part follows: the whole from what the source says is
// missing, a part of the whole as roughly as the rate was printed. Nothing follows over a base that is only assumed.
function partsFrom({ published, rate }: Moment, figures: RateFigures): Parts {
  const printed = published?.observation;
  if (!printed?.value || rate.value === null) return NO_PARTS;
  const { on, numeratorStatements, denominatorStatements, gapStatements } = figures;
  const numerator = ownPart(printed, numeratorStatements, on);
  const denominator = ownPart(printed, denominatorStatements, on);
  if (numerator && !denominator) {
    const gap = ownPart(printed, gapStatements, on);
    return [numerator, gap && completed(numerator, gap)];
  }
  return denominator && !numerator
    ? [shareOf(printed, denominator, on), denominator]
    : [numerator, denominator];
}

function shareOf(printed: Observation, whole: Figure, on: string): Figure {
  const { lowerBound, upperBound } = productBounds(whole, printedBounds(printed));
  const bounds: Bounds = {
    lowerBound: lowerBound && Math.round(lowerBound),
    upperBound: upperBound && Math.round(upperBound),
  };
  const about = { ...aboutOf(printed, on), period: overlap(whole.period, printed.period) ?? printed.period };
  const value = Math.round((whole.value ?? 0) * (printed.value ?? 0));
  return derivedFigure(value, bounds, about, [...statementsOf(whole), printed]);
}
