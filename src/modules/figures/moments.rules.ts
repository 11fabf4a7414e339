import { compare, getOrMake, groupBy } from "../../collections.js";
import { monthsAfter } from "../../time/months.js";
import { overlap } from "../../time/span.js";
import { aboveWholeSlug } from "../observations/own-parts.rules.js";
import type { Period } from "../observations/period.type.js";
import { SURVEYED } from "../observations/rate-parts.rules.js";
import { coverageRate, type Pair } from "./coverage-rate.rules.js";
import type { CoverageRate } from "./coverage-rate.type.js";
import { byWidth, isPart, latestFigure, sourceOf, statementsOf } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";
import { denominatorFor, nearestPair, ownConflict, ownParts, type RateFigures } from "./pairs.rules.js";
import { byDay, dayOf, isBehind, type Timing } from "./timing.rules.js";

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

/**
 * The moments of some figures in one order, of which the last is what is known last: found year by year, as far as they
 * are asked for. Whatever asks for the latest, or for all, asks for the same.
 */
export class Moments {
  readonly #years: string[];
  readonly #found = new Map<string, Moment[]>();
  readonly #ordered = new Map<string, Moment[]>();
  readonly #ofDays = new Map<string, Moment[]>();

  constructor(readonly figures: RateFigures) {
    const { numerators, rates, denominators, denominatorStatements } = figures;
    // Without anything to divide by, nothing is derived.
    const divided = denominators.length + denominatorStatements.length > 0 ? numerators : [];
    this.#years = [...new Set([...rates, ...divided].map(({ timing }) => this.#yearOf(timing)))]
      .sort()
      .reverse();
  }

  /** All of them, that which is known last at the end. */
  all(): Moment[] {
    return [...this.#years].reverse().flatMap((year) => this.#inOrder(year));
  }

  /** That which is known last of those wanted; null when there is none. */
  latest(isWanted: (moment: Moment) => boolean = () => true): Moment | null {
    return this.#latestIn(this.#years, isWanted);
  }

  /** That of the published rate that one statement answers and that is known last. Years without rates have none. */
  latestPublished(): Moment | null {
    const years = new Set(this.figures.rates.map(({ timing }) => this.#yearOf(timing)));
    const own = this.#years.filter((year) => years.has(year));
    return this.#latestIn(own, ({ published }) => (published?.observation ?? null) !== null);
  }

  #latestIn(years: readonly string[], isWanted: (moment: Moment) => boolean): Moment | null {
    for (const year of years)
      for (const moments of this.#fromEnd(year)) {
        const latest = moments.findLast(isWanted);
        if (latest) return latest;
      }
    return null;
  }

  // The moments of a year in order, its last days first where a day does not depend on the others: an answer seldom needs
  // more than one, and histories are asked on hundreds of days.
  *#fromEnd(year: string): Generator<readonly Moment[]> {
    const { rates, numerators } = this.#figuresOf(year);
    const dayOfFigure = ({ timing }: Figure): string => dayOf(timing, this.figures.on);
    let areApart = rates.length === 0 && !numerators.some(({ timing }) => timing.isYear);
    const days = areApart ? [...groupBy(numerators, dayOfFigure)] : [];
    days.sort(([one], [other]) => compare(other, one));
    for (const [day, figures] of days) {
      const moments = getOrMake(this.#ofDays, day, () => this.#derivedOf(figures));
      if (moments.some(({ isMixed }) => isMixed)) {
        areApart = false;
        break;
      }
      yield moments;
    }
    if (!areApart) yield this.#inOrder(year);
  }

  #derivedOf(numerators: readonly Figure[]): Moment[] {
    return inOrder(
      numerators.flatMap((one) => derivedMoment(one, this.figures)),
      this.figures.on,
    );
  }

  #inOrder(year: string): Moment[] {
    return getOrMake(this.#ordered, year, () => {
      const found = this.#of(year);
      return inOrder(found.some(({ isMixed }) => isMixed) ? this.#kept(year, found) : found, this.figures.on);
    });
  }

  #kept(year: string, found: readonly Moment[]): readonly Moment[] {
    const own = [...found, ...this.#of(String(Number(year) - 1))].filter(({ isMixed }) => !isMixed);
    return found.filter((moment) => !moment.isMixed || !own.some((other) => this.#yieldsTo(moment, other)));
  }

  // Parts of different sources give way to what one source says itself of that day or of the twelve months before; over
  // what surveys count, of that day only.
  #yieldsTo({ timing: mixed }: Moment, { timing: own }: Moment): boolean {
    const { on, denominatorCode } = this.figures;
    const [mixedDay, ownDay] = [dayOf(mixed, on), dayOf(own, on)];
    if (ownDay >= mixedDay) return ownDay === mixedDay;
    return !SURVEYED.includes(denominatorCode) && monthsAfter(ownDay, 12) > mixedDay;
  }

  #of(year: string): Moment[] {
    if (!this.#years.includes(year)) return [];
    return getOrMake(this.#found, year, () => {
      const { rates, numerators } = this.#figuresOf(year);
      return momentsOf(this.figures, rates, numerators);
    });
  }

  #figuresOf(year: string): Pick<RateFigures, "rates" | "numerators"> {
    const isOfYear = ({ timing }: Figure): boolean => this.#yearOf(timing) === year;
    const { rates, numerators } = this.figures;
    return { rates: rates.filter(isOfYear), numerators: numerators.filter(isOfYear) };
  }

  #yearOf = (timing: Timing): string => dayOf(timing, this.figures.on).slice(0, 4);
}

// Moments of one calendar year, by day: what is dated to the year only comes before what stands before it. Parts of
// different sources do not make the figure that one source states for the year older.
function inOrder(moments: readonly Moment[], on: string): Moment[] {
  const order = (one: Moment, other: Moment): number =>
    byDay(other.timing, one.timing, on) || byPrint(other, one);
  const last = (isIn: (moment: Moment) => boolean): Moment | undefined =>
    moments
      .filter((moment) => !moment.timing.isYear && isIn(moment))
      .sort(order)
      .at(-1);
  const [any, own] = [last(() => true), last(({ isMixed }) => !isMixed)];
  const placed = moments.map((moment) => {
    const finer = moment.isMixed ? any : own;
    const isFirst = finer !== undefined && isBehind(moment.timing, finer.timing);
    return { moment, day: isFirst ? "" : dayOf(moment.timing, on) };
  });
  placed.sort((one, other) => compare(one.day, other.day) || order(one.moment, other.moment));
  return placed.map(({ moment }) => moment);
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

// Orders moments of one day: a published rate before a derived one, then the widest.
function byPrint(one: Moment, other: Moment): number {
  const anchor = ({ published, pair }: Moment): Figure | null => published ?? pair?.[0] ?? null;
  const [first, second] = [anchor(one), anchor(other)];
  return (
    Number(other.published !== null) - Number(one.published !== null) ||
    (first && second ? byWidth(first, second) : 0)
  );
}

function publishedMoment(published: Figure, figures: RateFigures): Moment[] {
  const own = ownParts(published, figures);
  const pair = own?.pair ?? nearestPair(published, figures);
  const rate = coverageRate({ published, pair, own: own !== null, gap: own?.gap }, figures.denominatorCode);
  if (!rate) return [];
  const { period, timing } = published;
  // Without a value it contradicts its own parts, or these are more than the whole, as it says itself.
  if (rate.value === null && rate.observation && own) {
    const contradicted = rate.consistent === false ? rate.observation : null;
    rate.conflictSlug = ownConflict(contradicted, own.pair, figures) ?? rate.conflictSlug;
  }
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
  const moment = dividedMoment(numerator, figures);
  // Parts of different sources of which one exceeds the other are not about the same people.
  return moment === null || (moment.isMixed && moment.rate.value === null) ? [] : [moment];
}

function dividedMoment(numerator: Figure, figures: RateFigures): Moment | null {
  const denominator = numerator.value === null ? null : denominatorFor(numerator, figures);
  if (!denominator) return null;
  const pair: Pair = [numerator, denominator];
  const rate = coverageRate({ published: null, pair, own: false }, figures.denominatorCode);
  if (!rate) return null;
  const isMixed = sourceOf(numerator) !== sourceOf(denominator);
  if (rate.value === null) rate.conflictSlug = conflictOfPair(pair, isMixed, figures);
  const period = overlap(numerator.period, denominator.period) ?? numerator.period;
  // Nothing is derived before both parts are known.
  const from = numerator.timing.from > denominator.timing.from ? numerator : denominator;
  const timing = { ...numerator.timing, from: from.timing.from };
  return { published: null, pair, period, timing, rate, isMixed, isBeside: false };
}

const conflictOfPair = (pair: Pair, isMixed: boolean, figures: RateFigures): string | null => {
  if (!isMixed) return ownConflict(null, pair, figures);
  const { observation } = pair[0];
  return figures.isOfNow && observation ? aboveWholeSlug(observation.slug) : null;
};

/** What the last counts of two sources give that exceed each other: no rate, and the conflict; null when there are none. */
export function impossibleMoment(figures: RateFigures): Moment | null {
  const { numerators, on, denominatorCode } = figures;
  if (SURVEYED.includes(denominatorCode)) return null;
  const last = latestFigure(
    numerators.filter((numerator) => !isPart(numerator)),
    on,
  );
  const moment = last && dividedMoment(last, figures);
  const countings = moment?.pair?.map(({ countedBy }) => countedBy) ?? [];
  // Where a firm is registered, more may be counted than live there.
  const isOfOne = !countings.includes("WORKPLACE") || new Set(countings).size === 1;
  return moment?.rate.value === null && isOfOne ? moment : null;
}
