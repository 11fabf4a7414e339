import { groupBy } from "../collections.js";
import { digestOf } from "./seen-keys.js";

/** A number of a file with its line, and what it is compared by. */
export interface GroupedNumber {
  line: number;
  value: number;
  /** Tells numbers of one group apart. */
  variant: number;
  /** Of the period: days as whole numbers that sort by time. */
  start: number;
  end: number;
  /** Two small numbers that the caller gives a meaning. */
  kind: number;
  side: number;
}

const FIRST_CAPACITY = 1024;
const DIGEST_BITS = 32;
const SAFE_BITS = 53;

/**
 * Numbers of a file by group, in some forty bytes each: a million rows as objects would fill the memory. Groups are told
 * apart by 64 bits of digest.
 */
export class GroupedNumbers {
  #size = 0;
  #high = new Uint32Array(FIRST_CAPACITY);
  #low = new Uint32Array(FIRST_CAPACITY);
  #variant = new Uint32Array(FIRST_CAPACITY);
  #line = new Uint32Array(FIRST_CAPACITY);
  #start = new Int32Array(FIRST_CAPACITY);
  #end = new Int32Array(FIRST_CAPACITY);
  #kind = new Uint16Array(FIRST_CAPACITY);
  #side = new Uint8Array(FIRST_CAPACITY);
  #value = new Float64Array(FIRST_CAPACITY);

  add(group: string, { line, value, variant, start, end, kind, side }: GroupedNumber): void {
    if (this.#size === this.#value.length) this.#grow();
    const at = this.#size++;
    [this.#high[at], this.#low[at]] = digestOf(group);
    this.#variant[at] = variant;
    this.#line[at] = line;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#kind[at] = kind;
    this.#side[at] = side;
    this.#value[at] = value;
  }

  /** The groups of more than one number, each in the order of adding. */
  *groups(): Generator<GroupedNumber[]> {
    const bits = Math.max(1, Math.ceil(Math.log2(this.#size)));
    const [places, width] = [this.#sorted(bits), 2 ** bits];
    for (let from = 0, until = 0; from < this.#size; from = until) {
      const start = Math.floor((places[from] ?? 0) / width);
      for (until = from + 1; until < this.#size; until += 1)
        if (Math.floor((places[until] ?? 0) / width) !== start) break;
      if (until - from === 1) continue;
      const alike = Array.from(places.subarray(from, until), (key) => key % width);
      for (const group of groupBy(alike, (place) => this.#digest(place)).values())
        if (group.length > 1) yield group.map((place) => this.#at(place));
    }
  }

  // The start of each digest with its place behind it: numbers sort without a comparison of ours, ten times as fast.
  #sorted(bits: number): Float64Array {
    const [width, dropped] = [2 ** bits, 2 ** Math.max(0, bits + DIGEST_BITS - SAFE_BITS)];
    const keys = new Float64Array(this.#size);
    for (let place = 0; place < this.#size; place += 1)
      keys[place] = Math.floor((this.#high[place] ?? 0) / dropped) * width + place;
    return keys.sort();
  }

  #digest(place: number): string {
    return `${this.#high[place] ?? 0} ${this.#low[place] ?? 0}`;
  }

  #at(place: number): GroupedNumber {
    return {
      line: this.#line[place] ?? 0,
      value: this.#value[place] ?? 0,
      variant: this.#variant[place] ?? 0,
      start: this.#start[place] ?? 0,
      end: this.#end[place] ?? 0,
      kind: this.#kind[place] ?? 0,
      side: this.#side[place] ?? 0,
    };
  }

  #grow(): void {
    const grown = <A extends Uint32Array | Int32Array | Uint16Array | Uint8Array | Float64Array>(
      old: A,
    ): A => {
      const larger = new (old.constructor as new (length: number) => A)(old.length * 2);
      larger.set(old);
      return larger;
    };
    this.#high = grown(this.#high);
    this.#low = grown(this.#low);
    this.#variant = grown(this.#variant);
    this.#line = grown(this.#line);
    this.#start = grown(this.#start);
    this.#end = grown(this.#end);
    this.#kind = grown(this.#kind);
    this.#side = grown(this.#side);
    this.#value = grown(this.#value);
  }
}
