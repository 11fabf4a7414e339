import type { Viewer } from "../../access/viewer.js";
import { batches, getOrMake } from "../../collections.js";
import { badUserInput } from "../../errors.js";
import {
  allOf,
  anyOf,
  id,
  MOST_LISTED,
  noneOf,
  not,
  oneOf,
  raw,
  sql,
  type Database,
  type Sql,
} from "../../database/statement.js";
import { filterOf, isAbout, onlyField, MAX_DEPTH, type FilterPlace, type Link } from "./filter.js";
import type { Vocabulary } from "./codes.js";
import { checkList, operatorsToSql } from "./operators.js";
import type { StoredRelation } from "./relation-type.js";
import type { SmallTables } from "./small-tables.js";
import { tableIn, type Table } from "./table.js";

/** The most conditions that one filter may have in total. */
export const MAX_CONDITIONS = 100;
/** The most values that one filter may have in total; SQLite allows 32,766 in a statement. */
const MAX_VALUES = 5000;

/**
 * The table that a condition is about, its alias in the statement, and the depth and path of the condition in its
 * filter.
 */
export class TablePlace implements FilterPlace {
  constructor(
    readonly compiler: FilterCompiler,
    readonly table: Table,
    readonly alias: string,
    readonly depth: number,
    readonly path: string,
    /** The column of another row that has this row's key; then no other property of this one can be read. */
    readonly key: Sql | null = null,
  ) {}

  /** The place of a condition within a condition of this place. */
  at(depth: number, path: string): TablePlace {
    return new TablePlace(this.compiler, this.table, this.alias, depth, path, this.key);
  }

  column(property: string): Sql {
    if (this.key !== null) return this.key;
    this.compiler.noteRead(this.alias, property);
    return this.table.column(this.alias, property);
  }

  isNullable(property: string): boolean {
    return this.table.isNullable(property);
  }

  exists(
    relation: StoredRelation,
    filter: object,
    wrap: (condition: Sql) => Sql = (condition) => condition,
  ): Sql {
    const condition = (target: TablePlace): Sql => wrap(this.compiler.compile(filter, target));
    return this.isOfKey(relation, filter)
      ? this.keyed(relation, condition)
      : this.related(relation, condition);
  }

  isOfKey(relation: StoredRelation, filter: object): boolean {
    const { kind, by, where, target } = relation;
    const [key = "", ...others] = Object.keys(by);
    // A relation to one row leads to one wherever the column has a value.
    const isAlone = kind === "one" && others.length === 0;
    const { viewer } = this.compiler;
    const leadsToAll = (): boolean =>
      this.compiler.table(target()).conditions("", where, null, viewer).length === 0;
    return isAlone && isAbout(target(), filter, key) && leadsToAll();
  }

  keyed(relation: StoredRelation, condition: (target: TablePlace) => Sql): Sql {
    const [property = ""] = Object.values(relation.by);
    const column = this.column(property);
    const target = this.compiler.table(relation.target());
    const holds = condition(new TablePlace(this.compiler, target, "", this.depth + 1, this.path, column));
    return this.table.isNullable(property) ? allOf([sql`${column} IS NOT NULL`, holds]) : holds;
  }

  linked({ table, owner, target, relation }: Link, filter: object): Sql {
    const [link, alias] = [this.compiler.alias(), this.compiler.alias()];
    const row = new TablePlace(
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

  named(property: string, vocabulary: Vocabulary, operators: object): Sql {
    const table = this.compiler.table(vocabulary.entity());
    const alias = this.#aliasOf(table);
    const column = table.column(alias, vocabulary.property);
    const condition = operatorsToSql(column, operators, this.path);
    return (
      this.#told(property, table, vocabulary.property, alias, condition) ??
      sql`${this.column(property)} IN (SELECT ${column} FROM ${table.name} ${raw(alias)} WHERE ${condition})`
    );
  }

  related(relation: StoredRelation, condition: (target: TablePlace) => Sql): Sql {
    const target = this.compiler.table(relation.target());
    const alias = this.#aliasOf(target);
    const pairs = Object.entries(relation.by);
    const waiting = this.compiler.small?.waiting;
    const meant = condition(new TablePlace(this.compiler, target, alias, this.depth + 1, this.path));
    const holds = allOf([...target.conditions(alias, relation.where, null, this.compiler.viewer), meant]);
    const [[key, property] = ["", ""], ...others] = pairs;
    // What it depends on is told first.
    const isComplete = this.compiler.small?.waiting === waiting;
    const listed = others.length === 0 && isComplete ? this.#told(property, target, key, alias, holds) : null;
    if (listed) return listed;
    const link = pairs.map(([there, here]) => sql`${target.column(alias, there)} = ${this.column(here)}`);
    const read = [...Object.keys(relation.by), ...this.compiler.readOf(alias)];
    // Engines may look for the rows of all parents at once, of which a tally has few.
    const tally = Object.keys(relation.where).length === 0 ? target.tallyOf(read) : null;
    const [from, told] = tally ? [tally.name, meant] : [target.name, holds];
    return sql`EXISTS (SELECT 1 FROM ${from} ${raw(alias)} WHERE ${allOf([...link, told])})`;
  }

  // Conditions on rows of a small table are told as a whole, with those on rows to which these lead.
  #aliasOf(target: Table): string {
    return this.compiler.small?.aliasOf(target, this.table, this.depth) ?? this.compiler.alias();
  }

  // The condition that the property has the value of a row of a small table for which another condition holds.
  #told(property: string, target: Table, key: string, alias: string, condition: Sql): Sql | null {
    const { small } = this.compiler;
    const told = small?.aliasOf(target, this.table, this.depth)
      ? small.told(target, key, alias, condition)
      : null;
    if (!told) return null;
    const column = this.column(property);
    const { matching, others } = told;
    const areOthersFewer = others !== null && others.length < matching.length;
    const holds = areOthersFewer
      ? allOf([...batches(others, MOST_LISTED)].map((values) => noneOf(column, values)))
      : anyOf([...batches(matching, MOST_LISTED)].map((values) => oneOf(column, values)));
    if (!this.compiler.mayList(holds.values.length)) return null;
    if (!areOthersFewer) this.compiler.noteTold(this.alias, property);
    return this.table.isNullable(property) ? allOf([sql`${column} IS NOT NULL`, holds]) : holds;
  }
}

/**
 * Compiles one filter to SQL. Throws BAD_USER_INPUT when it is too deep, or has too many conditions or too long
 * lists.
 */
export class FilterCompiler {
  #aliases = 0;
  #conditions = 0;
  #listed = 0;
  readonly #read = new Map<string, Set<string>>();
  readonly #told = new Map<string, Set<string>>();

  constructor(
    readonly db: Database,
    readonly viewer: Viewer | null,
    readonly small: SmallTables | null = null,
  ) {}

  /** Whether so many values more may stand for a condition. */
  mayList(values: number): boolean {
    const { mostValues = 0 } = this.small ?? {};
    if (this.#listed + values > mostValues) return false;
    this.#listed += values;
    return true;
  }

  noteRead(alias: string, property: string): void {
    getOrMake(this.#read, alias, () => new Set<string>()).add(property);
  }

  /** The properties of the rows with an alias that the conditions read. */
  readOf(alias: string): ReadonlySet<string> {
    return this.#read.get(alias) ?? new Set();
  }

  noteTold(alias: string, property: string): void {
    getOrMake(this.#told, alias, () => new Set<string>()).add(property);
  }

  /** The properties of the rows with an alias for which a list of values stands that small tables have told. */
  toldOf(alias: string): ReadonlySet<string> {
    return this.#told.get(alias) ?? new Set();
  }

  alias(): string {
    return `f${this.#aliases++}`;
  }

  table(type: unknown): Table {
    return tableIn(this.db, type);
  }

  compile(filter: object, place: TablePlace): Sql {
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
      const inner = place.at(place.depth + 1, path);
      if (name === "and" || name === "or") {
        checkList(operand as unknown[], path);
        const parts = (operand as object[]).map((part) => this.compile(part, inner));
        conditions.push(name === "and" ? allOf(parts) : anyOf(parts));
      } else if (name === "not") {
        const condition = this.compile(operand, inner);
        conditions.push(this.#negated(operand, inner) ?? not(condition));
      } else {
        const field = fields.get(name);
        if (!field) throw new Error(`No filter field ${path}`);
        conditions.push(field.toSql(operand as never, place.at(place.depth, path)));
      }
    }
    return allOf(conditions);
  }

  // Engines cannot see ranges of values in what `not` makes of a condition.
  #negated(filter: object, place: TablePlace): Sql | null {
    const [field, operand] = onlyField(place.table.declaration.entity, filter);
    return field?.negated?.(operand, place) ?? null;
  }
}

/**
 * The SQL condition of a filter on the rows of a table with this alias. Throws BAD_USER_INPUT beyond the limits. Without
 * a viewer it cannot lead to rows that not everybody may see. What `small` has been told, if it is given, is told by values.
 */
export const filterToSql = (...given: Parameters<typeof compiledFilter>): Sql =>
  compiledFilter(...given).condition;

/** A condition, with the properties of its rows that it reads, and those for which it lists values that small tables told. */
export interface CompiledFilter {
  condition: Sql;
  properties: ReadonlySet<string>;
  told: ReadonlySet<string>;
}

/** The same, with what it reads. */
export function compiledFilter(
  db: Database,
  entity: unknown,
  alias: string,
  filter: object,
  viewer: Viewer | null = null,
  small: SmallTables | null = null,
): CompiledFilter {
  const compiler = new FilterCompiler(db, viewer, small);
  const place = new TablePlace(compiler, compiler.table(entity), alias, 0, "filter");
  const condition = compiler.compile(filter, place);
  // The values of `condition` do not count: SQL lists are padded to fixed lengths.
  if (countValues(filter) > MAX_VALUES)
    throw badUserInput(`A filter may have at most ${MAX_VALUES} values in total.`);
  // What always holds, or never, is left out.
  const { table } = place;
  const properties = [...compiler.readOf(alias)].filter((property) =>
    condition.sql.includes(table.column(alias, property).sql),
  );
  return { condition, properties: new Set(properties), told: compiler.toldOf(alias) };
}

const countValues = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((count, inner) => count + countValues(inner), 0)
    : 1;
