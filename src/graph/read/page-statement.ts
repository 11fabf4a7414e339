import type { Viewer } from "../../access/viewer.js";
import { pageRequest, type PageArgs, type PageRequest } from "../declare/page-args.js";
import { fromCursor } from "./cursor.js";
import { compiledFilter, type CompiledFilter } from "../declare/filter-sql.js";
import { afterSql, orderSql, orderTerms, reversed, type OrderTerm } from "../declare/order.js";
import { ListCounts } from "./list-counts.js";
import { ListIndexes } from "./list-indexes.js";
import { ListParts } from "./list-parts.js";
import type { PagePlan, RowPlan } from "../plan/plan.js";
import { projectionFor, type Projection } from "./projection.js";
import {
  ALWAYS,
  NEVER,
  allOf,
  byIndex,
  byKey,
  inOrderWritten,
  raw,
  signOfSorted,
  sortedDespite,
  sql,
  type Database,
  type Sql,
} from "../../database/statement.js";
import type { SmallTables } from "../declare/small-tables.js";
import { tableIn, type RowClass, type Table, type Where } from "../declare/table.js";

/** A list of rows of a table, and the arguments for a page of it. */
export interface PageSource {
  table: RowClass;
  where: Where;
  order: readonly OrderTerm[];
  args: PageArgs;
  /** Whether the list is of the whole table, and not of parents. */
  isWhole: boolean;
}

/** How a list is read that is a part of a table. */
interface ListReading {
  /** What follows the table and its alias. */
  by: Sql;
  /** ORDER BY and LIMIT. */
  end: Sql;
  /** Whether an index leads to its nth row. */
  isFound: boolean;
}

/** The statements that read a page of a list of the whole table, and what those of parents are made of. */
export class PageStatements {
  readonly table: Table;
  readonly terms: OrderTerm[];
  readonly request: PageRequest;
  readonly indexes: ListIndexes;
  /** Conditions on the rows of the list. */
  readonly matching: readonly Sql[];
  /** The same, for a statement that has them once. */
  readonly matchingOnce: readonly Sql[];
  // Conditions for `after` and `before`.
  readonly #cursors: readonly Sql[];
  readonly #rows: RowPlan;
  readonly #plan: PagePlan;
  readonly #filter: object | null;
  /** Whether all rows of the table are in the list for which the filter holds, now or as of an instant. */
  readonly #isOfAll: boolean;
  // Null where tallies cannot tell which rows are in the list.
  readonly #tallied: CompiledFilter | null;
  #parts: ListParts | null = null;

  /** Throws BAD_USER_INPUT for invalid arguments. */
  constructor(
    readonly db: Database,
    readonly viewer: Viewer,
    { table: type, where, order, args, isWhole }: PageSource,
    plan: PagePlan,
    rows: RowPlan,
    readonly small: SmallTables | null = null,
  ) {
    this.#plan = plan;
    this.#rows = rows;
    this.request = pageRequest(args);
    this.#filter = args.filter ?? null;
    this.table = tableIn(db, type);
    this.terms = orderTerms(type, args.orderBy, order);
    const { after, before, asOf } = this.request;
    const { restricted, valid } = this.table.declaration;
    const isUntold = restricted !== undefined;
    const isPast = asOf !== null;
    this.#isOfAll = !isUntold && !valid && Object.keys(where).length === 0;
    this.indexes = new ListIndexes(this.table, this.terms, this.#filter, isUntold, isPast);
    const beyond = (cursor: string, terms: readonly OrderTerm[]): Sql =>
      afterSql(this.table, "t", terms, fromCursor(cursor, this.table, this.terms));
    const conditions = this.table.conditions("t", where, asOf, viewer, isWhole);
    const filtered = (told: SmallTables | null): CompiledFilter =>
      args.filter
        ? compiledFilter(db, type, "t", args.filter, viewer, told)
        : { condition: ALWAYS, properties: new Set(), told: new Set() };
    const own = filtered(small);
    this.matching = [...conditions, own.condition];
    const once = isWhole || !plan.totalCount ? own : filtered(small?.inFull ?? null);
    this.matchingOnce = [...conditions, once.condition];
    this.#tallied = isUntold || isPast || Object.keys(where).length > 0 ? null : once;
    this.#cursors = [
      ...(after === null ? [] : [beyond(after, this.terms)]),
      ...(before === null ? [] : [beyond(before, reversed(this.terms))]),
    ];
  }

  get entityName(): string {
    return this.table.declaration.entity.name;
  }

  /** Whether no row can be in the list. */
  get isNever(): boolean {
    return allOf(this.matching) === NEVER;
  }

  /** Whether the order is that in which the rows were recorded, and then that of their keys. */
  get isAsRecorded(): boolean {
    const { history, tieBreaker } = this.table.declaration;
    const [first, second, ...more] = this.terms;
    if (!history || !first || !second || more.length > 0) return false;
    const isOfBoth = first.property === history.from && second.property === tieBreaker;
    return isOfBoth && first.direction === second.direction;
  }

  /** Whether an index has no more of the list's order than its first term. */
  get isByTerms(): boolean {
    const [first] = this.reading;
    return first !== undefined && this.indexes.byTerm(first) !== null;
  }

  /** Whether the list has not all rows of now. */
  get isFiltered(): boolean {
    return this.#filter !== null || this.indexes.isPast;
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

  /** Conditions on the rows of the page. */
  get conditions(): readonly Sql[] {
    return [...this.matching, ...this.#cursors];
  }

  /** The terms of ORDER BY for rows that have the values of `common` in common. */
  orderOf(common: readonly string[]): Sql {
    return this.#order(false, common);
  }

  /** ORDER BY and LIMIT. */
  get end(): Sql {
    return this.#end();
  }

  /** How a list of rows that have the values of `common` in common is read. */
  listBy(common: readonly string[]): ListReading {
    const index = this.indexes.ofList(common);
    // Without these values engines do not know how many rows have them, and would rather sort.
    if (index !== null)
      return { by: sql` ${byIndex(this.db, index)}`, end: this.end, isFound: this.request.asOf === null };
    // An index of the whole table in this order would lead through the rows of all others.
    const ofAll = this.indexes.inOrder([]);
    const by = ofAll === null ? sql`` : sql` ${sortedDespite(this.db, [ofAll])}`;
    const isInOrder = !this.indexes.isHeld && this.indexes.inOrder(common) !== null;
    return { by, end: this.#end(ofAll !== null && !isInOrder), isFound: false };
  }

  /** The projection of the rows, in statements that select `leading` other columns first. */
  projection(leading = 0): Projection {
    const { edges, ends } = this.#plan.cursors;
    const extra = edges || ends ? this.terms.flatMap(({ property }) => this.table.columnsOf(property)) : [];
    return projectionFor(this.db, this.viewer, this.table, this.#rows, { extra, leading });
  }

  /**
   * A page of the whole table; sorted, if there are indexes that have its order but must not be used for it. When it is
   * counted, each row begins with the number of rows in the whole list.
   */
  ofTable(despite: readonly string[] = [], isCounted = false): Sql {
    const selection = this.#selection(isCounted);
    const conditions = allOf(this.conditions);
    if (!this.#filter || this.indexes.ofList([]) !== null)
      return sql`SELECT ${selection.columns} FROM ${this.table.name} t${this.afterCursorBy([])}${selection.joins} WHERE ${conditions} ${this.end}`;
    // Filtered rows are often sorted. The subquery sorts only keys, which a covering index may provide.
    const isSorted = despite.length > 0;
    const by = isSorted ? sql` ${sortedDespite(this.db, despite)}` : sql``;
    return this.ofKeys(
      sql`SELECT ${this.key} AS id FROM ${this.table.name} t${by} WHERE ${conditions} ${this.#end(isSorted)}`,
      selection,
    );
  }

  /** The terms of the list's order, in the direction in which the page is read. */
  get reading(): OrderTerm[] {
    return this.request.backward ? reversed(this.terms) : this.terms;
  }

  /** A page of the whole table, which is gone through: all of it, or until the page is full where keys have the list's order. */
  ofWholeTable(isInOrderOfKeys = false): Sql {
    const { name, declaration } = this.table;
    const terms = this.reading.filter(({ property }) => property === declaration.tieBreaker);
    const order = isInOrderOfKeys ? orderSql(this.table, "t", terms) : this.#order();
    return this.ofKeys(sql`SELECT ${this.key} AS id FROM ${name} t ${byKey(this.db)}
      WHERE ${allOf(this.conditions)} ORDER BY ${order} LIMIT ${raw(String(this.limit))}`);
  }

  /** The conditions on the rows of the page that are told by an index. */
  conditionsIn(index: string): Sql[] {
    const visible = this.indexes.isPast ? [] : this.table.conditions("t");
    return [...visible, ...this.parts.about(this.table.propertiesOf(index)), ...this.#cursors];
  }

  /** Whether an index tells all that there is to know of which rows are in the list. */
  isToldBy(index: string): boolean {
    const { visible = {} } = this.table.declaration;
    const properties = this.table.propertiesOf(index);
    const isVisible = Object.keys(visible).every((property) => properties.includes(property));
    return this.#isOfAll && !this.indexes.isPast && isVisible && this.parts.areAllAbout(properties);
  }

  /** The page, or that part of it that is found among the first `rows` rows of such an index. */
  amongFirst(rows: number, index: string): Sql {
    const { name } = this.table;
    const first = sql`SELECT ${this.key} AS id FROM ${name} t ${byIndex(this.db, index)}
      WHERE ${allOf(this.conditionsIn(index))} ORDER BY ${this.#order()} LIMIT ${raw(String(rows))}`;
    return this.ofKeys(sql`SELECT ${inOrderWritten(this.db)} ${this.key} AS id FROM (${first}) w
      JOIN ${name} t ON ${this.key} = w.id WHERE ${allOf(this.matching)} ${this.end}`);
  }

  /** How many values the conditions on the rows of the list have. */
  get values(): number {
    return this.matching.reduce((sum, { values }) => sum + values.length, 0);
  }

  /** Whether a page without rows tells that the list has none. */
  get tellsEmptyList(): boolean {
    return this.#cursors.length === 0 && this.limit > 0;
  }

  /** Names the index that has the list in its order, when all of it has values of `common` in common. */
  afterCursorBy(common: readonly string[]): Sql {
    // After a cursor or within a range, MySQL often uses an index only for what the rows have in common, and reads again all
    // rows before it, or sorts them.
    const isPart = this.#cursors.length > 0 || !this.indexes.isHeld;
    const index = isPart ? this.indexes.ofList(common) : null;
    return index === null ? sql`` : sql` ${byIndex(this.db, index)}`;
  }

  // With `isSorted` no index is used for the order.
  #order(isSorted = false, common: readonly string[] = []): Sql {
    const { tieBreaker } = this.table.declaration;
    const varying = this.reading.filter(
      ({ property }) => property === tieBreaker || !common.includes(property),
    );
    const order = orderSql(this.table, "t", varying);
    return isSorted ? sql`${signOfSorted(this.db)}${order}` : order;
  }

  // The limit is no bound value: MySQL rejects JavaScript numbers there, which are doubles.
  #end(isSorted = false): Sql {
    return sql`ORDER BY ${this.#order(isSorted)} LIMIT ${raw(String(this.limit))}`;
  }

  /** The rows of the page, by a statement that selects their keys. */
  ofKeys(keys: Sql, { columns, joins }: Pick<Projection, "columns" | "joins"> = this.projection()): Sql {
    return sql`SELECT ${columns} FROM (${keys}) k JOIN ${this.table.name} t ON ${this.key} = k.id${joins} ORDER BY ${this.#order()}`;
  }

  #selection(isCounted: boolean): Pick<Projection, "columns" | "joins"> {
    if (!isCounted) return this.projection();
    const { columns, joins } = this.projection(1);
    return { columns: sql`(${this.counts.ofTable()}) AS \`total\`, ${columns}`, joins };
  }

  /** What tells how many rows the whole list has. */
  get counts(): ListCounts {
    const { db, table, matching, parts } = this;
    const isToldBy = (index: string): boolean => this.isToldBy(index);
    return new ListCounts({ db, table, matching, parts, isToldBy, tallied: this.#tallied });
  }

  /** The conditions on the rows of the list, one by one. */
  get parts(): ListParts {
    const { asOf } = this.request;
    const of = { filter: this.#filter, asOf };
    return (this.#parts ??= new ListParts(this.db, this.table, of, this.viewer, this.small));
  }

  get key(): Sql {
    return this.table.column("t", this.table.declaration.tieBreaker);
  }
}
