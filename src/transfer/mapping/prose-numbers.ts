import { parseNumberWords, SPELLED_NUMBER } from "./number-words.js";
import { parseDecimal, SCALE_WORDS } from "./parse-number.js";

/** A number as running text states it. */
export interface ProseNumber {
  start: number;
  end: number;
  text: string;
  /** Exact decimal text with a point; of a percentage the fraction. */
  value: string;
  unit: "IDR" | "PERCENT" | null;
  /** Whether a word such as `ribu` or `miliar` scales it, so that its last digits are not printed. */
  isScaled: boolean;
  /** Whether it ends in `-an`, as `2.000-an` and `60 ribuan` do. */
  isVague: boolean;
  isSpelled: boolean;
  /** Why the reading may be wrong. */
  doubts: string[];
}

const SCALES = SCALE_WORDS.join("|");
const NUMBER = new RegExp(
  [
    String.raw`(?<![\p{L}\d.,/:\-–])(?<money>(?:Rp|IDR)\.?\s?)?(?<body>\d+(?:[.,]\d+)*)(?![\d/]|[.,:]\d|\p{L})`,
    String.raw`(?:\s?(?:(?<scale>${SCALES})(?<an>an)?|(?<letter>[MT]))(?![\p{L}]))?`,
    String.raw`(?<suffix>\s?-\s?an(?!\p{L}))?(?:,-)?(?<percent>\s?(?:persen(?!\p{L})|%))?(?<rupiah>\s?rupiah)?`,
  ].join(""),
  "giu",
);
// `Rp` stands before the digits without a blank, so that the look-behind of the number does not see a letter.
const LETTERS = new Map([
  ["M", "miliar"],
  ["T", "triliun"],
]);
const CLOCK = /^\s?(?:WIB|WITA|WIT)\b/;

/** Finds the numbers in a text, each read by the parser of cells; what that parser refuses in both notations is left out. */
export function proseNumbers(text: string): ProseNumber[] {
  return [...digitNumbers(text), ...spelledNumbers(text)].sort((one, other) => one.start - other.start);
}

function* digitNumbers(text: string): Generator<ProseNumber> {
  for (const match of text.matchAll(NUMBER)) {
    const [whole] = match;
    const groups = match.groups as Record<string, string | undefined>;
    const { money, body = "", scale, an, letter, suffix, percent, rupiah } = groups;
    const end = match.index + whole.length;
    if (CLOCK.test(text.slice(end)) || /^0\d/.test(body)) continue;
    const isMoney = money !== undefined || rupiah !== undefined;
    // A capital letter alone scales only money: "Rp2,3 M".
    if (letter !== undefined && (!isMoney || !LETTERS.has(letter))) continue;
    const word = scale ?? (letter === undefined ? undefined : LETTERS.get(letter));
    const read = readBody(body, word, percent !== undefined);
    if (read === null) continue;
    const doubts = [...read.doubts];
    if (letter !== undefined) doubts.push(`"${letter}" is read as ${word ?? ""}`);
    yield {
      start: match.index,
      end,
      text: whole,
      value: read.value,
      unit: isMoney ? "IDR" : percent === undefined ? null : "PERCENT",
      isScaled: word !== undefined,
      isVague: an !== undefined || suffix !== undefined,
      isSpelled: false,
      doubts,
    };
  }
}

function readBody(
  body: string,
  word: string | undefined,
  isPercent: boolean,
): { value: string; doubts: string[] } | null {
  const stated = [body, word, isPercent ? "%" : undefined].filter((part) => part !== undefined).join(" ");
  // A scaled percentage ("2 ribu persen") has two units, which no cell may have.
  if (word !== undefined && isPercent) return null;
  const value = parseDecimal(stated, "id");
  if (typeof value === "string") return { value, doubts: [] };
  const english = parseDecimal(body, "en");
  if (typeof english !== "string") return null;
  const scaled = parseDecimal(stated.replace(body, english.replace(".", ",")), "id");
  if (typeof scaled !== "string") return null;
  return { value: scaled, doubts: [`"${body}" is written with a point before its decimals`] };
}

function* spelledNumbers(text: string): Generator<ProseNumber> {
  for (const match of text.matchAll(SPELLED_NUMBER)) {
    const [whole] = match;
    const value = parseNumberWords(whole);
    // "1,2 ribu" is a number in digits, and so is what follows digits.
    if (value === null || /\d\s?$/.test(text.slice(0, match.index))) continue;
    const end = match.index + whole.length;
    yield {
      start: match.index,
      end,
      text: whole,
      value: String(value),
      unit: null,
      isScaled: false,
      isVague: false,
      isSpelled: true,
      doubts: [],
    };
  }
}
