import type { Observation, Qualifier } from "../observations/observation.entity.js";

/** Bounds of a number; null where a side is unknown. */
export interface Bounds {
  lowerBound: number | null;
  upperBound: number | null;
}

/** Bounds of which nothing is known. */
export const UNBOUNDED: Bounds = { lowerBound: null, upperBound: null };

/** What a statement leaves possible: an exact one only its value, any other what its source bounds. */
export function boundsOf({
  qualifier,
  value,
  lowerBound,
  upperBound,
}: Pick<Observation, "qualifier" | "value" | "lowerBound" | "upperBound">): Bounds {
  if (qualifier === "EXACT") return { lowerBound: value, upperBound: value };
  if (qualifier === "AT_LEAST") return { lowerBound: lowerBound ?? value, upperBound };
  return qualifier === "AT_MOST"
    ? { lowerBound, upperBound: upperBound ?? value }
    : { lowerBound, upperBound };
}

/** The qualifier that bounds speak for: both known and equal EXACT, the lower only AT_LEAST, the upper only AT_MOST. */
export function qualifierOf({ lowerBound, upperBound }: Bounds): Qualifier {
  if (lowerBound !== null && lowerBound === upperBound) return "EXACT";
  if (lowerBound !== null && upperBound === null) return "AT_LEAST";
  return lowerBound === null && upperBound !== null ? "AT_MOST" : "APPROXIMATE";
}

const both = (
  one: number | null,
  other: number | null,
  combine: (a: number, b: number) => number,
): number | null => (one === null || other === null ? null : combine(one, other));

/** One over the other, an unknown side staying unknown: least over most, most over least. */
export function ratioBounds(numerator: Bounds, denominator: Bounds): Bounds {
  const over = (one: number | null, other: number | null): number | null =>
    other === 0 ? null : both(one, other, (a, b) => a / b);
  return {
    lowerBound: over(numerator.lowerBound, denominator.upperBound),
    upperBound: over(numerator.upperBound, denominator.lowerBound),
  };
}

/** The qualifier of one over the other, also where bounds are unknown: at least some thousands over a number is at least. */
export function qualifierOfRatio(numerator: Qualifier, denominator: Qualifier, bounds: Bounds): Qualifier {
  const known = qualifierOf(bounds);
  if (known !== "APPROXIMATE" || bounds.lowerBound !== null) return known;
  const isBound = (one: Qualifier, above: Qualifier, other: Qualifier, below: Qualifier): boolean =>
    (one === above && other !== above) || (other === below && one !== below);
  const atLeast = isBound(numerator, "AT_LEAST", denominator, "AT_MOST");
  const atMost = isBound(numerator, "AT_MOST", denominator, "AT_LEAST");
  return atLeast === atMost ? "APPROXIMATE" : atLeast ? "AT_LEAST" : "AT_MOST";
}

/** One times the other, an unknown side staying unknown. */
export const productBounds = (one: Bounds, other: Bounds): Bounds => ({
  lowerBound: both(one.lowerBound, other.lowerBound, (a, b) => a * b),
  upperBound: both(one.upperBound, other.upperBound, (a, b) => a * b),
});

/** One less the other, an unknown side staying unknown. */
export const differenceBounds = (minuend: Bounds, subtrahend: Bounds): Bounds => ({
  lowerBound: both(minuend.lowerBound, subtrahend.upperBound, (a, b) => a - b),
  upperBound: both(minuend.upperBound, subtrahend.lowerBound, (a, b) => a - b),
});

const add = (a: number, b: number): number => a + b;

/** All of them added, a side that one of them leaves open being unknown. */
export function sumBounds(all: readonly Bounds[]): Bounds {
  let lowerBound: number | null = 0;
  let upperBound: number | null = 0;
  for (const each of all) {
    lowerBound = both(lowerBound, each.lowerBound, add);
    upperBound = both(upperBound, each.upperBound, add);
  }
  return { lowerBound, upperBound };
}

/** From the least to the most that any of them leaves possible, a side that one of them leaves open being unknown. */
export function spanningBounds(all: readonly Bounds[]): Bounds {
  const known = (side: keyof Bounds): number[] | null => {
    const values = all.flatMap((bounds) => bounds[side] ?? []);
    return values.length === all.length ? values : null;
  };
  const [lowest, highest] = [known("lowerBound"), known("upperBound")];
  return { lowerBound: lowest && Math.min(...lowest), upperBound: highest && Math.max(...highest) };
}
