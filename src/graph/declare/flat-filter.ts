import { getOrMake } from "../../collections.js";
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
  const { fields } = filterOf(entity);
  const flat: Record<string, unknown> = {};
  const rest: Conditions[] = [];
  // What is said of the one row to which a relation leads, which is joined once for all that says something.
  const rows = new Map<string, Conditions[]>();
  const add = (name: string, operand: unknown): void => {
    const field = fields.get(name);
    if (field?.ofRow) getOrMake(rows, name, () => []).push(operand as Conditions);
    else if (!(name in flat)) flat[name] = operand;
    else if (field?.property === undefined || !fit(flat[name] as Conditions, operand as Conditions))
      rest.push({ [name]: operand });
    else flat[name] = { ...(flat[name] as Conditions), ...(operand as Conditions) };
  };
  for (const [name, operand] of Object.entries(filter)) {
    if (operand === undefined) continue;
    const parts = partsOf(name, operand);
    if (!parts) add(name, operand);
    for (const part of parts ?? []) {
      const inner = flattened(entity, part, depth + 1);
      if (!inner) return null;
      for (const [key, value] of Object.entries(inner))
        if (key === "and") rest.push(...(value as Conditions[]));
        else add(key, value);
    }
  }
  for (const [name, operands] of rows) {
    const [only, ...more] = operands;
    const all = only && more.length === 0 ? only : { and: operands };
    const inner = flattened(fields.get(name)?.ofRow?.(), all, depth + 1);
    if (!inner) return null;
    flat[name] = inner;
  }
  return rest.length === 0 ? flat : { ...flat, and: rest };
}

// Filters all of which must hold; null for any other condition.
function partsOf(name: string, operand: unknown): readonly Conditions[] | null {
  const isJoined = name === "and" || (name === "or" && (operand as unknown[]).length === 1);
  return isJoined ? (operand as Conditions[]) : null;
}

// Whether operators of one field may stand beside each other.
const fit = (some: Conditions, others: Conditions): boolean =>
  Object.keys(others).every((operator) => some[operator] === undefined);
