import { monthsAfter, yearOf } from "../../time/months.js";
import type { Counting } from "../observations/observation.entity.js";
import type { SourceType } from "../sources/source.entity.js";

/** What kind of source states a figure, and who publishes it. */
export type Origin = readonly [type: SourceType, publisher: string];

/** An origin as one text. */
export const originKey = (origin: Origin): string => origin.join("\u0000");

/** A run of months as it is stored: what all or most of its figures have in common is said once. */
export interface StoredRun<Other = unknown> {
  /** The month of the first value. */
  first: string;
  /** The value of each month; null where none is stated, or not plainly. */
  values: (number | null)[];
  countedBy: Counting | null;
  /** Where a figure does not speak from the last day of its month, by place. */
  days?: Record<string, string>;
  /** The origins, and of which each figure is where that is not the first, by place. */
  origins: Origin[];
  originOf?: Record<string, number>;
  /** The figures that are not plain, as they are, each with its origin. */
  others?: [fact: Other, origin: Origin][];
}

/** The origin of the figure at a place of a run. */
export function originAt({ origins, originOf }: StoredRun, place: number): Origin {
  const origin = origins[originOf?.[place] ?? 0];
  if (!origin) throw new Error("A figure of a run has no origin");
  return origin;
}

const monthOf = (day: string): number => yearOf(day) * 12 + Number(day.slice(5, 7)) - 1;
/** The place of a day's month in a run that begins with a month. */
export const placeOf = (first: string, day: string): number => monthOf(day) - monthOf(first);

const lastDays = new Map<string, string>();

/** The last day of the month of a day, which is written as the month begins or in full. */
export function lastDayOfMonth(day: string): string {
  const month = day.slice(0, 7);
  let last = lastDays.get(month);
  // The 31st, or the last day of a shorter month.
  if (last === undefined)
    lastDays.set(month, (last = monthsAfter(`${month.slice(0, 4)}-01-31`, Number(month.slice(5)) - 1)));
  return last;
}

/** The months of a run, in order. */
export function monthsOf({ first, values }: Pick<StoredRun, "first" | "values">): string[] {
  const begin = monthOf(first);
  return values.map((_, place) => {
    const month = begin + place;
    return `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}

/** The first day of the month of the last plain figure that speaks by a day; null when none does. */
export function lastStartBy(run: StoredRun, day: string): string | null {
  const months = monthsOf(run);
  for (let place = months.length - 1; place >= 0; place -= 1) {
    const month = months[place] ?? "";
    if (run.values[place] !== null && (run.days?.[place] ?? lastDayOfMonth(month)) <= day)
      return `${month}-01`;
  }
  return null;
}
