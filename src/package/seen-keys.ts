/** A set of keys. */
export interface Keys {
  has: (key: string) => boolean;
}

// Most tables of a small package have few keys, or none, and a load makes a hundred sets.
const FIRST_SLOTS = 16;

/**
 * A set of keys with the line of each, in 12 bytes per slot, since a million keys as texts would need too much memory.
 * Keys are compared by a 64-bit digest: in a file of a million keys, two collide with a probability of 1 in 30 million.
 */
export class SeenKeys implements Keys {
  #size = 0;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #lines = new Uint32Array(FIRST_SLOTS);

  /** Whether the key has been added. */
  has(key: string): boolean {
    const [high, low] = digestOf(key);
    return this.#lines[this.#place(high, low)] !== 0;
  }

  /** Adds a key with its line, counted from 1. Returns the line that had the key first, or null when the key is new. */
  add(key: string, line: number): number | null {
    if (this.#size * 2 >= this.#lines.length) this.#grow();
    const [high, low] = digestOf(key);
    const place = this.#place(high, low);
    const earlier = this.#lines[place];
    if (earlier) return earlier;
    this.#put(place, high, low, line);
    this.#size += 1;
    return null;
  }

  // The index of the key, or of the free slot where it belongs.
  #place(high: number, low: number): number {
    const mask = this.#lines.length - 1;
    let place = low & mask;
    while (this.#lines[place] !== 0 && (this.#low[place] !== low || this.#high[place] !== high)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  #put(place: number, high: number, low: number, line: number): void {
    this.#high[place] = high;
    this.#low[place] = low;
    this.#lines[place] = line;
  }

  #grow(): void {
    const [high, low, lines] = [this.#high, this.#low, this.#lines];
    this.#high = new Uint32Array(lines.length * 2);
    this.#low = new Uint32Array(lines.length * 2);
    this.#lines = new Uint32Array(lines.length * 2);
    lines.forEach((line, index) => {
      if (line === 0) return;
      const [oldHigh, oldLow] = [high[index] ?? 0, low[index] ?? 0];
      this.#put(this.#place(oldHigh, oldLow), oldHigh, oldLow, line);
    });
  }
}

// cyrb53 (public domain) without its last step: two 32-bit hashes of all characters.
export function digestOf(text: string): [number, number] {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return [high >>> 0, low >>> 0];
}
