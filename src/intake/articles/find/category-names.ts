import { getOrMake } from "../../../collections.js";
import type { TextSpan } from "../../candidate.js";
import type { KnownCategory } from "../../vocabulary.js";

/** A place where a text names a kind of worker. */
export interface CategoryMention extends TextSpan {
  category: KnownCategory;
}

interface Spelling {
  words: readonly string[];
  /** A short form such as PKL stands in capitals only. */
  exact: string | null;
  category: KnownCategory;
}

const WORD = /[\p{L}\p{N}]+/gu;

/** Finds categories by their names and aliases, longest spelling first. */
export class CategoryNames {
  readonly #byFirstWord = new Map<string, Spelling[]>();

  constructor(categories: readonly KnownCategory[]) {
    for (const category of categories)
      for (const name of new Set([category.nameId, ...category.aliases])) {
        const words = (name.match(WORD) ?? []).map((word) => word.toLowerCase());
        const [first] = words;
        if (first === undefined) continue;
        const exact = /^[\p{Lu}/-]{2,6}$/u.test(name) ? name : null;
        getOrMake(this.#byFirstWord, first, (): Spelling[] => []).push({ words, exact, category });
      }
    for (const spellings of this.#byFirstWord.values())
      spellings.sort((one, other) => other.words.length - one.words.length);
  }

  /** All mentions in a text, in order, none within another. */
  mentions(text: string): CategoryMention[] {
    const words = [...text.matchAll(WORD)];
    const found: CategoryMention[] = [];
    for (let at = 0; at < words.length; at += 1) {
      const start = words[at]?.index ?? 0;
      const spelling = this.#byFirstWord
        .get(words[at]?.[0].toLowerCase() ?? "")
        ?.find((candidate) => fits(candidate, text, words, at));
      if (!spelling) continue;
      const last = words[at + spelling.words.length - 1];
      found.push({ start, end: (last?.index ?? 0) + (last?.[0].length ?? 0), category: spelling.category });
      at += spelling.words.length - 1;
    }
    // "Pegawai non-ASN" is of the second alone; the first is only its noun.
    return found.filter(({ end }, place) => !/^\s$/.test(text.slice(end, found[place + 1]?.start)));
  }
}

function fits(
  { words, exact }: Spelling,
  text: string,
  all: readonly RegExpExecArray[],
  at: number,
): boolean {
  for (const [place, word] of words.entries()) {
    const found = all[at + place];
    if (found?.[0].toLowerCase() !== word) return false;
    const before = all[at + place - 1];
    if (
      place > 0 &&
      before &&
      !/^[\s/-]{1,3}$/.test(text.slice(before.index + before[0].length, found.index))
    )
      return false;
  }
  return exact === null || exact === text.slice(all[at]?.index, (all[at]?.index ?? 0) + exact.length);
}
