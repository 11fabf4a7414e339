const DIGITS = new Map(
  ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"].map(
    (word, index) => [word, index + 1] as const,
  ),
);
const WHOLE = new Map([...DIGITS, ["sepuluh", 10], ["sebelas", 11], ["seratus", 100], ["seribu", 1000]]);
const TIMES = new Map([
  ["belas", 0],
  ["puluh", 10],
  ["ratus", 100],
  ["ribu", 1000],
]);

/** Matches numbers that are spelled out, such as `dua puluh lima`; the first word is one of a number of its own. */
export const SPELLED_NUMBER = new RegExp(
  String.raw`(?<![\p{L}\d-])(?:${[...WHOLE.keys()].join("|")})(?:\s(?:${[...WHOLE.keys(), ...TIMES.keys()].join("|")}))*(?![\p{L}\d])`,
  "giu",
);

/** Reads a whole number spelled out in Indonesian: `seratus dua belas` is 112. Null when the words are no number. */
export function parseNumberWords(text: string): number | null {
  let [sum, thousands, group, digit] = [0, 0, 0, 0];
  for (const word of text.toLowerCase().split(/\s+/)) {
    const whole = WHOLE.get(word);
    const times = TIMES.get(word);
    if (whole !== undefined && whole < 1000) {
      if (digit > 0) return null;
      if (whole < 10) digit = whole;
      else group += whole;
    } else if (times === 0 && digit > 0) {
      group += digit + 10;
      digit = 0;
    } else if (times === 1000 || whole === 1000) {
      if (thousands > 0) return null;
      thousands = (whole === 1000 ? 1 : group + digit) * 1000;
      [group, digit] = [0, 0];
    } else if (times !== undefined && digit > 0) {
      group += digit * times;
      digit = 0;
    } else return null;
  }
  sum = thousands + group + digit;
  return sum === 0 ? null : sum;
}
