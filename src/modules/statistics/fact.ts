import type { Segment } from "../cohorts/cohort-category.entity.js";
import { PARTITION } from "../figures/segments.rules.js";
import type { Precision } from "../../time/span.js";
import type { IndicatorKind } from "../observations/indicator-kind.rules.js";
import type { Observation, ValueStatus } from "../observations/observation.entity.js";
import type { SourceType } from "../sources/source.entity.js";

/** What statistics need of an observation with a number, or of a rate that is of all without one. */
export interface Fact extends Pick<
  Observation,
  | "slug"
  | "regionCode"
  | "indicatorCode"
  | "categoryCode"
  | "funding"
  | "programmes"
  | "sourceSlug"
  | "attributedTo"
  | "base"
  | "denominatorCode"
  | "denominatorStated"
  | "countedBy"
  | "period"
  | "periodStart"
  | "periodEnd"
  | "effectiveFrom"
  | "effectiveOn"
  | "rivalSet"
  | "rank"
  | "preferred"
  | "areaDiffers"
  | "value"
  | "lowerBound"
  | "upperBound"
  | "qualifier"
> {
  valueStatus: ValueStatus;
  periodPrecision: Precision;
  kind: IndicatorKind;
  sourceType: SourceType;
  publishedFrom: string | null;
  publishedUntil: string | null;
}

/** Facts as the statements that figures are made of: a fact has all that figures read of a statement. */
export const statementsIn = (facts: readonly Fact[]): readonly Observation[] =>
  facts as readonly unknown[] as readonly Observation[];

/** The segment that a category is as a whole, if it is one. */
export const segmentOf = (categoryCode: string | null): Segment | null =>
  PARTITION.find((segment) => segment === categoryCode) ?? null;

/** The indicator whose target is what there is: a quota is a target by its nature. */
export const QUOTA = "COHORT_QUOTA";

/** Whether a fact counts when no status is asked for: what happened, and quotas. */
export const isUsual = ({
  indicatorCode,
  valueStatus,
}: Pick<Fact, "indicatorCode" | "valueStatus">): boolean =>
  valueStatus === "ACTUAL" || (valueStatus === "TARGET" && indicatorCode === QUOTA);

/** Whether a stock holds on every day of a span, and not on one effective day. */
export const isSpan = ({ effectiveFrom, effectiveOn }: Fact): boolean => effectiveFrom < effectiveOn;

/** The sum of numbers. */
export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
