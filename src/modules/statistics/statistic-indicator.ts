import type { Indicator } from "../observations/indicator.entity.js";
import { KINDS } from "../observations/indicator-kind.rules.js";

/** What statistics need to know of an indicator. */
export type StatisticIndicator = Pick<
  Indicator,
  "code" | "kind" | "additiveOverRegions" | "numeratorCode" | "denominatorCode"
>;

/** What durations are weighted with. */
export const WEIGHT = "PROTECTED_WORKERS";

/** What an indicator's values are computed from. */
export type ComputedIndicator = Omit<StatisticIndicator, "additiveOverRegions">;

/** Whether an indicator's values are computed from facts of several indicators. */
export const isRatio = ({ kind }: Pick<Indicator, "kind">): boolean =>
  KINDS[kind].overTime === "RATIO" || KINDS[kind].overTime === "WEIGHTED";

/** What a rate divides, and by what; null for all other indicators, and for rates that cannot be recomputed. */
export const partsOfRate = ({
  kind,
  numeratorCode,
  denominatorCode,
}: ComputedIndicator): { numerator: string; denominator: string } | null =>
  KINDS[kind].overTime === "RATIO" && numeratorCode !== null && denominatorCode !== null
    ? { numerator: numeratorCode, denominator: denominatorCode }
    : null;

/** The indicators whose facts an indicator's values are computed from, itself first. */
export function neededFor(indicator: ComputedIndicator): string[] {
  const { code, kind } = indicator;
  const needed = [code, ...Object.values(partsOfRate(indicator) ?? {})];
  if (KINDS[kind].overTime === "WEIGHTED") needed.push(WEIGHT);
  return [...new Set(needed)];
}
