import { those } from "../../collections.js";
import { overlaps } from "../../time/span.js";
import { figuresOf, isPart, latestFigure, statementsOf } from "../figures/figure.rules.js";
import type { Figure } from "../figures/figure.type.js";
import { KINDS } from "../observations/indicator-kind.rules.js";
import type { Counting } from "../observations/observation.entity.js";
import { statementsIn, type Fact } from "./fact.js";
import { isKnown, isOfOtherArea, isStale } from "./moment.js";
import { figuresOfStock, stockFigures } from "./region-figures.js";
import { lastRate } from "./region-rate.js";
import { NOTHING, type FactsOf, type Question, type RegionValue } from "./region-value.type.js";
import { WEIGHT } from "./statistic-indicator.js";
import { totalFlow } from "./total-flow.js";

/**
 * A region's value of an indicator in a group of facts, or null when nothing is stated: by the same rules as its
 * coverage. What rates divide by and durations are weighted with may stand outside the group.
 */
export function regionValue(group: FactsOf, everywhere: FactsOf, question: Question): RegionValue | null {
  const { indicator, moment, areaSince } = question;
  const usable = (facts: readonly Fact[]): readonly Fact[] =>
    those(facts, (fact) => isKnown(fact, moment) && !isOfOtherArea(fact, areaSince, moment));
  const own = usable(group(indicator.code));
  switch (KINDS[indicator.kind].overTime) {
    case "SUM":
      return totalFlow(own, question);
    case "LAST":
      return lastStock(own, question);
    case "RATIO":
      return lastRate(
        (code) => usable(group(code)),
        (code) => usable(everywhere(code)),
        question,
      );
    case "WEIGHTED":
      return lastDuration(own, usable(everywhere(WEIGHT)), question);
  }
}

function lastStock(facts: readonly Fact[], question: Question): RegionValue | null {
  const { moment } = question;
  // Of all facts, the old ones too: what they beat, or stand in place of, does not rise when they are too old.
  const figures = figuresOfStock(facts, question);
  // One payer's workers are no answer as long as those of all are known, if from an earlier day.
  const totals = figures.filter((figure) => !isPart(figure));
  const last = latestFigure(totals.length > 0 ? totals : figures, moment.until);
  if (!last) return null;
  if (!isStale(last, moment)) return stockOf(last);
  const parts = figures.filter((figure) => isPart(figure) && !isStale(figure, moment));
  const part = latestFigure(parts, moment.until);
  return part ? stockOf(part) : { ...NOTHING, isStale: true };
}

/** What one exact figure of a stock says alone, of all payers. */
export function stockOfOne(value: number, countedBy: Counting | null): RegionValue {
  const exact = { lowerBound: value, upperBound: value, qualifier: "EXACT" } as const;
  return {
    value,
    weight: NOTHING.weight,
    partial: value,
    published: null,
    shown: exact,
    share: exact,
    base: NOTHING.base,
    observations: 1,
    countedBy,
    isStale: false,
    isContested: false,
  };
}

function stockOf(figure: Figure): RegionValue {
  const { value, lowerBound, upperBound, qualifier, countedBy } = figure;
  // Written out: spreading NOTHING and overwriting it takes longer than all the rest.
  return {
    value: isPart(figure) ? null : value,
    weight: NOTHING.weight,
    partial: value,
    published: null,
    shown: { lowerBound, upperBound, qualifier },
    share: { lowerBound, upperBound },
    base: NOTHING.base,
    observations: statementsOf(figure).length,
    countedBy,
    isStale: false,
    isContested: value === null,
  };
}

// A region's last duration, weighted with the workers it is about.
function lastDuration(
  durations: readonly Fact[],
  workers: readonly Fact[],
  question: Question,
): RegionValue | null {
  const { moment, oneCategory } = question;
  const meant = those(durations, ({ categoryCode }) => oneCategory || categoryCode === null);
  const duration = latestFigure(figuresOf(statementsIn(meant), moment.until), moment.until);
  if (!duration) return null;
  if (isStale(duration, moment)) return { ...NOTHING, weight: 0, isStale: true };
  if (duration.value === null) return { ...NOTHING, weight: 0, isContested: true };
  const { value: published, lowerBound, upperBound, qualifier } = duration;
  const shown = { lowerBound, upperBound, qualifier };
  const [statement] = statementsOf(duration);
  const about = workers.filter(
    (fact) => fact.categoryCode === statement?.categoryCode && overlaps(fact.period, duration.period),
  );
  const [weights = []] = stockFigures([about], question);
  const weight = latestFigure(
    weights.filter((figure) => !isPart(figure)),
    moment.until,
  );
  const countedBy = duration.countedBy ?? weight?.countedBy ?? null;
  if (!weight?.value) return { ...NOTHING, weight: 0, published, shown, observations: 1, countedBy };
  const value = published * weight.value;
  return {
    ...NOTHING,
    value,
    weight: weight.value,
    partial: value,
    published,
    shown,
    observations: 2,
    countedBy,
  };
}
