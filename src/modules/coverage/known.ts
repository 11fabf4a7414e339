import { overlap, overlaps } from "../../time/span.js";
import type { Observation } from "../observations/observation.entity.js";
import { possibleOf } from "../observations/possible.rules.js";
import type { Period } from "../observations/period.type.js";
import { differenceBounds, productBounds, ratioBounds, type Bounds } from "../figures/bounds.rules.js";
import { printedBounds } from "../figures/coverage-rate.rules.js";
import type { Coverage } from "./coverage.type.js";
import {
  aboutOf,
  derivedFigure,
  isCompatible,
  latestFigure,
  latestOfCountings,
  statementsOf,
  withOtherCounting,
} from "../figures/figure.rules.js";
import type { Figure } from "../figures/figure.type.js";
import type { Moment, Moments } from "../figures/moments.rules.js";
import { ownPart, type RateFigures } from "../figures/pairs.rules.js";
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
  const published = moments.latest(({ published }) => (published?.observation ?? null) !== null);
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

// What a source states itself, or what is left of the denominator after the numerator, whichever is later.
function unprotectedOn(figures: CoverageFigures, [numerator, denominator]: Parts): Figure | null {
  const { on } = figures;
  const left = numerator && denominator ? difference(denominator, numerator) : null;
  const stated = latestFigure(
    figures.unprotected.filter((figure) => !isContradicted(figure, figures)),
    on,
  );
  if (!left || !stated) return stated ?? left;
  return latestOf(
    [stated, left],
    ({ timing }) => timing,
    on,
    (one) => (one === stated ? -1 : 1),
  );
}

// Whether the source itself states both parts, and they leave another number: a gap to a target, called unprotected.
function isContradicted({ observation }: Figure, figures: RateFigures): boolean {
  if (!observation) return false;
  const denominator = ownPart(observation, figures.denominatorStatements, figures.on);
  const numerator = ownPart(observation, figures.numeratorStatements, figures.on);
  const [stated, all, part] = [observation, denominator, numerator].map(
    (number) => number && possibleOf({ ...number, unit: "PERSONS" }),
  );
  if (!stated || !all || !part) return false;
  return stated.least > all.most - part.least || stated.most < all.least - part.most;
}

/** The denominator less the numerator; null when that is no number of people. */
function difference(denominator: Figure, numerator: Figure): Figure | null {
  if (numerator.value === null || denominator.value === null || numerator.value > denominator.value)
    return null;
  const period = overlap(numerator.period, denominator.period) ?? numerator.period;
  const bounds = differenceBounds(denominator, numerator);
  const about = { ...numerator, period, countedBy: numerator.countedBy ?? denominator.countedBy };
  const from = [...new Set([denominator, numerator].flatMap(statementsOf))];
  return derivedFigure(denominator.value - numerator.value, atLeastNobody(bounds), about, from);
}

// People are never fewer than none.
const atLeastNobody = ({ lowerBound, upperBound }: Bounds): Bounds => ({
  lowerBound: lowerBound === null ? null : Math.max(0, lowerBound),
  upperBound,
});

type Parts = readonly [Figure | null, Figure | null];
const NO_PARTS: Parts = [null, null];

// With a published rate and one part of the same source, the other part follows, as roughly as the rate was printed.
function partsFrom({ published, rate }: Moment, figures: RateFigures): Parts {
  const printed = published?.observation;
  if (!printed?.value || rate.value === null) return NO_PARTS;
  const { on, numeratorStatements, denominatorStatements } = figures;
  const numerator = ownPart(printed, numeratorStatements, on);
  const denominator = ownPart(printed, denominatorStatements, on);
  if (numerator && !denominator)
    return [numerator, follows(printed, numerator, (numerator.value ?? 0) / printed.value, ratioBounds, on)];
  if (denominator && !numerator)
    return [
      follows(printed, denominator, (denominator.value ?? 0) * printed.value, productBounds, on),
      denominator,
    ];
  return [numerator, denominator];
}

function follows(
  printed: Observation,
  part: Figure,
  value: number,
  boundsOf: (part: Bounds, rate: Bounds) => Bounds,
  on: string,
): Figure {
  const { lowerBound, upperBound } = boundsOf(part, printedBounds(printed));
  const whole = {
    lowerBound: lowerBound && Math.round(lowerBound),
    upperBound: upperBound && Math.round(upperBound),
  };
  const period = overlap(part.period, printed.period) ?? printed.period;
  const about = { ...aboutOf(printed, on), period };
  return derivedFigure(Math.round(value), whole, about, [...statementsOf(part), printed]);
}
