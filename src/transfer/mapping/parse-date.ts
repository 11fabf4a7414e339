import { isCalendarDate } from "../../time/day.js";
import { monthNamed } from "./month-names.js";
import { parsePeriod } from "./parse-period.js";

/** Why a text is not a date in the given formats, and how to correct it. */
interface DateFault {
  reason: string;
  hint: string;
}

/** Reads a date as precisely as its text states it: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export type DateReader = (text: string) => string | DateFault;

/** The formats of our own tables, which apply when a mapping names none. */
const OWN_DATE_FORMATS = ["YYYY", "YYYY-MM", "YYYY-MM-DD"];

/** The format of a period in words, of which a column takes the first or the last date. */
export const PERIOD = "PERIOD";

const TOKEN = /YYYY|MMMM|MM|DD|[^A-Za-z]+|[A-Za-z]+/g;
const PARTS: Record<string, { group: string; pattern: string }> = {
  YYYY: { group: "year", pattern: String.raw`\d{4}` },
  MMMM: { group: "month", pattern: String.raw`\p{L}+\.?` },
  MM: { group: "month", pattern: String.raw`\d{2}` },
  DD: { group: "day", pattern: String.raw`\d{2}` },
};
// Spreadsheets write a day as an instant at midnight.
const ISO_DAY = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/;

interface Format {
  expression: RegExp;
  /** Length of its dates: 4 for a year, 7 for a month, 10 for a day. */
  length: number;
}

/** Why a text is not a date format; null when it is one. */
export function dateFormatFault(format: string): string | null {
  if (format === PERIOD) return null;
  const parts = (format.match(TOKEN) ?? []).filter((token) => /^[A-Za-z]/.test(token));
  const unknown = parts.find((part) => !(part in PARTS));
  if (unknown !== undefined) return `"${unknown}" is not a part of a date: use YYYY, MM, MMMM and DD`;
  const groups = parts.map((part) => PARTS[part]?.group);
  if (new Set(groups).size < groups.length) return "names a part of the date twice";
  if (!groups.includes("year")) return "has no year (YYYY)";
  return groups.includes("day") && !groups.includes("month") ? "has a day without a month" : null;
}

/**
 * Compiles the formats of one column. A text that two of them read as different dates is a fault. A column that takes the
 * first or last date of a period also reads periods in words, such as `TW IV 2024`.
 */
export function dateReader(
  formats: readonly string[] = OWN_DATE_FORMATS,
  edge?: "from" | "until",
): DateReader {
  if (formats.includes(PERIOD)) return periodReader(edge ?? "from");
  const compiled = formats.map(compileFormat);
  const longest = Math.max(...compiled.map(({ length }) => length));
  const hint = `Dates are written ${formats.join(" or ")} here.`;
  return (given) => {
    const text = withoutZeros(given);
    let found: string | null = null;
    let fits = false;
    for (const { expression } of compiled) {
      const groups = expression.exec(text)?.groups;
      if (!groups) continue;
      fits = true;
      const date = dateOf(groups);
      if (date === null) continue;
      if (found !== null && found !== date) return { reason: `may be ${found} or ${date}`, hint };
      found = date;
    }
    if (found !== null) return found;
    const day = fits ? undefined : ISO_DAY.exec(text)?.[1];
    if (day !== undefined && isCalendarDate(day)) return day.slice(0, longest);
    const period = edge && !fits && /\p{L}/u.test(text) ? parsePeriod(text) : null;
    if (period) return edge === "from" ? period.start : period.end;
    return {
      reason: fits ? "names no day or month of the calendar" : "is not a date",
      hint: serialHint(text) ?? hint,
    };
  };
}

function periodReader(edge: "from" | "until"): DateReader {
  return (text) => {
    const period = parsePeriod(text);
    if (period) return edge === "from" ? period.start : period.end;
    const hint =
      "Periods are written 2024, Agustus 2024, TW IV 2024, Semester I 2024 or Januari-Maret 2024 here.";
    return { reason: "is not a period", hint: serialHint(text) ?? hint };
  };
}

// Programs that take years for numbers write 2019.0.
const withoutZeros = (text: string): string => text.replace(/^(\d{4,8})[.,]0{1,6}$/, "$1");

// A day or month may have one digit, unless other digits touch it.
function compileFormat(format: string): Format {
  const tokens: string[] = format.match(TOKEN) ?? [];
  const pattern = tokens.map((token, index) => {
    const part = PARTS[token];
    if (!part) return token.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s+`);
    const touches = (tokens[index - 1] ?? "-") in PARTS || (tokens[index + 1] ?? "-") in PARTS;
    const digits = touches ? part.pattern : part.pattern.replace("{2}", "{1,2}");
    return `(?<${part.group}>${digits})`;
  });
  const length = tokens.includes("DD") ? 10 : tokens.some((token) => token.startsWith("MM")) ? 7 : 4;
  return { expression: new RegExp(`^${pattern.join("")}$`, "u"), length };
}

function dateOf({ year = "", month, day }: Record<string, string | undefined>): string | null {
  if (month === undefined) return year;
  const number = /^\d/.test(month) ? month.padStart(2, "0") : monthNamed(month);
  if (number === undefined || number < "01" || number > "12") return null;
  if (day === undefined) return `${year}-${number}`;
  const longest = new Date(Date.UTC(Number(year), Number(number), 0)).getUTCDate();
  return Number(day) >= 1 && Number(day) <= longest ? `${year}-${number}-${day.padStart(2, "0")}` : null;
}

const serialHint = (text: string): string | null =>
  /^[34]\d{4}$/.test(text)
    ? "It may be the number that a spreadsheet stores for a day; show the column as a date."
    : null;
