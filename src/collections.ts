/** The value under a key; made, and kept there, where there is none. */
export function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** The items by key, each group in their order. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) getOrMake(groups, keyOf(item), () => []).push(item);
  return groups;
}

/** The items that pass a test: the list itself when all do, so that what was made of it can be found by it. */
export const those = <T>(items: readonly T[], test: (item: T) => boolean): readonly T[] =>
  items.every(test) ? items : items.filter(test);

/** What a function makes of a list, made once for each list as long as that is held. */
export function madeOnce<T, U>(make: (items: readonly T[]) => U): (items: readonly T[]) => U {
  const made = new WeakMap<readonly T[], U>();
  return (items) => {
    let value = made.get(items);
    if (value === undefined) made.set(items, (value = make(items)));
    return value;
  };
}

/** Compares texts by code unit, as both engines order them. */
export const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The items in order, at most `size` at a time. */
export function* batches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
