import { MONTHS } from "../../../transfer/mapping/month-names.js";
import { parseNumberWords } from "../../../transfer/mapping/number-words.js";
import type { TextSpan } from "../../candidate.js";

/** A place where a text says when; `from` and `until` are dates as precise as its words. */
export interface TimeMention extends TextSpan {
  from: string;
  until: string;
  /** AS_OF: `per`, `hingga`; SINCE: `sejak`, `mulai`; EVENT: the day in brackets beside a verb; IN: all other. */
  kind: "AS_OF" | "SINCE" | "EVENT" | "IN";
  /** Why it may be another time, such as a year that the words leave out; null when they are complete. */
  doubt: string | null;
}

/** The article's day, month or year, from which `tahun ini` is counted; null when unknown. */
export type Today = string | null;

interface Found {
  from: string;
  until: string;
  doubt?: string;
}
type Read = (groups: Record<string, string | undefined>, today: Today) => Found | null;

const names = [...MONTHS.keys()].filter((name) => name.length > 3 || name === "mei");
const MONTH = `(?:${[...names, "jan", "feb", "mar", "apr", "jun", "jul", "agt", "agu", "sep", "okt", "nov", "des"].join("|")})`;
const LONG_MONTH = `(?:${names.join("|")})`;
const YEAR = String.raw`(?:19|20)\d\d`;
const TO = String.raw`\s*(?:sampai\s+dengan|sampai|hingga|s\/d|s\.d\.?|-|–)\s*`;

const PATTERNS: readonly (readonly [string, Read])[] = [
  [
    String.raw`(?:(?<d1>\d{1,2})\s+)?(?<m1>${LONG_MONTH})(?:\s+(?<y1>${YEAR}))?${TO}(?:(?<d2>\d{1,2})\s+)?(?<m2>${LONG_MONTH})(?:\s+(?<y2>${YEAR}))?(?!\p{L})`,
    range,
  ],
  [String.raw`(?<d>\d{1,2})\s+(?<m>${MONTH})(?:\s+(?<y>${YEAR}))?(?!\p{L})`, dayOrMonth],
  [String.raw`(?<m>${MONTH})\s+(?:tahun\s+)?(?<y>${YEAR})(?!\d)`, dayOrMonth],
  [
    String.raw`(?<=(?:bulan|per|hingga|sampai|dengan|pada|sejak|akhir|awal|mulai|posisi|di)\s)(?<m>${LONG_MONTH})(?:\s+(?<which>ini|lalu))?(?!\p{L})`,
    dayOrMonth,
  ],
  [
    String.raw`(?<part>triwulan|kuartal|semester|tw)\s*(?:ke-?)?(?<n>IV|III|II|I|[1-4]|pertama|kedua|ketiga|keempat|satu|dua|tiga|empat)(?!\p{L})(?:,?\s*(?:tahun\s+)?(?<y>${YEAR}|ini|lalu))?`,
    partOfYear,
  ],
  [
    String.raw`(?<n>\d{1,2}|[a-z]+)\s+bulan\s+pertama(?:\s+(?:tahun\s+)?(?<y>${YEAR}|ini|lalu))?`,
    firstMonths,
  ],
  [String.raw`\((?<d>\d{1,2})\/(?<n>\d{1,2})(?:\/(?<y>\d{4}|\d{2}))?\)`, eventDay],
  [String.raw`(?<d>\d{1,2})[\/-](?<n>\d{1,2})[\/-](?<y>(?:19|20)\d\d)(?![\d/])`, eventDay],
  [String.raw`(?<end>akhir\s+|awal\s+|pertengahan\s+)?(?:tahun\s+)(?:anggaran\s+)?(?<y>${YEAR})(?!\d)`, year],
  [
    String.raw`(?<end>akhir\s+|awal\s+|pertengahan\s+)?tahun\s+(?<which>ini|lalu|depan|berjalan|sebelumnya|kemarin|mendatang)(?!\p{L})`,
    year,
  ],
  [String.raw`(?<end>akhir|awal)\s+tahun(?!\s*\d|\p{L})`, year],
  [String.raw`bulan\s+(?<which>ini|lalu|depan|kemarin)(?!\p{L})`, month],
  [String.raw`(?:pada|dalam)\s+kesempatan\s+(?:itu|tersebut|yang\s+sama|ini)(?!\p{L})`, occasion],
  [
    String.raw`(?<weekday>senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)(?!\p{L}|\s*,?\s*\d|\s*\(|\s+(?:ini|depan|lalu))`,
    weekday,
  ],
  [
    String.raw`(?:hari\s+ini|kemarin)(?!\p{L})`,
    (_groups, today) => (today === null ? null : { from: today, until: today }),
  ],
  [
    String.raw`(?<end>akhir\s+|awal\s+|pertengahan\s+)?(?<![\p{L}\d.,/-])(?<y>20[0-4]\d)(?![\d.,]\d|\d|[/%]|\s*(?:orang|pekerja|peserta|persen|ribu|juta))`,
    year,
  ],
];
const COMPILED = PATTERNS.map(([source, read]) => ({
  expression: new RegExp(String.raw`(?<![\p{L}\d])(?:${source})`, "giu"),
  read,
}));
const AS_OF =
  /(?:\bper|\bhingga|\bsampai|\bdengan|s\/d|\bposisi|\bhingga\s+akhir|\bper\s+akhir)\s+(?:tanggal\s+|bulan\s+|akhir\s+)?$/iu;
// "Rabu 13 Agustus 2025" is when something was done or said.
const WEEKDAY_BEFORE = /(?<!\p{L})(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*,?\s*$/iu;
const SINCE = /\b(?:sejak|mulai|terhitung(?:\s+sejak|\s+mulai)?)\s+(?:tanggal\s+|bulan\s+|awal\s+)?$/iu;

/** Finds all expressions of time in a text, in order; of several that overlap the first pattern's. */
export function timesIn(text: string, today: Today): TimeMention[] {
  const found: TimeMention[] = [];
  for (const { expression, read } of COMPILED)
    for (const match of text.matchAll(expression)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((other) => start < other.end && other.start < end)) continue;
      const before = text.slice(Math.max(0, start - 30), start);
      const time = ahead(read(match.groups ?? {}, today), before, today);
      if (time === null) continue;
      const { from, until, doubt = null } = time;
      found.push({ start, end, from, until, doubt, kind: kindOf(before, match[0], from === until) });
    }
  return found.sort((one, other) => one.start - other.start);
}

const UNTIL = /(?:hingga|sampai(?:\s+dengan)?)\s+(?:akhir\s+|bulan\s+)?$/iu;

// "Sampai Desember", said in July without a year, is the December to come.
function ahead(time: Found | null, before: string, today: Today): Found | null {
  if (time?.doubt === undefined || today === null || time.from !== time.until || !UNTIL.test(before))
    return time;
  const year = Number(time.until.slice(0, 4));
  if (year !== Number(today.slice(0, 4)) - 1) return time;
  const text = `${year + 1}${time.until.slice(4)}`;
  return { ...time, from: text, until: text };
}

function kindOf(before: string, words: string, isOne: boolean): TimeMention["kind"] {
  if (/^(?:\(|pada\s+k|dalam\s+k|senin|selasa|rabu|kamis|jum|sabtu|minggu)/iu.test(words)) return "EVENT";
  if (WEEKDAY_BEFORE.test(before)) return "EVENT";
  if (SINCE.test(before) && isOne) return "SINCE";
  return AS_OF.test(before) || /^akhir/i.test(words) ? "AS_OF" : "IN";
}

const yearOf = (today: Today): number | null => (today === null ? null : Number(today.slice(0, 4)));
const two = (number: number | string): string => String(number).padStart(2, "0");
const monthNumber = (name = ""): string => MONTHS.get(name.toLowerCase()) ?? "";

function relative(which: string | undefined, today: Today): number | null {
  const now = yearOf(today);
  if (now === null) return null;
  const folded = (which ?? "").toLowerCase();
  if (["lalu", "sebelumnya", "kemarin"].includes(folded)) return now - 1;
  return ["depan", "mendatang"].includes(folded) ? now + 1 : now;
}

const EDGES: Readonly<Record<string, string>> = { awal: "01", pertengahan: "06", akhir: "12" };

function year({ y, which, end }: Record<string, string | undefined>, today: Today): Found | null {
  const number = y === undefined ? relative(which, today) : Number(y);
  if (number === null) return null;
  const edge = end?.trim().toLowerCase();
  const text = edge === undefined ? String(number) : `${number}-${EDGES[edge] ?? "01"}`;
  return { from: text, until: text };
}

function month({ which }: Record<string, string | undefined>, today: Today): Found | null {
  if (today === null || today.length < 7) return null;
  const step = which?.toLowerCase() === "ini" ? 0 : which?.toLowerCase() === "depan" ? 1 : -1;
  const at = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + step;
  const text = `${Math.floor(at / 12)}-${two((at % 12) + 1)}`;
  return { from: text, until: text };
}

/** A year that the words leave out is the article's, or the one before when the month has not come yet. */
function completed(
  monthText: string,
  y: string | undefined,
  today: Today,
): { year: number; doubt?: string } | null {
  if (y !== undefined) return { year: y.length === 2 ? 2000 + Number(y) : Number(y) };
  const now = yearOf(today);
  if (now === null || today === null) return null;
  const isAhead = today.length >= 7 && monthText > today.slice(5, 7);
  return { year: isAhead ? now - 1 : now, doubt: "the year is that of the article" };
}

function dayOrMonth({ d, m, y }: Record<string, string | undefined>, today: Today): Found | null {
  const number = monthNumber(m);
  const whole = completed(number, y, today);
  if (whole === null || number === "" || (d !== undefined && (Number(d) < 1 || Number(d) > 31))) return null;
  const text = `${whole.year}-${number}${d === undefined ? "" : `-${two(d)}`}`;
  return { from: text, until: text, ...(whole.doubt === undefined ? {} : { doubt: whole.doubt }) };
}

function eventDay({ d = "", n = "", y }: Record<string, string | undefined>, today: Today): Found | null {
  if (Number(n) < 1 || Number(n) > 12 || Number(d) < 1 || Number(d) > 31) return null;
  const whole = completed(two(n), y, today);
  if (whole === null) return null;
  const text = `${whole.year}-${two(n)}-${two(d)}`;
  return { from: text, until: text };
}

const WEEKDAYS = ["minggu", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu"];

/** The last day of the name before the article's, or the article's own. */
function weekday({ weekday: name = "" }: Record<string, string | undefined>, today: Today): Found | null {
  if (today?.length !== 10) return null;
  const day = new Date(`${today}T00:00:00Z`);
  const back = (day.getUTCDay() - WEEKDAYS.indexOf(name.toLowerCase().replace("'", "")) + 7) % 7;
  day.setUTCDate(day.getUTCDate() - back);
  const text = day.toISOString().slice(0, 10);
  return { from: text, until: text };
}

function occasion(_groups: Record<string, string | undefined>, today: Today): Found | null {
  return today?.length === 10 ? { from: today, until: today } : null;
}

function range({ d1, m1, y1, d2, m2, y2 }: Record<string, string | undefined>, today: Today): Found | null {
  const last = completed(monthNumber(m2), y2, today);
  if (last === null) return null;
  // "Januari hingga September" of a year that is not printed may lie ahead: the plan is then of the article's year.
  const endYear = y2 ?? y1 ?? String(yearOf(today) ?? last.year);
  const day = (d: string | undefined): string => (d === undefined ? "" : `-${two(d)}`);
  const first = y1 ?? (monthNumber(m1) > monthNumber(m2) ? String(Number(endYear) - 1) : endYear);
  return {
    from: `${first}-${monthNumber(m1)}${day(d1)}`,
    until: `${endYear}-${monthNumber(m2)}${day(d2)}`,
    ...(y2 === undefined && y1 === undefined ? { doubt: "the year is that of the article" } : {}),
  };
}

const PLACES = new Map([
  ...["i", "1", "pertama", "satu"].map((name) => [name, 1] as const),
  ...["ii", "2", "kedua", "dua"].map((name) => [name, 2] as const),
  ...["iii", "3", "ketiga", "tiga"].map((name) => [name, 3] as const),
  ...["iv", "4", "keempat", "empat"].map((name) => [name, 4] as const),
]);

function partOfYear(
  { part = "", n = "", y }: Record<string, string | undefined>,
  today: Today,
): Found | null {
  const place = PLACES.get(n.toLowerCase()) ?? 1;
  const months = part.toLowerCase() === "semester" ? 6 : 3;
  const number = y !== undefined && /^\d/.test(y) ? Number(y) : relative(y, today);
  if (number === null || place * months > 12) return null;
  const doubt = y === undefined ? { doubt: "the year is that of the article" } : {};
  return {
    from: `${number}-${two((place - 1) * months + 1)}`,
    until: `${number}-${two(place * months)}`,
    ...doubt,
  };
}

function firstMonths({ n = "", y }: Record<string, string | undefined>, today: Today): Found | null {
  const count = /^\d/.test(n) ? Number(n) : parseNumberWords(n);
  const number = y !== undefined && /^\d/.test(y) ? Number(y) : relative(y, today);
  if (count === null || number === null || count > 12) return null;
  return { from: `${number}-01`, until: `${number}-${two(count)}` };
}
