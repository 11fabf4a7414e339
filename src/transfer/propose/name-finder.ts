import { getOrMake } from "../../collections.js";

/** A name within words: those from `from` to before `until`. */
export interface FoundName {
  code: string;
  from: number;
  until: number;
}

/** Folds a text into words without case, accents and marks. */
export const foldedWords = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}%]+/u)
    .filter((word) => word !== "");

/** Finds names of indicators or categories among the words of a text, the longest first. */
export class NameFinder {
  readonly #codes = new Map<string, string | null>();
  readonly #words = new Map<string, Set<string>>();
  #longest = 1;

  constructor(named: readonly { code: string; names: readonly string[] }[]) {
    for (const { code, names } of named)
      for (const name of names) {
        const words = foldedWords(name);
        const key = words.join(" ");
        for (const word of words) getOrMake(this.#words, code, () => new Set()).add(word);
        this.#longest = Math.max(this.#longest, words.length);
        // A name of two of them names neither.
        this.#codes.set(key, (this.#codes.get(key) ?? code) === code ? code : null);
      }
  }

  /** Whether a word is one of the names of a code. */
  isWordOf(code: string, word: string): boolean {
    return this.#words.get(code)?.has(word) ?? false;
  }

  /** Codes that have words in common with a text, those with most first. */
  nearest(words: readonly string[]): string[] {
    const shared = [...this.#words].map(([code, own]) => ({
      code,
      count: new Set(words.filter((word) => own.has(word))).size,
    }));
    return shared
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1))
      .map(({ code }) => code);
  }

  /** The code of what a whole text names; null where it names nothing. */
  whole(text: string): string | null {
    return this.#codes.get(foldedWords(text).join(" ")) ?? null;
  }

  /** Names that do not overlap, from the left; a longer one is preferred to the shorter ones in it. */
  among(words: readonly string[]): FoundName[] {
    const found: FoundName[] = [];
    for (let from = 0; from < words.length; from += 1) {
      const name = this.#longestAt(words, from);
      if (!name) continue;
      found.push(name);
      from = name.until - 1;
    }
    return found;
  }

  #longestAt(words: readonly string[], from: number): FoundName | null {
    for (let until = Math.min(words.length, from + this.#longest); until > from; until -= 1) {
      const code = this.#codes.get(words.slice(from, until).join(" "));
      if (code) return { code, from, until };
    }
    return null;
  }
}
