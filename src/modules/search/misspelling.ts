const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

// Not corrected: short words, codes and years, which mean something else with another character; and texts that are
// longer than any name.
const [SHORTEST, LONGEST] = [4, 100];
const mayBeMisspelt = (text: string): boolean =>
  text.length >= SHORTEST && text.length <= LONGEST && !/\d/.test(text);

/**
 * Calls back with each text that differs by one mistake: a letter missing, extra or wrong, or two adjacent letters
 * swapped. Only a to z are tried, since names are compared without accents.
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
