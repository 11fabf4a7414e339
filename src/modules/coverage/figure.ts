import type { Figure } from "./figure.type.js";
import type { Observation, Qualifier } from "../observations/observation.entity.js";
import { overlaps } from "../../time/span.js";
import type { Period } from "../observations/period.type.js";

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

/** One times the other, an unknown side staying unknown. */
export function productBounds(one: Bounds, other: Bounds): Bounds {
  const times = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : a * b;
  return {
    lowerBound: times(one.lowerBound, other.lowerBound),
    upperBound: times(one.upperBound, other.upperBound),
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
  const [best, ...others] = rivals.sort((one, other) => one.rank - other.rank);
  // Where the preferred rival's period has not begun yet, those that have begun answer if they agree.
  const agree = others.every(({ value }) => value === best.value);
  const preferred = rivals.find((observation) => observation.preferred) ?? (agree ? best : null);
  const bounds = preferred ? boundsOf(preferred) : spanningBounds(rivals.map(boundsOf));
  return {
    value: preferred?.value ?? null,
    lowerBound: bounds.lowerBound,
    upperBound: bounds.upperBound,
    qualifier: preferred?.qualifier ?? qualifierOf(bounds),
    basis: "REPORTED",
    period: (preferred ?? best).period,
    observation: preferred,
    derivedFrom: [],
    alternatives: rivals.filter((observation) => observation !== preferred),
    rivalSet: best.rivalSet,
  };
}

// From the least to the most that any of them leaves possible, a side that one of them leaves open staying unknown.
function spanningBounds(all: readonly Bounds[]): Bounds {
  const known = (side: keyof Bounds): number[] | null => {
    const values = all.flatMap((bounds) => bounds[side] ?? []);
    return values.length === all.length ? values : null;
  };
  const [lowest, highest] = [known("lowerBound"), known("upperBound")];
  return { lowerBound: lowest && Math.min(...lowest), upperBound: highest && Math.max(...highest) };
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
    lowerBound: bounds.lowerBound,
    upperBound: bounds.upperBound,
    qualifier: qualifierOf(bounds),
    basis: "DERIVED",
    period,
    observation: null,
    derivedFrom: from.filter((observation) => observation !== null),
    alternatives: [],
    rivalSet: null,
  };
}

/** A figure summed over all child regions. */
export function rolledUpFigure(value: number, period: Period): Figure {
  const unknown = { lowerBound: null, upperBound: null };
  return { ...derivedFigure(value, unknown, period, []), basis: "ROLLED_UP" };
}

/**
 * The figure known last on a date: the latest end within it, then the latest start, then the widest meaning.
 * Null when no figure's period has begun by then.
 */
export function latestFigure(figures: readonly Figure[], on: string): Figure | null {
  const begun = withoutParts(figures.filter(({ period }) => period.start <= on));
  return first(begun, (one, other) => byRecency(one.period, other.period, on) || byWidth(one, other));
}

/** The item that an order puts first, without putting the others in order; null when there is none. */
export function first<T>(items: readonly T[], order: (one: T, other: T) => number): T | null {
  let [best = null] = items;
  for (const item of items) if (best !== null && order(item, best) < 0) best = item;
  return best;
}

/** Orders periods by what is known last on a date: the latest end up to then, then the latest start. */
export function byRecency(one: Period, other: Period, on: string): number {
  const end = (period: Period): string => (period.end < on ? period.end : on);
  return compare(end(other), end(one)) || compare(other.start, one.start);
}

/** Orders figures of one period by how much they mean: totals before parts, then the most, then always the same. */
export const byWidth = (one: Figure, other: Figure): number =>
  partnessOf(one) - partnessOf(other) ||
  (other.value ?? 0) - (one.value ?? 0) ||
  compare(slugOf(one), slugOf(other));

/** Without figures that one payer or programme accounts for, where a total is known for an overlapping period. */
export function withoutParts(figures: readonly Figure[]): Figure[] {
  const isPart = (figure: Figure): boolean => partnessOf(figure) > 0;
  if (!figures.some(isPart)) return [...figures];
  const totals = figures.filter(
    (figure) => !isPart(figure) && (figure.value !== null || figure.observation === null),
  );
  return figures.filter(
    (figure) => !isPart(figure) || !totals.some(({ period }) => overlaps(period, figure.period)),
  );
}

/** Whether a statement is about what one payer or programme accounts for; every participant is one of JKK. */
export const ofOnePayerOrProgramme = (statement: Pick<Observation, "funding" | "programmes">): boolean =>
  partness(statement) > 0;

const partness = ({ funding, programmes }: Pick<Observation, "funding" | "programmes">): number =>
  Number((funding ?? "MIXED") !== "MIXED") * 2 + Number(programmes.length > 0 && !programmes.includes("JKK"));

const statementOf = ({ observation, alternatives }: Figure): Observation | null =>
  observation ?? alternatives[0] ?? null;

const partnessOf = (figure: Figure): number => {
  const statement = statementOf(figure);
  return statement ? partness(statement) : 0;
};

const slugOf = (figure: Figure): string => statementOf(figure)?.slug ?? "";

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
