import type { ListBounds } from "./list-bounds.js";
import type { PageStatements } from "./page-statement.js";

// A page is looked for among so many rows for each of its own; then, at first, among so many times as many, or among as many as
// it should take by what was found.
export const TRIED = 40;
export const MORE = 10;
const MARGIN = 2;

// Going through a whole table takes as long as to look up this part of its rows by an index, or to sort more entries of one.
const LOOKED_UP = 1 / 10;
const SORTED = 5;
// So many rows are looked up and sorted without looking for a page first.
const FEW = 1 / 25;

/** How many rows of a table are few. */
export const fewOf = (all: number): number => Math.ceil(all * FEW);

/** Whether it takes less to look up so many rows of a table by an index than to go through all. */
export const mayLookUp = (rows: number, all: number): boolean => rows <= all * LOOKED_UP;

/** Where a page is looked for: among the first rows of an index that it can tell to be of the list. */
export interface Try {
  among: number;
  by: string;
}

/** The first try: among how many rows, and how many of the page were found; the table has `all` rows. */
interface Tried extends Try {
  found: number;
  all: number;
}

/**
 * Where to look for a page next, when it was not found at first: farther in the list's order, if this does not take longer than to
 * sort what matches; and among the rows to which another index leads, whose entries are sorted. None when what matches may as
 * well be sorted.
 */
export function nextTries(page: PageStatements, { most, led, ledBy }: ListBounds, tried: Tried): Try[] {
  const { indexes, limit } = page;
  const { among, by, found, all } = tried;
  const expected = Math.ceil((MARGIN * among * limit) / found);
  const farther = Math.min(Math.ceil(all * LOOKED_UP), Math.max(MORE * among, found === 0 ? 0 : expected));
  if (most < limit || led <= farther) return [];
  const onwards = { among: farther, by };
  if (expected <= farther) return [onwards];
  if (indexes.isCoveredBeside(indexes.toTry)) return led <= SORTED * farther ? [] : [onwards];
  const [beside] = [...ledBy]
    .filter(([, rows]) => rows <= SORTED * (led <= fewOf(all) ? farther : LOOKED_UP * all))
    .toSorted(([, one], [, other]) => one - other)
    .flatMap(([property, rows]) => {
      const index = indexes.beside(property);
      return index === null ? [] : { among, by: index, rows };
    });
  const isVain = found > 0 || (beside !== undefined && beside.rows <= SORTED * farther);
  return [...(isVain ? [] : [onwards]), ...(beside ? [beside] : [])];
}
