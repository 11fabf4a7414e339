// A mark is a sign, a raised character, or a letter or digit with a bracket. A bracketed letter may touch a digit
// (44,3a), but a bracketed digit may not, because 11.7971) may be 11.797 with note 1 or 11.7971 with a stray bracket. It may
// touch a letter: Batam1).
const MARK = /(?:[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ][)⁾]?|(?<=\s)[a-z0-9]{1,2}\)|(?<=\d)[a-z]\)|(?<=\p{L})\d{1,2}\))$/iu;
const MOST_MARKS = 8;

/** The text without the footnote marks at its end: `*`, `¹`, `a)`. Text with an opening bracket is left unchanged. */
export function stripFootnotes(text: string): string {
  let rest = text;
  for (let marks = 0; marks < MOST_MARKS && MARK.test(rest); marks += 1) {
    const stripped = rest.replace(MARK, "").trimEnd();
    if (stripped.includes("(")) break;
    rest = stripped;
  }
  return rest;
}
