import { badUserInput } from "../../errors.js";
import type { SourceType } from "../sources/source.entity.js";
import { segmentOf, yearOf, type Fact } from "./fact.js";
import type { Indicator } from "../observations/indicator.entity.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticRow } from "./statistics.type.js";

/** The dimensions of a row other than those of space. */
export type StatisticGroup = Pick<
  StatisticRow,
  "year" | "month" | "categoryCode" | "segment" | "funding" | "valueStatus" | "sourceType"
>;

/** A fact together with the kind of its source, which it may be grouped by. */
export interface GroupedFact extends Fact {
  sourceType: SourceType;
}

/** The group of a fact, or null when it belongs to none. */
export function groupOf(fact: GroupedFact, dimensions: readonly StatisticDimension[]): StatisticGroup | null {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const [byYear, byMonth] = [has("YEAR") || has("MONTH"), has("MONTH")];
  if (byMonth && fact.periodStart.slice(0, 7) !== fact.periodEnd.slice(0, 7)) return null;
  const segment = segmentOf(fact.categoryCode);
  if (has("SEGMENT") && segment === null) return null;
  return {
    year: byYear ? yearOf(fact) : null,
    month: byMonth ? Number(fact.periodEnd.slice(5, 7)) : null,
    categoryCode: has("CATEGORY") ? fact.categoryCode : null,
    segment: has("SEGMENT") ? segment : null,
    funding: has("FUNDING") ? fact.funding : null,
    valueStatus: has("VALUE_STATUS") ? fact.valueStatus : null,
    sourceType: has("SOURCE_TYPE") ? fact.sourceType : null,
  };
}

/** Throws BAD_USER_INPUT when a group mixes categories or statuses. */
export function checkMixture(
  facts: readonly Fact[],
  indicators: readonly Pick<Indicator, "code">[],
  dimensions: readonly StatisticDimension[],
  categoryChosen: boolean,
): void {
  const statuses = new Map(indicators.map(({ code }) => [code, new Set<string>()]));
  const asked = facts.filter(({ indicatorCode }) => statuses.has(indicatorCode));
  if (categoryChosen && !dimensions.includes("CATEGORY") && !dimensions.includes("SEGMENT")) {
    const categories = new Set(asked.map(({ categoryCode }) => categoryCode));
    if (categories.size > 1) {
      throw badUserInput(
        "The filter lets several cohort categories in, which overlap and are never added. Group by CATEGORY, or filter to one of them.",
      );
    }
  }
  if (dimensions.includes("VALUE_STATUS")) return;
  for (const { indicatorCode, valueStatus } of asked) statuses.get(indicatorCode)?.add(valueStatus);
  for (const [code, found] of statuses) {
    if (found.size > 1) {
      throw badUserInput(
        `The filter lets several value statuses of ${code} in (${[...found].join(", ")}), which are never added. Group by VALUE_STATUS, or filter to one of them.`,
      );
    }
  }
}
