/** Lists of whole numbers one after another, which take a fraction of the memory of arrays of their own. */
export interface Lists {
  /** Where each list starts in `items`, and where the last one ends. */
  starts: Uint32Array;
  items: Uint32Array;
}

/** Lists that are added one after another. */
export class ListsBuilder {
  #starts = new Uint32Array(1024);
  #items = new Uint32Array(4096);
  #lists = 0;
  #size = 0;

  /** Adds a list, and returns its number. */
  add(items: Iterable<number>): number {
    for (const item of items) {
      if (this.#size === this.#items.length) this.#items = grown(this.#items);
      this.#items[this.#size++] = item;
    }
    this.#lists += 1;
    if (this.#lists === this.#starts.length) this.#starts = grown(this.#starts);
    this.#starts[this.#lists] = this.#size;
    return this.#lists - 1;
  }

  get count(): number {
    return this.#lists;
  }

  lists(): Lists {
    return { starts: this.#starts.slice(0, this.#lists + 1), items: this.#items.slice(0, this.#size) };
  }
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** The list with a number, without copying it. */
export const listAt = ({ starts, items }: Lists, at: number): Uint32Array =>
  items.subarray(starts[at], starts[at + 1]);

/** For each number below `count`, the lists that hold it, in order. */
export function inverted({ starts, items }: Lists, count: number): Lists {
  const ends = new Uint32Array(count + 1);
  for (const item of items) ends[item + 1] = (ends[item + 1] ?? 0) + 1;
  for (let at = 1; at <= count; at += 1) ends[at] = (ends[at] ?? 0) + (ends[at - 1] ?? 0);
  const holders = new Uint32Array(items.length);
  const next = ends.slice();
  for (let list = 0; list + 1 < starts.length; list += 1) {
    for (let at = starts[list] ?? 0; at < (starts[list + 1] ?? 0); at += 1) {
      const item = items[at] ?? 0;
      const place = next[item] ?? 0;
      holders[place] = list;
      next[item] = place + 1;
    }
  }
  return { starts: ends, items: holders };
}
