/**
 * Numbers in Indonesian and English notation. Only the declared notation decides: `11.797` is 11797 in
 * Indonesian and 11.797 in English notation, and a text that fits only the other notation is a fault.
 */

/** Notation of numbers: `id` writes 1.234.567,89 and `en` writes 1,234,567.89; both may group by blanks, as BPS does. */
export type NumberLocale = "id" | "en";

/** The unit of numbers that state none, as a power of ten; a percentage becomes a fraction. */
export const NUMBER_UNITS = { ONE: 0, THOUSAND: 3, MILLION: 6, BILLION: 9, PERCENT: -2 } as const;
export type NumberUnit = keyof typeof NUMBER_UNITS;

/** Why a text is not a number, and how to correct it. */
export interface NumberFault {
  reason: string;
  hint: string;
}

const EXAMPLES = { id: "1.234.567,89", en: "1,234,567.89" } as const;
const LONGEST = 64;

const word = (power: number, language: NumberLocale | null) => ({ power, language });
const WORDS = new Map([
  ["%", word(-2, null)],
  ["persen", word(-2, "id")],
  ["percent", word(-2, "en")],
  ["per cent", word(-2, "en")],
  ...["ribu", "rb"].map((name) => [name, word(3, "id")] as const),
  ...["juta", "jt"].map((name) => [name, word(6, "id")] as const),
  ...["miliar", "milyar", "milliar"].map((name) => [name, word(9, "id")] as const),
  ...["triliun", "trilyun"].map((name) => [name, word(12, "id")] as const),
  ["thousand", word(3, "en")],
  ...["million", "mn"].map((name) => [name, word(6, "en")] as const),
  ...["billion", "bn"].map((name) => [name, word(9, "en")] as const),
  ...["trillion", "tn"].map((name) => [name, word(12, "en")] as const),
]);
/** The Indonesian words that multiply a number by a thousand and more, such as `ribu` and `miliar`. */
export const SCALE_WORDS: readonly string[] = [...WORDS]
  .filter(([, { power, language }]) => power > 0 && language === "id")
  .map(([name]) => name);

// M is miliar in Indonesian and million in English; B, T and K have no fixed meaning either.
const AMBIGUOUS_WORDS = new Set(["m", "b", "t", "k"]);

const BODIES = {
  id: /^(\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:,(\d+))?$/,
  en: /^(\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.(\d+))?$/,
} as const;
const PARTS = /^([+-]?) ?(?:(?:rp|idr)\.? ?)?([+-]?)(\d[\d., ]*?)(,-)? ?(%|[a-z][a-z ]*)?$/;

/** Reads a number; a text that may mean two numbers, or none, is a fault and never a guess. */
export function parseNumber(
  text: string,
  locale: NumberLocale,
  unit: NumberUnit = "ONE",
): number | NumberFault {
  const decimal = parseDecimal(text, locale, unit);
  return typeof decimal === "string" ? Number(decimal) : decimal;
}

/** Like `parseNumber`, but returns the exact decimal text with a point: `2,3 miliar` is `2300000000`. */
export function parseDecimal(
  text: string,
  locale: NumberLocale,
  unit: NumberUnit = "ONE",
): string | NumberFault {
  if (/^[1-9]\d{0,9}$/.test(text) && unit === "ONE") return text;
  if (text.length > LONGEST) return { reason: "is too long for a number", hint: "Check the column." };
  const plain = plainText(text);
  const parts = PARTS.exec(plain);
  if (!parts || (parts[1] !== "" && parts[2] !== "")) return notANumber(plain, locale);
  const [, outerSign = "", innerSign = "", body = "", , suffix = ""] = parts;
  const power = powerOf(suffix.replace(/ ?rupiah$/, ""), body, locale, unit);
  if (typeof power !== "number") return power;
  const read = readBody(body, locale, power);
  if (read === null) return otherNotation(body, locale);
  if (read.indexOf(".") > 15 || (read.length > 15 && !Number.isSafeInteger(Math.trunc(Number(read)))))
    return { reason: "is too large to be stored exactly", hint: "Numbers go up to 9007199254740991." };
  return (outerSign === "-" || innerSign === "-") && read !== "0" ? `-${read}` : read;
}

// Lower case, with every kind of blank as a space and the typographic minus sign as a hyphen.
const plainText = (text: string): string =>
  text
    .replace(/[\s\u00a0\u2000-\u200a\u202f\u205f]/g, " ")
    .replace("\u2212", "-")
    .trim()
    .toLowerCase();

function powerOf(name: string, body: string, locale: NumberLocale, unit: NumberUnit): number | NumberFault {
  const own = NUMBER_UNITS[unit];
  if (name === "") return own;
  if (AMBIGUOUS_WORDS.has(name))
    return {
      reason: `"${name.toUpperCase()}" means something else in Indonesian than in English`,
      hint: "Write the word out: ribu, juta, miliar, triliun, or thousand, million, billion, trillion.",
    };
  const known = WORDS.get(name);
  if (!known)
    return { reason: `has the text "${name}" after the number`, hint: "Leave only the number in the cell." };
  const { power, language } = known;
  if (own !== 0 && own !== power)
    return {
      reason: `says "${name}", but the mapping reads the column in the unit ${unit}`,
      hint: "Give the unit once: in the cells or in the mapping.",
    };
  if (language !== null && language !== locale) {
    const [mine, theirs] = [readBody(body, locale, power), readBody(body, language, power)];
    if (mine !== null && theirs !== null && mine !== theirs)
      return {
        reason: `"${name}" belongs to the notation "${language}", where the number is ${theirs} and not ${mine}`,
        hint: `The mapping says "${locale}"; correct the cell or the mapping.`,
      };
  }
  return power;
}

/** Multiplies a number by a power of ten in its text, so that nothing is rounded; null when the notation does not fit. */
function readBody(body: string, locale: NumberLocale, power: number): string | null {
  const match = BODIES[locale].exec(body);
  if (!match) return null;
  const whole = (match[1] ?? "").replace(/[., ]/g, "");
  const fraction = match[2] ?? "";
  const point = whole.length + power;
  const digits = (whole + fraction).padEnd(point, "0");
  const padded = point < 1 ? digits.padStart(digits.length + 1 - point, "0") : digits;
  const split = Math.max(point, 1);
  const [before, after] = [
    padded.slice(0, split).replace(/^0+(?=\d)/, ""),
    padded.slice(split).replace(/0+$/, ""),
  ];
  return after === "" ? before : `${before}.${after}`;
}

function otherNotation(body: string, locale: NumberLocale): NumberFault {
  const other = locale === "id" ? "en" : "id";
  const read = readBody(body, other, 0);
  const rule = `Numbers are written ${EXAMPLES[locale]} here`;
  return {
    reason: `is not a number in the notation "${locale}"`,
    hint: read === null ? `${rule}.` : `${rule}; in the notation "${other}" it would be ${read}.`,
  };
}

function notANumber(plain: string, locale: NumberLocale): NumberFault {
  const reason = "is not a number";
  if (/^\(.*\)$/.test(plain))
    return {
      reason,
      hint: "Parentheses may mean a loss or a note; write a minus sign for a negative number.",
    };
  if (/^[\d.,]+e[+-]?\d+$/.test(plain))
    return {
      reason,
      hint: "The spreadsheet shortened it and digits may be lost; show the column as a number.",
    };
  if (/^[-–—.]+$/.test(plain) || /^[a-z/. ]+$/.test(plain))
    return { reason, hint: `If it means that there is no value, add it to "empty".` };
  if (/^\d[\d., ]*[-–—]/.test(plain)) return { reason, hint: "A range needs columns for its two bounds." };
  return { reason, hint: `Numbers are written ${EXAMPLES[locale]} here.` };
}
