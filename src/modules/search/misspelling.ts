const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

// A short word, or a code or year, that differs in one character is another one. No name has more letters.
const [SHORTEST, LONGEST] = [4, 100];
const mayBeMisspelt = (text: string): boolean =>
  text.length >= SHORTEST && text.length <= LONGEST && !/\d/.test(text);

/**
 * Calls back with each text that differs from one by one mistake: a letter too many, too few or wrong, or two neighbours
 * swapped. Letters that are missing are looked for in the alphabet of names without accents.
 */
export function forEachCorrection(text: string, found: (corrected: string) => void): void {
  if (!mayBeMisspelt(text)) return;
  for (let at = 0; at <= text.length; at += 1) {
    const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
    if (here !== "") found(before + after);
    if (after !== "" && !after.startsWith(here)) found(before + after.charAt(0) + here + after.slice(1));
    for (const letter of LETTERS) {
      found(before + letter + here + after);
      if (here !== "" && letter !== here) found(before + letter + after);
    }
  }
}
