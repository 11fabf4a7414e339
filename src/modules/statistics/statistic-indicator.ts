import { madeOnce } from "../../collections.js";
import { gapsOf } from "../figures/following.rules.js";
import type { Indicator } from "../observations/indicator.entity.js";
import { KINDS } from "../observations/indicator-kind.rules.js";

type Traits = Pick<Indicator, "code" | "kind" | "additiveOverRegions" | "numeratorCode" | "denominatorCode">;

/** What statistics need to know of an indicator. */
export interface StatisticIndicator extends Traits {
  /** Other rates of the same numerator: over which base each statement is, it says itself. */
  kindred?: readonly string[];
}

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

/** An indicator with its kin among all. */
export function withKindred(indicator: Traits, all: readonly Traits[]): StatisticIndicator {
  const { code, kind, additiveOverRegions, numeratorCode, denominatorCode } = indicator;
  const numerator = partsOfRate(indicator)?.numerator;
  const kindred = all.filter(
    (other) => numerator !== undefined && other.code !== code && partsOfRate(other)?.numerator === numerator,
  );
  return {
    code,
    kind,
    additiveOverRegions,
    numeratorCode,
    denominatorCode,
    kindred: kindred.map((other) => other.code),
  };
}

/** The indicators of which a statement puts a region into a group: itself, what it divides, and its kin. */
export const statedBy = madeOnce((indicator: ComputedIndicator): readonly string[] => {
  const { code, kindred = [] } = indicator;
  return [...new Set([code, partsOfRate(indicator)?.numerator ?? code, ...kindred])];
});

/** The indicators whose facts an indicator's values are computed from, itself first. */
export const neededFor = madeOnce((indicator: ComputedIndicator): readonly string[] => {
  const { code, kind } = indicator;
  const parts = partsOfRate(indicator);
  const needed = [code, ...Object.values(parts ?? {}), ...(indicator.kindred ?? [])];
  if (parts) needed.push(...gapsOf(parts.denominator));
  if (KINDS[kind].overTime === "WEIGHTED") needed.push(WEIGHT);
  return [...new Set(needed)];
});
