import { getOrMake } from "../collections.js";

/** The key of a value that lasts for one load, and how to make it. */
export interface Memory<T> {
  readonly make: () => T;
}

/** The values of one load. */
export class Memories {
  readonly #memories = new Map<Memory<unknown>, unknown>();

  of<T>(memory: Memory<T>): T {
    return getOrMake(this.#memories, memory, memory.make) as T;
  }
}
