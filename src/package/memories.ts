import { getOrMake } from "../collections.js";

/** Something that is remembered during one load, and made anew for each. */
export interface Memory<T> {
  readonly make: () => T;
}

/** What one load remembers. */
export class Memories {
  readonly #memories = new Map<Memory<unknown>, unknown>();

  of<T>(memory: Memory<T>): T {
    return getOrMake(this.#memories, memory, memory.make) as T;
  }
}
