import { isTurnOver, turn } from "../time/turn.js";

// So many values are written in a millisecond or two.
const LIGHT = 20_000;

/** What `JSON.stringify` makes of data without values that have a form of their own, in as many turns as it takes. */
export async function jsonInTurns(value: unknown): Promise<string> {
  const parts: string[] = [];
  await write(value, parts);
  return parts.join("");
}

async function write(value: unknown, parts: string[]): Promise<void> {
  if (isTurnOver()) await turn(null);
  if (weightOf(value, LIGHT) < LIGHT) parts.push(JSON.stringify(value ?? null));
  else if (Array.isArray(value)) await writeList(value, parts);
  else await writeFields(value as object, parts);
}

async function writeList(items: readonly unknown[], parts: string[]): Promise<void> {
  let mark = "[";
  for (const some of portions(items)) {
    parts.push(mark);
    mark = ",";
    const [only] = some;
    // Light ones are written together: each by itself takes several times as long.
    if (some.length === 1) await write(only, parts);
    else parts.push(JSON.stringify(some).slice(1, -1));
    if (isTurnOver()) await turn(null);
  }
  parts.push("]");
}

async function writeFields(object: object, parts: string[]): Promise<void> {
  let mark = "{";
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    parts.push(`${mark}${JSON.stringify(name)}:`);
    mark = ",";
    await write(value, parts);
  }
  parts.push("}");
}

// A list in portions of which each is light, or a single item.
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

// How many values a value consists of; as soon as there are `most`, no more are counted.
function weightOf(value: unknown, most: number): number {
  if (typeof value !== "object" || value === null) return 1;
  let weight = 1;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && weight < most; index += 1)
      weight += weightOf(value[index], most - weight);
    return weight;
  }
  for (const name in value) {
    weight += weightOf(value[name as never], most - weight);
    if (weight >= most) break;
  }
  return weight;
}
