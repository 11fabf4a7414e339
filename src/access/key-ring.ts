import { timingSafeEqual } from "node:crypto";
import { digestOf, keyIdIn } from "./key.js";
import type { StoredKey } from "./stored-key.js";
import type { Viewer } from "./viewer.js";

/** How old the keys in memory may be when one is accepted, in milliseconds: a revoked key works no longer than that. */
const FRESH = 5_000;
/** How soon they may be read again for a key that is not accepted, in milliseconds: a new key works after that. */
const PATIENT = 1_000;
/** How long a request waits for newer keys before it goes by those in memory, in milliseconds. */
const PATIENCE = 1_000;

const NOBODY = Buffer.alloc(32);

/**
 * All keys, in memory. They are read again when they are five seconds old, or one second old for a key that is not
 * accepted, by one statement for all requests. While the database cannot be reached, those read last go on working.
 */
export class KeyRing {
  #keys: ReadonlyMap<string, StoredKey> | null = null;
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  /** `read` lists all keys that are not revoked; `now` is the time in milliseconds since 1970. */
  constructor(
    readonly read: () => Promise<readonly StoredKey[]>,
    readonly now: () => number = Date.now,
  ) {}

  /**
   * The viewer of a key; null when it is malformed, unknown, revoked or expired, for all of which the same is done. A
   * promise only when keys must be read first, which rejects when none have been read yet and none can be.
   */
  viewer(text: string): Viewer | null | Promise<Viewer | null> {
    const id = keyIdIn(text);
    if (id === null) return null;
    const found = this.#age() < FRESH ? this.#find(id, text) : null;
    if (found || this.#age() < PATIENT) return found;
    return this.#refreshed().then(() => this.#find(id, text));
  }

  #age(): number {
    return this.now() - this.#readAt;
  }

  #find(id: string, text: string): Viewer | null {
    const key = this.#keys?.get(id);
    // Compared even when there is no such key, so that the time does not tell.
    const isSame = timingSafeEqual(digestOf(text), key?.digest ?? NOBODY);
    return key && isSame && this.now() < key.until ? key.viewer : null;
  }

  async #refreshed(): Promise<void> {
    const reading = (this.#reading ??= this.#readNow().finally(() => {
      this.#reading = null;
    }));
    if (!this.#keys) return reading;
    await Promise.race([reading.catch(() => undefined), pause(PATIENCE)]);
  }

  async #readNow(): Promise<void> {
    const begun = this.now();
    try {
      const keys = await this.read();
      this.#keys = new Map(keys.map((key) => [key.id, key]));
    } finally {
      // After a failure, too, so that not every request waits for a database that cannot be reached.
      if (this.#keys) this.#readAt = begun;
    }
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
