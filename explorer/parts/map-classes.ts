import type { MapRegion } from "../graph/answers.js";

/** Lower limits of the classes of colour above the lowest; the same for all dates and bases, so that maps compare. */
export const LIMITS = [0.2, 0.3, 0.4, 0.5] as const;

/** Months after which a figure is no longer compared with others. */
export const STALE_MONTHS = 24;

export type Shade =
  | { kind: "value"; place: number }
  | { kind: "stale"; place: number }
  | { kind: "otherBase"; place: number }
  | { kind: "missing" }
  | { kind: "contradicts" };

/** The place of a rate among the classes of colour. */
const placeOf = (rate: number): number => LIMITS.filter((limit) => rate >= limit).length;

/** A rate over a base that its source does not state, or about an earlier territory, is not compared with others. */
export function shadeOf({ coverage: { rate } }: MapRegion, on: string): Shade {
  if (!rate) return { kind: "missing" };
  if (rate.value === null) return { kind: "contradicts" };
  const place = placeOf(rate.value);
  if (!rate.denominator || rate.areaDiffers) return { kind: "otherBase", place };
  return { kind: monthsBetween(rate.effectiveOn, on) > STALE_MONTHS ? "stale" : "value", place };
}

/** Whole months from one day to another. */
export function monthsBetween(from: string, to: string): number {
  const [one, other] = [new Date(from), new Date(to)];
  const months =
    (other.getUTCFullYear() - one.getUTCFullYear()) * 12 + other.getUTCMonth() - one.getUTCMonth();
  return Math.max(0, other.getUTCDate() < one.getUTCDate() ? months - 1 : months);
}

export const today = (): string => new Date().toISOString().slice(0, 10);
