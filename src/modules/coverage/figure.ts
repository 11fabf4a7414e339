import type { Figure } from "./figure.type.js";
import type { Observation, Qualifier } from "./observation.entity.js";
import type { Period } from "./period.type.js";

/** Bounds of a number; null where a side is unknown. */
export interface Bounds {
  lowerBound: number | null;
  upperBound: number | null;
}

/** What a statement leaves possible: an exact one only its value, any other what its source bounds. */
export function boundsOf({
  qualifier,
  value,
  lowerBound,
  upperBound,
}: Pick<Observation, "qualifier" | "value" | "lowerBound" | "upperBound">): Bounds {
  return qualifier === "EXACT" ? { lowerBound: value, upperBound: value } : { lowerBound, upperBound };
}

/** The qualifier that bounds speak for: both known and equal EXACT, the lower only AT_LEAST, the upper only AT_MOST. */
export function qualifierOf({ lowerBound, upperBound }: Bounds): Qualifier {
  if (lowerBound !== null && lowerBound === upperBound) return "EXACT";
  if (lowerBound !== null && upperBound === null) return "AT_LEAST";
  return lowerBound === null && upperBound !== null ? "AT_MOST" : "APPROXIMATE";
}

/** One over the other, an unknown side staying unknown: least over most, most over least. */
export function ratioBounds(numerator: Bounds, denominator: Bounds): Bounds {
  const over = (one: number | null, other: number | null): number | null =>
    one === null || other === null || other === 0 ? null : one / other;
  return {
    lowerBound: over(numerator.lowerBound, denominator.upperBound),
    upperBound: over(numerator.upperBound, denominator.lowerBound),
  };
}

/** One less the other, an unknown side staying unknown. */
export function differenceBounds(minuend: Bounds, subtrahend: Bounds): Bounds {
  const less = (one: number | null, other: number | null): number | null =>
    one === null || other === null ? null : one - other;
  return {
    lowerBound: less(minuend.lowerBound, subtrahend.upperBound),
    upperBound: less(minuend.upperBound, subtrahend.lowerBound),
  };
}

/**
 * The figures that observations of one region, category and status amount to: rivals become one figure, with the
 * preferred one answering and the others as alternatives. In a tie nothing answers, and the bounds span the rivals.
 */
export function figuresOf(observations: readonly Observation[]): Figure[] {
  const sets = new Map<string, [Observation, ...Observation[]]>();
  for (const observation of observations) {
    const key = observation.rivalSet ?? observation.slug;
    const set = sets.get(key);
    if (set) set.push(observation);
    else sets.set(key, [observation]);
  }
  return [...sets.values()].map(figureOf);
}

function figureOf(rivals: [Observation, ...Observation[]]): Figure {
  const sorted = rivals.sort((one, other) => one.standing - other.standing);
  const preferred = sorted.find((observation) => observation.preferred) ?? null;
  const best = preferred ?? rivals[0];
  const values = sorted.flatMap(({ value }) => value ?? []);
  const undecided = {
    lowerBound: Math.min(...values),
    upperBound: Math.max(...values),
    qualifier: "APPROXIMATE" as const,
  };
  return {
    value: preferred?.value ?? null,
    ...(preferred ? { ...boundsOf(preferred), qualifier: preferred.qualifier } : undecided),
    basis: "REPORTED",
    period: best.period,
    observation: preferred,
    derivedFrom: [],
    alternatives: sorted.filter((observation) => observation !== preferred),
    rivalSet: best.rivalSet,
  };
}

/** A figure computed from others. */
export function derivedFigure(
  value: number,
  bounds: Bounds,
  period: Period,
  from: readonly (Observation | null)[],
): Figure {
  return {
    value,
    ...bounds,
    qualifier: qualifierOf(bounds),
    basis: "DERIVED",
    period,
    observation: null,
    derivedFrom: from.filter((observation) => observation !== null),
    alternatives: [],
    rivalSet: null,
  };
}

/**
 * The figure known last on a date: the latest end within it, then the latest start, then the widest meaning.
 * Null when no figure's period has begun by then.
 */
export function latestFigure(figures: readonly Figure[], on: string): Figure | null {
  return (
    figures
      .filter(({ period }) => period.start <= on)
      .sort((one, other) => byRecency(one.period, other.period, on) || byWidth(one, other))[0] ?? null
  );
}

/** Orders periods by what is known last on a date: the latest end up to then, then the latest start. */
export function byRecency(one: Period, other: Period, on: string): number {
  const end = (period: Period): string => (period.end < on ? period.end : on);
  return compare(end(other), end(one)) || compare(other.start, one.start);
}

// Parts by payer or programme are no totals: prefer what names no payer or all, then what names no programme, then the most.
function byWidth(one: Figure, other: Figure): number {
  const funding = ({ observation }: Figure): number => Number((observation?.funding ?? "MIXED") !== "MIXED");
  const programmes = ({ observation }: Figure): number => {
    const named = observation?.programmes ?? [];
    return named.length === 0 || named.includes("JKK") ? 0 : 1;
  };
  return (
    funding(one) - funding(other) ||
    programmes(one) - programmes(other) ||
    (other.value ?? 0) - (one.value ?? 0)
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
