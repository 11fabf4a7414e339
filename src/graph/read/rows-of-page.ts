import type { Viewer } from "../../access/viewer.js";
import { mostTriesByTerms, rowsByFirstTerms } from "./by-first-terms.js";
import { requireKnownCodes } from "../declare/filter.js";
import { checkedFlatFilter } from "../declare/flat-filter.js";
import { MOST_TOLD, SmallTables } from "../declare/small-tables.js";
import type { PagePlan, RowPlan } from "../plan/plan.js";
import { runPlain, type Database, type Sql, type Stored } from "../../database/statement.js";
import type { RowsOf } from "../declare/field-price.js";
import type { OrderTerm } from "../declare/order.js";
import type { PageArgs } from "../declare/page-args.js";
import { tableOf, type RowClass } from "../declare/table.js";
import { isInOrderOfKeys } from "./as-recorded.js";
import { boundsOf, NOTHING_KNOWN, type ListBounds } from "./list-bounds.js";
import { fewOf, mayLookUp, MORE, nextTries, TRIED, type Try } from "./list-tries.js";
import { PageStatements, type PageSource } from "./page-statement.js";

// Sorting what matches in a smaller table takes no longer than trying to go through it in the order of a list.
const LARGE = 200_000;

// SQLite takes no statement with over 32,766 values, of which a filter may need more than half.
const MOST_VALUES_COUNTED = 1_000;

// A statement may have one list, or one for each of several parents.
const MOST_TOLD_OF_PARENTS = 256;

// A page is looked for among at least so many rows, and at most.
const LEAST_TRIED = 2_000;
const MOST_TRIED = 200_000;

/** Whether a page of a table is looked for in its order first. */
export const isLarge = (table: RowClass, rowsOf: RowsOf): boolean => rowsOf(table) >= LARGE;

/** How many statements may look for a page of a table in its order, before one sorts all that matches. */
export function mostTries(
  table: RowClass,
  standard: readonly OrderTerm[],
  { filter, orderBy, asOf }: Pick<PageArgs, "filter" | "orderBy" | "asOf">,
  rowsOf: RowsOf,
): number {
  if (!isLarge(table, rowsOf)) return 0;
  const { length: terms } = orderBy?.length ? orderBy : standard;
  // Of one term, there is an index that ends with the tie breaker.
  const isByIndex = terms <= 1 && tableOf(table).last === undefined;
  const isFiltered = Boolean(filter ?? asOf);
  if (isByIndex) return isFiltered ? 5 : 0;
  return mostTriesByTerms(terms, isFiltered);
}

/** The statements of a list. Throws BAD_USER_INPUT for invalid arguments, and for codes that nothing has. */
export async function statementsOfList(
  db: Database,
  viewer: Viewer,
  source: PageSource,
  plan: PagePlan,
  rows: RowPlan,
  rowsOf: RowsOf,
): Promise<PageStatements> {
  const { table, args, isWhole } = source;
  const list = args.filter
    ? { ...source, args: { ...args, filter: checkedFlatFilter(db, table, args.filter, viewer) } }
    : source;
  const small = new SmallTables(rowsOf, isWhole ? MOST_TOLD : MOST_TOLD_OF_PARENTS);
  const make = (): PageStatements => new PageStatements(db, viewer, list, plan, rows, small);
  const statements = make();
  if (!args.filter) return statements;
  await requireKnownCodes(db, table, args.filter);
  return small.whenTold(db, make, statements);
}

/** What is read of a page of a whole table. */
export interface ReadPage {
  /** The rows, each after `leading` other values. */
  rows: readonly Stored[][];
  leading: number;
  /** How many rows the whole list has; null when that is not wanted. */
  count: number | null;
}

/**
 * Reads a page of a whole table, of which the rows or the count may be left out. In a small table both come of one statement,
 * since a statement takes a server longer than to count there; else they are read at once.
 */
export async function readPage(
  db: Database,
  type: string,
  page: PageStatements,
  wanted: { rows: boolean; count: boolean },
  rowsOf: RowsOf,
): Promise<ReadPage> {
  const name = `${type} page`;
  const { entity } = page.table.declaration;
  const isOfLarge = isLarge(entity, rowsOf);
  let known: Promise<ListBounds> | null = null;
  const bounds = (): Promise<ListBounds> => (known ??= boundsOf(db, page, levelsOf(page, rowsOf)));
  const counted = async (): Promise<number> => {
    const count = isOfLarge ? await countOfLarge(page, bounds, rowsOf(entity)) : page.counts.ofTable();
    return count === null ? 0 : Number((await runPlain(db, `${type} count`, count))[0]?.[0]);
  };
  if (wanted.rows && wanted.count && !isOfLarge && page.values <= MOST_VALUES_COUNTED) {
    const rows = await runPlain(db, `${name} with count`, page.ofTable(indexesDespite(page), true));
    const [first] = rows;
    const count = first ? Number(first[0]) : page.tellsEmptyList ? 0 : await counted();
    return { rows, leading: 1, count };
  }
  const [rows, count] = await Promise.all([
    wanted.rows ? rowsOfPage(db, name, page, bounds, rowsOf) : [],
    wanted.count ? counted() : null,
  ]);
  return { rows, leading: 0, count };
}

// How many rows are told apart in what is asked of a list before it is read.
function levelsOf(page: PageStatements, rowsOf: RowsOf): number[] {
  const few = fewOf(rowsOf(page.table.declaration.entity));
  return [0, Math.min(triedOf(page), few), few];
}

const triedOf = (page: PageStatements): number => Math.max(LEAST_TRIED, TRIED * page.limit);

/**
 * The statement that counts a list of a large table, which has `all` rows; null where the list is known to have none. Engines
 * look up all rows to which an index leads, however many: unless they are few, to go through the whole table takes less.
 */
export async function countOfLarge(
  page: PageStatements,
  bounds: () => Promise<ListBounds>,
  all: number,
): Promise<Sql | null> {
  const { counts } = page;
  const { told } = counts;
  if (told || !page.isFiltered || counts.isByIndex) return told ?? counts.ofTable();
  const { most, ledBy } = await bounds();
  if (most === 0) return null;
  const isLed = ledBy.size > 0 && !page.parts.hasLookUps;
  return counts.ofTable(isLed && !mayLookUp(most, all));
}

// Engines go through a list in its order rather than to sort what another index has all of, however many rows that takes.
function indexesDespite(page: PageStatements): readonly string[] {
  const indexes = page.indexes.toTry;
  return page.indexes.isCoveredBeside(indexes) ? indexes : [];
}

// An engine cannot know whether it is quicker to go through the list in its order until enough rows match, or to sort all rows
// that match. So a large table is gone through for a while first: when that is in vain, few rows match, which are soon sorted,
// or they are far from the beginning.
async function rowsOfPage(
  db: Database,
  name: string,
  page: PageStatements,
  bounds: () => Promise<ListBounds>,
  rowsOf: RowsOf,
): Promise<Stored[][]> {
  const { entity } = page.table.declaration;
  const run = (statement: Sql): Promise<Stored[][]> => runPlain(db, name, statement);
  if (!isLarge(entity, rowsOf)) return run(page.ofTable(indexesDespite(page)));
  if (page.isNever) return [];
  const all = rowsOf(entity);
  const tried = triedOf(page);
  const [index] = page.indexes.toTry;
  const few = fewOf(all);
  if (index === undefined) {
    if (!page.isByTerms) return run(page.ofTable());
    const known = page.isFiltered ? await bounds() : NOTHING_KNOWN;
    if (known.most === 0) return [];
    const tries = { first: tried, more: MORE * tried, most: MOST_TRIED, enough: known.led };
    return (await rowsByFirstTerms(db, name, page, tries)) ?? run(sorted(page, known.led <= few));
  }
  const find = ({ among, by }: Try): Promise<Stored[][]> =>
    runPlain(db, `${name} among first`, page.amongFirst(among, by));
  const first = { among: tried, by: index };
  const rows = await find(first);
  if (rows.length === page.limit || page.isToldBy(index)) return rows;
  const known = await bounds();
  if (known.most === 0) return [];
  const tries = nextTries(page, known, { ...first, found: rows.length, all });
  if (tries.length > 0 && (await isInOrderOfKeys(db, page, index))) return run(page.ofWholeTable(true));
  for (const next of tries) {
    const found = await find(next);
    if (found.length === page.limit) return found;
  }
  return run(sorted(page, known.led <= few));
}

// The statement that finds all rows of a list, and sorts them.
function sorted(page: PageStatements, areFew: boolean): Sql {
  const indexes = page.indexes.toTry;
  return areFew || page.indexes.isCoveredBeside(indexes) ? page.ofTable(indexes) : page.ofWholeTable();
}
