/** How a cell's format displays its number. */
export type CellFormat = "number" | "percent" | "date" | "time";

// Number formats that are built in (ECMA-376, 18.8.30); 27 to 36 and 50 to 58 are for East Asian languages.
const BUILT_IN: readonly [from: number, to: number, format: CellFormat][] = [
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

/** The format with an id; `code` is its pattern, undefined for a built-in format. */
export function cellFormat(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2] ?? "number";
  // Removes literal text, escaped characters, colours and locales, but not elapsed time such as [h].
  const pattern = code.replaceAll(/"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  if (/[yd]/i.test(pattern) || (/m/i.test(pattern) && !/[hs]/i.test(pattern))) return "date";
  if (/[hs]/i.test(pattern)) return "time";
  return pattern.includes("%") ? "percent" : "number";
}

const MS_PER_DAY = 86_400_000;
const DAYS_TO_1970_FROM = { 1900: 25_569, 1904: 24_107 };
const LAST_SERIAL = 2_958_466;

/** Converts a serial number of days to a date or time; null when it is not a valid one. */
export function serialDate(serial: number, format: "date" | "time", epoch: 1900 | 1904): string | null {
  if (serial < 0 || serial >= LAST_SERIAL) return null;
  // Excel counts a 29 February 1900, which never was, as day 60, so earlier days are off by one.
  if (epoch === 1900 && Math.floor(serial) === 60) return null;
  const days = epoch === 1900 && serial < 60 ? serial + 1 : serial;
  const seconds = Math.round((days - DAYS_TO_1970_FROM[epoch]) * (MS_PER_DAY / 1000));
  const [date = "", clock = ""] = new Date(seconds * 1000).toISOString().slice(0, 19).split("T");
  if (format === "time" && serial < 1) return clock;
  return clock === "00:00:00" ? date : `${date}T${clock}`;
}
