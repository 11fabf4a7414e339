/** A year of a series, or all of its time. */
export interface Bucket {
  /** Null for all time. */
  year: number | null;
  /** The first and last year of all statements that bear upon it, be it as denominators or weights. */
  from: number;
  until: number;
}

/** The years in which periods must begin and end. */
export interface YearBounds {
  start: readonly [from: number, until: number];
  end: readonly [from: number, until: number];
}

/** The years that conditions on a period's first and last day leave; null when they are about anything but whole years. */
export function boundsOf(start: object | undefined, end: object | undefined): YearBounds | null {
  const [ofStart, ofEnd] = [yearsOf(start ?? {}), yearsOf(end ?? {})];
  return ofStart && ofEnd && { start: ofStart, end: ofEnd };
}

function yearsOf(operators: object): readonly [number, number] | null {
  let [from, until] = [-Infinity, Infinity];
  for (const [name, operand] of Object.entries(operators) as [string, unknown][]) {
    if (operand === undefined) continue;
    if (typeof operand !== "string") return null;
    const year = Number(operand.slice(0, 4));
    const day = operand.slice(4);
    if (name === "gte" && day === "-01-01") from = Math.max(from, year);
    else if (name === "gt" && day === "-12-31") from = Math.max(from, year + 1);
    else if (name === "lte" && day === "-12-31") until = Math.min(until, year);
    else if (name === "lt" && day === "-01-01") until = Math.min(until, year - 1);
    else return null;
  }
  return [from, until];
}

/** The one year that bounds leave, all time when they bound nothing, or null. */
export function onlyYear({ start, end }: YearBounds): number | "ALL_TIME" | null {
  const [from, until] = [Math.max(start[0], end[0]), Math.min(start[1], end[1])];
  if ([...start, ...end].every((year) => !Number.isFinite(year))) return "ALL_TIME";
  return from === until ? from : null;
}

/**
 * Whether a year's bucket is of statements within the bounds (true), of others (false), or of both (null), so that
 * only single facts can tell what is left of it.
 */
export function isWithin(
  { year, from, until }: Bucket & { year: number },
  { start, end }: YearBounds,
  isRatio: boolean,
): boolean | null {
  if (year < start[0] || from > start[1] || year < end[0] || year > end[1]) return false;
  // Denominators and weights may end earlier than what they belong to.
  const earliestEnd = isRatio ? from : year;
  const isWhole = from >= start[0] && until <= start[1] && earliestEnd >= end[0] && until <= end[1];
  return isWhole ? true : null;
}
