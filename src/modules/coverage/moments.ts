import { compare, getOrMake } from "../../collections.js";
import { isSamePeriod, overlap, overlaps } from "../../time/span.js";
import { daysBetween, monthsAfter } from "../../time/months.js";
import type { Observation } from "../observations/observation.entity.js";
import type { Period } from "../observations/period.type.js";
import { coverageRate, mayExceedOne, type Pair } from "./coverage-rate.js";
import type { CoverageRate } from "./coverage.type.js";
import { byWidth, figureOf, isCompatible, isPart, sourceOf, statementsOf } from "./figure.js";
import type { Figure } from "./figure.type.js";
import { isOfProgrammes } from "./payers.js";
import { first, isWithinYear, latestOf, nearestDays, type Standing } from "./standing.js";

/** The figures of one region and category that rates over one denominator are made of. */
export interface RateFigures {
  denominatorCode: string;
  on: string;
  numerators: readonly Figure[];
  denominators: readonly Figure[];
  /** Published rates over the denominator. */
  rates: readonly Figure[];
  /** Published rates over other bases, or over one that is not stated. */
  otherRates: readonly Figure[];
  /** The statements behind numerators and denominators. */
  numeratorStatements: readonly Observation[];
  denominatorStatements: readonly Observation[];
}

/** A rate that is known for one time, and what it rests on. */
export interface Moment {
  published: Figure | null;
  pair: Pair | null;
  period: Period;
  standing: Standing;
  rate: CoverageRate;
  /** Whether it is derived from parts of different sources. */
  isMixed: boolean;
}

// Surveys count everybody where they live, for whoever counts workers; what else is a base, each source decides.
const SURVEYED = ["EMPLOYED_POPULATION", "LABOUR_FORCE"];

/** The moments of some figures, found year by year, the latest first, as far as they are asked for. */
export class Moments {
  readonly #years: string[];
  readonly #found = new Map<string, Moment[]>();

  constructor(readonly figures: RateFigures) {
    const { numerators, rates } = figures;
    this.#years = [...new Set([...rates, ...numerators].map((figure) => this.#yearOf(figure)))]
      .sort()
      .reverse();
  }

  /** All of them, in no order. */
  all(): Moment[] {
    return this.#years.flatMap((year) => this.#of(year));
  }

  /** That which is known last of those wanted, one source before several; null when there is none. */
  latest(isWanted: (moment: Moment) => boolean = () => true): Moment | null {
    const latest = this.#latest(isWanted);
    if (!latest?.isMixed) return latest;
    const ofOneSource = this.#latest((moment) => isWanted(moment) && !moment.isMixed);
    return ofOneSource && yieldsTo(latest, ofOneSource, this.figures) ? ofOneSource : latest;
  }

  #latest(isWanted: (moment: Moment) => boolean): Moment | null {
    for (const year of this.#years) {
      const wanted = this.#of(year).filter(isWanted);
      const latest = latestOf(wanted, ({ standing }) => standing, this.figures.on, byPrint);
      if (latest) return latest;
    }
    return null;
  }

  #of(year: string): Moment[] {
    return getOrMake(this.#found, year, () => {
      const isOfYear = (figure: Figure): boolean => this.#yearOf(figure) === year;
      return momentsOf(
        this.figures,
        this.figures.rates.filter(isOfYear),
        this.figures.numerators.filter(isOfYear),
      );
    });
  }

  #yearOf({ standing: { on } }: Figure): string {
    return (on < this.figures.on ? on : this.figures.on).slice(0, 4);
  }
}

// Parts of different sources give way to what one source says itself, later or in the months before; over what surveys
// count, only later.
function yieldsTo({ standing: mixed }: Moment, { standing: own }: Moment, figures: RateFigures): boolean {
  if (own.on >= mixed.on) return true;
  return !SURVEYED.includes(figures.denominatorCode) && monthsAfter(own.on, 12) > mixed.on;
}

// Published rates, and pairs of parts beside which no rate is published.
function momentsOf(figures: RateFigures, rates: readonly Figure[], numerators: readonly Figure[]): Moment[] {
  const published = rates.flatMap((rate) => publishedMoment(rate, figures));
  const isCovered = (numerator: Figure): boolean =>
    published.some(
      ({ pair, standing }) => pair && isSame(pair[0], numerator) && standing.on >= numerator.standing.on,
    );
  return [
    ...published,
    ...numerators
      .filter((numerator) => !isCovered(numerator))
      .flatMap((numerator) => derivedMoment(numerator, figures)),
  ];
}

const isSame = (one: Figure, other: Figure): boolean => statementsOf(one)[0] === statementsOf(other)[0];

/** Orders moments of one day: a published rate before a derived one, then the widest. */
export function byPrint(one: Moment, other: Moment): number {
  const anchor = ({ published, pair }: Moment): Figure | null => published ?? pair?.[0] ?? null;
  const [first, second] = [anchor(one), anchor(other)];
  return (
    Number(other.published !== null) - Number(one.published !== null) ||
    (first && second ? byWidth(first, second) : 0)
  );
}

function publishedMoment(published: Figure, figures: RateFigures): Moment[] {
  const own = ownPair(published, figures);
  const pair = own ?? nearestPair(published, figures);
  const rate = coverageRate({ published, pair, own: own !== null }, figures.denominatorCode);
  if (!rate) return [];
  const { period, standing } = published;
  return [{ published, pair, period, standing, rate, isMixed: rate.basis === "DERIVED" && own === null }];
}

function derivedMoment(numerator: Figure, figures: RateFigures): Moment[] {
  const denominator = numerator.value === null ? null : denominatorFor(numerator, figures);
  if (!denominator) return [];
  const pair: Pair = [numerator, denominator];
  const rate = coverageRate({ published: null, pair, own: false }, figures.denominatorCode);
  const isMixed = sourceOf(numerator) !== sourceOf(denominator);
  // Parts of different sources of which one exceeds the other are not about the same people.
  if (!rate || (isMixed && rate.value === null)) return [];
  const period = overlap(numerator.period, denominator.period) ?? numerator.period;
  // Nothing is derived before both parts are known.
  const from = numerator.standing.from > denominator.standing.from ? numerator : denominator;
  const standing = { ...numerator.standing, from: from.standing.from };
  return [{ published: null, pair, period, standing, rate, isMixed }];
}

// Numerator and denominator as the source of a published rate states them, whoever is preferred among rivals.
function ownPair({ observation }: Figure, figures: RateFigures): Pair | null {
  if (!observation) return null;
  const numerator = ownPart(observation, figures.numeratorStatements, figures.on);
  const denominator = ownPart(observation, figures.denominatorStatements, figures.on);
  return numerator && denominator?.value && isCompatible(numerator, denominator)
    ? [numerator, denominator]
    : null;
}

/** A part of a rate as the source of the rate states it for the rate's time; null when it does not. */
export function ownPart(rate: Observation, statements: readonly Observation[], on: string): Figure | null {
  const fit = (part: Observation): number =>
    Number(part.attributedTo === rate.attributedTo) * 4 +
    Number(isSamePeriod(part.period, rate.period)) * 2 +
    Number(part.funding === null || part.funding === "MIXED");
  const best = first(
    statements.filter(
      (statement) =>
        statement.sourceSlug === rate.sourceSlug &&
        statement.value !== null &&
        !isOfProgrammes(statement) &&
        overlaps(statement.period, rate.period) &&
        isCompatible(statement, rate),
    ),
    (one, other) => fit(other) - fit(one) || one.rank - other.rank || compare(one.slug, other.slug),
  );
  return best && figureOf([best], on);
}

// The parts that others state for a time near that of a published rate.
function nearestPair(published: Figure, figures: RateFigures): Pair | null {
  const numerator = nearest(
    published,
    figures.numerators.filter((figure) => !isPart(figure)),
  );
  const denominator = numerator && denominatorFor(numerator, figures);
  if (!denominator || !isWithinYear(denominator.standing, published.standing)) return null;
  const isImpossible =
    (numerator.value ?? 0) > (denominator.value ?? 0) && !mayExceedOne(figures.denominatorCode);
  return isImpossible ? null : [numerator, denominator];
}

/** The denominator for a numerator: of its own source if there is one, else the nearest in time; null when none fits. */
function denominatorFor(numerator: Figure, figures: RateFigures): Figure | null {
  const source = sourceOf(numerator);
  const own = figures.denominatorStatements.filter(
    (statement) =>
      statement.sourceSlug === source &&
      statement.value !== null &&
      overlaps(statement.period, numerator.period),
  );
  const stated = nearest(
    numerator,
    own.map((statement) => figureOf([statement], figures.on)),
  );
  if (stated) return stated;
  // A source that states a rate of its own over another base counts other people than those of a third party's base.
  const isOverOther = figures.otherRates.some(
    (rate) => sourceOf(rate) === source && overlaps(rate.period, numerator.period),
  );
  if (SURVEYED.includes(figures.denominatorCode))
    return numerator.countedBy === "WORKPLACE" ? null : nearest(numerator, figures.denominators);
  return isOverOther ? null : nearest(numerator, figures.denominators);
}

// Of figures about the same people in the same twelve months: that of the same source, then the nearest, then the latest.
function nearest(anchor: Figure, figures: readonly Figure[]): Figure | null {
  const source = sourceOf(anchor);
  const distance = ({ standing }: Figure): number => daysBetween(...nearestDays(standing, anchor.standing));
  return first(
    figures.filter(
      (figure) =>
        figure.value !== null &&
        figure.value > 0 &&
        isCompatible(figure, anchor) &&
        isWithinYear(figure.standing, anchor.standing),
    ),
    (one, other) =>
      Number(sourceOf(other) === source) - Number(sourceOf(one) === source) ||
      Number(isSamePeriod(other.period, anchor.period)) - Number(isSamePeriod(one.period, anchor.period)) ||
      distance(one) - distance(other) ||
      compare(other.standing.on, one.standing.on) ||
      byWidth(one, other),
  );
}
