import type { Scope } from "../../access/scope.js";
import { badUserInput } from "../../errors.js";
import { addField, inputClass } from "./fields.js";
import {
  DateFilter,
  FloatFilter,
  IntFilter,
  MonthFilter,
  StringFilter,
  enumFilter,
  operatorsToSql,
} from "./operators.js";
import { both, FREE, type FilterCost, type FilterPricer } from "./filter-cost.js";
import { requireCodes, type NamedCode, type Vocabulary } from "./codes.js";
import { needsScope } from "./scope.js";
import type { StoredRelation } from "./relation-type.js";
import { allOf, not, sql, type Database, type Sql } from "../../database/statement.js";
import { tableOf, type RowClass } from "./table.js";

/** The most levels that a filter may nest, counting `and`, `or`, `not` and relations. */
export const MAX_DEPTH = 6;

/** The place of a condition in a statement and in its filter. */
export interface FilterPlace {
  readonly path: string;
  column(property: string): Sql;
  /** The condition that the relation leads to a row for which `wrap(filter)` holds. */
  exists(relation: StoredRelation, filter: object, wrap?: (condition: Sql) => Sql): Sql;
  /** The condition that a row of another table leads to a row, of now or of an earlier time, for which the filter holds. */
  linked(link: Link, filter: object): Sql;
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
  /** The codes that it names of small vocabularies. */
  codes?: (operand: never, depth: number) => Iterable<NamedCode>;
  /** The property whose column it compares with values. */
  property?: string;
  /** The cost of the condition; when undefined it costs nothing beyond reading the row. */
  cost?: (operand: never, pricer: FilterPricer) => FilterCost;
}

/** A condition on a text column. */
export const text = (property: string, description: string): FilterField =>
  column(StringFilter, property, description);
/** A condition on a code of a small vocabulary: one that it does not have is refused, since it is misspelt. */
export const code = (property: string, vocabulary: Vocabulary, description: string): FilterField => ({
  ...column(StringFilter, property, description),
  codes: ({ eq, ne, in: among = [] }: { eq?: string; ne?: string; in?: string[] }) =>
    [eq, ne, ...among].flatMap((code) => (code === undefined ? [] : { vocabulary, code })),
});
/** A condition on a whole number. */
export const integer = (property: string, description: string): FilterField =>
  column(IntFilter, property, description);
/** A condition on a number. */
export const decimal = (property: string, description: string): FilterField =>
  column(FloatFilter, property, description);
/** A condition on a day. */
export const day = (property: string, description: string): FilterField =>
  column(DateFilter, property, description);
/** A condition on a month. */
export const month = (property: string, description: string): FilterField =>
  column(MonthFilter, property, description);
/**
 * A condition on a date of which only the month or year may be known, kept as the first and last day that it may mean: it
 * holds when it does for each of these days.
 */
export const partialDay = (from: string, until: string, description: string): FilterField => ({
  description: `${description.replace(/\.$/, "")}; a month or year matches when all of its days do.`,
  type: DateFilter,
  toSql: (operators: object, place) =>
    allOf([
      operatorsToSql(place.column(from), among(operators, OF_FIRST_DAY), place.path),
      operatorsToSql(place.column(until), among(operators, OF_LAST_DAY), place.path),
    ]),
  cost: (operators: object, pricer) => pricer.operators(from, operators),
});

const OF_FIRST_DAY = ["eq", "gt", "gte", "isNull"];
const OF_LAST_DAY = ["eq", "lt", "lte"];

const among = (operators: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(operators).filter(([name]) => names.includes(name)));

/** A condition on an enum column. */
export const choice = (property: string, enumeration: object, description: string): FilterField =>
  column(enumFilter(enumeration), property, description);

/** A condition on a boolean column. */
export const flag = (property: string, description: string): FilterField => ({
  description,
  type: () => Boolean,
  toSql: (operand: boolean, place) => sql`${place.column(property)} = ${operand}`,
});

/** A condition on the one row that a relation leads to. */
export const via = (relation: StoredRelation, description: string): FilterField => ({
  description,
  type: () => filterOf(relation.target()).type,
  toSql: (operand: object, place) => place.exists(relation, operand),
  codes: (operand: object, depth) => codesIn(relation.target(), operand, depth),
  cost: (operand: object, pricer) => pricer.related(relation, (target) => target.price(operand)),
});

/** A condition on a column of the one row that a relation leads to. */
export const through = (relation: StoredRelation, field: FilterField): FilterField => ({
  ...field,
  toSql: (operand, place) => place.related(relation, (target) => field.toSql(operand, target)),
  cost: (operand, pricer) => pricer.related(relation, (target) => field.cost?.(operand, target) ?? FREE),
});

/** Conditions on the rows that a relation leads to: some, none or every one of them. */
export const some = (relation: StoredRelation, description: string): FilterField => ({
  description,
  type: () => filterOf(relation.target()).listType,
  toSql: (operand: { some?: object | null; none?: object | null; every?: object | null }, place) => {
    const { some, none, every } = operand;
    for (const [name, filter] of Object.entries({ some, none, every })) {
      if (filter === null)
        throw badUserInput(`${place.path}.${name} is null. Leave it out, or use \`{}\` to match every row.`);
    }
    return allOf([
      ...(some ? [place.exists(relation, some)] : []),
      ...(none ? [sql`NOT ${place.exists(relation, none)}`] : []),
      ...(every ? [sql`NOT ${place.exists(relation, every, not)}`] : []),
    ]);
  },
  codes: (operand: object, depth) =>
    Object.values(operand).flatMap((filter: object | null | undefined) =>
      filter ? [...codesIn(relation.target(), filter, depth)] : [],
    ),
  cost: (operand: object, pricer) =>
    (Object.values(operand) as unknown[])
      .map((filter) => (filter ? pricer.listed(relation, filter) : FREE))
      .reduce(both, FREE),
});

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

/** Conditions on a linked row, as it is or was: that there is one that meets all of them. */
export const linked = (link: Link, description: string): FilterField => ({
  description,
  type: () => filterOf(link.relation.target()).type,
  codes: (operand: object, depth) => codesIn(link.relation.target(), operand, depth),
  toSql: (operand: object, place) => place.linked(link, operand),
  cost: (operand: object, pricer) => pricer.listed(link.relation, operand),
});

function column(type: () => object, property: string, description: string): FilterField {
  return {
    description,
    type,
    property,
    toSql: (operators: object, place) => operatorsToSql(place.column(property), operators, place.path),
    cost: (operators: object, pricer) => pricer.operators(property, operators),
  };
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

/** The properties that a filter holds to one value each; null when it has any other condition. */
export function propertiesHeldBy(entity: unknown, filter: object): string[] | null {
  const { fields } = filterOf(entity);
  const held: string[] = [];
  for (const [name, operand] of Object.entries(filter) as [string, object | undefined][]) {
    if (operand === undefined) continue;
    const property = fields.get(name)?.property;
    const operators = Object.entries(operand).filter(([, value]) => value !== undefined);
    if (property === undefined || operators.length !== 1 || operators[0]?.[0] !== "eq") return null;
    held.push(property);
  }
  return held;
}

// The compiler refuses a filter that nests deeper.
function* codesIn(entity: unknown, filter: object, depth = 0): Generator<NamedCode> {
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
