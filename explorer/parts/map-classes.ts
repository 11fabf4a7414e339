import type { MapRegion } from "../graph/answers.js";

/** Lower limits of the classes of colour above the lowest; the same for all dates and bases, so that maps compare. */
export const LIMITS = [0.2, 0.3, 0.4, 0.5] as const;

const CLASSES = 5;

/** Months after which a figure is no longer compared with others. */
export const STALE_MONTHS = 24;

export type Shade =
  | { kind: "value"; place: number }
  | { kind: "stale"; place: number }
  | { kind: "otherBase"; place: number }
  /** One payer's part, or part of the regions below. */
  | { kind: "partial"; place: number }
  | { kind: "missing" }
  | { kind: "contradicts" };

/** The place of a value among classes. */
export const placeAmong = (value: number, limits: readonly number[]): number =>
  limits.filter((limit) => value >= limit).length;

/** Limits, of few digits, of classes that hold about as many values each; fewer where values are alike. */
export function limitsOf(values: number[]): number[] {
  const ordered = values.toSorted((one, other) => one - other);
  const limits = Array.from({ length: CLASSES - 1 }, (_, place) => {
    const value = ordered[Math.floor(((place + 1) * ordered.length) / CLASSES)] ?? 0;
    return Number(value.toPrecision(2));
  });
  const [least = 0] = ordered;
  return [...new Set(limits)].filter((limit) => limit > least);
}

/** A rate over a base that its source does not state, or about an earlier territory, is not compared with others. */
export function shadeOf({ coverage: { rate } }: MapRegion, on: string): Shade {
  if (!rate) return { kind: "missing" };
  if (rate.value === null) return { kind: "contradicts" };
  const place = placeAmong(rate.value, LIMITS);
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
