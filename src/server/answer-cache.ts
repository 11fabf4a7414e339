import { LRUCache } from "lru-cache";

// Digests of operations that were executed before, some 100 bytes each.
const MAX_SEEN = 10_000;
const MAX_CACHED_BYTES = 2_000_000;
// Upper bound of the memory that the cache itself needs for each answer.
const ENTRY_BYTES = 500;

interface CachedAnswer {
  version: string;
  text: string;
}

/**
 * Answers to operations that were requested more than once, as the text that is sent, in at most `maxBytes`. Of an
 * operation requested once only the digest is cached, so that a stream of different operations neither fills the memory
 * nor costs a statement each.
 */
export class AnswerCache {
  readonly #seen = new LRUCache<string, true>({ max: MAX_SEEN });
  readonly #answers: LRUCache<string, CachedAnswer>;

  constructor(maxBytes: number) {
    this.#answers = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.min(MAX_CACHED_BYTES, maxBytes),
      // A string with one character beyond Latin-1 takes two bytes for every character.
      sizeCalculation: ({ text }) => 2 * text.length + ENTRY_BYTES,
    });
  }

  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  get count(): number {
    return this.#answers.size;
  }

  /** Notes a request for an operation, and returns whether there was an earlier one. */
  comesBack(key: string): boolean {
    if (this.#seen.get(key)) return true;
    this.#seen.set(key, true);
    return false;
  }

  get(key: string, version: string): string | undefined {
    const cached = this.#answers.get(key);
    return cached?.version === version ? cached.text : undefined;
  }

  /**
   * Caches an answer under the data version that was read before the answer was computed. If data is loaded in between,
   * the answer may contain new data, but requests after that load look for the new version only.
   */
  set(key: string, version: string, text: string): void {
    this.#answers.set(key, { version, text });
  }
}
