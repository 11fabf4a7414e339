import { ALWAYS, allOf, byKey, join, sql, type Database, type Sql } from "../../database/statement.js";
import type { CompiledFilter } from "../declare/filter-sql.js";
import type { Table } from "../declare/table.js";
import type { ListParts } from "./list-parts.js";

/** A list of rows of a table, of which it is asked how many there are. */
export interface CountedList {
  db: Database;
  table: Table;
  /** Conditions on the rows of the list. */
  matching: readonly Sql[];
  /** The same of the filter alone, one by one. */
  parts: ListParts;
  /** Whether an index tells all that there is to know of which rows are in the list. */
  isToldBy: (index: string) => boolean;
  /** The condition of the filter once, with the properties that it reads; null where tallies cannot tell which rows are in the list. */
  tallied: CompiledFilter | null;
}

/** A table `t` that tells how many rows of a list are alike. */
interface ListTally {
  name: Sql;
  sum: Sql;
  condition: Sql;
}

/** The statements that tell how many rows a list has. */
export class ListCounts {
  constructor(readonly list: CountedList) {}

  /** The number of rows, as tallies tell it; null where they do not. */
  get told(): Sql | null {
    const tally = this.tallyOf([]);
    return tally && sql`SELECT ${tally.sum} AS \`count\` FROM ${tally.name} t WHERE ${tally.condition}`;
  }

  /** The number of rows; the whole table is gone through where no index is to be used. */
  ofTable(isWithoutIndex = false): Sql {
    const { db, table, matching } = this.list;
    const by = isWithoutIndex ? sql` ${byKey(db)}` : sql``;
    return sql`SELECT COUNT(*) AS \`count\` FROM ${table.name} t${by} WHERE ${allOf(matching)}`;
  }

  /** Whether an index leads to rows of the list, and tells all that there is to know of which these are. */
  get isByIndex(): boolean {
    const { table, parts, isToldBy } = this.list;
    return parts.bounded.flatMap((property) => table.indexesFrom(property)).some(isToldBy);
  }

  /**
   * Numbers of rows that the list does not exceed: as tallies tell of its filter or a part of it, or null; then, for each
   * property that it bounds, by which `ListParts.countOf` knows it. Null where there is nothing to ask.
   */
  atMost(levels: readonly number[]): Sql | null {
    const { parts } = this.list;
    const counts = parts.bounded.flatMap((property) => parts.countBy(property, levels));
    const tallied = this.#mostTallied();
    return tallied || counts.length > 0
      ? sql`SELECT ${join([tallied ? sql`(${tallied})` : sql`NULL`, ...counts])}`
      : null;
  }

  /** What tells how many rows of the list are alike in these properties; null without one. */
  tallyOf(properties: readonly string[]): ListTally | null {
    const { table, tallied } = this.list;
    if (!tallied) return null;
    const tally = table.tallyOf([...properties, ...tallied.properties]);
    return tally && { ...tally, condition: tallied.condition };
  }

  #mostTallied(): Sql | null {
    const { table, parts, tallied } = this.list;
    const [first, all] = [table.tallyOf([]), this.tallyOf([])];
    if (!tallied || !first) return null;
    const condition = all?.condition ?? allOf(parts.about(first.properties, true));
    const tally = all ?? first;
    return condition === ALWAYS ? null : sql`SELECT ${tally.sum} FROM ${tally.name} t WHERE ${condition}`;
  }
}
