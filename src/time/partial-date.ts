import { isCalendarDate } from "./day.js";
import { remembered } from "./remembered.js";

/** A date of any precision, with its first and last possible day (`from` and `until`). */
export interface PartialDate {
  /** The day; null when it is not known. */
  on: string | null;
  /** The month or year as written; null when the day is known, and when the date is unknown. */
  text: string | null;
  from: string | null;
  until: string | null;
}

const UNKNOWN: PartialDate = { on: null, text: null, from: null, until: null };

/** Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty text is an unknown date; null when the text is none of these. */
export const partialDate = (text: string): PartialDate | null => (text === "" ? UNKNOWN : readDate(text));

const readDate = remembered((text): PartialDate | null => {
  const from = `${text}-01-01`.slice(0, 10);
  if (!/^\d{4}(-\d{2}){0,2}$/.test(text) || !isCalendarDate(from)) return null;
  if (text.length === 10) return { on: text, text: null, from: text, until: text };
  const until = text.length === 4 ? `${text}-12-31` : lastDayOfMonth(text);
  return { on: null, text, from, until };
});

function lastDayOfMonth(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 0, 0)).toISOString().slice(0, 10);
}
