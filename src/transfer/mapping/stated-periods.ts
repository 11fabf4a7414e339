import { parsePeriod, type StatedPeriod } from "./parse-period.js";

const LONGEST = 8;
const EDGES = /^[([{"'“]+|[)\]}"'”.,;:*]+$/g;
// A year after them is that of a law, or of the day on which a file was made.
const NUMBERED = /^(?:nomor|no|number|nr)$/i;
const MADE =
  /^(?:diunduh|dicetak|diakses|diperbarui|dibuat|cetak|unduh|accessed|printed|updated|retrieved)$/i;

/** A period within a text: its words are those from `from` to before `until`. */
export interface FoundPeriod extends StatedPeriod {
  from: number;
  until: number;
}

/** The words of a text, without the brackets and marks around them. */
export const proseWords = (text: string): string[] =>
  text
    .split(/[\s\u00a0]+/)
    .map((word) => word.replace(EDGES, ""))
    .filter((word) => word !== "");

/** Every period that a text states, in its order: `Peserta aktif per 30 Juni 2025` states one. */
export function periodsAmong(words: readonly string[]): FoundPeriod[] {
  const found: FoundPeriod[] = [];
  for (let from = 0; from < words.length; from += 1) {
    const period = longestAt(words, from);
    if (!period) continue;
    if (!isOfSomethingElse(words, from)) found.push(period);
    from = period.until - 1;
  }
  return found;
}

function longestAt(words: readonly string[], from: number): FoundPeriod | null {
  for (let until = Math.min(words.length, from + LONGEST); until > from; until -= 1) {
    const period = parsePeriod(words.slice(from, until).join(" "));
    if (period && isRecent(period.start)) return { ...period, from, until };
  }
  return null;
}

const isRecent = (date: string): boolean => date >= "1945" && date < "2100";

const isOfSomethingElse = (words: readonly string[], from: number): boolean =>
  NUMBERED.test(words[from - 2] ?? "") ||
  words.slice(Math.max(0, from - 3), from).some((word) => MADE.test(word));

/** The different periods that texts state. */
export function statedPeriods(texts: readonly string[]): StatedPeriod[] {
  const found = texts.flatMap((text) => periodsAmong(proseWords(text)));
  return [...new Map(found.map(({ start, end }) => [`${start} ${end}`, { start, end }])).values()];
}
