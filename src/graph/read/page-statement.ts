import type { Viewer } from "../../access/viewer.js";
import { pageRequest, type PageArgs, type PageRequest } from "../declare/page-args.js";
import { fromCursor } from "./cursor.js";
import { propertiesHeldBy } from "../declare/filter.js";
import { filterToSql } from "../declare/filter-sql.js";
import { afterSql, orderSql, orderTerms, reversed, type OrderTerm } from "../declare/order.js";
import type { PagePlan, RowPlan } from "../plan/plan.js";
import { projectionFor, type Projection } from "./projection.js";
import type { StoredRelation } from "../declare/relation-type.js";
import {
  allOf,
  anyOf,
  byIndex,
  join,
  listed,
  oneOf,
  raw,
  sql,
  type Database,
  type Sql,
  type Stored,
} from "../../database/statement.js";
import { tableIn, type RowClass, type Table, type Where } from "../declare/table.js";

// Up to this page size one subquery for each rank n looks up the nth child of every parent: one index step for each
// row, and a short statement for any number of parents. Larger pages take one union branch with LIMIT for each parent.
export const MAX_RANK = 6;

// A window function reads all children of the parents, but takes a fifth of the time of many branches: for tables of at
// most so many rows.
const MAX_WINDOWED = 20_000;

// SQLite allows 500 branches in a union and 32,766 values in a statement.
export const MAX_BRANCHES = 200;
const MAX_VALUES = 20_000;

/** A list of rows of a table, and the arguments for a page of it. */
export interface PageSource {
  table: RowClass;
  where: Where;
  order: readonly OrderTerm[];
  args: PageArgs;
  /** Whether the list is of the whole table, and not of parents. */
  isWhole: boolean;
}

/**
 * A statement for the rows of several parents. The first column is the number of the parent in this statement, from
 * 1.
 */
export interface ChildStatement {
  statement: Sql;
  /** Index in `keys` of the first parent in this statement. */
  offset: number;
}

/** The statements that read a page of a list: of the whole table, or of each of many parents. */
export class PageStatements {
  readonly table: Table;
  readonly terms: OrderTerm[];
  readonly request: PageRequest;
  readonly #matching: Sql[];
  // Conditions for `after` and `before`.
  readonly #cursors: Sql[] = [];
  readonly #db: Database;
  readonly #viewer: Viewer;
  readonly #rows: RowPlan;
  readonly #plan: PagePlan;
  readonly #filter: object | null;

  /** Throws BAD_USER_INPUT for invalid arguments. */
  constructor(db: Database, viewer: Viewer, source: PageSource, plan: PagePlan, rows: RowPlan) {
    const { table: type, where, order, args, isWhole } = source;
    this.#db = db;
    this.#viewer = viewer;
    this.#plan = plan;
    this.#rows = rows;
    this.request = pageRequest(args);
    this.#filter = args.filter ?? null;
    this.table = tableIn(db, type);
    this.terms = orderTerms(type, args.orderBy, order);
    this.#matching = this.table.conditions("t", where, this.request.asOf, viewer, isWhole);
    if (args.filter) this.#matching.push(filterToSql(db, type, "t", args.filter, viewer));
    const { after, before } = this.request;
    if (after !== null)
      this.#cursors.push(afterSql(this.table, "t", this.terms, fromCursor(after, this.table, this.terms)));
    if (before !== null) {
      this.#cursors.push(
        afterSql(this.table, "t", reversed(this.terms), fromCursor(before, this.table, this.terms)),
      );
    }
  }

  get entityName(): string {
    return this.table.declaration.entity.name;
  }

  /** Rows to read for one page: its size, and one more if `pageInfo` needs to know whether further rows follow. */
  get limit(): number {
    return this.request.size + (this.#plan.pageInfo ? 1 : 0);
  }

  /** Response keys from the page to its rows; empty when the answer shows the rows at several places. */
  get path(): readonly string[] {
    const [only, ...more] = this.#plan.places;
    return only && more.length === 0 ? only.path : [];
  }

  /** The projection of the rows, in statements that select `leading` other columns first. */
  projection(leading = 0): Projection {
    const { edges, ends } = this.#plan.cursors;
    const extra = edges || ends ? this.terms.flatMap(({ property }) => this.table.columnsOf(property)) : [];
    return projectionFor(this.#db, this.#viewer, this.table, this.#rows, { extra, leading });
  }

  /** A page of the whole table. */
  ofTable(): Sql {
    const { columns, joins } = this.projection();
    const conditions = allOf([...this.#matching, ...this.#cursors]);
    const index = this.#indexInOrder([]);
    const page = sql`FROM ${this.table.name} t`;
    const end = sql`WHERE ${conditions} ORDER BY ${this.#order()} LIMIT ${this.#limit()}`;
    if (!this.#filter || index !== null)
      return sql`SELECT ${columns} ${page}${this.#by(index)}${joins} ${end}`;
    // Filtered rows are often sorted. The subquery sorts only keys, which a covering index may provide.
    const key = this.table.column("t", this.table.declaration.tieBreaker);
    return sql`SELECT ${columns} FROM (SELECT ${key} AS id ${page} ${end}) k
      JOIN ${this.table.name} t ON ${key} = k.id${joins} ORDER BY ${this.#order()}`;
  }

  /** The number of rows in the whole list. */
  countOfTable(): Sql {
    return sql`SELECT COUNT(*) AS \`count\` FROM ${this.table.name} t WHERE ${allOf(this.#matching)}`;
  }

  /**
   * A page for each parent; `keys` has, for each parent, the values of the relation's properties. `rows` is about how many
   * rows the table has.
   */
  ofParents(relation: StoredRelation, keys: readonly Stored[][], rows: number): ChildStatement[] {
    const [only, ...more] = keys;
    if (only && more.length === 0) return [{ statement: this.#ofOne(relation, only), offset: 0 }];
    if (this.limit <= MAX_RANK) return [{ statement: this.#byRank(relation, keys), offset: 0 }];
    if (rows <= MAX_WINDOWED) return [{ statement: this.#byWindow(relation, keys), offset: 0 }];
    const valuesOfBranch =
      allOf([...this.#matching, ...this.#cursors]).values.length + Object.keys(relation.by).length;
    const branches = Math.max(1, Math.min(MAX_BRANCHES, Math.floor(MAX_VALUES / valuesOfBranch)));
    const chunks: ChildStatement[] = [];
    for (let offset = 0; offset < keys.length; offset += branches) {
      chunks.push({ statement: this.#byLimit(relation, keys.slice(offset, offset + branches)), offset });
    }
    return chunks;
  }

  /** The number of rows in the list of each parent: selects the relation's properties, then the count. */
  countOfParents(relation: StoredRelation, keys: readonly Stored[][]): Sql {
    const columns = join(Object.keys(relation.by).map((property) => this.table.column("t", property)));
    const conditions = allOf([this.#belongsToAny(relation, keys), ...this.#matching]);
    return sql`SELECT ${columns}, COUNT(*) FROM ${this.table.name} t WHERE ${conditions} GROUP BY ${columns}`;
  }

  // Not a bound value: MySQL rejects JavaScript numbers, which are doubles, as LIMIT of a prepared statement.
  #limit(): Sql {
    return raw(String(this.limit));
  }

  // An index that has the rows of the list in their order, when all that these have in common are values of its first
  // columns; every index ends with the tie breaker. Other conditions may be more selective, so the engine then chooses for
  // itself.
  #indexInOrder(common: readonly string[]): string | null {
    const held = this.#filter ? propertiesHeldBy(this.table.declaration.entity, this.#filter) : [];
    const { tieBreaker } = this.table.declaration;
    const isOneWay = this.terms.every(({ direction }) => direction === this.terms[0]?.direction);
    if (!held || !isOneWay || this.terms.at(-1)?.property !== tieBreaker) return null;
    const order = this.terms.slice(0, -1).map(({ property }) => property);
    return order.length === 0
      ? null
      : (this.table.indexInOrder([...new Set([...common, ...held])], order) ?? null);
  }

  // After a cursor, MySQL often uses an index only for what the rows have in common, and reads again all rows before the
  // cursor.
  #by(index: string | null): Sql {
    return index === null || this.#cursors.length === 0 ? sql`` : sql` ${byIndex(this.#db, index)}`;
  }

  #order(): Sql {
    return orderSql(this.table, "t", this.request.backward ? reversed(this.terms) : this.terms);
  }

  #belongsTo(relation: StoredRelation, values: readonly (Stored | Sql)[]): Sql[] {
    return Object.keys(relation.by).map(
      (property, index) => sql`${this.table.column("t", property)} = ${values[index]}`,
    );
  }

  #belongsToAny(relation: StoredRelation, keys: readonly Stored[][]): Sql {
    const [property, ...more] = Object.keys(relation.by);
    if (property === undefined || more.length > 0)
      return anyOf(keys.map((key) => allOf(this.#belongsTo(relation, key))));
    return oneOf(
      this.table.column("t", property),
      keys.map(([value]) => value ?? ""),
    );
  }

  #ofOne(relation: StoredRelation, key: readonly Stored[]): Sql {
    const { columns, joins } = this.projection(1);
    const conditions = allOf([...this.#belongsTo(relation, key), ...this.#matching, ...this.#cursors]);
    return sql`SELECT 1, ${columns} FROM ${this.table.name} t${this.#by(this.#indexInOrder(Object.keys(relation.by)))}${joins} WHERE ${conditions} ORDER BY ${this.#order()} LIMIT ${this.#limit()}`;
  }

  #byRank(relation: StoredRelation, keys: readonly Stored[][]): Sql {
    const { columns, joins } = this.projection(1);
    const key = this.table.column("t", this.table.declaration.tieBreaker);
    const links = this.#linksToParents(relation);
    const conditions = allOf([...links, ...this.#matching, ...this.#cursors]);
    const ranks = Array.from({ length: this.limit }, (_, rank) => {
      const child = sql`SELECT ${key} FROM ${this.table.name} t WHERE ${conditions} ORDER BY ${this.#order()} LIMIT 1 OFFSET ${raw(String(rank))}`;
      return sql`SELECT p.parent, ${raw(String(rank))} AS place, (${child}) AS id FROM p`;
    });
    if (ranks.length === 0) return sql`SELECT 1 WHERE 1 = 0`;
    return sql`WITH p AS (${listed(this.#db, keys)}) SELECT k.parent, ${columns} FROM (${join(ranks, " UNION ALL ")}) k
      JOIN ${this.table.name} t ON ${key} = k.id${joins} ORDER BY k.parent, k.place`;
  }

  #byWindow(relation: StoredRelation, keys: readonly Stored[][]): Sql {
    const { columns, joins } = this.projection(1);
    const key = this.table.column("t", this.table.declaration.tieBreaker);
    const conditions = allOf([...this.#linksToParents(relation), ...this.#matching, ...this.#cursors]);
    return sql`WITH p AS (${listed(this.#db, keys)}) SELECT k.parent, ${columns} FROM (
        SELECT p.parent, ${key} AS id, ROW_NUMBER() OVER (PARTITION BY p.parent ORDER BY ${this.#order()}) AS place
        FROM p JOIN ${this.table.name} t ON ${conditions}
      ) k JOIN ${this.table.name} t ON ${key} = k.id${joins} WHERE k.place <= ${this.#limit()} ORDER BY k.parent, k.place`;
  }

  // That a row is a child of a parent of the list `p`.
  #linksToParents(relation: StoredRelation): Sql[] {
    const width = Object.keys(relation.by).length;
    return this.#belongsTo(
      relation,
      Array.from({ length: width }, (_, index) => raw(`p.k${index}`)),
    );
  }

  #byLimit(relation: StoredRelation, keys: readonly Stored[][]): Sql {
    const { columns, joins } = this.projection(1);
    const key = this.table.column("t", this.table.declaration.tieBreaker);
    const branches = keys.map((values, index) => {
      const conditions = allOf([...this.#belongsTo(relation, values), ...this.#matching, ...this.#cursors]);
      const place = raw(String(index + 1));
      return sql`SELECT * FROM (SELECT ${place} AS parent, ${key} AS id FROM ${this.table.name} t WHERE ${conditions} ORDER BY ${this.#order()} LIMIT ${this.#limit()}) ${raw(`p${index}`)}`;
    });
    return sql`SELECT k.parent, ${columns} FROM (${join(branches, " UNION ALL ")}) k
      JOIN ${this.table.name} t ON ${key} = k.id${joins} ORDER BY k.parent, ${this.#order()}`;
  }
}
