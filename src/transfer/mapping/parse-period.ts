import { monthNamed } from "./month-names.js";

/** A period as precisely as its text states it, by the dates `YYYY`, `YYYY-MM` or `YYYY-MM-DD` of its ends. */
export interface StatedPeriod {
  start: string;
  end: string;
}

const ROMAN: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4 };

// The parts of a year that reports are about: the words for them, and how many months one has.
const PARTS_OF_YEAR: readonly { words: string; months: number }[] = [
  { words: "triwulan|triwulanan|trw|twl|tw|kuartal|kw|quarter|qtr|q", months: 3 },
  { words: "caturwulan|cawu", months: 4 },
  { words: "semester|smtr|smt|sem|sm|s|half|h", months: 6 },
];

const YEAR = String.raw`(?:tahun |thn |th |ta |year )?(\d{4})`;
const NUMBER = "(iv|i{1,3}|[1-4])";
// Words before a moment that do not change it, and words that make it the end of what began with its year.
const PREFIX = /^(?:(?:per|posisi|kondisi|keadaan|periode|bulan|tahun|thn|ta|akhir|as of|as at|period|in) )+/;
const UNTIL = /^(?:s\.?d\.?|s\/d|sampai dengan|sampai|hingga|until|up to|through|to) ?/;
const BETWEEN = / ?(?:\bs\.?d\.?(?= |$)|s\/d|sampai dengan|sampai|hingga|–|—|-|\bto\b|\buntil\b) ?/;

/**
 * Reads a period in words, Indonesian or English: `2024`, `Agustus 2024`, `31 Desember 2024`, `TW IV 2024`, `Semester I
 * 2024`, `Januari–Maret 2024`, and `s.d. Agustus 2024` for what began with the year. Null when the text is none of these.
 */
export function parsePeriod(text: string): StatedPeriod | null {
  const plain = text
    .toLowerCase()
    .replace(/[\s\u00a0,()]+/g, " ")
    .trim();
  if (plain.length > 60) return null;
  const moment = plain.replace(PREFIX, "");
  const end = UNTIL.exec(moment);
  if (end) {
    const until = momentOf(moment.slice(end[0].length).replace(PREFIX, ""));
    return until && { start: startOfYear(until.end), end: until.end };
  }
  return momentOf(moment) ?? rangeOf(moment);
}

function momentOf(text: string): StatedPeriod | null {
  return partOfYear(text) ?? dateOf(text);
}

// The start of a year, as precisely as the end of the period is stated.
const startOfYear = (date: string): string => (date.slice(0, 4) + "-01-01").slice(0, date.length);

function partOfYear(text: string): StatedPeriod | null {
  for (const { words, months } of PARTS_OF_YEAR) {
    const after = new RegExp(`^(?:${words})\\.?[ -]?${NUMBER}[ /-]*${YEAR}$`).exec(text);
    const before = after ? null : new RegExp(`^${YEAR}[ /-]*(?:${words})\\.?[ -]?${NUMBER}$`).exec(text);
    const [ordinal, year] = after ? [after[1], after[2]] : [before?.[2], before?.[1]];
    if (ordinal === undefined || year === undefined) continue;
    const number = ROMAN[ordinal] ?? Number(ordinal);
    if (number * months > 12) return null;
    const month = (place: number): string => `${year}-${String(place).padStart(2, "0")}`;
    return { start: month((number - 1) * months + 1), end: month(number * months) };
  }
  return null;
}

function dateOf(text: string): StatedPeriod | null {
  const iso = /^(\d{4}(?:-\d{2}){0,2})(?:\.0+)?(?:[t ]00:00(?::00(?:\.0+)?)?z?)?$/.exec(text)?.[1];
  const words =
    iso === undefined ? new RegExp(`^(?:(\\d{1,2}) )?(\\p{L}+)\\.?[ -]?${YEAR}$`, "u").exec(text) : null;
  // Headers of two rows have the year above the month: 2024 Agustus.
  const turned = (iso ?? words) ? null : /^(\d{4}) (\p{L}+)$/u.exec(text);
  const date =
    iso ?? (words ? wordsDate(words) : turned ? wordsDate([text, undefined, turned[2], turned[1]]) : null);
  if (date === null) return null;
  const isReal = date.length === 4 || !Number.isNaN(Date.parse(date.padEnd(10, "-01")));
  return isReal && isDayOfMonth(date) ? { start: date, end: date } : null;
}

function wordsDate([, day, name = "", year = ""]: readonly (string | undefined)[]): string | null {
  const month = monthNamed(name);
  if (month === undefined) return null;
  return day === undefined ? `${year}-${month}` : `${year}-${month}-${day.padStart(2, "0")}`;
}

function isDayOfMonth(date: string): boolean {
  if (date.length < 10) return true;
  const last = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
  return Number(date.slice(8)) >= 1 && Number(date.slice(8)) <= last;
}

// The year may stand at the end alone: Januari–Maret 2024.
function rangeOf(text: string): StatedPeriod | null {
  const [first = "", last, ...more] = text.split(new RegExp(BETWEEN, "g"));
  if (last === undefined || more.length > 0) return null;
  const until = momentOf(last);
  const from = momentOf(first) ?? (until ? momentOf(`${first} ${until.end.slice(0, 4)}`) : null);
  const [start, end] = [from?.start ?? "", until?.end ?? ""];
  return start !== "" && start.length === end.length && start <= end ? { start, end } : null;
}
