/** A total and the parts that it is the sum of. */
export interface Whole<T> {
  total: T;
  parts: readonly T[];
}

/**
 * The item that is the sum of all others, with these as its parts: a source that states 40,000, 128,000 and 168,000 of
 * one period states parts and their total, and no rivals. Null unless exactly one of at least three is such a sum.
 */
export function wholeOf<T>(items: readonly T[], valueOf: (item: T) => number): Whole<T> | null {
  if (items.length < 3) return null;
  const half = items.reduce((sum, item) => sum + valueOf(item), 0) / 2;
  const [total, another] = items.filter((item) => valueOf(item) === half && half > 0);
  if (total === undefined || another !== undefined) return null;
  return { total, parts: items.filter((item) => item !== total) };
}
