/** What the format of a cell makes of its number. */
export type CellFormat = "number" | "percent" | "date" | "time";

// Formats that every workbook knows by number (ECMA-376, 18.8.30); those from 27 on are dates of East Asia.
const KNOWN: readonly [from: number, to: number, format: CellFormat][] = [
  [9, 10, "percent"],
  [14, 17, "date"],
  [18, 21, "time"],
  [22, 22, "date"],
  [27, 31, "date"],
  [32, 35, "time"],
  [36, 36, "date"],
  [45, 47, "time"],
  [50, 58, "date"],
];

/** The format of a number; `code` is its pattern when the workbook defines it. */
export function cellFormat(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return KNOWN.find(([from, to]) => id >= from && id <= to)?.[2] ?? "number";
  // Text, escaped characters, colours and locales are no part of the pattern; elapsed hours, [h], are.
  const pattern = code.replaceAll(/"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  if (/[yd]/i.test(pattern) || (/m/i.test(pattern) && !/[hs]/i.test(pattern))) return "date";
  if (/[hs]/i.test(pattern)) return "time";
  return pattern.includes("%") ? "percent" : "number";
}

const MS_PER_DAY = 86_400_000;
const DAYS_TO_1970_FROM = { 1900: 25_569, 1904: 24_107 };
const LAST_SERIAL = 2_958_466;

/** A date or time that is counted in days; null when there is none of that number. */
export function serialDate(serial: number, format: "date" | "time", epoch: 1900 | 1904): string | null {
  if (serial < 0 || serial >= LAST_SERIAL) return null;
  // Excel believes in 29 February 1900, day 60; days before it are one off.
  if (epoch === 1900 && Math.floor(serial) === 60) return null;
  const days = epoch === 1900 && serial < 60 ? serial + 1 : serial;
  const seconds = Math.round((days - DAYS_TO_1970_FROM[epoch]) * (MS_PER_DAY / 1000));
  const [date = "", clock = ""] = new Date(seconds * 1000).toISOString().slice(0, 19).split("T");
  if (format === "time" && serial < 1) return clock;
  return clock === "00:00:00" ? date : `${date}T${clock}`;
}
