import { compare } from "../../collections.js";
import type { Segment } from "../cohorts/cohort-category.entity.js";
import type { Precision } from "../../time/span.js";
import type { IndicatorKind } from "../observations/indicator-kind.rules.js";
import type { Observation, ValueStatus } from "../observations/observation.entity.js";
import type { SourceType } from "../sources/source.entity.js";

/** What statistics need of an observation with a number. */
export interface Fact extends Pick<
  Observation,
  | "regionCode"
  | "indicatorCode"
  | "categoryCode"
  | "funding"
  | "sourceSlug"
  | "attributedTo"
  | "base"
  | "denominatorCode"
  | "countedBy"
  | "periodStart"
  | "periodEnd"
  | "effectiveFrom"
  | "effectiveOn"
  | "rivalSet"
  | "rank"
  | "areaDiffers"
> {
  valueStatus: ValueStatus;
  /** As stored: a list in JSON. */
  programmes: string;
  periodPrecision: Precision;
  kind: IndicatorKind;
  sourceType: SourceType;
  publishedFrom: string | null;
  publishedUntil: string | null;
  value: number;
}

/** The categories that divide all workers without overlap. */
export const SEGMENTS: readonly Segment[] = ["PU", "BPU", "JAKON", "PMI"];

/** The segment that a category is as a whole, if it is one. */
export const segmentOf = (categoryCode: string | null): Segment | null =>
  SEGMENTS.find((segment) => segment === categoryCode) ?? null;

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

/** Whether two facts share a day of their periods. */
export const shareTime = (
  one: Pick<Fact, "periodStart" | "periodEnd">,
  other: Pick<Fact, "periodStart" | "periodEnd">,
): boolean => one.periodStart <= other.periodEnd && other.periodStart <= one.periodEnd;

/** How little of all programmes a fact is about: 0 for what names none, or the basic ones that everybody takes part in. */
export const narrowness = ({ programmes }: Pick<Fact, "programmes">): number =>
  Number(programmes !== "[]" && !programmes.includes("JKK"));

/** Orders facts of one time: about most programmes first, then the highest, then by their sources. */
export const byWidth = (one: Fact, other: Fact): number =>
  narrowness(one) - narrowness(other) ||
  other.value - one.value ||
  compare(one.sourceSlug, other.sourceSlug) ||
  compare(one.categoryCode ?? "", other.categoryCode ?? "");

/** The sum of numbers. */
export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
