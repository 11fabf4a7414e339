import { getOrMake } from "../collections.js";

/** A value that lasts for one load; `make` makes it for the next. */
export interface Memory<T> {
  readonly make: () => T;
}

/** The values that last for one load. */
export class Memories {
  readonly #memories = new Map<Memory<unknown>, unknown>();

  of<T>(memory: Memory<T>): T {
    return getOrMake(this.#memories, memory, memory.make) as T;
  }
}
