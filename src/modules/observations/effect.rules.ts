import type { Precision } from "../../time/span.js";
import type { Publication } from "../sources/source.entity.js";
import { KINDS } from "./indicator-kind.rules.js";
import type { Indicator } from "./indicator.entity.js";
import { UNSTATED, type Observation } from "./observation.entity.js";

/** What statements depend on of their indicator. */
export type IndicatorTraits = Pick<Indicator, "unit" | "kind" | "denominatorCode">;

/** What a source states. */
export interface Stated {
  base: string | null;
  /** The territory that it is about where that is not the one of its day. */
  area: Observation["area"];
  periodStart: string;
  periodEnd: string;
  periodPrecision: Precision;
}

/** What a statement depends on beside its own cells. */
export interface Surroundings {
  indicator: IndicatorTraits;
  /** Undefined when the source is not known. */
  source: Publication | undefined;
  /** The day since which the region has its present territory; undefined where no change is known. */
  areaSince: string | undefined;
}

/** What follows for a statement: since when it holds, over which denominator, and whether of another territory. */
export type Effect = Pick<Observation, "effectiveFrom" | "effectiveOn" | "areaDiffers" | "denominatorCode">;

/**
 * What follows for a statement from its period, its source, its indicator and its region (semantics, "When a figure
 * holds"). A stock or rate speaks from the last day of its period, or from the day of publication where that is within
 * the period: of a source dated to a month or year, from the last day that may be meant. A stock over a span that is no
 * calendar month, quarter or year holds on each of its days.
 */
export function effectOf(stated: Stated, { indicator, source, areaSince }: Surroundings): Effect {
  const { periodStart, periodEnd, periodPrecision, base, area } = stated;
  const { holdsWithin, overTime } = KINDS[indicator.kind];
  const isSpan = indicator.kind === "STOCK" && periodPrecision === "RANGE";
  const published = holdsWithin && !isSpan ? (source?.publishedUntil ?? null) : null;
  const isWithin = published !== null && published >= periodStart && published < periodEnd;
  const effectiveOn = isWithin ? published : periodEnd;
  return {
    effectiveFrom: isSpan ? periodStart : effectiveOn,
    effectiveOn,
    areaDiffers: area === null ? areaSince !== undefined && effectiveOn < areaSince : area === "FORMER",
    denominatorCode: overTime === "RATIO" && base !== UNSTATED ? (base ?? indicator.denominatorCode) : null,
  };
}
