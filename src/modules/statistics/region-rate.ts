import { those } from "../../collections.js";
import { mayExceedOne, type Pair } from "../coverage/coverage-rate.js";
import { figuresOf, isPart, latestFigure, statementsOf } from "../coverage/figure.js";
import { Moments, type Moment as RateMoment } from "../coverage/moments.js";
import type { RateFigures } from "../coverage/pairs.js";
import { UNSTATED, type Observation } from "../observations/observation.entity.js";
import { statementsIn, type Fact } from "./fact.js";
import { isStale } from "./moment.js";
import { stockFigures } from "./region-figures.js";
import { NOTHING, UNKNOWN, type FactsOf, type Question, type RegionValue } from "./region-value.type.js";
import { partsOfRate } from "./statistic-indicator.js";

/**
 * A region's last rate that is not too old, as its coverage tells it, and what it adds to a ratio of sums; null when
 * nothing is stated.
 */
export function lastRate(group: FactsOf, everywhere: FactsOf, question: Question): RegionValue | null {
  const { indicator, oneCategory } = question;
  if (!oneCategory) return rateOf(null, group, everywhere, question);
  const parts = partsOfRate(indicator);
  const stated = [indicator.code, ...(parts ? [parts.numerator] : [])].flatMap(group);
  const categories = new Set(stated.map(({ categoryCode }) => categoryCode));
  for (const category of [...categories].sort()) {
    const found = rateOf(category, group, everywhere, question);
    if (found) return found;
  }
  return null;
}

function rateOf(
  category: string | null,
  group: FactsOf,
  everywhere: FactsOf,
  question: Question,
): RegionValue | null {
  const { indicator, oneCategory, moment } = question;
  const parts = partsOfRate(indicator);
  const isMeant = (fact: Fact): boolean => !oneCategory || fact.categoryCode === category;
  const isTotal = ({ categoryCode }: Fact): boolean => categoryCode === category;
  const rates = those(group(indicator.code), isTotal);
  const numerators = parts ? those(group(parts.numerator), isMeant) : [];
  // Nothing is divided by what was not yet known.
  const denominators = parts
    ? those(everywhere(parts.denominator), (fact) => isMeant(fact) && fact.effectiveFrom <= moment.until)
    : [];
  const isRecent = (fact: Fact): boolean => !isStale(fact, moment);
  const recent = { rates: those(rates, isRecent), numerators: those(numerators, isRecent), denominators };
  const found = parts ? dividedRate(recent, question, category) : publishedRate(recent.rates, question);
  if (found) return found;
  const isOld =
    rates.some((rate) => !isRecent(rate)) ||
    (denominators.length > 0 && numerators.some((fact) => !isRecent(fact)));
  return isOld ? { ...NOTHING, weight: 0, isStale: true } : null;
}

interface RateFacts {
  rates: readonly Fact[];
  numerators: readonly Fact[];
  denominators: readonly Fact[];
}

// A rate that nothing is known to divide to.
function publishedRate(rates: readonly Fact[], { indicator, moment }: Question): RegionValue | null {
  const own = those(rates, (rate) => isOverOwnBase(rate, indicator.denominatorCode));
  const last = latestFigure(figuresOf(statementsIn(own), moment.until), moment.until);
  if (!last) return null;
  const { value, lowerBound, upperBound, qualifier, countedBy } = last;
  const shown = { lowerBound, upperBound, qualifier };
  const isContested = value === null;
  return { ...NOTHING, weight: 0, published: value, shown, observations: 1, countedBy, isContested };
}

const isOverOwnBase = ({ base, denominatorCode }: Fact, own: string | null): boolean =>
  base !== UNSTATED && denominatorCode === own;

function dividedRate(facts: RateFacts, question: Question, category: string | null): RegionValue | null {
  const { indicator, moment } = question;
  const isOwn = (rate: Fact): boolean => isOverOwnBase(rate, indicator.denominatorCode);
  const statements = (some: readonly Fact[]): readonly Observation[] =>
    statementsIn(those(some, ({ categoryCode }) => categoryCode === category));
  const figures: RateFigures = {
    denominatorCode: indicator.denominatorCode ?? "",
    on: moment.until,
    numerators: stockFigures(facts.numerators, question),
    denominators: stockFigures(facts.denominators, question),
    rates: figuresOf(statements(facts.rates.filter(isOwn)), moment.until),
    otherRates: figuresOf(statements(facts.rates.filter((rate) => !isOwn(rate))), moment.until),
    numeratorStatements: statements(facts.numerators),
    denominatorStatements: statements(facts.denominators),
  };
  const moments = new Moments(figures);
  const last = moments.latest();
  if (!last) return null;
  const adding = moments.latest((some) => addsUp(some, figures.denominatorCode));
  const { value, lowerBound, upperBound, qualifier, countedBy, basis } = last.rate;
  return {
    ...NOTHING,
    weight: 0,
    ...(adding?.pair ? shareOf(adding.pair) : { observations: 1 }),
    published: adding === last && basis === "DERIVED" ? null : value,
    shown: value === null ? UNKNOWN : { lowerBound, upperBound, qualifier },
    countedBy: countedBy ?? null,
    isContested: value === null,
  };
}

// As in roll-ups of coverage: parts of one time that nothing speaks against.
const addsUp = ({ pair, isBeside, rate }: RateMoment, denominatorCode: string): boolean =>
  pair !== null &&
  !isBeside &&
  !isPart(pair[0]) &&
  rate.consistent !== false &&
  rate.derived !== null &&
  (rate.derived <= 1 || mayExceedOne(denominatorCode));

function shareOf([numerator, denominator]: Pair): Partial<RegionValue> {
  return {
    value: numerator.value,
    weight: denominator.value ?? 0,
    partial: numerator.value,
    share: { lowerBound: numerator.lowerBound, upperBound: numerator.upperBound },
    base: { lowerBound: denominator.lowerBound, upperBound: denominator.upperBound },
    observations: statementsOf(numerator).length + statementsOf(denominator).length,
  };
}
