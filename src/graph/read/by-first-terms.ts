import { type OrderTerm, OrderDirection } from "../declare/order.js";
import {
  ALWAYS,
  allOf,
  byIndex,
  raw,
  runPlain,
  sql,
  type Database,
  type Sql,
  type Stored,
} from "../../database/statement.js";
import type { PageStatements } from "./page-statement.js";

/** How many rows of an index are gone through: at first, then if these did not fill the page, and at most. */
export interface Tries {
  first: number;
  more: number;
  most: number;
  /** How many rows may rather be sorted than to go through more. */
  enough: number;
}

/**
 * The rows of a page in an order of several terms of which an index has only the first. They are among the rows that are no
 * later in that term than some row of this index, and these are sorted. Where very many rows are equal in the first term, the
 * next one tells. Null when so few rows are told that all that match may as well be sorted.
 */
export async function rowsByFirstTerms(
  db: Database,
  name: string,
  page: PageStatements,
  { first, more, most, enough }: Tries,
): Promise<Stored[][] | null> {
  if (enough <= first) return null;
  const equal: Sql[] = [];
  for (const term of page.reading.slice(0, -1)) {
    const index = page.indexes.byTerm(term);
    if (index === null) return null;
    const rows = new RowsByTerm(db, page, { term, index, equal });
    const [head, last] = await Promise.all([rows.valueAt(0), rows.valueAt(first - 1)]);
    if (head === undefined || last === undefined) return null;
    const isHead = async (place: number): Promise<boolean> => (await rows.valueAt(place)) === head;
    if (last === head && (await isHead(more - 1)) && (await isHead(most - 1))) {
      equal.push(rows.has(head));
      continue;
    }
    const find = (until: Stored): Promise<Stored[][]> =>
      runPlain(db, `${name} among first`, rows.upTo(until));
    const found = await find(last);
    if (found.length === page.limit) return found;
    if (enough <= more) return null;
    const farther = await rows.valueAt(more - 1);
    const all = farther === undefined || farther === last ? found : await find(farther);
    return all.length === page.limit ? all : null;
  }
  return null;
}

/** How many statements `rowsByFirstTerms` may run for an order of so many terms before the tie breaker. */
export const mostTriesByTerms = (terms: number, isFiltered: boolean): number =>
  // Where rows are equal in a term, the first value, the last, and two farther ones; then these, one more, and a page twice.
  (isFiltered ? 1 : 0) + 4 * (terms - 1) + 7;

/** The rows of a list by one term of its order, which an index has. */
class RowsByTerm {
  readonly #column: Sql;
  readonly #isAscending: boolean;

  constructor(
    readonly db: Database,
    readonly page: PageStatements,
    /** `equal` says which values these rows have in earlier terms. */
    readonly by: { term: OrderTerm; index: string; equal: readonly Sql[] },
  ) {
    this.#column = page.table.column("t", by.term.property);
    this.#isAscending = by.term.direction === OrderDirection.ASC;
  }

  /** The value of the row in this place, from 0, of those that the index can tell to be of the list; undefined when there is none. */
  async valueAt(place: number): Promise<Stored | undefined> {
    const { page, by } = this;
    const conditions = allOf([...page.conditionsIn(by.index), ...by.equal]);
    const [row] = await runPlain(
      this.db,
      `${page.entityName} value at`,
      sql`SELECT ${this.#column} FROM ${page.table.name} t ${byIndex(this.db, by.index)} WHERE ${conditions}
        ORDER BY ${this.#column} ${raw(by.term.direction)} LIMIT 1 OFFSET ${raw(String(place))}`,
    );
    return row?.[0];
  }

  has(value: Stored): Sql {
    return value === null ? sql`${this.#column} IS NULL` : sql`${this.#column} = ${value}`;
  }

  /** The page, or that part of it that is no later than this value. */
  upTo(value: Stored): Sql {
    const { page, by } = this;
    const conditions = [...page.conditions, ...by.equal, this.#isUpTo(value)];
    return page.ofKeys(
      sql`SELECT ${page.key} AS id FROM ${page.table.name} t ${byIndex(this.db, by.index)} WHERE ${allOf(conditions)} ${page.end}`,
    );
  }

  // Nulls come first in ascending order.
  #isUpTo(value: Stored): Sql {
    if (value === null) return this.#isAscending ? this.has(null) : ALWAYS;
    if (!this.#isAscending) return sql`${this.#column} >= ${value}`;
    const isNullable = this.page.table.isNullable(this.by.term.property);
    const isNoLater = sql`${this.#column} <= ${value}`;
    return isNullable ? sql`(${isNoLater} OR ${this.has(null)})` : isNoLater;
  }
}
