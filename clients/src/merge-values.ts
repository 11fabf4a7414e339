import type { FieldMergeFunction, StoreObject } from "@apollo/client/cache";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two values of the store agree wherever both say something. */
function agree(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, place) => agree(item, other[place]));
  if (isObject(one) && isObject(other))
    return Object.keys(one).every((name) => !(name in other) || agree(one[name], other[name]));
  return Object.is(one, other);
}

/** Joins two values that agree. */
function join(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other))
    return other.map((item: unknown, place) => join(one[place], item));
  if (!isObject(one) || !isObject(other)) return other;
  const joined: Record<string, unknown> = { ...one, ...other };
  for (const name of Object.keys(one)) if (name in other) joined[name] = join(one[name], other[name]);
  return joined;
}

/**
 * Merges two answers to a list whose rows have no id: row by row where they agree in all that both have selected, so
 * that each adds its fields to the other's. Otherwise the list has changed, and the newer answer replaces the older.
 */
export const mergeLists: FieldMergeFunction<unknown> = (existing, incoming) =>
  agree(existing, incoming) ? join(existing, incoming) : incoming;

/**
 * Merges a row that was selected without its `id` with the row that the same field answered before, unless they
 * disagree and so are different rows.
 */
export const mergeRows: FieldMergeFunction<StoreObject> = (existing, incoming, options) => {
  const { isReference, mergeObjects, readField } = options;
  if (existing === undefined || isReference(existing) === isReference(incoming)) {
    const bothLackId = existing !== undefined && !isReference(incoming);
    return bothLackId && agree(existing, incoming) ? (join(existing, incoming) as StoreObject) : incoming;
  }
  const [reference, row] = isReference(incoming) ? [incoming, existing] : [existing, incoming];
  // The store names fields without arguments as the schema does; only those can be read by their names.
  const names = Object.keys(row).filter((name) => !/[(:]/.test(name));
  const pairs = names.map((name) => [name, readField(name, reference), row[name]] as const);
  if (!pairs.every(([, stored, value]) => stored === undefined || agree(stored, value))) return incoming;
  mergeObjects(existing, incoming);
  const joined = pairs.map(([name, stored, value]) => [name, join(stored, value)]);
  return mergeObjects(reference, Object.fromEntries(joined) as StoreObject);
};
