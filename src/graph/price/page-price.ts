import { DEFAULT_PAGE, MAX_PAGE, type PageArgs } from "../declare/page-args.js";
import { MAX_BRANCHES, MAX_RANK } from "../read/page-statement.js";
import { orderOf } from "../declare/order.js";
import type { StoredRelation } from "../declare/relation-type.js";
import type { RowClass } from "../declare/table.js";
import type { RowsOf } from "../declare/field-price.js";
import { FREE, type FilterCost } from "../declare/filter-cost.js";

/** Work for a row that is looked at to filter, sort or count it. */
const SCAN = 0.01;
/** Work for a row that an index alone counts. */
const COUNT = 0.004;
/** Work for a parent's part of a statement, and for each place in its list that is looked up by itself. */
const ARM = 1;
const RANK = 0.1;

/** A page that is asked for, of a whole table or of each of some parents. */
export interface PricedPage {
  node: RowClass;
  /** Null for a page of the whole table. */
  relation: StoredRelation | null;
  args: PageArgs;
  parents: number;
  /** Whether no parent is there twice. */
  distinct: boolean;
  hasRows: boolean;
  /** Whether it tells that the list goes on, which one row more does. */
  hasNext: boolean;
  isCounted: boolean;
}

/** What pages ask of the server. */
export interface PagesPrice {
  /** Rows that all pages show together. */
  shown: number;
  /** Rows that are read for them. */
  read: number;
  statements: number;
  work: number;
}

/** The price of a page of a connection for all of its parents. */
export function pagesPrice(
  page: PricedPage,
  rowsOf: RowsOf,
  filterCost: (filter: object) => FilterCost,
): PagesPrice {
  const { node, relation, args, parents, distinct, hasRows, hasNext, isCounted } = page;
  const all = rowsOf(node);
  // What the row beyond the page leads to is read with all others.
  const size = Math.min(pageSize(args) + (hasNext ? 1 : 0), all);
  // Parents that are there twice are read once, and shown twice.
  const keys = relation ? Math.min(parents, rowsOf(relation.owner)) : 1;
  const shown = distinct ? Math.min(parents * size, all) : parents * size;
  const { work, share } = args.filter ? filterCost(args.filter) : FREE;
  const pool = relation ? Math.min(all, keys * Math.max(1, all / rowsOf(relation.owner))) : all;
  const looked = pool * share * (SCAN + work);
  let [statements, read, spent] = [0, 0, 0];
  if (hasRows) {
    const isRanked = keys > 1 && size <= MAX_RANK;
    statements += isRanked ? 1 : Math.ceil(keys / MAX_BRANCHES);
    read = Math.min(keys * size, all);
    if (needsScan(page)) spent += looked * (isRanked ? size : 1);
    if (keys > 1) spent += keys * (isRanked ? RANK * size : ARM);
  }
  if (isCounted) {
    statements += 1;
    spent += args.filter || args.asOf ? looked : pool * COUNT;
  }
  return { shown, read, statements, work: spent };
}

// A size out of bounds is refused when the page is to be read.
function pageSize({ first, last }: PageArgs): number {
  const size = first ?? last ?? DEFAULT_PAGE;
  return size < 0 || size > MAX_PAGE ? 0 : size;
}

// Indexes hold the order by one property of whole tables, and of each parent's rows that which is standard.
function needsScan({ node, relation, args: { filter, orderBy, asOf } }: PricedPage): boolean {
  if (filter || asOf) return true;
  const [first, ...more] = orderBy ?? [];
  if (!first || more.length > 0) return more.length > 0;
  return relation !== null && orderOf(node).fields[first.field]?.property !== relation.order[0]?.property;
}
