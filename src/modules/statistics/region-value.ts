import { compare, madeOnce, those } from "../../collections.js";
import { KINDS } from "../observations/indicator-kind.rules.js";
import { UNSTATED } from "../observations/observation.entity.js";
import { answers, judged, type Answer } from "./answers.js";
import { segmentOf, shareTime, type Fact } from "./fact.js";
import { isKnown, isOfOtherArea, isStale } from "./moment.js";
import { lastRatio } from "./ratio.js";
import type { FactsOf, Question, RegionValue } from "./region-value.type.js";
import { partsOfRate, WEIGHT, type ComputedIndicator } from "./statistic-indicator.js";
import { totalFlow } from "./total-flow.js";
import { byLatest, isPartial, partitionsOf, totalsOf, type Total } from "./whole.js";

const NOTHING: RegionValue = {
  value: null,
  weight: 1,
  partial: null,
  published: null,
  observations: 0,
  countedBy: null,
  isStale: false,
};

/**
 * A region's value of an indicator in a group of facts, or null when nothing is stated. What rates divide by and
 * durations are weighted with may stand outside the group.
 */
export function regionValue(group: FactsOf, everywhere: FactsOf, question: Question): RegionValue | null {
  const { indicator, moment, areaSince } = question;
  const { overTime } = KINDS[indicator.kind];
  const read = (facts: readonly Fact[]): readonly Answer[] =>
    judgedOnce(those(facts, (fact) => isKnown(fact, moment) && !isOfOtherArea(fact, areaSince, moment)));
  if (overTime === "SUM") return totalFlow(read(group(indicator.code)).filter(answers), question);
  if (overTime === "LAST") return lastStock(read(group(indicator.code)), question);
  return overTime === "RATIO"
    ? lastRate(group, everywhere, question, read)
    : lastDuration(read(group(indicator.code)).filter(answers), read(everywhere(WEIGHT)), question);
}

// The same facts are asked for year by year.
const judgedOnce = madeOnce(judged);
const totalsOnce = madeOnce((facts: readonly Answer[]) => totalsOf(facts, false));

/** The totals that may be compared: of a category that was asked for, else of all workers. */
function meantTotals(
  facts: readonly Answer[],
  { oneCategory, partsStand, moment }: Question,
): readonly Total[] {
  const totals = partsStand ? totalsOf(facts, true) : totalsOnce(facts);
  if (oneCategory) return totals;
  const segments = totals.filter(({ categoryCode }) => segmentOf(categoryCode) !== null);
  return [
    ...totals.filter(({ categoryCode }) => categoryCode === null),
    ...partitionsOf(segments, moment.until),
  ];
}

function lastStock(facts: readonly Answer[], question: Question): RegionValue | null {
  const { moment } = question;
  const totals = meantTotals(facts, question);
  const [last] = totals.filter((total) => !isStale(total, moment)).sort(byLatest(moment.until));
  if (!last) return totals.length > 0 ? { ...NOTHING, isStale: true } : null;
  const { value, known, observations, countedBy } = last;
  return { ...NOTHING, value, partial: known, observations, countedBy };
}

function lastRate(
  group: FactsOf,
  everywhere: FactsOf,
  question: Question,
  read: (facts: readonly Fact[]) => readonly Answer[],
): RegionValue | null {
  const { indicator, oneCategory, moment } = question;
  const parts = partsOfRate(indicator);
  const numerators = parts ? meantTotals(read(group(parts.numerator)), question) : [];
  const denominators =
    parts && numerators.length > 0 ? meantTotals(read(everywhere(parts.denominator)), question) : [];
  const ratio = lastRatio(numerators, denominators, moment);
  const rates = read(group(indicator.code)).filter(
    (rate) => answers(rate) && isOverOwnBase(rate, indicator) && (oneCategory || rate.categoryCode === null),
  );
  const [rate] = rates.filter((each) => !isStale(each, moment)).sort(byEffect);
  if (ratio && (!rate || rate.effectiveOn < ratio.effectiveOn)) return { ...NOTHING, ...ratio.share };
  if (rate) {
    const published = rate.isTied ? null : rate.value;
    if (ratio) return { ...NOTHING, ...ratio.share, published };
    return { ...NOTHING, weight: 0, published, observations: 1, countedBy: rate.countedBy };
  }
  const isOld =
    rates.length > 0 ||
    numerators.some(
      (total) =>
        isStale(total, moment) &&
        denominators.some(({ categoryCode }) => categoryCode === total.categoryCode),
    );
  return isOld ? { ...NOTHING, weight: 0, isStale: true } : null;
}

const isOverOwnBase = ({ base, denominatorCode }: Fact, indicator: ComputedIndicator): boolean =>
  base !== UNSTATED && denominatorCode === indicator.denominatorCode;

const byEffect = (one: Answer, other: Answer): number =>
  compare(other.effectiveOn, one.effectiveOn) ||
  compare(other.periodStart, one.periodStart) ||
  other.value - one.value ||
  compare(one.sourceSlug, other.sourceSlug);

// A region's last duration, weighted with the workers it is about.
function lastDuration(
  durations: readonly Answer[],
  workers: readonly Answer[],
  question: Question,
): RegionValue | null {
  const { moment } = question;
  const [duration] = durations.filter((answer) => !isStale(answer, moment)).sort(byEffect);
  if (!duration) return durations.length > 0 ? { ...NOTHING, weight: 0, isStale: true } : null;
  if (duration.isTied) return { ...NOTHING, weight: 0 };
  const about = workers.filter(
    (fact) => fact.categoryCode === duration.categoryCode && shareTime(fact, duration),
  );
  const [total] = totalsOf(about, question.partsStand)
    .filter((found) => !isPartial(found))
    .sort(byLatest(moment.until));
  const countedBy = duration.countedBy ?? total?.countedBy ?? null;
  if (!total?.value) return { ...NOTHING, weight: 0, published: duration.value, observations: 1, countedBy };
  const value = duration.value * total.value;
  return {
    ...NOTHING,
    value,
    weight: total.value,
    partial: value,
    published: duration.value,
    observations: 2,
    countedBy,
  };
}
