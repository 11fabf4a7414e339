import type { Viewer } from "../../access/viewer.js";
import { getOrMake } from "../../collections.js";
import type { Database } from "../../database/statement.js";
import { filterOf, MAX_DEPTH } from "./filter.js";
import { filterToSql, MAX_CONDITIONS } from "./filter-sql.js";
import { MAX_LISTED } from "./operators.js";
import type { RowClass } from "./table.js";

type Conditions = Readonly<Record<string, unknown>>;

/**
 * A filter that says by itself what it says in `and`, or in an `or` of one, as far as it can: what is asked in either way is
 * read in the same way. Nothing in it nests deeper than before. The filter itself when it has no such list, or will be refused
 * as it is.
 */
export const flatFilter = (entity: unknown, filter: object): Record<string, unknown> =>
  (isFlatOrRefused(filter) ? null : flattened(entity, filter as Conditions, 0)) ?? (filter as Conditions);

/**
 * The flat filter of a list or table. Throws BAD_USER_INPUT for what is wrong with the filter as it was written, of which its
 * flat form may have nothing left.
 */
export function checkedFlatFilter(
  db: Database,
  entity: RowClass,
  filter: object,
  viewer: Viewer | null,
): Record<string, unknown> {
  const flat = flatFilter(entity, filter);
  if (flat !== filter) filterToSql(db, entity, "t", filter, viewer);
  return flat;
}

/** How deep the objects in a filter nest, its operators included. */
export const levelsOf = (filter: unknown): number =>
  typeof filter === "object" && filter !== null
    ? Math.max(0, ...Object.values(filter).map(levelsOf)) + Number(!Array.isArray(filter))
    : 0;

// Whether there is nothing to flatten, or more than may be: nulls, too many conditions and too long lists are refused.
function isFlatOrRefused(filter: object): boolean {
  const found = { lists: 0, conditions: 0, isRefused: false };
  const look = (value: unknown): void => {
    if (found.isRefused || typeof value !== "object") return;
    if (value === null || (Array.isArray(value) && value.length > MAX_LISTED)) {
      found.isRefused = true;
    } else if (Array.isArray(value)) {
      value.forEach(look);
    } else {
      for (const [name, inner] of Object.entries(value)) {
        if (name === "and" || name === "or") found.lists += 1;
        if (++found.conditions > MAX_CONDITIONS) found.isRefused = true;
        look(inner);
      }
    }
  };
  look(filter);
  return found.isRefused || found.lists === 0;
}

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
    else if (field?.property !== undefined && fit(flat[name], operand))
      flat[name] = { ...(flat[name] as Conditions), ...(operand as Conditions) };
    else rest.push({ [name]: operand });
  };
  const given = Object.entries(filter).filter(([, operand]) => operand !== undefined);
  // What stands by itself comes first: beside it, what it cannot be joined with stays in a list, no deeper than it was.
  for (const [name, operand] of given) if (!partsOf(name, operand)) add(name, operand);
  for (const part of given.flatMap(([name, operand]) => partsOf(name, operand) ?? [])) {
    const inner = flattened(entity, part, depth + 1);
    if (!inner) return null;
    for (const [name, operand] of Object.entries(inner))
      if (name === "and") rest.push(...(operand as Conditions[]));
      else add(name, operand);
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
const fit = (some: unknown, others: unknown): boolean =>
  typeof some === "object" &&
  typeof others === "object" &&
  Object.keys(others ?? {}).every((operator) => !(operator in (some ?? {})));
