import { countWhile } from "../../collections.js";
import { listAt, type Lists } from "./lists.js";
import { forEachCorrection } from "./misspelling.js";
import { TextTable } from "./text-table.js";

/** Words that a text may mean by one of its own, by their numbers: a range of them, or a few. */
export interface WordSet {
  /** The numbers of rows that have the words, counted once for each word. */
  count: number;
  has: (word: number) => boolean;
  words: () => Iterable<number>;
}

/** All words in alphabetical order, each with the rows that have it. */
export class Words {
  private constructor(
    readonly words: readonly string[],
    readonly rows: Lists,
    readonly table: TextTable,
  ) {}

  static async of(words: readonly string[], rows: Lists): Promise<Words> {
    return new Words(words, rows, await TextTable.of(words.length, (word) => words[word] ?? ""));
  }

  /** The number of a word; -1 when there is none. */
  numberOf(text: string): number {
    return this.table.find(text)[0] ?? -1;
  }

  /** The word with this text; empty when there is none. */
  withText(text: string): WordSet {
    const number = this.numberOf(text);
    return number < 0 ? this.range(0, 0) : this.range(number, number + 1);
  }

  /** The words that begin with a text. */
  beginning(start: string): WordSet {
    // No word has this character, which comes after all that words have.
    return this.range(firstFrom(this.words, start), firstFrom(this.words, `${start}\uFFFF`));
  }

  /** The words that differ from a text by at most one mistake. */
  near(text: string): WordSet {
    const found = new Set<number>();
    const take = (corrected: string): void => {
      const number = this.numberOf(corrected);
      if (number >= 0) found.add(number);
    };
    take(text);
    forEachCorrection(text, take);
    const count = [...found].reduce((sum, word) => sum + this.rowsOf(word).length, 0);
    return { count, has: (word) => found.has(word), words: () => found };
  }

  /** The rows that have a word, in order. */
  rowsOf(word: number): Uint32Array {
    return listAt(this.rows, word);
  }

  range(from: number, until: number): WordSet {
    return {
      count: (this.rows.starts[until] ?? 0) - (this.rows.starts[from] ?? 0),
      has: (word) => word >= from && word < until,
      *words() {
        for (let word = from; word < until; word += 1) yield word;
      },
    };
  }
}

/** The place of the first of the sorted texts that is not before a text. */
export const firstFrom = (sorted: readonly string[], text: string): number =>
  countWhile(sorted, (other) => other < text);
