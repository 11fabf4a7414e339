import { isTurnOver, turn } from "../time/turn.js";
import type { Signal } from "../time/signal.js";

// The weight that is written in a millisecond or two: a value weighs as much as so many characters, besides its own. Weights
// are whole numbers, since each fraction would be an object.
const VALUE = 32;
const LIGHT = 20_000 * VALUE;

/** Options of `jsonInTurns`. */
export interface Writing {
  /** Called with each part of the text; may throw to end the writing. */
  onPart?: (part: string) => void;
  /** Ends the writing when it is aborted. */
  signal?: Signal | null;
}

/**
 * Writes data as `JSON.stringify` would, in as many turns of the event loop as it takes. Values with a `toJSON`
 * of their own are not supported.
 */
export async function jsonInTurns(value: unknown, writing: Writing = {}): Promise<string> {
  const writer = new Writer(writing);
  await writer.write(value);
  return writer.text;
}

class Writer {
  // Strings that are added to each other are copied once, when they are sent.
  text = "";

  constructor(readonly writing: Writing) {}

  async write(value: unknown): Promise<void> {
    await this.#turn();
    // A single string cannot be written in parts.
    if (typeof value !== "object" || value === null || weightOf(value, LIGHT) < LIGHT)
      this.#add(JSON.stringify(value ?? null));
    else if (Array.isArray(value)) await this.#list(value);
    else await this.#fields(value);
  }

  async #list(items: readonly unknown[]): Promise<void> {
    let mark = "[";
    for (const some of portions(items)) {
      this.#add(mark);
      mark = ",";
      const [only] = some;
      // Light items are written together: one by one would take several times as long.
      if (some.length === 1) await this.write(only);
      else this.#add(JSON.stringify(some).slice(1, -1));
      await this.#turn();
    }
    this.#add("]");
  }

  async #fields(object: object): Promise<void> {
    let mark = "{";
    for (const [name, value] of Object.entries(object)) {
      if (value === undefined) continue;
      this.#add(`${mark}${JSON.stringify(name)}:`);
      mark = ",";
      await this.write(value);
    }
    this.#add("}");
  }

  #add(part: string): void {
    this.writing.onPart?.(part);
    this.text += part;
  }

  // Awaiting a promise each time would be slow, so that most calls return undefined.
  #turn(): Promise<void> | undefined {
    return isTurnOver() ? turn(this.writing.signal ?? null) : undefined;
  }
}

// Splits a list into portions that are light, or a single item.
function* portions(items: readonly unknown[]): Generator<readonly unknown[]> {
  let [start, weight] = [0, 0];
  for (const [index, item] of items.entries()) {
    const more = weightOf(item, LIGHT);
    if (index > start && weight + more > LIGHT) {
      yield items.slice(start, index);
      [start, weight] = [index, 0];
    }
    weight += more;
  }
  yield items.slice(start);
}

// The effort of writing a value; weighing stops as soon as it reaches `most`.
function weightOf(value: unknown, most: number): number {
  if (typeof value === "string") return VALUE + value.length;
  if (typeof value !== "object" || value === null) return VALUE;
  let weight = VALUE;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && weight < most; index += 1)
      weight += weightOf(value[index], most - weight);
    return weight;
  }
  for (const name in value) {
    weight += name.length + weightOf(value[name as never], most - weight);
    if (weight >= most) break;
  }
  return weight;
}
