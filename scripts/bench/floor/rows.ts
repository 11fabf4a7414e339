import type { Key } from "./tables.js";

/** A question mark for each value. */
export const marks = (values: readonly unknown[]): string => values.map(() => "?").join();

/** Groups rows by a key. */
export function grouped<T>(rows: readonly T[], keyOf: (row: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** The first rows of each group. */
export function firstOfEach<T>(groups: Map<Key, T[]>, count: number): Map<Key, T[]> {
  return new Map([...groups].map(([key, rows]) => [key, rows.slice(0, count)]));
}

/** The condition that a region follows a place in the order of names, and its values. */
export const AFTER_NAME = "(r.name > ? OR (r.name = ? AND r.code > ?))";
export function afterName(parameters: URLSearchParams): [string, string, string] {
  const name = parameters.get("afterName") ?? "";
  return [name, name, parameters.get("afterCode") ?? ""];
}
