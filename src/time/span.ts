/** A first and a last day, both included. */
export interface Span {
  start: string;
  end: string;
}

/** The precision of a span: the calendar unit that it is, or RANGE. */
export type Precision = "DAY" | "MONTH" | "QUARTER" | "YEAR" | "RANGE";

/** A span with its precision. */
export interface NamedSpan extends Span {
  precision: Precision;
}

/** Whether the spans share a day. */
export const overlaps = (one: Span, other: Span): boolean => one.start <= other.end && other.start <= one.end;

/** The days that both spans share; null when they share none. */
export function overlap(one: Span, other: Span): NamedSpan | null {
  const start = one.start > other.start ? one.start : other.start;
  const end = one.end < other.end ? one.end : other.end;
  return start <= end ? { start, end, precision: precisionOf(start, end) } : null;
}

/** The span from the earliest start to the latest end; null for an empty list. */
export function hull(periods: readonly Span[]): NamedSpan | null {
  const start = periods.map((period) => period.start).sort()[0];
  const end = periods
    .map((period) => period.end)
    .sort()
    .at(-1);
  return start === undefined || end === undefined ? null : { start, end, precision: precisionOf(start, end) };
}

/** Whether the first span lies within the second. */
export const isWithin = (inner: Span, outer: Span): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

/** Whether both spans have the same days. */
export const isSamePeriod = (one: Span, other: Span): boolean =>
  one.start === other.start && one.end === other.end;

/** The precision of the span from one day to another: 2024-01-01 to 2024-12-31 is a YEAR. */
export function precisionOf(start: string, end: string): Precision {
  if (start === end) return "DAY";
  const [months, begins] = [monthsFrom(start, end), start.endsWith("-01")];
  if (!begins || months === null) return "RANGE";
  if (months === 1) return "MONTH";
  const firstMonth = Number(start.slice(5, 7));
  if (months === 12 && firstMonth === 1) return "YEAR";
  return months === 3 && firstMonth % 3 === 1 ? "QUARTER" : "RANGE";
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

// The number of calendar months from the first day to the last; null when the last day does not end its month.
function monthsFrom(start: string, end: string): number | null {
  const [year, month, day] = [Number(end.slice(0, 4)), Number(end.slice(5, 7)), Number(end.slice(8))];
  const lastDay = month === 2 && isLeapYear(year) ? 29 : DAYS_IN_MONTH[month - 1];
  if (day !== lastDay) return null;
  return (year - Number(start.slice(0, 4))) * 12 + month - Number(start.slice(5, 7)) + 1;
}
