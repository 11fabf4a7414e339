import { DEFAULT_PAGE, MAX_PAGE, type PageArgs } from "../declare/page-args.js";
import { MAX_BRANCHES, MAX_RANK } from "../read/parent-pages.js";
import { isLarge, mostTries } from "../read/rows-of-page.js";
import { orderOf, type OrderTerm } from "../declare/order.js";
import type { StoredRelation } from "../declare/relation-type.js";
import type { RowClass } from "../declare/table.js";
import type { RowsOf } from "../declare/field-price.js";
import { FREE } from "../declare/filter-cost.js";
import type { PricedFilter } from "./filter-price.js";

/** Work to read a row for filtering, sorting or counting, in tenths of a millisecond. */
const SCAN = 0.01;
/** Work to count a row by an index alone. */
const COUNT = 0.004;
/** Work for the union branch of one parent. */
const BRANCH = 1;
/** Work to look up one row of a parent's list by its position. */
const RANK = 0.1;

/** A selected page of a whole table, or of each of several parents. */
export interface PricedPage {
  node: RowClass;
  /** The order of the whole table when its caller names none. */
  order: readonly OrderTerm[];
  /** Null for a page of the whole table. */
  relation: StoredRelation | null;
  args: PageArgs;
  parents: number;
  /** Whether the parents are distinct. */
  distinct: boolean;
  hasRows: boolean;
  /** Whether `hasNextPage` must be determined, for which one more row is read. */
  hasNext: boolean;
  isCounted: boolean;
}

/** The resources that pages need. */
export interface PagesPrice {
  /** Total rows of all pages. */
  shown: number;
  /** Rows that are read for the pages. */
  read: number;
  statements: number;
  work: number;
}

/** The price of the pages of a connection for all of its parents. */
export function pagesPrice(
  page: PricedPage,
  rowsOf: RowsOf,
  filterCost: (filter: object) => PricedFilter,
): PagesPrice {
  const { node, order, relation, args, parents, distinct, hasRows, hasNext, isCounted } = page;
  const all = rowsOf(node);
  // The relations of the additional row are read as well, so it counts as a row of the page.
  const size = Math.min(pageSize(args) + (hasNext ? 1 : 0), all);
  // The page of a repeated parent is read once, but shown repeatedly.
  const keys = relation ? Math.min(parents, rowsOf(relation.owner)) : 1;
  const shown = distinct ? Math.min(parents * size, all) : parents * size;
  const { work, share, tables } = args.filter ? filterCost(args.filter) : { ...FREE, tables: 0 };
  const pool = relation ? Math.min(all, keys * Math.max(1, all / rowsOf(relation.owner))) : all;
  const scan = pool * share * (SCAN + work);
  let [statements, read, spent] = [tables, 0, 0];
  if (hasRows) {
    const isScanned = needsScan(page);
    const isRanked = keys > 1 && size <= MAX_RANK && !isScanned;
    statements += isRanked ? 1 : Math.ceil(keys / MAX_BRANCHES);
    if (!relation) statements += mostTries(node, order, args, rowsOf);
    read = Math.min(keys * size, all);
    if (isScanned) spent += scan;
    if (keys > 1) spent += keys * (isRanked ? RANK * size : BRANCH);
  }
  if (isCounted) {
    statements += 1;
    // What is known of how many rows a list has is asked once for its rows and its count.
    if (!relation && !hasRows && (args.filter ?? args.asOf) && isLarge(node, rowsOf)) statements += 1;
    // One count for each parent.
    read += keys;
    spent += args.filter || args.asOf ? scan : pool * COUNT;
  }
  // Before and after it is read it is looked for the last load.
  if (args.asOf) statements += 2;
  return { shown, read, statements, work: spent };
}

// A size out of bounds costs nothing: the reader rejects it.
function pageSize({ first, last }: PageArgs): number {
  const size = first ?? last ?? DEFAULT_PAGE;
  return size < 0 || size > MAX_PAGE ? 0 : size;
}

// Indexes provide the order of a whole table by any one property, and of a parent's rows by the default property.
function needsScan({ node, relation, args: { filter, orderBy, asOf } }: PricedPage): boolean {
  if (filter || asOf) return true;
  const [first, ...more] = orderBy ?? [];
  if (!first || more.length > 0) return more.length > 0;
  return relation !== null && orderOf(node).fields[first.field]?.property !== relation.order[0]?.property;
}
