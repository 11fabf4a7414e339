import { getOrMake, those } from "../../collections.js";
import { figuresOf, isPart } from "../figures/figure.rules.js";
import type { Figure } from "../figures/figure.type.js";
import { figuresOfAll } from "../figures/all-payers.rules.js";
import { sumsOfSegments } from "../figures/segments.rules.js";
import { segmentOf, statementsIn, type Fact } from "./fact.js";
import type { Question } from "./region-value.type.js";

/**
 * The figures that the facts about a region make up of one stock. Those of the same facts are the same at every moment but
 * for their age, which no value shows; where totals count workers otherwise, the facts that fit are a list of their own.
 */
export function figuresOfStock(facts: readonly Fact[], question: Question): readonly Figure[] {
  const make = (): readonly Figure[] => stockFigures([facts], question)[0] ?? [];
  return question.made ? getOrMake(question.made, facts, make) : make();
}

/**
 * The figures that the facts about a region make up, for each of some stocks: those of the category that was asked for,
 * else of all workers. What one source states of every segment makes up all workers only where nothing is stated of
 * them, however they are counted; stocks that are summed so are summed over the same segments.
 */
export function stockFigures(
  stocks: readonly (readonly Fact[])[],
  {
    oneCategory,
    partsStand,
    moment,
    countedOtherwise,
  }: Pick<Question, "oneCategory" | "partsStand" | "moment" | "countedOtherwise">,
): readonly (readonly Figure[])[] {
  const figuresIn = (facts: readonly Fact[]): Figure[] =>
    (partsStand ? figuresOf : figuresOfAll)(statementsIn(facts), moment.until);
  if (oneCategory) return stocks.map(figuresIn);
  const stated = stocks.map((facts) => figuresIn(those(facts, ({ categoryCode }) => categoryCode === null)));
  const lacking = stocks.filter(
    (facts, index) =>
      stated[index]?.every(isPart) && countedOtherwise?.has(facts[0]?.indicatorCode ?? "") !== true,
  );
  const segments = lacking.flatMap((facts) =>
    facts.filter(({ categoryCode }) => segmentOf(categoryCode) !== null),
  );
  if (segments.length === 0) return stated;
  const sums = sumsOfSegments(statementsIn(segments), moment.until);
  return stocks.map((facts, index) => [
    ...(stated[index] ?? []),
    ...(sums.get(facts[0]?.indicatorCode ?? "") ?? []),
  ]);
}
