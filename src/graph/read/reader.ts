import type { Viewer } from "../../access/viewer.js";
import { getOrMake } from "../../collections.js";
import DataLoader from "dataloader";
import type { FieldNode, GraphQLResolveInfo } from "graphql";
import type { ConnectionType } from "../declare/connection-type.js";
import type { PageArgs } from "../declare/page-args.js";
import type { RowsOf } from "../declare/field-price.js";
import type { Context, RowSource } from "../declare/context.js";
import { Lookup, PageLookup } from "../declare/lookup.js";
import { relationPlan } from "../plan/make-plan.js";
import { isSame } from "../plan/plan-cache.js";
import { PREFETCHED, type PrefetchedRow } from "./projection.js";
import type { ReadObserver } from "./read-observer.js";
import type { Relation, StoredRelation } from "../declare/relation-type.js";
import { RowReader, WHOLE, type Operation } from "./row-reader.js";
import type { Database } from "../../database/statement.js";
import { tableOf, type RowClass } from "../declare/table.js";

// SQLite allows 32,766 values in a statement; a key has up to two, and a filter adds its own.
const MAX_KEYS = 10_000;

/** The context of a request, with its reader. */
export interface ReadingContext extends Context {
  reader: Reader;
}

/**
 * Reads rows for the resolvers of one request. Resolvers return lookups, whose rows are read with everything that the
 * operation selects of them. If a resolver returned rows of its own, their relations are read when the executor
 * resolves them, for all rows at one place together.
 */
export class Reader implements RowSource {
  readonly #rows: RowReader;
  /** Lists of field nodes for which rows were looked up, by their first node. */
  readonly #places = new Map<FieldNode | undefined, readonly (readonly FieldNode[])[]>();
  readonly #loaders = new Map<unknown, Map<string, DataLoader<never, unknown>>>();

  /**
   * Without `looksAhead` nothing is prefetched: every relation is read for each row separately, with all columns. Tests
   * compare this with planned reads. Reads throw QUERY_TOO_LARGE after more than `maxRows` rows in total.
   */
  constructor(
    readonly db: Database,
    viewer: Viewer,
    maxRows: number,
    readonly looksAhead = true,
    observer: ReadObserver | null = null,
  ) {
    this.#rows = new RowReader(db, viewer, maxRows, looksAhead, observer);
  }

  get rowsRead(): number {
    return this.#rows.rowsRead;
  }

  get rowsOf(): RowsOf {
    return this.#rows.rowsOf;
  }

  set rowsOf(rowsOf: RowsOf) {
    this.#rows.rowsOf = rowsOf;
  }

  one<T>(type: RowClass<T>, property: string, value: string): Lookup<T> {
    return new Lookup(type, property, value);
  }

  page(connection: ConnectionType, args: PageArgs): PageLookup {
    return new PageLookup(connection, args);
  }

  async find<T>(type: RowClass<T>, property: string, value: string): Promise<T | null> {
    const read = (values: readonly string[]): Promise<(object | null)[]> =>
      this.#rows.byProperty(type, property, values, WHOLE, null);
    const row = await this.#loader<string, object | null>(type, property, read).load(value);
    return row instanceof type ? row : null;
  }

  /** Reads the rows of a lookup, or of a list of lookups, that a resolver returned; returns other values unchanged. */
  finish(value: unknown, context: Context, info: GraphQLResolveInfo): unknown {
    const operation = { context, info };
    if (value instanceof PageLookup) return this.#rows.page(value, operation);
    if (value instanceof Lookup) return this.#lookUp(value, operation);
    return Array.isArray(value) && value.some((item) => item instanceof Lookup)
      ? this.#lookUpAll(value, operation)
      : value;
  }

  /**
   * The value of a relation for a row: a row or null, a list, a page or a computed value; a promise unless it is
   * prefetched.
   */
  related(relation: Relation, parent: PrefetchedRow, context: Context, info: GraphQLResolveInfo): unknown {
    const key = info.fieldNodes[0]?.alias?.value ?? info.fieldName;
    const prefetched = parent[PREFETCHED]?.[key];
    // Not thrown synchronously, which would leave promises of sibling rows unhandled.
    if (prefetched instanceof Error) return Promise.reject(prefetched);
    if (prefetched !== undefined) return prefetched;
    if (relation.kind === "one") return this.#relatedRow(relation, parent);
    const plan = relationPlan(relation, info);
    const read = (parents: readonly PrefetchedRow[]): Promise<readonly unknown[]> =>
      this.#rows.related(plan, parents, { context, info });
    return this.#loader(plan, "", read).load(parent);
  }

  // Reads all columns, so that all places of the operation share one statement.
  #relatedRow(
    { name, by, target }: StoredRelation,
    parent: PrefetchedRow,
  ): Promise<object | null> | object | null {
    // A resolver that returned rows of its own may have set the related row under the name of the relation.
    const related = parent[name as keyof object] as object | undefined;
    if (related) return related;
    const [there = "", here = ""] = Object.entries(by)[0] ?? [];
    const value = parent[here as never] as string | null;
    return value === null ? null : this.find(target(), there, value);
  }

  batch<T>(name: string, read: (keys: readonly string[]) => Promise<readonly T[]>): DataLoader<string, T> {
    return this.#loader<string, T>(this, name, read);
  }

  // Batches all look-ups at one place of the operation.
  #lookUp(lookup: Lookup<unknown>, operation: Operation): Promise<object | null> {
    const read = (lookups: readonly Lookup<unknown>[]): Promise<(object | null)[]> =>
      this.#rows.lookUp(lookups, operation);
    const { type, property } = lookup;
    const name = `${type.name}.${property}`;
    return this.#loader<Lookup<unknown>, object | null>(this.#place(operation), name, read).load(lookup);
  }

  // Returns what single look-ups would return, but batches all lists at one place.
  #lookUpAll(items: readonly unknown[], operation: Operation): Promise<readonly unknown[]> {
    const read = (lists: readonly (readonly unknown[])[]): Promise<readonly unknown[][]> =>
      this.#lookUpLists(lists, operation);
    return this.#loader<readonly unknown[], readonly unknown[]>(this.#place(operation), "", read).load(items);
  }

  async #lookUpLists(lists: readonly (readonly unknown[])[], operation: Operation): Promise<unknown[][]> {
    const answers = lists.map((items) => [...items]);
    const groups = new Map<string, { lookup: Lookup<unknown>; answer: (row: object | null) => void }[]>();
    for (const items of answers) {
      for (const [index, lookup] of items.entries()) {
        if (!(lookup instanceof Lookup)) continue;
        const name = `${tableOf(lookup.type).entity.name}.${lookup.property}`;
        const answer = (row: object | null): object | null => (items[index] = row);
        getOrMake(groups, name, () => []).push({ lookup, answer });
      }
    }
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const rows = await this.#rows.lookUp(
          group.map(({ lookup }) => lookup),
          operation,
        );
        for (const [index, { answer }] of group.entries()) answer(rows[index] ?? null);
      }),
    );
    return answers;
  }

  // Places with the same first field node may differ, since a fragment's field may be merged with other fields.
  #place({ info: { fieldNodes } }: Operation): readonly FieldNode[] {
    const [first] = fieldNodes;
    const places = this.#places.get(first) ?? [];
    const same = places.find((nodes) => isSame(nodes, fieldNodes));
    if (!same) this.#places.set(first, [...places, fieldNodes]);
    return same ?? fieldNodes;
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
}
