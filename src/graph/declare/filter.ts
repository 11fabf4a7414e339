import type { Scope } from "../../access/scope.js";
import type { Viewer } from "../../access/viewer.js";
import { badUserInput } from "../../errors.js";
import { addField, inputClass } from "./fields.js";
import {
  DateFilter,
  FloatFilter,
  IntFilter,
  MonthFilter,
  StringFilter,
  checkList,
  enumFilter,
  operatorsToSql,
} from "./operators.js";
import { both, FREE, type FilterCost, type FilterPricer } from "./filter-cost.js";
import { requireCodes, type NamedCode, type Vocabulary } from "./codes.js";
import { needsScope } from "./scope.js";
import type { StoredRelation } from "./relation-type.js";
import { allOf, anyOf, id, not, raw, sql, type Database, type Sql } from "../../database/statement.js";
import { tableIn, tableOf, type RowClass, type Table } from "./table.js";

/** The most levels that a filter may nest, counting `and`, `or`, `not` and relations. */
export const MAX_DEPTH = 6;
/** The most conditions that one filter may have in total. */
export const MAX_CONDITIONS = 100;
/** The most values that one filter may have in total; SQLite allows 32,766 in a statement. */
const MAX_VALUES = 5000;

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

/**
 * The table that a condition is about, its alias in the statement, and the depth and path of the condition in its
 * filter.
 */
export class FilterPlace {
  constructor(
    readonly compiler: FilterCompiler,
    readonly table: Table,
    readonly alias: string,
    readonly depth: number,
    readonly path: string,
  ) {}

  column(property: string): Sql {
    return this.table.column(this.alias, property);
  }

  /** The condition that the relation leads to a row for which `wrap(filter)` holds. */
  exists(
    relation: StoredRelation,
    filter: object,
    wrap: (condition: Sql) => Sql = (condition) => condition,
  ): Sql {
    return this.related(relation, (target) => wrap(this.compiler.compile(filter, target)));
  }

  /** The condition that a row of another table leads to a row, of now or of an earlier time, for which the filter holds. */
  linked({ table, owner, target, relation }: Link, filter: object): Sql {
    const [link, alias] = [this.compiler.alias(), this.compiler.alias()];
    const row = new FilterPlace(
      this.compiler,
      this.compiler.table(relation.target()),
      alias,
      this.depth + 1,
      this.path,
    );
    const column = (name: string): Sql => sql`${raw(link)}.${id(name)}`;
    const condition = allOf([
      ...row.table.restriction(alias, this.compiler.viewer),
      this.compiler.compile(filter, row),
    ]);
    return sql`EXISTS (SELECT 1 FROM ${id(table)} ${raw(link)}
      JOIN ${row.table.name} ${raw(alias)} ON ${row.column(target[1])} = ${column(target[0])}
      WHERE ${column(owner[0])} = ${this.column(owner[1])} AND ${condition})`;
  }

  /** The condition that the relation leads to a row for which `condition` holds. */
  related(relation: StoredRelation, condition: (target: FilterPlace) => Sql): Sql {
    const target = this.compiler.table(relation.target());
    const alias = this.compiler.alias();
    const link = Object.entries(relation.by).map(
      ([targetProperty, ownProperty]) =>
        sql`${target.column(alias, targetProperty)} = ${this.column(ownProperty)}`,
    );
    const place = new FilterPlace(this.compiler, target, alias, this.depth + 1, this.path);
    const conditions = allOf([
      ...link,
      ...target.conditions(alias, relation.where, null, this.compiler.viewer),
      condition(place),
    ]);
    return sql`EXISTS (SELECT 1 FROM ${target.name} ${raw(alias)} WHERE ${conditions})`;
  }
}

/**
 * Compiles one filter to SQL. Throws BAD_USER_INPUT when it is too deep, or has too many conditions or too long
 * lists.
 */
export class FilterCompiler {
  #aliases = 0;
  #conditions = 0;

  constructor(
    readonly db: Database,
    readonly viewer: Viewer | null,
  ) {}

  alias(): string {
    return `f${this.#aliases++}`;
  }

  table(type: unknown): Table {
    return tableIn(this.db, type);
  }

  compile(filter: object, place: FilterPlace): Sql {
    if (place.depth > MAX_DEPTH)
      throw badUserInput(`A filter may nest at most ${MAX_DEPTH} levels, but ${place.path} is deeper.`);
    const { fields } = filterOf(place.table.declaration.entity);
    const conditions: Sql[] = [];
    for (const [name, operand] of Object.entries(filter) as [string, unknown][]) {
      if (operand === undefined) continue;
      const path = `${place.path}.${name}`;
      if (operand === null) throw badUserInput(`${path} is null. Leave it out, or give a value.`);
      if (++this.#conditions > MAX_CONDITIONS)
        throw badUserInput(`A filter may have at most ${MAX_CONDITIONS} conditions.`);
      const inner = new FilterPlace(this, place.table, place.alias, place.depth + 1, path);
      if (name === "and" || name === "or") {
        checkList(operand as unknown[], path);
        const parts = (operand as object[]).map((part) => this.compile(part, inner));
        conditions.push(name === "and" ? allOf(parts) : anyOf(parts));
      } else if (name === "not") {
        conditions.push(not(this.compile(operand, inner)));
      } else {
        const field = fields.get(name);
        if (!field) throw new Error(`No filter field ${path}`);
        conditions.push(
          field.toSql(operand as never, new FilterPlace(this, place.table, place.alias, place.depth, path)),
        );
      }
    }
    return allOf(conditions);
  }
}

/**
 * The SQL condition of a filter on the rows of a table with this alias. Throws BAD_USER_INPUT beyond the limits. Without
 * a viewer it cannot lead to rows that not everybody may see.
 */
export function filterToSql(
  db: Database,
  entity: unknown,
  alias: string,
  filter: object,
  viewer: Viewer | null = null,
): Sql {
  const compiler = new FilterCompiler(db, viewer);
  const condition = compiler.compile(
    filter,
    new FilterPlace(compiler, compiler.table(entity), alias, 0, "filter"),
  );
  // The values of `condition` do not count: SQL lists are padded to fixed lengths.
  if (countValues(filter) > MAX_VALUES)
    throw badUserInput(`A filter may have at most ${MAX_VALUES} values in total.`);
  return condition;
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

const countValues = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((count, inner) => count + countValues(inner), 0)
    : 1;
