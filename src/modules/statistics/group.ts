import { badUserInput } from "../../errors.js";
import { segmentOf, type Fact } from "./fact.js";
import { momentOf, placementOf, unitOf, type Moment } from "./moment.js";
import type { Indicator } from "../observations/indicator.entity.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticRow } from "./statistics.type.js";

/** The dimensions of a row other than those of space. */
export type StatisticGroup = Pick<
  StatisticRow,
  "year" | "month" | "categoryCode" | "segment" | "funding" | "valueStatus" | "sourceType"
>;

/** A group that a fact belongs to, or whose time its period only touches. */
export interface Membership {
  group: StatisticGroup;
  /** The group's time; null when it has none of its own. */
  moment: Moment | null;
  isSpanning: boolean;
}

/** The groups of a fact; none when it belongs to none. */
export function groupsOf(fact: Fact, dimensions: readonly StatisticDimension[]): Membership[] {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const segment = segmentOf(fact.categoryCode);
  if (has("SEGMENT") && segment === null) return [];
  const group = {
    year: null,
    month: null,
    categoryCode: has("CATEGORY") ? fact.categoryCode : null,
    segment: has("SEGMENT") ? segment : null,
    funding: has("FUNDING") ? fact.funding : null,
    valueStatus: has("VALUE_STATUS") ? fact.valueStatus : null,
    sourceType: has("SOURCE_TYPE") ? fact.sourceType : null,
  };
  const unit = unitOf(dimensions);
  if (unit === null) return [{ group, moment: null, isSpanning: false }];
  const { within, touched } = placementOf(fact, unit);
  const at = (step: string, isSpanning: boolean): Membership => ({
    group: {
      ...group,
      year: Number(step.slice(0, 4)),
      month: unit === "MONTH" ? Number(step.slice(5, 7)) : null,
    },
    moment: momentOf(step),
    isSpanning,
  });
  return [...within.map((step) => at(step, false)), ...touched.map((step) => at(step, true))];
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
        `The filter lets several value statuses of ${code} in (${[...found].sort().join(", ")}), which are never added. Group by VALUE_STATUS, or filter to one of them.`,
      );
    }
  }
}
