import { filterOf, MAX_DEPTH } from "./filter.js";

type Conditions = Readonly<Record<string, unknown>>;

/**
 * A filter that says by itself what it says in `and`, or in an `or` of one, as far as it can: what is asked in either way is
 * read in the same way. A filter that will be refused is left as it is.
 */
export const flatFilter = (entity: unknown, filter: object): Record<string, unknown> =>
  (hasNull(filter) ? null : flattened(entity, filter as Conditions, 0)) ?? (filter as Conditions);

const hasNull = (value: unknown): boolean =>
  value === null || (typeof value === "object" && Object.values(value).some(hasNull));

// Null when it is nested too deeply.
function flattened(entity: unknown, filter: Conditions, depth: number): Conditions | null {
  if (depth > MAX_DEPTH) return null;
  const flat: Record<string, unknown> = {};
  const rest: Conditions[] = [];
  for (const [name, operand] of Object.entries(filter)) {
    if (operand === undefined) continue;
    const parts = partsOf(name, operand);
    for (const part of parts ?? [{ [name]: operand }]) {
      const inner = parts
        ? flattened(entity, part, depth + 1)
        : withFlatOperand(entity, name, operand, depth);
      if (!inner) return null;
      for (const [key, value] of Object.entries(inner)) {
        if (key === "and") rest.push(...(value as Conditions[]));
        else if (!add(entity, flat, key, value)) rest.push({ [key]: value });
      }
    }
  }
  return rest.length === 0 ? flat : { ...flat, and: rest };
}

// Filters all of which must hold; null for any other condition.
function partsOf(name: string, operand: unknown): readonly Conditions[] | null {
  const isJoined = name === "and" || (name === "or" && (operand as unknown[]).length === 1);
  return isJoined ? (operand as Conditions[]) : null;
}

// What a relation leads to is one row, of which conditions may be joined as well.
function withFlatOperand(entity: unknown, name: string, operand: unknown, depth: number): Conditions | null {
  const target = filterOf(entity).fields.get(name)?.ofRow?.();
  const inner = target ? flattened(target, operand as Conditions, depth + 1) : operand;
  return inner === null ? null : { [name]: inner };
}

// Adds a condition to those on other fields. Returns false when the field has one that it cannot be joined with.
function add(entity: unknown, flat: Record<string, unknown>, name: string, operand: unknown): boolean {
  const present = flat[name] as Conditions | undefined;
  const both = present === undefined ? operand : joined(entity, name, present, operand as Conditions);
  if (both !== null) flat[name] = both;
  return both !== null;
}

function joined(entity: unknown, name: string, one: Conditions, other: Conditions): Conditions | null {
  const field = filterOf(entity).fields.get(name);
  const target = field?.ofRow?.();
  if (target) return flattened(target, { and: [one, other] }, 0);
  const isPlain = field?.property !== undefined;
  return isPlain && Object.keys(other).every((operator) => one[operator] === undefined)
    ? { ...one, ...other }
    : null;
}
