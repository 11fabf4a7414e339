import type { DataSource, EntityMetadata } from "typeorm";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";
import { dataSourceOf } from "../../database/database.js";
import { quoted } from "../../database/quoted.js";
import {
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
import { unstorable } from "./storable-text.js";

/** A class that rows become instances of. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- entity classes differ in nothing but their fields
export type RowClass<T = any> = abstract new () => T;

/** Values that rows of a table must have in a property for a relation or connection to show them. */
export type Where = Readonly<Record<string, string | number | null | readonly string[]>>;

/** A property that a getter of the entity computes from columns, and a statement as the getter does. */
export interface ComputedProperty {
  /** The columns that it is computed from; its values are of the type of the first one, or null. */
  from: readonly [string, ...string[]];
  toSql: (...columns: Sql[]) => Sql;
}

/** What the graph needs to know of an entity beyond its columns. */
export interface TableDeclaration {
  entity: RowClass;
  /** The property that names a row in global ids; unique among visible rows. */
  key: string;
  /** The property that ends every order; unique, and the primary key, so that every index ends in it. */
  tieBreaker: string;
  /** What rows are visible at all. */
  visible?: Where;
  /** The properties that say from when and until when a row was visible, where earlier rows are kept. */
  history?: { from: string; until: string };
  /** The properties that say from which day and until before which one a row holds, and which day it is. */
  valid?: { from: string; until: string; on: () => string };
  /** Properties that are computed from columns, to order by. */
  computed?: Readonly<Record<string, ComputedProperty>>;
  /** GraphQL types of the rows, when one table holds several. */
  types?: readonly RowClass[];
  /** The property whose value tells the type of one row, and the type for each value. */
  typeBy?: { property: string; types: Readonly<Record<string, RowClass>> };
  /** Further fields by which a partner's subgraph may refer to a row: field name and property are one. */
  keys?: readonly string[];
  /** Rows that prices reckon with as long as nobody has counted: those of a graph with a million observations. */
  rows?: number;
}

const declarations = new Map<unknown, TableDeclaration>();

/** Declares the table of an entity; to be called once for each, in its module. */
export function declareTable(declaration: TableDeclaration): void {
  for (const type of [declaration.entity, ...(declaration.types ?? [])]) declarations.set(type, declaration);
}

/** Whether the table of an entity, or of the entity of which it is a type, is declared. */
export const hasTable = (type: unknown): boolean => declarations.has(type);

/** The declaration of an entity or of one of its types. Throws when there is none: a fault of the code. */
export function tableOf(type: unknown): TableDeclaration {
  const declaration = declarations.get(type);
  if (!declaration) throw new Error(`No table is declared for ${String((type as { name?: string }).name)}`);
  return declaration;
}

/** Every declared type that rows may have, by GraphQL name. */
export function nodeTypes(): Map<string, { type: RowClass; table: TableDeclaration }> {
  const found = new Map<string, { type: RowClass; table: TableDeclaration }>();
  for (const table of new Set(declarations.values())) {
    for (const type of table.types ?? [table.entity]) found.set(type.name, { type, table });
  }
  return found;
}

// The column types that both engines store as something else than what the graph answers; of a prepared statement,
// MySQL's driver leaves out milliseconds that are none.
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
  // Columns count characters, of which some are two of JavaScript's.
  (length === "" || value.length <= Number(length) || [...value].length <= Number(length));
const DATETIME = /^(\d{4}-\d{2}-\d{2}) ([01]\d|2[0-3])(:[0-5]\d){2}\.\d{3}$/;

// What engines compare alike with the values of a column: they make each their own of anything else.
const HOLDERS: ReadonlyMap<string, Holds> = new Map([
  ["boolean", (value): boolean => value === 0 || value === 1],
  ["integer", (value): boolean => Number.isSafeInteger(value)],
  ["double", (value): boolean => typeof value === "number" && Number.isFinite(value)],
  ["date", (value): boolean => typeof value === "string" && isCalendarDate(value)],
  ["datetime", (value): boolean => isCalendarDate(DATETIME.exec(String(value))?.[1] ?? "")],
] as const satisfies readonly (readonly [string, Holds])[]);

type Decode = (value: string | number) => unknown;

/** A declared table together with its columns in one database. */
export class Table {
  readonly name: Sql;
  /** All columns, by property. */
  readonly properties: readonly string[];
  readonly #columns: ReadonlyMap<string, string>;
  readonly #nullable: ReadonlySet<string>;
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

  /** Whether the property is a column. */
  has(property: string): boolean {
    return this.#columns.has(property);
  }

  /** A property's column, qualified. Throws when the entity has no such column: a fault of the code. */
  column(alias: string, property: string): Sql {
    const computed = this.declaration.computed?.[property];
    if (computed) return computed.toSql(...computed.from.map((name) => this.column(alias, name)));
    const column = this.#columns.get(property);
    if (column === undefined) throw new Error(`${this.declaration.entity.name} has no column ${property}`);
    return raw(`${alias}.${quoted(column)}`);
  }

  /** Whether the property may be null. */
  isNullable(property: string): boolean {
    return this.#nullable.has(property) || this.declaration.computed?.[property] !== undefined;
  }

  /** The columns that hold a property, or what it is computed from. */
  columnsOf(property: string): readonly string[] {
    return this.declaration.computed?.[property]?.from ?? [property];
  }

  /** Whether a property's column may hold a value. */
  holds(property: string, value: Stored): boolean {
    const computed = this.declaration.computed?.[property];
    if (computed) return value === null || this.holds(computed.from[0], value);
    const column = this.#metadata.findColumnWithPropertyName(property);
    if (!column) return false;
    if (value === null) return column.isNullable;
    return (HOLDERS.get(String(column.type)) ?? holdsText)(value, column);
  }

  /** What turns a property's stored value into what the graph answers; undefined when it is that already. */
  decoder(property: string): Decode | undefined {
    return this.#decoders.get(property);
  }

  /** All columns under their property names, to select. */
  columns(alias: string): Sql {
    const list = [...this.#columns].map(
      ([property, column]) => `${alias}.${quoted(column)} AS ${quoted(property)}`,
    );
    return raw(list.join(", "));
  }

  /** The conditions for rows to be visible and to hold, now or at an instant of their history, and to have the values given. */
  conditions(alias: string, where: Where = {}, asOf: string | null = null): Sql[] {
    const { visible, history, valid } = this.declaration;
    const past = asOf === null ? undefined : history;
    const values = Object.entries({ ...(past ? {} : visible), ...where }).map(([property, value]) => {
      const column = this.column(alias, property);
      if (value === null) return sql`${column} IS NULL`;
      return typeof value === "object" ? oneOf(column, value) : sql`${column} = ${value}`;
    });
    if (valid) {
      const [from, until] = [this.column(alias, valid.from), this.column(alias, valid.until)];
      values.push(sql`${from} <= ${valid.on}`, sql`${until} > ${valid.on}`);
    }
    if (!past) return values;
    const [from, until] = [this.column(alias, past.from), this.column(alias, past.until)];
    return [...values, sql`${from} <= ${asOf}`, sql`${until} > ${asOf}`];
  }

  /** The types that rows may have. */
  get types(): readonly RowClass[] {
    return this.declaration.types ?? [this.declaration.entity];
  }

  /** The type of a row by the value of the property that tells it, if the table has one. */
  typeOf(value: Stored | undefined): RowClass {
    return this.declaration.typeBy?.types[String(value)] ?? this.declaration.entity;
  }

  /** An instance of the row's type with the row's values. */
  instance(row: RawRow): object {
    const { typeBy } = this.declaration;
    const type = this.typeOf(typeBy && row[typeBy.property]);
    const instance = Object.assign(Object.create(type.prototype as object) as object, row) as Record<
      string,
      unknown
    >;
    for (const [property, decode] of this.#decoders) {
      const value = row[property];
      if (value !== null && value !== undefined) instance[property] = decode(value);
    }
    return instance;
  }
}

const tables = new WeakMap<DataSource, Map<TableDeclaration, Table>>();

/** The table of an entity, or of one of its types, in a database. */
export function tableIn(db: Database, type: unknown): Table {
  const dataSource = dataSourceOf(db);
  let known = tables.get(dataSource);
  if (!known) tables.set(dataSource, (known = new Map<TableDeclaration, Table>()));
  const declaration = tableOf(type);
  let table = known.get(declaration);
  if (!table)
    known.set(declaration, (table = new Table(declaration, dataSource.getMetadata(declaration.entity))));
  return table;
}
