import type { Scope } from "../../access/scope.js";
import { addField, inputClass } from "./fields.js";
import type { FilterCost, FilterPricer } from "./filter-cost.js";
import { requireCodes, type NamedCode, type Vocabulary } from "./codes.js";
import { needsScope } from "./scope.js";
import type { StoredRelation } from "./relation-type.js";
import type { Database, Sql } from "../../database/statement.js";
import { tableOf, type RowClass } from "./table.js";

/** The most levels that a filter may nest, counting `and`, `or`, `not` and relations. */
export const MAX_DEPTH = 6;

/** The place of a condition in a statement and in its filter. */
export interface FilterPlace {
  readonly path: string;
  column(property: string): Sql;
  /** Whether the column of a property may be null. */
  isNullable(property: string): boolean;
  /**
   * The condition that the relation leads to a row for which `wrap(filter)` holds; on the row that it leads from, when the
   * filter is about nothing but the key.
   */
  exists(relation: StoredRelation, filter: object, wrap?: (condition: Sql) => Sql): Sql;
  /** Whether all that a filter says of the one row to which a relation leads can be told by the key that leads to it. */
  isOfKey(relation: StoredRelation, filter: object): boolean;
  /** A condition on the key of the row to which a relation leads, which is on the column that leads to it. */
  keyed(relation: StoredRelation, condition: (target: FilterPlace) => Sql): Sql;
  /** The condition that a row of another table leads to a row, of now or of an earlier time, for which the filter holds. */
  linked(link: Link, filter: object): Sql;
  /** The condition that the property is a code of the vocabulary for which the operators hold. */
  named(property: string, vocabulary: Vocabulary, operators: object): Sql;
  /** The condition that the relation leads to a row for which `condition` holds. */
  related(relation: StoredRelation, condition: (target: FilterPlace) => Sql): Sql;
}

/** One field of a filter: its input type and its condition on a row. */
export interface FilterField {
  description: string;
  /** The scope without which it must not be used. */
  scope?: Scope;
  type: () => object;
  toSql: (operand: never, place: FilterPlace) => Sql;
  /** The condition that `toSql` does not hold, in ranges of values; null when it cannot be said so. */
  negated?: (operand: never, place: FilterPlace) => Sql | null;
  /** The codes that it names of small vocabularies. */
  codes?: (operand: never, depth: number) => Iterable<NamedCode>;
  /** The property whose column it compares with values, when it is about nothing else. */
  property?: string;
  /** The property that it holds to one value, when this is all that it says; null otherwise. */
  holds?: (operand: never) => string | null;
  /** The property that it keeps within one range, without gaps, when this is all that it says; null otherwise. */
  ranges?: (operand: never) => string | null;
  /** The one property that it is about, where that depends on what it says; null when it is about more. */
  about?: (operand: never) => string | null;
  /** Whether it lets in a range of values of this property, and not most of them. */
  bounds?: (operand: never) => boolean;
  /** The same, of what it does not let in. */
  boundsOthers?: (operand: never) => boolean;
  /** The entity of the one row that its operand is a filter of, when it is one. */
  ofRow?: () => unknown;
  /** What follows from it: a filter of the same rows, which may begin at another index. */
  implies?: (operand: never) => object;
  /** The cost of the condition; when undefined it costs nothing beyond reading the row. */
  cost?: (operand: never, pricer: FilterPricer) => FilterCost;
}

/** A table whose rows each link a row of one table to a row of another. */
export interface Link {
  table: string;
  /** The column that leads to the row with the filter, and the property that it holds. */
  owner: readonly [column: string, property: string];
  /** As `owner`, to the linked row. */
  target: readonly [column: string, property: string];
  /** For prices: the relation to the linked rows. */
  relation: StoredRelation;
}

interface Filter {
  type: RowClass;
  listType: RowClass;
  fields: Map<string, FilterField>;
}
const filters = new Map<unknown, Filter>();

/** The filter of an entity or of one of its types. Throws when none is declared, which is a programming error. */
export function filterOf(entity: unknown): Filter {
  const filter = filters.get(tableOf(entity).entity);
  if (!filter) throw new Error(`${tableOf(entity).entity.name} has no filter`);
  return filter;
}

/** Declares the filter of an entity: the input types `XFilter` and `XListFilter`, and their conditions in SQL. */
export function declareFilter(entity: RowClass, fields: Record<string, FilterField>): void {
  const { name } = entity;
  const type = inputClass(`${name}Filter`, `Selects the ${name} rows for which all conditions hold.`);
  addField(type, "and", () => [type], { description: "All of these filters must hold." });
  addField(type, "or", () => [type], {
    description: "At least one of these filters must hold; an empty list matches nothing.",
  });
  addField(type, "not", () => type, {
    description: "This filter must not hold; a condition on an unknown (null) value counts as not holding.",
  });
  const listType = inputClass(`${name}ListFilter`, `Conditions on the related ${name} rows.`);
  addField(listType, "some", () => type, { description: "At least one related row matches." });
  addField(listType, "none", () => type, { description: "No related row matches." });
  addField(listType, "every", () => type, {
    description: "Every related row matches; also true when there are no related rows.",
  });
  filters.set(entity, { type, listType, fields: new Map() });
  extendFilter(entity, fields);
}

/** Adds conditions to the filter of an earlier module's entity. */
export function extendFilter(entity: RowClass, fields: Record<string, FilterField>): void {
  const filter = filterOf(entity);
  for (const [name, field] of Object.entries(fields)) {
    filter.fields.set(name, field);
    addField(filter.type, name, field.type, { description: field.description });
    if (field.scope) needsScope(`${filter.type.name}.${name}`, field.scope);
  }
}

/** The names of what a filter, or the operators of one of its fields, gives. */
export const namesOf = (operators: object): string[] =>
  Object.keys(operators).filter((name) => (operators[name as never] as unknown) !== undefined);

/** Whether a filter is about nothing but one property. */
export function isAbout(entity: unknown, filter: object, property: string): boolean {
  const { fields } = filterOf(entity);
  return namesOf(filter).every((name) => {
    const operand: unknown = filter[name as never];
    const parts = name === "not" ? [operand] : name === "and" || name === "or" ? operand : null;
    if (parts === null) return fields.get(name)?.property === property;
    return ((parts ?? []) as (object | null)[]).every((part) => part && isAbout(entity, part, property));
  });
}

/** The conditions of a filter that are about one property. */
export function fieldsAbout(
  entity: unknown,
  filter: object,
  property: string,
): ((place: FilterPlace) => Sql)[] {
  const { fields } = filterOf(entity);
  return namesOf(filter).flatMap((name) => {
    const field = fields.get(name);
    return field?.property === property
      ? [(place: FilterPlace): Sql => field.toSql(filter[name as never], place)]
      : [];
  });
}

/**
 * The properties that a filter holds to one value each, and whether it has no other condition; `others` has for each other
 * condition the property that it keeps within one range, or null.
 */
export function heldBy(
  entity: unknown,
  filter: object,
): { properties: string[]; isAll: boolean; others: (string | null)[] } {
  const { fields } = filterOf(entity);
  const [properties, others]: [string[], (string | null)[]] = [[], []];
  for (const name of namesOf(filter)) {
    const [field, operand] = [fields.get(name), filter[name as never]];
    const held = field?.holds?.(operand) ?? null;
    if (held === null) others.push(field?.ranges?.(operand) ?? null);
    else properties.push(held);
  }
  return { properties, isAll: others.length === 0, others };
}

/**
 * The properties of which a filter speaks, and those of them of which it lets in a range of values; null when not each of its
 * conditions is about one property.
 */
export function spokenOf(entity: unknown, filter: object): { all: string[]; bounded: string[] } | null {
  const { fields } = filterOf(entity);
  const [all, bounded]: [string[], string[]] = [[], []];
  for (const name of namesOf(filter)) {
    const [field, operand] = [fields.get(name), filter[name as never]];
    const property = field?.property ?? field?.about?.(operand) ?? null;
    if (property === null) return null;
    all.push(property);
    if (field?.bounds?.(operand)) bounded.push(property);
  }
  return { all, bounded };
}

/** One of the conditions of a filter that must all hold, or what follows from one. */
export interface FilterPart {
  filter: object;
  /** The property of which it lets in a range of values, and not most of them, when it is about nothing else. */
  bounded: string | null;
  /** Whether it follows from another. */
  isImplied: boolean;
}

/** The conditions of a filter that must all hold, and those that follow from them. */
export function partsOf(entity: unknown, filter: object): FilterPart[] {
  const { fields } = filterOf(entity);
  const given = namesOf(filter).flatMap((name) => {
    const operand = filter[name as never];
    const implied = Object.entries(fields.get(name)?.implies?.(operand) ?? {});
    return [[name, operand, false] as const, ...implied.map(([other, of]) => [other, of, true] as const)];
  });
  return given.map(([name, operand, isImplied]) => {
    const field = fields.get(name);
    const property = field?.property ?? field?.about?.(operand as never) ?? null;
    const isBounded = field?.bounds?.(operand as never) ?? false;
    const bounded = name === "not" ? boundedByNot(entity, operand as object) : isBounded ? property : null;
    return { filter: { [name]: operand as unknown }, bounded, isImplied };
  });
}

function boundedByNot(entity: unknown, filter: object): string | null {
  const [only, operand] = onlyField(entity, filter);
  return only?.boundsOthers?.(operand) ? (only.property ?? null) : null;
}

/** The field of a filter that has no other, and its operand. */
export function onlyField(entity: unknown, filter: object): [FilterField | null, never] {
  const [name = "", ...more] = namesOf(filter);
  const field = filterOf(entity).fields.get(name);
  return [more.length === 0 && field ? field : null, filter[name as never]];
}

/** The codes of small vocabularies that a filter names, but for levels that its compiler refuses. */
export function* codesIn(entity: unknown, filter: object, depth = 0): Generator<NamedCode> {
  if (depth > MAX_DEPTH) return;
  const { fields } = filterOf(entity);
  for (const [name, operand] of Object.entries(filter) as [string, object | null | undefined][]) {
    if (operand === null || operand === undefined) continue;
    const parts = name === "not" ? [operand] : name === "and" || name === "or" ? (operand as object[]) : null;
    if (parts) for (const part of parts) yield* codesIn(entity, part, depth + 1);
    else yield* fields.get(name)?.codes?.(operand as never, depth + 1) ?? [];
  }
}

/** Throws BAD_USER_INPUT for the first code of a small vocabulary that a filter names and the vocabulary does not have. */
export const requireKnownCodes = (db: Database, entity: unknown, filter: object): Promise<void> =>
  requireCodes(db, codesIn(entity, filter));
