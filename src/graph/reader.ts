import DataLoader from "dataloader";
import { getArgumentValues, getNamedType, type GraphQLObjectType, type GraphQLResolveInfo } from "graphql";
import { queryTooLarge } from "../errors.js";
import type { ConnectionType, PageArgs } from "./connection.js";
import type { Context } from "./context.js";
import { Lookup, PageLookup } from "./lookup.js";
import { orderSql } from "./order.js";
import { toPage, type Page } from "./page.js";
import { PageStatements } from "./page-statement.js";
import {
  pagePlan,
  pageRowPlan,
  relationPlan,
  rowPlan,
  type PagePlan,
  type RelationPlan,
  type RowPlan,
} from "./plan.js";
import { AHEAD, projectionFor, type AheadRow, type PlannedRows, type Projection } from "./projection.js";
import type { Relation, StoredRelation } from "./relation.js";
import { allOf, oneOf, runPlain, sql, type Database, type Sql, type Stored } from "./statement.js";
import { tableIn, type RowClass, type Table } from "./table.js";

/** The most rows of a `list` relation that one parent shows. */
export const MAX_LIST = 500;

// SQLite takes 32,766 values in a statement; a key has up to two, and a filter has its own.
const MAX_KEYS = 10_000;

/** What is answered: the request and the place in its operation. */
interface Operation {
  context: Context;
  info: GraphQLResolveInfo;
}

const WHOLE: RowPlan = { properties: null, relations: [] };

/**
 * Reads stored rows for one request. What an operation asks of a row is read together with it, one statement for each
 * relation and level of the operation, to-one relations joined; what the executor comes to without that, because a
 * resolver of its own answered with the row, is read for all rows at one place together.
 * Throws QUERY_TOO_LARGE when a request would read more than `maxRows` rows in all.
 */
export class Reader {
  readonly #loaders = new Map<unknown, Map<string, DataLoader<never, unknown>>>();
  #rowsLeft: number;

  /** Without `looksAhead` every relation is read for each row by itself, whole rows at a time: what the planned reading must equal. */
  constructor(
    readonly db: Database,
    readonly maxRows: number,
    readonly looksAhead = true,
  ) {
    this.#rowsLeft = maxRows;
  }

  /** The visible row of the type whose unique property has the value, or null; for a resolver to answer with. */
  one<T>(type: RowClass<T>, property: string, value: string): Lookup<T> {
    return new Lookup(type, property, value);
  }

  /** A page of a table's rows; for a resolver to answer with. */
  page(connection: ConnectionType, args: PageArgs): PageLookup {
    return new PageLookup(connection, args);
  }

  /** As `one`, the row itself with all its columns. */
  async find<T>(type: RowClass<T>, property: string, value: string): Promise<T | null> {
    const read = (values: readonly string[]): Promise<(object | null)[]> =>
      this.#rowsBy(type, property, values, WHOLE, null);
    const row = await this.#loader<string, object | null>(type, property, read).load(value);
    return row instanceof type ? row : null;
  }

  /** Reads what a resolver has left to the reader, alone or in a list; anything else is answered as it is. */
  finish(value: unknown, context: Context, info: GraphQLResolveInfo): unknown {
    const read = (item: unknown): unknown => {
      if (item instanceof Lookup) return this.#lookUp(item, { context, info });
      return item instanceof PageLookup ? this.#page(item, { context, info }) : item;
    };
    return Array.isArray(value) ? value.map(read) : read(value);
  }

  /** What a relation leads to from a row: a row or null, a list, or a page. */
  related(relation: Relation, parent: AheadRow, context: Context, info: GraphQLResolveInfo): unknown {
    const key = info.fieldNodes[0]?.alias?.value ?? info.fieldName;
    const known = parent[AHEAD]?.[key];
    // Thrown at once, it would leave promises of rows beside it to fail unheard.
    if (known instanceof Error) return Promise.reject(known);
    if (known !== undefined) return known;
    if (relation.kind === "one") return this.#relatedRow(relation, parent);
    const plan = relationPlan(relation, info);
    const read = (parents: readonly AheadRow[]): Promise<readonly unknown[]> =>
      this.#children(plan, parents, { context, info });
    return this.#loader(plan, "", read).load(parent);
  }

  // Whole rows, so that all places of the operation share one statement.
  #relatedRow(
    { name, by, target }: StoredRelation,
    parent: AheadRow,
  ): Promise<object | null> | object | null {
    // A resolver that answered with rows of its own may have named what it read along by the relation.
    const along = parent[name as keyof object] as object | undefined;
    if (along) return along;
    const [there = "", here = ""] = Object.entries(by)[0] ?? [];
    const value = parent[here as never] as string | null;
    return value === null ? null : this.find(target(), there, value);
  }

  /** The request's loader of a name: `read` answers many keys at once, in their order. */
  batch<T>(name: string, read: (keys: readonly string[]) => Promise<readonly T[]>): DataLoader<string, T> {
    return this.#loader<string, T>(this, name, read);
  }

  #planned(plan: () => RowPlan): RowPlan {
    return this.looksAhead ? plan() : WHOLE;
  }

  #loader<K, T>(
    scope: unknown,
    name: string,
    read: (keys: readonly K[]) => Promise<readonly (T | Error)[]>,
  ): DataLoader<K, T> {
    let loaders = this.#loaders.get(scope);
    if (!loaders) this.#loaders.set(scope, (loaders = new Map<string, DataLoader<never, unknown>>()));
    let loader = loaders.get(name) as DataLoader<K, T> | undefined;
    if (!loader) {
      loader = new DataLoader<K, T>(read, { maxBatchSize: this.looksAhead ? MAX_KEYS : 1 });
      loaders.set(name, loader);
    }
    return loader;
  }

  async #lookUp<T>({ type, property, value }: Lookup<T>, operation: Operation): Promise<T | null> {
    const { info } = operation;
    const plan = this.#planned(() => rowPlan(info.fieldNodes, tableIn(this.db, type), info));
    const read = (values: readonly string[]): Promise<(object | null)[]> =>
      this.#rowsBy(type, property, values, plan, operation);
    const row = await this.#loader<string, object | null>(plan, property, read).load(value);
    return row instanceof type ? row : null;
  }

  async #page({ connection, args }: PageLookup, operation: Operation): Promise<Page> {
    const { info } = operation;
    const { node, where, order } = connection;
    const plan = pagePlan(info.fieldNodes, getNamedType(info.returnType) as GraphQLObjectType, info);
    const rows = this.#planned(() => pageRowPlan(plan.places, tableIn(this.db, node), info));
    const statements = new PageStatements(this.db, { table: node, where, order, args }, plan, rows);
    const { name } = node;
    const [instances, count] = await Promise.all([
      hasRows(plan) ? this.#rowsOfPage(`${name} page`, statements, operation) : [],
      plan.totalCount ? runPlain(this.db, `${name} count`, statements.countOfTable()) : null,
    ]);
    return { ...toPage(instances, statements, plan), ...(count && { totalCount: Number(count[0]?.[0]) }) };
  }

  async #rowsOfPage(name: string, statements: PageStatements, operation: Operation): Promise<AheadRow[]> {
    this.#reserve(statements.request.size);
    const rows = await runPlain(this.db, name, statements.ofTable());
    return this.#instances(statements.projection(), rows, operation);
  }

  /** The values of a relation for some rows, in their order. */
  async #children(
    plan: RelationPlan,
    parents: readonly AheadRow[],
    operation: Operation,
  ): Promise<readonly unknown[]> {
    const { relation, field, node } = plan;
    const args = getArgumentValues(field, node, operation.info.variableValues);
    if (relation.kind === "computed")
      return relation.read(operation.context, parents as never, args as never);
    const keys = new Map<string, Stored[]>();
    const places = parents.map((parent) => {
      const values = relation.needs.map((property) => parent[property as never] as Stored);
      if (relation.kind === "one" && values[0] === null) return null;
      const place = values.length === 1 ? String(values[0]) : JSON.stringify(values);
      keys.set(place, values);
      return place;
    });
    if (keys.size === 0) return places;
    const read = await this.#relatedTo(plan, relation, args, [...keys.values()], operation);
    const found = new Map([...keys.keys()].map((place, index) => [place, read[index] ?? null]));
    return places.map((place) => (place === null ? null : found.get(place)));
  }

  /** What a stored relation leads to for each key. */
  async #relatedTo(
    plan: RelationPlan,
    relation: StoredRelation,
    args: PageArgs,
    keys: readonly Stored[][],
    operation: Operation,
  ): Promise<readonly unknown[]> {
    const rows = this.#planned(() => plan.rows(tableIn(this.db, relation.target())));
    if (plan.page) return this.#pagesOf(plan.page, relation, args, rows, keys, operation);
    if (relation.kind === "list") return this.#listsOf(relation, rows, keys, operation);
    const [property = ""] = Object.keys(relation.by);
    const values = keys.map(([value]) => String(value));
    return this.#rowsBy(relation.target(), property, values, rows, operation);
  }

  async #pagesOf(
    plan: PagePlan,
    relation: StoredRelation,
    args: PageArgs,
    rows: RowPlan,
    keys: readonly Stored[][],
    operation: Operation,
  ): Promise<Page[]> {
    const { where, order } = relation;
    const statements = new PageStatements(
      this.db,
      { table: relation.target(), where, order, args },
      plan,
      rows,
    );
    const name = nameOf(relation);
    const [children, counts] = await Promise.all([
      hasRows(plan) ? this.#childrenOfPages(name, statements, relation, keys, operation) : null,
      plan.totalCount ? runPlain(this.db, `${name} count`, statements.countOfParents(relation, keys)) : null,
    ]);
    const counted =
      counts && new Map(counts.map((row) => [JSON.stringify(row.slice(0, -1)), Number(row.at(-1))]));
    return keys.map((key, index) => ({
      ...toPage(children?.[index] ?? [], statements, plan),
      ...(counted && { totalCount: counted.get(JSON.stringify(key)) ?? 0 }),
    }));
  }

  async #childrenOfPages(
    name: string,
    statements: PageStatements,
    relation: StoredRelation,
    keys: readonly Stored[][],
    operation: Operation,
  ): Promise<AheadRow[][]> {
    this.#reserve(keys.length * statements.request.size);
    const parents: number[] = [];
    const rows: Stored[][] = [];
    await Promise.all(
      statements.ofParents(relation, keys).map(async ({ statement, offset }) => {
        for (const row of await runPlain(this.db, name, statement)) {
          parents.push(Number(row[0]) - 1 + offset);
          rows.push(row);
        }
      }),
    );
    const instances = await this.#instances(statements.projection(1), rows, operation);
    const children = keys.map((): AheadRow[] => []);
    instances.forEach((instance, index) => children[parents[index] ?? 0]?.push(instance));
    return children;
  }

  async #listsOf(
    relation: StoredRelation,
    plan: RowPlan,
    keys: readonly Stored[][],
    operation: Operation,
  ): Promise<AheadRow[][]> {
    const table = tableIn(this.db, relation.target());
    const properties = Object.keys(relation.by);
    const projection = projectionFor(this.db, table, plan, { extra: properties });
    const [property = ""] = properties;
    const conditions = [
      oneOf(
        table.column("t", property),
        keys.map(([value]) => value ?? ""),
      ),
      ...table.conditions("t", relation.where),
    ];
    const order = orderSql(table, "t", relation.order);
    const rows = await this.#read(
      nameOf(relation),
      projection,
      table,
      sql`${allOf(conditions)} ORDER BY ${order}`,
      operation,
    );
    const lists = new Map(keys.map(([value]) => [value, [] as AheadRow[]]));
    for (const row of rows) {
      const list = lists.get(row[property as never]);
      if (list && list.length < MAX_LIST) list.push(row);
    }
    return keys.map(([value = null]) => lists.get(value) ?? []);
  }

  /** The visible rows whose unique property has each value, in the values' order. */
  async #rowsBy(
    type: RowClass,
    property: string,
    values: readonly string[],
    plan: RowPlan,
    operation: Operation | null,
  ): Promise<(AheadRow | null)[]> {
    const table = tableIn(this.db, type);
    const projection = projectionFor(this.db, table, plan, { extra: [property] });
    const condition = allOf([oneOf(table.column("t", property), values), ...table.conditions("t")]);
    const name = `${table.declaration.entity.name} by ${property}`;
    const rows = await this.#read(name, projection, table, condition, operation);
    const found = new Map(rows.map((row) => [row[property as never] as string, row]));
    return values.map((value) => found.get(value) ?? null);
  }

  async #read(
    name: string,
    projection: Projection,
    table: Table,
    condition: Sql,
    operation: Operation | null,
  ): Promise<AheadRow[]> {
    const statement = sql`SELECT ${projection.columns} FROM ${table.name} t${projection.joins} WHERE ${condition}`;
    const rows = await runPlain(this.db, name, statement);
    this.#reserve(rows.length);
    return this.#instances(projection, rows, operation);
  }

  /** Instances of rows that were read, with all that the operation asks of them. */
  async #instances(
    projection: Projection,
    rows: readonly Stored[][],
    operation: Operation | null,
  ): Promise<AheadRow[]> {
    const { instances, joined, planned } = projection.read(rows);
    this.#reserve(joined);
    if (operation) await Promise.all(planned.map((part) => this.#readAhead(part, operation)));
    return instances;
  }

  async #readAhead({ rows, missing }: PlannedRows, operation: Operation): Promise<void> {
    await Promise.all(
      missing.map(async (plan) => {
        const owners = rows.filter((row) => plan.owners.has(row.constructor.name));
        if (owners.length === 0) return;
        // Whatever fails, fails at the field that asked for it.
        const values = await this.#children(plan, owners, operation).catch((error: unknown) =>
          owners.map(() => error),
        );
        owners.forEach((row, index) => {
          const ahead = row[AHEAD];
          if (ahead) ahead[plan.key] = values[index];
        });
      }),
    );
  }

  #reserve(rows: number): void {
    this.#rowsLeft -= rows;
    if (this.#rowsLeft < 0) {
      throw queryTooLarge(
        `This operation may read more than ${this.maxRows} rows. Ask for smaller pages (\`first\`), above all in nested lists.`,
      );
    }
  }
}

const hasRows = ({ nodes, edges, pageInfo }: PagePlan): boolean => nodes || edges || pageInfo;

const nameOf = ({ owner, name }: StoredRelation): string => `${owner.name}.${name}`;
