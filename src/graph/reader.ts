import DataLoader from "dataloader";
import { queryTooLarge } from "../errors.js";
import { ConnectionPage, type ReadRows } from "./connection-page.js";
import { pageRequest, type ConnectionType, type PageArgs, type PageRequest } from "./connection.js";
import { fromCursor } from "./cursor.js";
import { filterToSql } from "./filter.js";
import { afterSql, orderSql, orderTerms, reversed, type OrderTerm } from "./order.js";
import type { Relation } from "./relation.js";
import {
  allOf,
  anyOf,
  join,
  oneOf,
  raw,
  run,
  sql,
  type Database,
  type RawRow,
  type Sql,
  type Stored,
} from "./statement.js";
import { tableIn, type RowClass, type Table, type Where } from "./table.js";

/** The most rows of a `list` relation that one parent shows. */
export const MAX_LIST = 500;

// Up to here the children of each parent are read by a LIMIT of their own, which touches only what is returned;
// beyond, by one window over all children: SQLite takes 500 terms in a compound, and long texts parse slowly.
const MAX_UNION = 100;
const MAX_UNION_VALUES = 5000;

// SQLite takes 32,766 values in a statement; a key has up to two, and a filter has its own.
const MAX_KEYS = 10_000;

/** Which rows of a table are wanted, in which order, how many (for each parent). */
interface Selection {
  name: string;
  table: Table;
  /** What rows of the list must satisfy, whatever the page. */
  matching: Sql[];
  /** What the page's cursors cut away. */
  cut: Sql[];
  /** The order of the list. */
  terms: OrderTerm[];
  request: PageRequest;
}

/**
 * Reads stored rows for one request: single rows by key, pages of tables, and everything that relations lead to.
 * What is asked for in the same tick is read together, one statement for each relation and set of arguments.
 * Throws QUERY_TOO_LARGE when a request would read more than `maxRows` rows in all.
 */
export class Reader {
  readonly #loaders = new Map<string, DataLoader<string, unknown>>();
  readonly #selections = new Map<string, Selection>();
  #rowsLeft: number;

  constructor(
    readonly db: Database,
    readonly maxRows: number,
  ) {
    this.#rowsLeft = maxRows;
  }

  /** The visible row of the type whose unique property has the value, or null. */
  async one<T>(type: RowClass<T>, property: string, value: string): Promise<T | null> {
    const table = tableIn(this.db, type);
    const name = `${table.declaration.entity.name} by ${property}`;
    const row = await this.batch<object | null>(name, async (values) => {
      const rows = await this.#read(name, table, [
        oneOf(table.column("t", property), values),
        ...table.conditions("t"),
      ]);
      const found = new Map(rows.map((found) => [found[property], table.instance(found)]));
      return values.map((wanted) => found.get(wanted) ?? null);
    }).load(value);
    return row instanceof type ? row : null;
  }

  /** A page of a table's rows. Throws BAD_USER_INPUT for wrong arguments before anything is read. */
  page<T>(connection: ConnectionType, args: PageArgs): ConnectionPage<T> {
    const { node, where, order } = connection;
    const selection = this.#selection(`${node.name} page`, node, where, order, args);
    return this.#connection(
      selection,
      () => this.#pageOf(selection),
      async () => {
        const { table, matching } = selection;
        const statement = sql`SELECT COUNT(*) AS \`count\` FROM ${table.name} t WHERE ${allOf(matching)}`;
        const [row] = await run(this.db, `${node.name} count`, statement);
        return Number(row?.count);
      },
    );
  }

  /** What a relation leads to from a row: a row or null, a list, or a page. */
  related(relation: Relation, parent: object, args: PageArgs): unknown {
    const name = `${relation.owner.name}.${relation.name}`;
    const links = Object.entries(relation.by).map(
      ([target, own]) => [target, parent[own as keyof object]] as const,
    );
    const key = JSON.stringify(links.map(([, value]) => value));
    switch (relation.kind) {
      case "one": {
        const [property, value] = links[0] as readonly [string, string | null];
        return value === null ? null : this.one(relation.target(), property, value);
      }
      case "list": {
        const selection = this.#relationSelection(name, relation, { first: MAX_LIST });
        return this.#pages(name, selection, relation)
          .load(key)
          .then(({ rows }) => rows);
      }
      case "connection": {
        const shape = JSON.stringify([name, args]);
        const selection = this.#relationSelection(shape, relation, args);
        const counted = `count ${JSON.stringify([name, args.filter])}`;
        return this.#connection(
          selection,
          () => this.#pages(shape, selection, relation).load(key),
          () => this.batch(counted, (keys) => this.#countsOf(selection, relation, keys)).load(key),
        );
      }
    }
  }

  /** The request's loader of a name: `read` answers many keys at once, in their order. */
  batch<T>(name: string, read: (keys: readonly string[]) => Promise<readonly T[]>): DataLoader<string, T> {
    let loader = this.#loaders.get(name) as DataLoader<string, T> | undefined;
    if (!loader)
      this.#loaders.set(name, (loader = new DataLoader<string, T>(read, { maxBatchSize: MAX_KEYS })));
    return loader;
  }

  // The same for every parent: made once.
  #relationSelection(shape: string, relation: Relation, args: PageArgs): Selection {
    const { owner, name, target, where, order } = relation;
    let selection = this.#selections.get(shape);
    if (!selection) {
      selection = this.#selection(`${owner.name}.${name}`, target(), where, order, args);
      this.#selections.set(shape, selection);
    }
    return selection;
  }

  #selection(
    name: string,
    type: RowClass,
    where: Where,
    standard: readonly OrderTerm[],
    args: PageArgs,
  ): Selection {
    const request = pageRequest(args);
    const table = tableIn(this.db, type);
    const terms = orderTerms(type, args.orderBy, standard);
    const entityName = table.declaration.entity.name;
    const matching = table.conditions("t", where);
    if (args.filter) matching.push(filterToSql(this.db, type, "t", args.filter));
    const cut: Sql[] = [];
    if (request.after !== null)
      cut.push(afterSql(table, "t", terms, fromCursor(request.after, entityName, terms)));
    if (request.before !== null) {
      cut.push(afterSql(table, "t", reversed(terms), fromCursor(request.before, entityName, terms)));
    }
    return { name, table, matching, cut, terms, request };
  }

  #connection<T>(
    selection: Selection,
    read: () => Promise<ReadRows>,
    count: () => Promise<number>,
  ): ConnectionPage<T> {
    const { table, terms, request } = selection;
    return new ConnectionPage({ request, terms, entityName: table.declaration.entity.name, read, count });
  }

  #pages(name: string, selection: Selection, relation: Relation): DataLoader<string, ReadRows> {
    return this.batch(name, (keys) => this.#pagesOf(selection, relation, keys));
  }

  async #pageOf(selection: Selection): Promise<ReadRows> {
    const { name, table, matching, cut, request } = selection;
    this.#reserve(request.size);
    const rows = await run(
      this.db,
      name,
      sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${allOf([...matching, ...cut])} ${this.#ending(selection)}`,
    );
    return this.#cutToSize(selection, rows);
  }

  async #pagesOf(selection: Selection, relation: Relation, keys: readonly string[]): Promise<ReadRows[]> {
    const { name, table, matching, cut, request } = selection;
    if (relation.kind === "connection") this.#reserve(keys.length * request.size);
    const conditions = [...matching, ...cut];
    const values = keys.length * allOf(conditions).values.length;
    const statement =
      keys.length <= MAX_UNION && values <= MAX_UNION_VALUES
        ? join(
            keys.map((key, index) => {
              const own = allOf([belongsTo(table, relation, key), ...conditions]);
              const children = sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${own} ${this.#ending(selection)}`;
              return keys.length === 1 ? children : sql`SELECT * FROM (${children}) ${raw(`p${index}`)}`;
            }),
            " UNION ALL ",
          )
        : this.#window(selection, allOf([belongsToAny(table, relation, keys), ...conditions]), relation);
    const rows = await run(this.db, name, statement);
    if (relation.kind === "list") this.#reserve(rows.length);
    const byParent = groupByKey(rows, Object.keys(relation.by));
    return keys.map((key) => this.#cutToSize(selection, byParent.get(key) ?? []));
  }

  #window({ table, terms, request }: Selection, condition: Sql, relation: Relation): Sql {
    const partition = join(Object.keys(relation.by).map((property) => table.column("t", property)));
    const place = sql`ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${orderSql(table, "t", this.#reading(terms, request))})`;
    return sql`SELECT * FROM (SELECT ${table.columns("t")}, ${place} AS \`place\` FROM ${table.name} t WHERE ${condition}) w
      WHERE w.\`place\` <= ${request.size + 1} ORDER BY w.\`place\``;
  }

  async #countsOf(
    { name, table, matching }: Selection,
    relation: Relation,
    keys: readonly string[],
  ): Promise<number[]> {
    const properties = Object.keys(relation.by);
    const columns = properties.map((property) => table.column("t", property));
    const named = properties.map(
      (property) => sql`${table.column("t", property)} AS ${raw(`\`${property}\``)}`,
    );
    const rows = await run(
      this.db,
      `${name} count`,
      sql`SELECT ${join(named)}, COUNT(*) AS \`count\` FROM ${table.name} t
        WHERE ${allOf([belongsToAny(table, relation, keys), ...matching])} GROUP BY ${join(columns)}`,
    );
    const counts = groupByKey(rows, properties);
    return keys.map((key) => Number(counts.get(key)?.[0]?.count ?? 0));
  }

  async #read(name: string, table: Table, conditions: Sql[]): Promise<RawRow[]> {
    const rows = await run(
      this.db,
      name,
      sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${allOf(conditions)}`,
    );
    this.#reserve(rows.length);
    return rows;
  }

  #reading(terms: OrderTerm[], { backward }: PageRequest): OrderTerm[] {
    return backward ? reversed(terms) : terms;
  }

  // One row more than the page has tells whether the list goes on.
  #ending({ table, terms, request }: Selection): Sql {
    return sql`ORDER BY ${orderSql(table, "t", this.#reading(terms, request))} LIMIT ${request.size + 1}`;
  }

  #cutToSize({ table, request }: Selection, rows: RawRow[]): ReadRows {
    return {
      rows: rows.slice(0, request.size).map((row) => table.instance(row)),
      more: rows.length > request.size,
    };
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

const valuesOf = (key: string): Stored[] => JSON.parse(key) as Stored[];

function belongsTo(table: Table, relation: Relation, key: string): Sql {
  const values = valuesOf(key);
  return allOf(
    Object.keys(relation.by).map((property, index) => sql`${table.column("t", property)} = ${values[index]}`),
  );
}

function belongsToAny(table: Table, relation: Relation, keys: readonly string[]): Sql {
  const [property, ...more] = Object.keys(relation.by);
  return property !== undefined && more.length === 0
    ? oneOf(
        table.column("t", property),
        keys.map((key) => valuesOf(key)[0] as string),
      )
    : anyOf(keys.map((key) => belongsTo(table, relation, key)));
}

function groupByKey(rows: RawRow[], properties: string[]): Map<string, RawRow[]> {
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(properties.map((property) => row[property]));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
