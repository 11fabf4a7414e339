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

/** What a figure tells of itself that groups tell apart. */
export type Labelled = Pick<
  Fact,
  "indicatorCode" | "categoryCode" | "funding" | "valueStatus" | "sourceType"
>;

type Labels = Omit<StatisticGroup, "year" | "month">;

// Null when it belongs to no group.
function labelsOf(figure: Labelled, dimensions: readonly StatisticDimension[]): Labels | null {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  const segment = segmentOf(figure.categoryCode);
  if (has("SEGMENT") && segment === null) return null;
  return {
    categoryCode: has("CATEGORY") ? figure.categoryCode : null,
    segment: has("SEGMENT") ? segment : null,
    funding: has("FUNDING") ? figure.funding : null,
    valueStatus: has("VALUE_STATUS") ? figure.valueStatus : null,
    sourceType: has("SOURCE_TYPE") ? figure.sourceType : null,
  };
}

/**
 * The group of a year or month, written as it begins a day, or of what is known last for null; null when the figure
 * belongs to none.
 */
export function groupAt(
  step: string | null,
  figure: Labelled,
  dimensions: readonly StatisticDimension[],
): Omit<Membership, "isSpanning"> | null {
  const labels = labelsOf(figure, dimensions);
  if (!labels) return null;
  if (step === null) return { group: { year: null, month: null, ...labels }, moment: null };
  const [year, month] = [Number(step.slice(0, 4)), step.length > 4 ? Number(step.slice(5, 7)) : null];
  return { group: { year, month, ...labels }, moment: momentOf(step) };
}

/** The groups of a fact; none when it belongs to none. */
export function groupsOf(fact: Fact, dimensions: readonly StatisticDimension[]): Membership[] {
  const at = (step: string | null, isSpanning: boolean): Membership[] => {
    const found = groupAt(step, fact, dimensions);
    return found ? [{ ...found, isSpanning }] : [];
  };
  const unit = unitOf(dimensions);
  if (unit === null) return at(null, false);
  const { within, touched } = placementOf(fact, unit);
  return [...within.flatMap((step) => at(step, false)), ...touched.flatMap((step) => at(step, true))];
}

/** Throws BAD_USER_INPUT when a group mixes categories or statuses. */
export function checkMixture(
  figures: readonly Labelled[],
  indicators: readonly Pick<Indicator, "code">[],
  dimensions: readonly StatisticDimension[],
  categoryChosen: boolean,
): void {
  const statuses = new Map(indicators.map(({ code }) => [code, new Set<string>()]));
  const asked = figures.filter(({ indicatorCode }) => statuses.has(indicatorCode));
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
