import { LRUCache } from "lru-cache";

/** Documents that clients have persisted take at most this many characters. */
const MAX_CHARACTERS = 10_000_000;
// Apollo Server puts this before hashes in a cache that it is given.
const PREFIX = "apq:";

/** The documents of automatic persisted queries: those sent last, until the server stops. A cache for Apollo Server. */
export class PersistedDocuments {
  readonly #documents = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (document) => document.length + 1,
  });

  /** The document with a SHA-256 hash, in 64 lower-case hexadecimal digits; undefined when it is not known. */
  document(hash: string): string | undefined {
    return this.#documents.get(PREFIX + hash);
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#documents.get(key));
  }

  set(key: string, document: string): Promise<void> {
    this.#documents.set(key, document);
    return Promise.resolve();
  }

  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.#documents.delete(key));
  }
}
