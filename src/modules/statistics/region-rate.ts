import { joined, those } from "../../collections.js";
import { mayExceedOne, type Pair } from "../figures/coverage-rate.rules.js";
import type { CoverageRate } from "../figures/coverage-rate.type.js";
import { claimedUntil, isFalseClaim, isFullClaim } from "../figures/full-claims.rules.js";
import { SEGMENTS } from "../observations/full-rates.rules.js";
import { figuresOf, isPart, latestFigure, statementsOf } from "../figures/figure.rules.js";
import { gapsOf, withCompleted } from "../figures/following.rules.js";
import { Moments, type Moment as RateMoment } from "../figures/moments.rules.js";
import { UNSTATED, type Observation } from "../observations/observation.entity.js";
import { statementsIn, type Fact } from "./fact.js";
import { isStale } from "./moment.js";
import { stockFigures } from "./region-figures.js";
import { NOTHING, UNKNOWN, type FactsOf, type Question, type RegionValue } from "./region-value.type.js";
import { partsOfRate, statedBy } from "./statistic-indicator.js";

/**
 * A region's last rate that is not too old, as its coverage tells it, and what it adds to a ratio of sums; null when
 * nothing is stated.
 */
export function lastRate(group: FactsOf, everywhere: FactsOf, question: Question): RegionValue | null {
  const { indicator, oneCategory } = question;
  if (!oneCategory) return rateOf(null, group, everywhere, question);
  const categories = new Set(
    statedBy(indicator)
      .flatMap(group)
      .map(({ categoryCode }) => categoryCode),
  );
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
  const { indicator } = question;
  const facts = rateFacts(category, group, everywhere, question);
  // Nothing is published, and nothing can be divided.
  const { rates, numerators, denominators, gaps } = facts;
  if (rates.length === 0 && (numerators.length === 0 || denominators.length + gaps.length === 0)) return null;
  return partsOfRate(indicator) === null
    ? publishedRate(facts.rates, question)
    : dividedRate(momentsOf(facts, question), category, everywhere, question);
}

const TOO_OLD: RegionValue = { ...NOTHING, weight: 0, isStale: true };

/** What is stated of a category, or of all workers and their segments, that a rate may be made of. */
interface RateFacts {
  category: string | null;
  rates: readonly Fact[];
  numerators: readonly Fact[];
  denominators: readonly Fact[];
  gaps: readonly Fact[];
}

function rateFacts(
  category: string | null,
  group: FactsOf,
  everywhere: FactsOf,
  { indicator, oneCategory, moment }: Question,
): RateFacts {
  const parts = partsOfRate(indicator);
  const isMeant = (fact: Fact): boolean => !oneCategory || fact.categoryCode === category;
  const rates = joined([indicator.code, ...(indicator.kindred ?? [])].map(group));
  // Nothing is divided by what was not yet known.
  const known = (code: string): readonly Fact[] =>
    those(everywhere(code), (fact) => isMeant(fact) && fact.effectiveFrom <= moment.until);
  return {
    category,
    rates: rates.filter(({ categoryCode }) => categoryCode === category),
    numerators: parts ? those(group(parts.numerator), isMeant) : [],
    denominators: parts ? known(parts.denominator) : [],
    gaps: parts ? gapsOf(parts.denominator).flatMap(known) : [],
  };
}

// A rate that nothing is known to divide to.
function publishedRate(rates: readonly Fact[], { indicator, moment }: Question): RegionValue | null {
  const own = those(rates, (rate) => isOverOwnBase(rate, indicator.denominatorCode));
  const last = latestFigure(figuresOf(statementsIn(own), moment.until), moment.until);
  if (!last) return null;
  if (isStale(last, moment)) return TOO_OLD;
  const { value, lowerBound, upperBound, qualifier, countedBy } = last;
  const shown = { lowerBound, upperBound, qualifier };
  const isContested = value === null;
  return { ...NOTHING, weight: 0, published: value, shown, observations: 1, countedBy, isContested };
}

const isOverOwnBase = ({ base, denominatorCode }: Fact, own: string | null): boolean =>
  base !== UNSTATED && denominatorCode === own;

function momentsOf(facts: RateFacts, question: Question): Moments {
  const { indicator, moment } = question;
  const isOwn = (rate: Fact): boolean => isOverOwnBase(rate, indicator.denominatorCode);
  const statements = (some: readonly Fact[]): readonly Observation[] =>
    statementsIn(those(some, ({ categoryCode }) => categoryCode === facts.category));
  const [numerators = [], denominators = []] = stockFigures([facts.numerators, facts.denominators], question);
  const figures = withCompleted({
    denominatorCode: indicator.denominatorCode ?? "",
    on: moment.until,
    isOfNow: false,
    numerators,
    denominators,
    rates: figuresOf(statementsIn(facts.rates.filter(isOwn)), moment.until),
    otherRates: figuresOf(statementsIn(facts.rates.filter((rate) => !isOwn(rate))), moment.until),
    numeratorStatements: statements(facts.numerators),
    denominatorStatements: statements(facts.denominators),
    gapStatements: statements(facts.gaps),
  });
  return new Moments(figures);
}

function dividedRate(
  moments: Moments,
  category: string | null,
  everywhere: FactsOf,
  question: Question,
): RegionValue | null {
  const last = moments.latest();
  if (!last) return null;
  // Of all that is known, the old too: what it beats does not rise when it is too old.
  if (isStale(last.rate, question.moment)) return TOO_OLD;
  const adding = moments.latest(
    (some) => addsUp(some, moments.figures.denominatorCode) && !isStale(some.rate, question.moment),
  );
  const { lowerBound, upperBound, qualifier, countedBy, basis } = last.rate;
  const value = isFalse(last.rate, category, everywhere, question) ? null : last.rate.value;
  const added = adding?.pair ? shareOf(adding.pair) : NO_SHARE;
  // Written out: spreading objects and overwriting them takes longer.
  return {
    value: added.value,
    weight: added.weight,
    partial: added.partial,
    published: adding === last && basis === "DERIVED" ? null : value,
    shown: value === null ? UNKNOWN : { lowerBound, upperBound, qualifier },
    share: added.share,
    base: added.base,
    observations: added.observations,
    countedBy,
    isStale: false,
    isContested: value === null,
  };
}

// Whether a rate claims that all workers are protected, against the rates of their segments.
function isFalse(
  rate: CoverageRate,
  categoryCode: string | null,
  everywhere: FactsOf,
  question: Question,
): boolean {
  const { moment } = question;
  if (!isFullClaim({ categoryCode, rate })) return false;
  const on = claimedUntil({ on: moment.until, rate });
  const known: FactsOf = (code) => those(everywhere(code), ({ effectiveFrom }) => effectiveFrom <= on);
  const ofSegment = { ...question, oneCategory: true, moment: { until: on, maxAgeMonths: null } };
  const segments = SEGMENTS.map((category) => {
    const facts = rateFacts(category, known, known, ofSegment);
    return momentsOf(facts, ofSegment).latest()?.rate ?? null;
  });
  return isFalseClaim(rate, segments);
}

// As in roll-ups of coverage: parts of one time that nothing speaks against.
const addsUp = ({ pair, isBeside, rate }: RateMoment, denominatorCode: string): boolean =>
  pair !== null &&
  !isBeside &&
  !isPart(pair[0]) &&
  rate.consistent !== false &&
  rate.derived !== null &&
  (rate.derived <= 1 || mayExceedOne(denominatorCode));

/** What a rate adds to a ratio of sums. */
type Added = Pick<RegionValue, "value" | "weight" | "partial" | "share" | "base" | "observations">;

const NO_SHARE: Added = { ...NOTHING, weight: 0, observations: 1 };

function shareOf([numerator, denominator]: Pair): Added {
  return {
    value: numerator.value,
    weight: denominator.value ?? 0,
    partial: numerator.value,
    share: { lowerBound: numerator.lowerBound, upperBound: numerator.upperBound },
    base: { lowerBound: denominator.lowerBound, upperBound: denominator.upperBound },
    observations: statementsOf(numerator).length + statementsOf(denominator).length,
  };
}
