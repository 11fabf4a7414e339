import {
  allOf,
  anyOf,
  byIndex,
  join,
  listed,
  notBy,
  oneOf,
  raw,
  sql,
  type Sql,
  type Stored,
} from "../../database/statement.js";
import type { RowsOf } from "../declare/field-price.js";
import type { StoredRelation } from "../declare/relation-type.js";
import { isLarge } from "./rows-of-page.js";
import type { PageStatements } from "./page-statement.js";

// Up to this page size one subquery for each rank n looks up the nth child of every parent: one index step for each
// row, and a short statement for any number of parents. Larger pages, and children to which no index leads one by one, take
// one union branch with LIMIT for each parent.
export const MAX_RANK = 6;

// A window function reads all children of the parents, but takes a fifth of the time of many branches: for tables of at
// most so many rows, and where all branches would have too many values.
const MAX_WINDOWED = 20_000;
// The same for a child as a fraction of a subquery: lists of fewer children than this many pages are read whole.
const PAGES_OF_SUBQUERIES = 2.5;

// SQLite allows 500 branches in a union, and needs 60 ms to prepare one with so many values, but 5 s for ten times as many.
export const MAX_BRANCHES = 200;
const MAX_VALUES = 2_000;
// Of so many parts of all parents, one is many: then to go through the whole table takes less than to look up its rows.
const MOST_PARENTS = 3;

/** The most unions of fewer branches; where a list would take more, the children of all parents are numbered at once. */
const MAX_STATEMENTS = 4;

/**
 * A statement for the rows of several parents. The first column is the number of the parent in this statement, from
 * 1.
 */
export interface ChildStatement {
  statement: Sql;
  /** Index in `keys` of the first parent in this statement. */
  offset: number;
}

/** The statements that read the same page of a list of each of many parents. */
export class ParentPages {
  /** `keys` has, for each parent, the values of the relation's properties. */
  constructor(
    readonly page: PageStatements,
    readonly relation: StoredRelation,
    readonly keys: readonly Stored[][],
  ) {}

  /** A page for each parent; `rowsOf` says about how many rows the tables have. */
  statements(rowsOf: RowsOf): ChildStatement[] {
    const { keys, page, relation } = this;
    const [only, ...more] = keys;
    if (only && more.length === 0) return [{ statement: this.#ofOne(only), offset: 0 }];
    const rows = rowsOf(relation.target());
    const isRanked = page.limit <= MAX_RANK && this.#list.isFound;
    const areFew = !isRanked || rows < PAGES_OF_SUBQUERIES * page.limit * rowsOf(relation.owner);
    if (rows <= MAX_WINDOWED && areFew) return [{ statement: this.#byWindow(), offset: 0 }];
    if (isRanked) return [{ statement: this.#byRank(), offset: 0 }];
    const valuesOfBranch = allOf(page.conditions).values.length + Object.keys(relation.by).length;
    const branches = Math.min(MAX_BRANCHES, Math.floor(MAX_VALUES / valuesOfBranch));
    const areLong = branches < MAX_BRANCHES && keys.length > branches * MAX_STATEMENTS;
    if (areLong) return [{ statement: this.#byWindow(), offset: 0 }];
    const chunks: ChildStatement[] = [];
    for (let offset = 0; offset < keys.length; offset += branches) {
      chunks.push({ statement: this.#byLimit(keys.slice(offset, offset + branches)), offset });
    }
    return chunks;
  }

  /** The number of rows in the list of each parent: selects the relation's properties, then the count. */
  count(rowsOf: RowsOf): Sql {
    const { table, matchingOnce } = this.page;
    const by = Object.keys(this.relation.by);
    const columns = join(by.map((property) => table.column("t", property)));
    const tally = isLarge(this.relation.target(), rowsOf) ? this.page.counts.tallyOf(by) : null;
    if (tally) {
      const alike = allOf([this.#belongsToAny(), tally.condition]);
      return sql`SELECT ${columns}, ${tally.sum} FROM ${tally.name} t WHERE ${alike} GROUP BY ${columns}`;
    }
    const conditions = allOf([this.#belongsToAny(), ...matchingOnce]);
    return sql`SELECT ${columns}, COUNT(*) FROM ${table.name} t${this.#countedBy(rowsOf)} WHERE ${conditions} GROUP BY ${columns}`;
  }

  // Of very many parents engines know too little how many rows they have: they read these one by one, by an index that does not
  // tell which are visible, though another one does, or though these are most rows of the table.
  #countedBy(rowsOf: RowsOf): Sql {
    const { page, relation, keys } = this;
    const [property = "", ...others] = Object.keys(relation.by);
    if (others.length > 0) return sql``;
    const index = page.indexes.toCount(property, relation.where);
    if (index !== null) return sql` ${byIndex(page.db, index)}`;
    const areMost = keys.length * MOST_PARENTS >= rowsOf(relation.owner);
    return areMost && isLarge(relation.target(), rowsOf)
      ? sql` ${notBy(page.db, page.table.indexesFrom(property))}`
      : sql``;
  }

  get #list(): ReturnType<PageStatements["listBy"]> {
    return this.page.listBy(Object.keys(this.relation.by));
  }

  // The order within a list. To order by what all its rows share costs MySQL a sort, also where an index has the order.
  get #order(): Sql {
    return this.page.orderOf(Object.keys(this.relation.by));
  }

  #belongsTo(values: readonly (Stored | Sql)[]): Sql[] {
    return Object.keys(this.relation.by).map(
      (property, index) => sql`${this.page.table.column("t", property)} = ${values[index]}`,
    );
  }

  #belongsToAny(): Sql {
    const [property, ...more] = Object.keys(this.relation.by);
    if (property === undefined || more.length > 0)
      return anyOf(this.keys.map((key) => allOf(this.#belongsTo(key))));
    return oneOf(
      this.page.table.column("t", property),
      this.keys.map(([value]) => value ?? ""),
    );
  }

  // That a row is a child of a parent of the list `p`.
  get #linksToParents(): Sql[] {
    return this.#belongsTo(Object.keys(this.relation.by).map((_property, index) => raw(`p.k${index}`)));
  }

  #ofOne(key: readonly Stored[]): Sql {
    const { page, relation } = this;
    const { columns, joins } = page.projection(1);
    const conditions = allOf([...this.#belongsTo(key), ...page.conditions]);
    return sql`SELECT 1, ${columns} FROM ${page.table.name} t${page.afterCursorBy(Object.keys(relation.by))}${joins} WHERE ${conditions} ${page.end}`;
  }

  #byRank(): Sql {
    const { page } = this;
    const { columns, joins } = page.projection(1);
    const conditions = allOf([...this.#linksToParents, ...page.conditions]);
    const { by } = this.#list;
    const ranks = Array.from({ length: page.limit }, (_, rank) => {
      const child = sql`SELECT ${this.page.key} FROM ${page.table.name} t${by} WHERE ${conditions} ORDER BY ${this.#order} LIMIT 1 OFFSET ${raw(String(rank))}`;
      return sql`SELECT p.parent, ${raw(String(rank))} AS place, (${child}) AS id FROM p`;
    });
    if (ranks.length === 0) return sql`SELECT 1 WHERE 1 = 0`;
    return sql`WITH p AS (${this.#parents()}) SELECT k.parent, ${columns} FROM (${join(ranks, " UNION ALL ")}) k
      JOIN ${page.table.name} t ON ${this.page.key} = k.id${joins} ORDER BY k.parent, k.place`;
  }

  #byWindow(): Sql {
    const { page } = this;
    const { columns, joins } = page.projection(1);
    const conditions = allOf([...this.#linksToParents, ...page.conditions]);
    return sql`WITH p AS (${this.#parents()}) SELECT k.parent, ${columns} FROM (
        SELECT p.parent, ${this.page.key} AS id, ROW_NUMBER() OVER (PARTITION BY p.parent ORDER BY ${this.#order}) AS place
        FROM p JOIN ${page.table.name} t ON ${conditions}
      ) k JOIN ${page.table.name} t ON ${this.page.key} = k.id${joins} WHERE k.place <= ${raw(String(page.limit))} ORDER BY k.parent, k.place`;
  }

  #byLimit(keys: readonly Stored[][]): Sql {
    const { page } = this;
    const { columns, joins } = page.projection(1);
    const { by, end } = this.#list;
    const branches = keys.map((values, index) => {
      const conditions = allOf([...this.#belongsTo(values), ...page.conditions]);
      const place = raw(String(index + 1));
      return sql`SELECT * FROM (SELECT ${place} AS parent, ${this.page.key} AS id FROM ${page.table.name} t${by} WHERE ${conditions} ${end}) ${raw(`p${index}`)}`;
    });
    return sql`SELECT k.parent, ${columns} FROM (${join(branches, " UNION ALL ")}) k
      JOIN ${page.table.name} t ON ${this.page.key} = k.id${joins} ORDER BY k.parent, ${this.#order}`;
  }

  #parents(): Sql {
    return listed(this.page.db, this.keys);
  }
}
