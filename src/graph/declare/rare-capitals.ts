import { foldCase } from "../../database/fold-case.js";

// Capitals that LOWER of every engine folds as `foldCase` does. Engines implement older versions of Unicode: MariaDB
// folds only 696 of 1,488 capitals.
const KNOWN_TO_ENGINES =
  /[A-\u021f\u0386-\u03ab\u0400-\u042f\u0531-\u0556\u1e00-\u1e9b\u1ea0-\u1ef9\u2126-\u212b]/;
const HAS_CASE = /\p{Changes_When_Lowercased}/u;
const LAST_WITH_CASE = 0x1ffff;

let rare: Map<string, string[]> | undefined;

function rareCapitals(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let code = 0; code <= LAST_WITH_CASE; code += 1) {
    const capital = String.fromCodePoint(code);
    if (!HAS_CASE.test(capital) || KNOWN_TO_ENGINES.test(capital)) continue;
    const small = foldCase(capital);
    found.set(small, [...(found.get(small) ?? []), capital]);
  }
  return found;
}

/** The capitals of a folded text's letters that some engine's LOWER does not fold, each with its small letter. */
export function capitalsUnknownToEngines(folded: string): [capital: string, small: string][] {
  if (/^\p{ASCII}*$/u.test(folded)) return [];
  const capitals = (rare ??= rareCapitals());
  return [...new Set(folded)].flatMap((small) =>
    (capitals.get(small) ?? []).map((capital): [string, string] => [capital, small]),
  );
}
