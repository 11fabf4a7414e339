import { LRUCache } from "lru-cache";

// Questions that are known to have been asked: digests, some 100 bytes each.
const MAX_ASKED = 10_000;
const MAX_CACHED_BYTES = 2_000_000;
// What the list itself holds for each answer, at most.
const ENTRY_BYTES = 500;

interface Remembered {
  version: string;
  text: string;
}

/**
 * Answers to questions that came back, as the text that is sent, within a number of bytes. One that is asked once is
 * only noted, so that a stream of unlike questions neither fills the memory nor costs a statement each.
 */
export class AnswerCache {
  readonly #asked = new LRUCache<string, true>({ max: MAX_ASKED });
  readonly #answers: LRUCache<string, Remembered>;

  constructor(maxBytes: number) {
    this.#answers = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.min(MAX_CACHED_BYTES, maxBytes),
      // A text with one letter beyond Latin-1 takes two bytes for every letter.
      sizeCalculation: ({ text }) => 2 * text.length + ENTRY_BYTES,
    });
  }

  /** Notes that a question is asked, and tells whether it was asked before. */
  comesBack(question: string): boolean {
    if (this.#asked.get(question)) return true;
    this.#asked.set(question, true);
    return false;
  }

  get(question: string, version: string): string | undefined {
    const known = this.#answers.get(question);
    return known?.version === version ? known.text : undefined;
  }

  /**
   * Remembers an answer for the version that was read before it was computed. When data is loaded meanwhile it may hold
   * some of the new, but nobody who asks after that load looks for the old version.
   */
  set(question: string, version: string, text: string): void {
    this.#answers.set(question, { version, text });
  }
}
