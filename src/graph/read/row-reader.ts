import type { Viewer } from "../../access/viewer.js";
import { getNamedType, type GraphQLObjectType, type GraphQLResolveInfo } from "graphql";
import { asOfOrNow } from "../../database/as-of.js";
import { queryTooLarge } from "../../errors.js";
import { argumentsOf } from "../plan/arguments.js";
import { readAsOf } from "../declare/as-of.js";
import type { PageArgs } from "../declare/page-args.js";
import type { Context } from "../declare/context.js";
import { declaredRows, type RowsOf } from "../declare/field-price.js";
import type { Lookup, PageLookup } from "../declare/lookup.js";
import { orderSql } from "../declare/order.js";
import { toPage, type Page } from "./page.js";
import { ParentPages } from "./parent-pages.js";
import { readPage, statementsOfList } from "./rows-of-page.js";
import { pagePlan, pageRowPlan, rowPlan } from "../plan/make-plan.js";
import type { PagePlan, RelationPlan, RowPlan } from "../plan/plan.js";
import {
  PREFETCHED,
  projectionFor,
  type PrefetchedRow,
  type PlannedRows,
  type Projection,
} from "./projection.js";
import type { ReadObserver } from "./read-observer.js";
import { keptByDay, keyOfKept, validOn, valuesOfOwners, type KeptOfDay } from "./kept-by-day.js";
import type { ComputedRelation, StoredRelation } from "../declare/relation-type.js";
import {
  allOf,
  oneOf,
  runBrief,
  runPlain,
  signalOf,
  sql,
  type Database,
  type Sql,
  type Stored,
} from "../../database/statement.js";
import { tableIn, type RowClass, type Table } from "../declare/table.js";

/** The most rows of a `list` relation for one parent. */
const MAX_LIST = 500;

// Finding this many rows by a unique key, with their joins, is quick enough for `runBrief`.
const MAX_BRIEF = 40;

/** The request, and the place in its operation that is resolved. */
export interface Operation {
  context: Context;
  info: GraphQLResolveInfo;
}

/** The plan that selects all columns and prefetches nothing. */
export const WHOLE: RowPlan = { properties: null, relations: [] };

/**
 * Reads rows by plans. Everything that an operation selects of a row is read together with the row: to-one relations by
 * joins, other relations by one statement for each relation and level of the operation.
 */
export class RowReader {
  /** How many rows the tables have; by default as many as they declare. */
  rowsOf: RowsOf = declaredRows;
  #rowsLeft: number;

  /** Without `looksAhead` every plan is WHOLE. Reads throw QUERY_TOO_LARGE after more than `maxRows` rows in total. */
  constructor(
    readonly db: Database,
    readonly viewer: Viewer,
    readonly maxRows: number,
    readonly looksAhead: boolean,
    readonly observer: ReadObserver | null,
  ) {
    this.#rowsLeft = maxRows;
  }

  /** How many rows have been read. */
  get rowsRead(): number {
    return this.maxRows - this.#rowsLeft;
  }

  #planned(plan: () => RowPlan): RowPlan {
    return this.looksAhead ? plan() : WHOLE;
  }

  /** The rows for look-ups of one type and property, in their order; null when there is no such row of that type. */
  async lookUp(lookups: readonly Lookup<unknown>[], operation: Operation): Promise<(PrefetchedRow | null)[]> {
    const [first] = lookups;
    if (!first) return [];
    const { type, property } = first;
    const { info } = operation;
    const plan = this.#planned(() => rowPlan(info.fieldNodes, tableIn(this.db, type), info));
    const values = [...new Set(lookups.map(({ value }) => value))];
    const rows = await this.byProperty(type, property, values, plan, operation);
    const found = new Map(values.map((value, index) => [value, rows[index] ?? null]));
    return lookups.map((lookup) => {
      const row = found.get(lookup.value) ?? null;
      return row instanceof lookup.type ? row : null;
    });
  }

  /** Reads a page of a table. */
  page({ connection, args }: PageLookup, operation: Operation): Promise<Page> {
    return this.#asOfOrNow(args, (read) => this.#page({ connection, args: read }, operation));
  }

  // A page as of an instant after which nothing was loaded is one of now, which indexes and tallies tell of.
  #asOfOrNow<T>(args: PageArgs, read: (args: PageArgs) => Promise<T>): Promise<T> {
    const asOf = readAsOf(args.asOf);
    if (asOf === null) return read(args);
    return asOfOrNow(this.db, asOf, (then) => read(then === null ? { ...args, asOf: null } : args));
  }

  async #page({ connection, args }: PageLookup, operation: Operation): Promise<Page> {
    const { info } = operation;
    const { node, where, order } = connection;
    const plan = pagePlan(info.fieldNodes, getNamedType(info.returnType) as GraphQLObjectType, info);
    const rows = this.#planned(() => pageRowPlan(plan.places, tableIn(this.db, node), info));
    const list = { table: node, where, order, args, isWhole: true };
    const statements = await statementsOfList(this.db, this.viewer, list, plan, rows, this.rowsOf);
    const wanted = { rows: hasRows(plan), count: plan.totalCount };
    const {
      rows: read,
      leading,
      count,
    } = await readPage(this.db, node.name, statements, wanted, this.rowsOf);
    this.#count(read.length);
    const instances = wanted.rows
      ? await this.#instances(statements.projection(leading), read, operation, statements.path)
      : [];
    return { ...toPage(instances, statements, plan), ...(count !== null && { totalCount: count }) };
  }

  /** Reads the values of a relation for some rows, in their order; an Error is the value of a row that fails. */
  async related(
    plan: RelationPlan,
    parents: readonly PrefetchedRow[],
    operation: Operation,
  ): Promise<readonly unknown[]> {
    const { relation, field, node } = plan;
    const args = argumentsOf(field, node, operation.info.variableValues);
    if (relation.kind === "computed") return this.#computed(plan, relation, parents, args, operation);
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

  // Values that are kept are read, and all others computed.
  async #computed(
    plan: RelationPlan,
    relation: ComputedRelation,
    parents: readonly PrefetchedRow[],
    args: unknown,
    operation: Operation,
  ): Promise<readonly unknown[]> {
    const values = new Map<PrefetchedRow, unknown>();
    for (const of of keptByDay(relation, parents, args)) {
      const rows = this.looksAhead ? plan.kept(tableIn(this.db, of.kept.target())) : null;
      if (!rows) break;
      for (const [owner, value] of await this.#kept(of, rows, args, operation)) values.set(owner, value);
    }
    const left = parents.filter((parent) => !values.has(parent));
    if (left.length === 0) return parents.map((parent) => values.get(parent));
    const computed = await relation.read(operation.context, left as never, args as never);
    left.forEach((parent, index) => values.set(parent, computed[index]));
    return parents.map((parent) => values.get(parent));
  }

  // The values of a day that are kept, by owner.
  async #kept(
    { kept, day, owners }: KeptOfDay,
    plan: RowPlan,
    args: unknown,
    operation: Operation,
  ): Promise<Map<PrefetchedRow, unknown>> {
    const table = tableIn(this.db, kept.target());
    const { there, keyOf } = keyOfKept(kept);
    const extra = [there, ...(kept.list?.needs ?? [])];
    const projection = projectionFor(this.db, this.viewer, table, plan, { extra });
    const condition = allOf([
      oneOf(table.column("t", there), owners.map(keyOf)),
      ...table.conditions("t", {}, null, this.viewer),
      validOn(table, kept, day),
    ]);
    const name = `${table.declaration.entity.name} by ${there}`;
    const order = kept.list ? sql` ORDER BY ${table.column("t", kept.list.place)}` : sql``;
    const statement = sql`SELECT ${projection.columns} FROM ${table.name} t WHERE ${condition}${order}`;
    const run = owners.length <= MAX_BRIEF && !kept.list ? runBrief : runPlain;
    // Not counted, as what is computed is not.
    const rows = await this.#instances(projection, await run(this.db, name, statement), operation);
    return valuesOfOwners(kept, owners, rows, args);
  }

  /** Reads the value of a relation between tables for each key. */
  async #relatedTo(
    plan: RelationPlan,
    relation: StoredRelation,
    args: PageArgs,
    keys: readonly Stored[][],
    operation: Operation,
  ): Promise<readonly unknown[]> {
    const rows = this.#planned(() => plan.rows(tableIn(this.db, relation.target())));
    const { page } = plan;
    if (page)
      return this.#asOfOrNow(args, (read) => this.#pagesOf(page, relation, read, rows, keys, operation));
    if (relation.kind === "list") return this.#listsOf(relation, rows, keys, operation);
    const [property = ""] = Object.keys(relation.by);
    const values = keys.map(([value]) => String(value));
    return this.byProperty(relation.target(), property, values, rows, operation);
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
    const list = { table: relation.target(), where, order, args, isWhole: false };
    const statements = await statementsOfList(this.db, this.viewer, list, plan, rows, this.rowsOf);
    const name = nameOf(relation);
    const parents = new ParentPages(statements, relation, keys);
    const [children, counts] = await Promise.all([
      hasRows(plan) ? this.#childrenOfPages(name, parents, operation) : null,
      plan.totalCount ? runPlain(this.db, `${name} count`, parents.count(this.rowsOf)) : null,
    ]);
    const counted =
      counts && new Map(counts.map((row) => [JSON.stringify(row.slice(0, -1)), Number(row.at(-1))]));
    return keys.map((key, index) => ({
      ...toPage(children?.[index] ?? [], statements, plan),
      ...(counted && { totalCount: counted.get(JSON.stringify(key)) ?? 0 }),
    }));
  }

  async #childrenOfPages(name: string, pages: ParentPages, operation: Operation): Promise<PrefetchedRow[][]> {
    const parents: number[] = [];
    const rows: Stored[][] = [];
    const { page } = pages;
    await Promise.all(
      pages.statements(this.rowsOf).map(async ({ statement, offset }) => {
        for (const row of await runPlain(this.db, name, statement)) {
          parents.push(Number(row[0]) - 1 + offset);
          rows.push(row);
        }
      }),
    );
    this.#count(rows.length);
    const instances = await this.#instances(page.projection(1), rows, operation, page.path);
    const children = pages.keys.map((): PrefetchedRow[] => []);
    instances.forEach((instance, index) => children[parents[index] ?? 0]?.push(instance));
    return children;
  }

  async #listsOf(
    relation: StoredRelation,
    plan: RowPlan,
    keys: readonly Stored[][],
    operation: Operation,
  ): Promise<PrefetchedRow[][]> {
    const table = tableIn(this.db, relation.target());
    const properties = Object.keys(relation.by);
    const projection = projectionFor(this.db, this.viewer, table, plan, { extra: properties });
    const [property = ""] = properties;
    const conditions = [
      oneOf(
        table.column("t", property),
        keys.map(([value]) => value ?? ""),
      ),
      ...table.conditions("t", relation.where, null, this.viewer),
    ];
    const order = orderSql(table, "t", relation.order);
    const rows = await this.#read(
      runPlain,
      nameOf(relation),
      projection,
      table,
      sql`${allOf(conditions)} ORDER BY ${order}`,
      operation,
    );
    const lists = new Map(keys.map(([value]) => [value, [] as PrefetchedRow[]]));
    for (const row of rows) {
      const list = lists.get(row[property as never]);
      if (list && list.length < MAX_LIST) list.push(row);
    }
    return keys.map(([value = null]) => lists.get(value) ?? []);
  }

  /** The visible rows whose unique property has each value, in the values' order. */
  async byProperty(
    type: RowClass,
    property: string,
    values: readonly string[],
    plan: RowPlan,
    operation: Operation | null,
  ): Promise<(PrefetchedRow | null)[]> {
    const table = tableIn(this.db, type);
    const projection = projectionFor(this.db, this.viewer, table, plan, { extra: [property] });
    const condition = allOf([
      oneOf(table.column("t", property), values),
      ...table.conditions("t", {}, null, this.viewer),
    ]);
    const name = `${table.declaration.entity.name} by ${property}`;
    const run = values.length <= MAX_BRIEF ? runBrief : runPlain;
    const rows = await this.#read(run, name, projection, table, condition, operation);
    const found = new Map(rows.map((row) => [row[property as never] as string, row]));
    return values.map((value) => found.get(value) ?? null);
  }

  async #read(
    run: typeof runPlain,
    name: string,
    projection: Projection,
    table: Table,
    condition: Sql,
    operation: Operation | null,
  ): Promise<PrefetchedRow[]> {
    const statement = sql`SELECT ${projection.columns} FROM ${table.name} t${projection.joins} WHERE ${condition}`;
    const rows = await run(this.db, name, statement);
    this.#count(rows.length);
    return this.#instances(projection, rows, operation);
  }

  /**
   * Converts results to instances and prefetches their relations; `path` has the response keys from their place to
   * them.
   */
  async #instances(
    projection: Projection,
    rows: readonly Stored[][],
    operation: Operation | null,
    path: readonly string[] = [],
  ): Promise<PrefetchedRow[]> {
    this.observer?.selected(projection.root, path);
    const { instances, joined, planned } = await projection.read(rows, signalOf(this.db));
    this.#count(joined);
    if (operation) await Promise.all(planned.map((part) => this.#prefetch(part, operation, path)));
    return instances;
  }

  async #prefetch(
    { rows, path: within, missing }: PlannedRows,
    operation: Operation,
    path: readonly string[],
  ): Promise<void> {
    const { observer } = this;
    await Promise.all(
      missing.map(async (plan) => {
        const owners = rows.filter((row) => plan.owners.has(row.constructor.name));
        if (owners.length === 0) return;
        const read = (): Promise<readonly unknown[]> => this.related(plan, owners, operation);
        const reading = observer ? observer.during([...path, ...within, plan.key], read) : read();
        // An error is kept as the value, so that it fails only the field that selected it.
        const values = await reading.catch((error: unknown) => owners.map(() => error));
        owners.forEach((row, index) => {
          const prefetched = row[PREFETCHED];
          if (prefetched) prefetched[plan.key] = values[index];
        });
      }),
    );
  }

  #count(rows: number): void {
    this.#rowsLeft -= rows;
    if (this.#rowsLeft < 0) {
      throw queryTooLarge(
        `This operation reads more than ${this.maxRows} rows, which is the limit. Ask for smaller pages (\`first\`), above all in nested lists.`,
      );
    }
  }
}

const hasRows = ({ nodes, edges, pageInfo }: PagePlan): boolean => nodes || edges || pageInfo;

const nameOf = ({ owner, name }: StoredRelation): string => `${owner.name}.${name}`;
