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
 * Merges a row that was selected without its `id` with what one and the same field has answered before, unless they
 * disagree and so are different rows.
 */
export const mergeRows: FieldMergeFunction<StoreObject> = (existing, incoming, options) => {
  const { isReference, mergeObjects, readField } = options;
  if (existing === undefined || (isReference(existing) && isReference(incoming))) return incoming;
  const [row, other] = isReference(incoming) ? [incoming, existing] : [existing, incoming];
  const isSame = Object.entries(other).every(([name, value]) => {
    const field = name.includes("(") ? undefined : readField(name, row);
    return field === undefined || agree(field, value);
  });
  return isSame ? mergeObjects(existing, incoming) : incoming;
};
