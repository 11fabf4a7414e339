import { getOrMake } from "../../collections.js";
import { forEachCorrection } from "./misspelling.js";

/** A word, and the entries that have it, in the order in which they were added. */
export interface Word<Entry> {
  text: string;
  entries: Entry[];
}

/** The words of all entries. */
export class Vocabulary<Entry> {
  readonly #words = new Map<string, Word<Entry>>();
  readonly #byStart = new Map<string, Word<Entry>[]>();

  add(text: string, entry: Entry): Word<Entry> {
    let word = this.#words.get(text);
    if (!word) {
      this.#words.set(text, (word = { text, entries: [] }));
      getOrMake(this.#byStart, startOf(text), () => []).push(word);
    }
    word.entries.push(entry);
    return word;
  }

  /** The word with this text; empty when there is none. */
  withText(text: string): Set<Word<Entry>> {
    const word = this.#words.get(text);
    return new Set(word && [word]);
  }

  /** The words that begin with a text. A single letter would match nearly all entries, so it matches only itself. */
  beginning(start: string): Set<Word<Entry>> {
    if (start.length < 2) return this.withText(start);
    return new Set((this.#byStart.get(startOf(start)) ?? []).filter(({ text }) => text.startsWith(start)));
  }

  /** The words that differ from a text by at most one mistake. */
  near(text: string): Set<Word<Entry>> {
    const found = new Set<Word<Entry>>();
    const take = (corrected: string): void => {
      const word = this.#words.get(corrected);
      if (word) found.add(word);
    };
    take(text);
    forEachCorrection(text, take);
    return found;
  }
}

const startOf = (text: string): string => text.slice(0, 2);
