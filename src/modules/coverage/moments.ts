import { getOrMake } from "../../collections.js";
import { monthsAfter } from "../../time/months.js";
import { overlap } from "../../time/span.js";
import type { Period } from "../observations/period.type.js";
import { coverageRate, type Pair } from "./coverage-rate.js";
import type { CoverageRate } from "./coverage-rate.type.js";
import { byWidth, sourceOf, statementsOf } from "./figure.js";
import type { Figure } from "./figure.type.js";
import { denominatorFor, nearestPair, ownPair, SURVEYED, type RateFigures } from "./pairs.js";
import { latestOf, type Timing } from "./timing.js";

/** A rate that is known for one time, and what it rests on. */
export interface Moment {
  published: Figure | null;
  pair: Pair | null;
  period: Period;
  timing: Timing;
  rate: CoverageRate;
  /** Whether it is derived from parts of different sources. */
  isMixed: boolean;
  /** Whether its parts are of different sources, beside a rate that one of them or another publishes. */
  isBeside: boolean;
}

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
    const ofOneSource = this.#latest(({ isMixed }) => !isMixed);
    if (!ofOneSource || !yieldsTo(latest, ofOneSource, this.figures)) return latest;
    return this.#latest((moment) => isWanted(moment) && !moment.isMixed);
  }

  #latest(isWanted: (moment: Moment) => boolean): Moment | null {
    for (const year of this.#years) {
      const wanted = this.#of(year).filter(isWanted);
      const latest = latestOf(wanted, ({ timing }) => timing, this.figures.on, byPrint);
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

  #yearOf({ timing: { on } }: Figure): string {
    return (on < this.figures.on ? on : this.figures.on).slice(0, 4);
  }
}

// Parts of different sources give way to what one source says itself, later or in the months before; over what surveys
// count, only later.
function yieldsTo({ timing: mixed }: Moment, { timing: own }: Moment, figures: RateFigures): boolean {
  if (own.on >= mixed.on) return true;
  return !SURVEYED.includes(figures.denominatorCode) && monthsAfter(own.on, 12) > mixed.on;
}

// Published rates, and pairs of parts beside which no rate is published.
function momentsOf(figures: RateFigures, rates: readonly Figure[], numerators: readonly Figure[]): Moment[] {
  const published = rates.flatMap((rate) => publishedMoment(rate, figures));
  const isCovered = (numerator: Figure): boolean =>
    published.some(
      ({ pair, timing }) => pair && isSame(pair[0], numerator) && timing.on >= numerator.timing.on,
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
  const { period, timing } = published;
  const isOfTwo = pair !== null && own === null && isOfTwoSources(pair, figures);
  const isDerived = rate.basis === "DERIVED";
  return [
    {
      published,
      pair,
      period,
      timing,
      rate,
      isMixed: isDerived && isOfTwo,
      isBeside: !isDerived && isOfTwo,
    },
  ];
}

// Over what surveys count, anybody's figures fit.
const isOfTwoSources = ([numerator, denominator]: Pair, { denominatorCode }: RateFigures): boolean =>
  sourceOf(numerator) !== sourceOf(denominator) && !SURVEYED.includes(denominatorCode);

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
  const from = numerator.timing.from > denominator.timing.from ? numerator : denominator;
  const timing = { ...numerator.timing, from: from.timing.from };
  return [{ published: null, pair, period, timing, rate, isMixed, isBeside: false }];
}
