import { isTurnOver, turn } from "../../time/turn.js";

const NONE = 0xffffffff;

/**
 * Finds numbered texts, which need not be different. A hash table of numbers, since a map of texts would take ten times
 * the memory.
 */
export class TextTable {
  readonly #slots: Uint32Array;
  // A part of each text's hash, since comparing it is faster than making the text.
  readonly #tags: Uint8Array;

  private constructor(
    readonly count: number,
    readonly textOf: (number: number) => string,
  ) {
    const size = 2 ** Math.ceil(Math.log2(2 * count + 2));
    this.#slots = new Uint32Array(size).fill(NONE);
    this.#tags = new Uint8Array(size);
  }

  /** Makes a table of the texts with the numbers below `count`, in turns of milliseconds. */
  static async of(count: number, textOf: (number: number) => string): Promise<TextTable> {
    const table = new TextTable(count, textOf);
    for (let number = 0; number < count; number += 1) {
      table.#add(number);
      if (number % 256 === 0 && isTurnOver()) await turn(null);
    }
    return table;
  }

  /** The numbers of a text. */
  find(text: string): number[] {
    const found: number[] = [];
    const hash = hashOf(text);
    for (let slot = this.#slotOf(hash); this.#slots[slot] !== NONE; slot = this.#slotOf(slot + 1)) {
      const number = this.#slots[slot] ?? 0;
      if (this.#tags[slot] === tagOf(hash) && this.textOf(number) === text) found.push(number);
    }
    return found;
  }

  #add(number: number): void {
    const hash = hashOf(this.textOf(number));
    let slot = this.#slotOf(hash);
    while (this.#slots[slot] !== NONE) slot = this.#slotOf(slot + 1);
    this.#slots[slot] = number;
    this.#tags[slot] = tagOf(hash);
  }

  #slotOf(hash: number): number {
    return hash & (this.#slots.length - 1);
  }
}

const tagOf = (hash: number): number => hash >>> 24;

// FNV-1a over code units.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // Its low bits, by which slots are chosen, depend mostly on the last letters.
  return (hash ^ (hash >>> 15)) >>> 0;
}
