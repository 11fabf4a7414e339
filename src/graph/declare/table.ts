import type { DataSource, EntityMetadata } from "typeorm";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";
import { dataSourceOf } from "../../database/database.js";
import { quoted } from "../../database/quoted.js";
import type { Scope } from "../../access/scope.js";
import type { Viewer } from "../../access/viewer.js";
import {
  ALWAYS,
  NEVER,
  anyOf,
  id,
  oneOf,
  raw,
  sql,
  type Database,
  type RawRow,
  type Sql,
  type Stored,
} from "../../database/statement.js";
import { isCalendarDate } from "../../time/day.js";
import { isOpen, neededByProperty } from "./scope.js";
import { unstorable } from "./storable-text.js";

/** A class of rows. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- entity classes differ only in their fields
export type RowClass<T = any> = abstract new () => T;

/** Conditions on rows: property → the value, null or one of the values that it must have. */
export type Where = Readonly<Record<string, string | number | null | readonly string[]>>;

/** A property that a getter of the entity computes from columns, and a statement as the getter does. */
interface ComputedProperty {
  /** The columns that it is computed from; its values are of the type of the first one, or null. */
  from: readonly [string, ...string[]];
  toSql: (...columns: Sql[]) => Sql;
}

/** Who may see a row: viewers with the scope `all`, and with the scope `own` the partner whose row it is. */
interface OwnRows {
  own: Scope;
  /** The property with the slug of the partner. */
  partner: string;
  all: Scope;
}

/** Who may see a row: viewers with the scope, if its region is one of theirs, or below one of them. */
interface RowsOfRegions {
  scope: Scope;
  /** The property with the code of its region. */
  region: string;
  /** The condition that a region's code is this one, or below it. */
  within: (column: Sql, code: string) => Sql;
  /**
   * For tables with very many rows: the property that has the code of this region in all of its rows, and in no others; null
   * when there is none. A list of all that a region has is read in the order of an index that begins with it.
   */
  area?: (code: string) => string | null;
}

/** The declaration of an entity's table: what the columns do not say. */
export interface TableDeclaration {
  entity: RowClass;
  /** The property that identifies a row in global ids; unique among visible rows. */
  key: string;
  /** The primary key, which is the last term of every order unless `last` is; every index ends in it. */
  tieBreaker: string;
  /** The last term of every order where the primary key differs between databases; unique among visible rows. */
  last?: string;
  /** The condition on visible rows; undefined when all rows are visible. */
  visible?: Where;
  /** The properties for the instants from which and until which a row is visible, in tables with a history. */
  history?: { from: string; until: string };
  /**
   * The properties for the first day on which a row is valid and the day after the last one, and `on`, which returns
   * today.
   */
  valid?: { from: string; until: string; on: () => string };
  /** Properties that are computed from columns, to order by. */
  computed?: Readonly<Record<string, ComputedProperty>>;
  /** GraphQL types of the rows, when one table holds several. */
  types?: readonly RowClass[];
  /** The property whose value determines the type of a row, and the type for each value. */
  typeBy?: { property: string; types: Readonly<Record<string, RowClass>> };
  /** Further fields by which another subgraph may refer to a row; each has the name of its property. */
  keys?: readonly string[];
  /** Who may see which rows; everybody may see all when undefined. */
  restricted?: RowsOfRegions | OwnRows;
  /**
   * Tables of how many visible rows are alike in the properties that they share with this one, by which rows are counted where a
   * condition is about no others. Besides their own key, these have just one more column: how many.
   */
  tallies?: readonly RowClass[];
  /** Estimated number of rows until the table is counted, as in a database with a million observations. */
  rows?: number;
}

const declarations = new Map<unknown, TableDeclaration>();

/** Declares the table of an entity. Each module calls it once for each of its entities. */
export function declareTable(declaration: TableDeclaration): void {
  for (const type of [declaration.entity, ...(declaration.types ?? [])]) declarations.set(type, declaration);
}

/** Whether a type is a declared entity or one of its types. */
export const hasTable = (type: unknown): boolean => declarations.has(type);

/** The declaration of an entity or of one of its types. Throws when there is none, which is a programming error. */
export function tableOf(type: unknown): TableDeclaration {
  const declaration = declarations.get(type);
  if (!declaration) throw new Error(`No table is declared for ${String((type as { name?: string }).name)}`);
  return declaration;
}

/** All declared types of rows, by GraphQL name. */
export function nodeTypes(): Map<string, { type: RowClass; table: TableDeclaration }> {
  const found = new Map<string, { type: RowClass; table: TableDeclaration }>();
  for (const table of new Set(declarations.values())) {
    for (const type of table.types ?? [table.entity]) found.set(type.name, { type, table });
  }
  return found;
}

// Column types whose stored values differ from the values of the graph. For prepared statements, MySQL's driver omits
// milliseconds that are zero.
const DECODERS: ReadonlyMap<string, (value: string | number) => unknown> = new Map([
  ["boolean", (value: string | number): unknown => value === 1],
  [
    "datetime",
    (value: string | number): unknown => String(value).padEnd("YYYY-MM-DD HH:MM:SS.mmm".length, ".000"),
  ],
  ["simple-json", (value: string | number): unknown => JSON.parse(String(value)) as unknown],
]);

type Holds = (value: string | number, column: ColumnMetadata) => boolean;

const holdsText: Holds = (value, { length }) =>
  typeof value === "string" &&
  unstorable(value) === null &&
  // Columns count characters; JavaScript counts UTF-16 code units, of which some characters have two.
  (length === "" || value.length <= Number(length) || [...value].length <= Number(length));
const DATETIME = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3])(:[0-5]\d){2}\.\d{3}$/;

// Values that all engines compare alike with a column of each type; they convert other values differently.
const HOLDERS: ReadonlyMap<string, Holds> = new Map([
  ["boolean", (value): boolean => value === 0 || value === 1],
  ["integer", (value): boolean => Number.isSafeInteger(value)],
  ["double", (value): boolean => typeof value === "number" && Number.isFinite(value)],
  ["date", (value): boolean => typeof value === "string" && isCalendarDate(value)],
  ["datetime", (value): boolean => isCalendarDate(DATETIME.exec(String(value))?.[1] ?? "")],
] as const satisfies readonly (readonly [string, Holds])[]);

type Decode = (value: string | number) => unknown;

/** A declared table with its columns in one database. */
export class Table {
  readonly name: Sql;
  /** The properties of all columns. */
  readonly properties: readonly string[];
  readonly #columns: ReadonlyMap<string, string>;
  readonly #nullable: ReadonlySet<string>;
  readonly #readable = new Map<string, readonly string[]>();
  readonly #decoders: ReadonlyMap<string, Decode>;
  readonly #metadata: EntityMetadata;

  constructor(
    readonly declaration: TableDeclaration,
    metadata: EntityMetadata,
  ) {
    this.#metadata = metadata;
    this.name = id(metadata.tableName);
    this.#columns = new Map(metadata.columns.map((column) => [column.propertyName, column.databaseName]));
    this.properties = [...this.#columns.keys()];
    this.#nullable = new Set(
      metadata.columns.filter(({ isNullable }) => isNullable).map(({ propertyName }) => propertyName),
    );
    this.#decoders = new Map(
      metadata.columns.flatMap((column) => {
        const decode = DECODERS.get(String(column.type));
        return decode ? [[column.propertyName, decode] as const] : [];
      }),
    );
  }

  /** The properties that a viewer may see. */
  readable({ scopes, accessClass }: Viewer): readonly string[] {
    let readable = this.#readable.get(accessClass);
    if (!readable) {
      const { entity } = this.declaration;
      readable = this.properties.filter((property) => isOpen(neededByProperty(entity, property), scopes));
      this.#readable.set(accessClass, readable);
    }
    return readable;
  }

  /** Whether the property has a column. */
  has(property: string): boolean {
    return this.#columns.has(property);
  }

  /** The qualified column of a property. Throws when there is none, which is a programming error. */
  column(alias: string, property: string): Sql {
    const computed = this.declaration.computed?.[property];
    if (computed) return computed.toSql(...computed.from.map((name) => this.column(alias, name)));
    const column = this.#columns.get(property);
    if (column === undefined) throw new Error(`${this.declaration.entity.name} has no column ${property}`);
    return raw(`${alias}.${quoted(column)}`);
  }

  /** Whether the column of the property is nullable. */
  isNullable(property: string): boolean {
    return this.#nullable.has(property) || this.declaration.computed?.[property] !== undefined;
  }

  /** The columns that hold a property, or what it is computed from. */
  columnsOf(property: string): readonly string[] {
    return this.declaration.computed?.[property]?.from ?? [property];
  }

  /** Whether the column of the property can contain the value. */
  holds(property: string, value: Stored): boolean {
    const computed = this.declaration.computed?.[property];
    if (computed) return value === null || this.holds(computed.from[0], value);
    const column = this.#metadata.findColumnWithPropertyName(property);
    if (!column) return false;
    if (value === null) return column.isNullable;
    return (HOLDERS.get(String(column.type)) ?? holdsText)(value, column);
  }

  /**
   * The function that converts a stored value of the property to its value in the graph; undefined when they are
   * equal.
   */
  decoder(property: string): Decode | undefined {
    return this.#decoders.get(property);
  }

  /** A table `t` of how many visible rows are alike in these properties, and the sum of a group of its rows; null without one. */
  tallyOf(properties: readonly string[]): { name: Sql; properties: readonly string[]; sum: Sql } | null {
    const { tallies = [], restricted, valid } = this.declaration;
    if (restricted || valid) return null;
    for (const entity of tallies) {
      const { tableName, columns } = this.#metadata.dataSource.getMetadata(entity);
      const own = columns.map(({ propertyName }) => propertyName);
      if (!properties.every((property) => own.includes(property))) continue;
      const sum = columns.find(({ isPrimary, propertyName }) => !isPrimary && !this.has(propertyName));
      return {
        name: id(tableName),
        properties: own,
        sum: sql`COALESCE(SUM(t.${id(sum?.databaseName ?? "")}), 0)`,
      };
    }
    return null;
  }

  /**
   * The name of an index of exactly these properties: those of `held`, in any order, and then those of `order`. The tie
   * breaker may follow, and what tells which rows are visible.
   */
  indexInOrder(held: readonly string[], order: readonly string[]): string | undefined {
    const { tieBreaker, visible = {} } = this.declaration;
    const ends = [tieBreaker, ...Object.keys(visible)];
    return this.#metadata.indices.find(({ columns }) => {
      const properties = columns.map(({ propertyName }) => propertyName);
      const [leading, last] = [held.length, held.length + order.length];
      return (
        properties.length >= last &&
        held.every((property) => properties.slice(0, leading).includes(property)) &&
        order.every((property, place) => properties[leading + place] === property) &&
        properties.slice(last).every((property, place) => property === ends[place])
      );
    })?.name;
  }

  /**
   * The name of an index that begins with a property of `first` and has all of `properties`: of several, the one that begins
   * with most of those that are `held` to one value each.
   */
  indexOf(
    first: readonly string[],
    properties: readonly string[],
    held: readonly string[] = [],
  ): string | undefined {
    const found = this.#metadata.indices.flatMap(({ name, columns }) => {
      const own = columns.map(({ propertyName }) => propertyName);
      if (!first.includes(own[0] ?? "") || !properties.every((property) => own.includes(property))) return [];
      const others = own.findIndex((property) => !held.includes(property));
      return [{ name, leading: others < 0 ? own.length : others }];
    });
    return found.toSorted((one, other) => other.leading - one.leading)[0]?.name;
  }

  /** The names of the indexes that begin with a property. */
  indexesFrom(property: string): string[] {
    return this.#metadata.indices
      .filter(({ columns: [first] }) => first?.propertyName === property)
      .map(({ name }) => name);
  }

  /** The properties of an index, by its name. */
  propertiesOf(index: string): readonly string[] {
    const { columns = [] } = this.#metadata.indices.find(({ name }) => name === index) ?? {};
    return columns.map(({ propertyName }) => propertyName);
  }

  /** The name of the index on just these properties. Throws when there is none, which is a programming error. */
  indexOn(...properties: string[]): string {
    const name = this.indexInOrder([], properties);
    if (name === undefined)
      throw new Error(`${this.declaration.entity.name} has no index on ${properties.join()}`);
    return name;
  }

  /** All columns for a SELECT, each under the name of its property. */
  columns(alias: string): Sql {
    const list = [...this.#columns].map(
      ([property, column]) => `${alias}.${quoted(column)} AS ${quoted(property)}`,
    );
    return raw(list.join(", "));
  }

  /**
   * The conditions that rows satisfy `where`, are valid today, and are visible to the viewer: now, or as of an instant of
   * their history. Throws for rows that not everybody may see when no viewer is given, which is a programming error. With
   * `isWhole` they are for a statement that nothing else leads to few rows.
   */
  conditions(
    alias: string,
    where: Where = {},
    asOf: string | null = null,
    viewer: Viewer | null = null,
    isWhole = false,
  ): Sql[] {
    const { visible, history, valid } = this.declaration;
    const past = asOf === null ? undefined : history;
    const values = Object.entries({ ...(past ? {} : visible), ...where }).map(([property, value]) => {
      const column = this.column(alias, property);
      if (value === null) return sql`${column} IS NULL`;
      return typeof value === "object" ? oneOf(column, value) : sql`${column} = ${value}`;
    });
    values.push(...this.restriction(alias, viewer, isWhole));
    if (valid) {
      const [from, until] = [this.column(alias, valid.from), this.column(alias, valid.until)];
      values.push(sql`${from} <= ${valid.on}`, sql`${until} > ${valid.on}`);
    }
    if (!past) return values;
    const [from, until] = [this.column(alias, past.from), this.column(alias, past.until)];
    return [...values, sql`${from} <= ${asOf}`, sql`${until} > ${asOf}`];
  }

  /**
   * The condition on rows that the viewer may see, at whatever time. Throws when not everybody may see all and no viewer is
   * given, which is a programming error.
   */
  restriction(alias: string, viewer: Viewer | null, isWhole = false): Sql[] {
    const { entity, restricted } = this.declaration;
    if (!restricted) return [];
    if (!viewer) throw new Error(`${entity.name} has rows that not everybody may see`);
    if ("own" in restricted) return [this.#own(alias, restricted, viewer)];
    const { scope, region, within, area } = restricted;
    if (!viewer.scopes.has(scope)) return [NEVER];
    if (viewer.regions === null) return [ALWAYS];
    // Beside a condition on the parent, engines could choose its index.
    const areas = isWhole && area ? new Set(viewer.regions.map(area)) : [];
    const [property = null, ...others] = areas;
    if (property !== null && others.length === 0) {
      return [oneOf(this.column(alias, property), viewer.regions)];
    }
    const column = this.column(alias, region);
    return [anyOf(viewer.regions.map((code) => within(column, code)))];
  }

  #own(alias: string, { own, partner, all }: OwnRows, viewer: Viewer): Sql {
    if (viewer.scopes.has(all)) return ALWAYS;
    if (!viewer.scopes.has(own) || !viewer.partner) return NEVER;
    return sql`${this.column(alias, partner)} = ${viewer.partner.slug}`;
  }

  /** The possible types of rows. */
  get types(): readonly RowClass[] {
    return this.declaration.types ?? [this.declaration.entity];
  }

  /** The type of a row, by the value of its `typeBy` property; the entity when the table has no such property. */
  typeOf(value: Stored | undefined): RowClass {
    return this.declaration.typeBy?.types[String(value)] ?? this.declaration.entity;
  }

  /** An instance of the row's type with the decoded values of the row. */
  instance(row: RawRow): object {
    const { typeBy } = this.declaration;
    const type = this.typeOf(typeBy && row[typeBy.property]);
    // Assigned one by one, more than a dozen properties would make it a hash table, which is slow to read.
    const instance = Object.setPrototypeOf({ ...row }, type.prototype as object) as Record<string, unknown>;
    for (const [property, decode] of this.#decoders) {
      const value = row[property];
      if (value !== null && value !== undefined) instance[property] = decode(value);
    }
    return instance;
  }
}

const tables = new WeakMap<DataSource, Map<TableDeclaration, Table>>();

/** The table of an entity or of one of its types in a database. */
export function tableIn(db: Database, type: unknown): Table {
  const dataSource = dataSourceOf(db);
  let cached = tables.get(dataSource);
  if (!cached) tables.set(dataSource, (cached = new Map<TableDeclaration, Table>()));
  const declaration = tableOf(type);
  let table = cached.get(declaration);
  if (!table)
    cached.set(declaration, (table = new Table(declaration, dataSource.getMetadata(declaration.entity))));
  return table;
}

/** The names of the tables whose rows not everybody may see. */
export const restrictedTables = (db: Database): ReadonlySet<string> =>
  new Set(
    [...declarations.values()]
      .filter(({ restricted }) => restricted !== undefined)
      .map(({ entity }) => dataSourceOf(db).getMetadata(entity).tableName),
  );

/** Whether a type of the schema, by its name, has rows that not everybody may see. */
export const isRestricted = (type: string): boolean =>
  [...declarations.values()].some(
    ({ entity, restricted }) => restricted !== undefined && entity.name === type,
  );
