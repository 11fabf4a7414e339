import { joinedNames } from "../../files/read/header.js";
import type { Grid, GridRow } from "../../files/read/grid.js";
import { columnLetters } from "../../files/column-letters.js";
import type { RegionMatcher } from "../mapping/match-region.js";
import { filledPlaces, kindOfCell, textAt } from "./cells.js";
import { sexPlaceOf } from "./sexes.js";

/** Where the table of a sheet or text is. */
export interface Layout {
  grid: Grid;
  headerRow: number;
  headerRows: number;
  /** Rows below the header that number its columns. */
  skipRows: number;
  /** Place of the first column. */
  first: number;
  /** Names of its columns, as an import reads them. */
  names: readonly string[];
  /** Texts above the header. */
  titles: readonly string[];
  /** Rows below the header and the numbers of its columns. */
  body: readonly GridRow[];
  /** Those of them that have figures of their own. */
  data: readonly GridRow[];
  /** Place of the column that names regions; -1 where none does. */
  regionPlace: number;
  /** Place of the column that names the sex of each row; -1 where none does. */
  sexPlace: number;
}

/** Finds the table of a grid: below its titles, with its header of one or more rows; null where there is none. */
export function layoutOf(grid: Grid, matcher: RegionMatcher): Layout | null {
  const regionPlace = regionColumn(grid.rows, matcher);
  const isData = (row: GridRow): boolean =>
    regionPlace >= 0
      ? namesRegion(matcher, textAt(row, regionPlace)) && hasFigures(row, regionPlace)
      : hasFigures(row, -1) && !isHeading(row);
  const firstData = grid.rows.findIndex(isData);
  if (firstData < 1) return null;
  const header = headerAbove(grid, firstData, regionPlace);
  if (!header) return null;
  const { top, bottom } = header;
  const rows = grid.rows.slice(top, bottom + 1);
  const names = joinedNames(rows.map(({ cells }) => cells));
  const first = Math.max(
    0,
    names.findIndex((name) => name !== ""),
  );
  const skipRows = grid.rows.slice(bottom + 1, firstData).filter(isNumbering).length;
  const body = grid.rows.slice(bottom + 1 + skipRows);
  const data = body.filter((row) => (regionPlace >= 0 ? hasFigures(row, regionPlace) : isData(row)));
  return {
    grid,
    headerRow: rows[0]?.line ?? 1,
    headerRows: rows.length,
    skipRows,
    first,
    names: names.map((name, place) => (place < first ? "" : name)),
    titles: grid.rows
      .slice(0, top)
      .flatMap(({ cells }) => cells.filter((cell) => cell.trim() !== ""))
      .map((cell) => cell.trim()),
    body,
    data,
    regionPlace,
    sexPlace: sexPlaceOf(data),
  };
}

/** Whether a text is the name of a region. */
export const namesRegion = (matcher: RegionMatcher, text: string): boolean =>
  text.length < 80 && /\p{L}/u.test(text) && matcher.named(text).length > 0;

// The column with most names of regions that stand beside figures.
function regionColumn(rows: readonly GridRow[], matcher: RegionMatcher): number {
  const counts = new Map<number, Set<string>>();
  for (const row of rows)
    for (const place of filledPlaces(row)) {
      const text = textAt(row, place);
      if (!namesRegion(matcher, text) || !hasFigures(row, place)) continue;
      const found = counts.get(place) ?? new Set();
      counts.set(place, found.add(text));
    }
  const sorted = [...counts].sort(([one, few], [other, many]) => many.size - few.size || one - other);
  return sorted[0]?.[0] ?? -1;
}

const hasFigures = (row: GridRow, label: number): boolean =>
  row.cells.some((_, place) => place !== label && ["number", "missing"].includes(kindOfCell(row, place)));

// A row of years, or of numbers of columns, is a part of the header.
function isHeading(row: GridRow): boolean {
  const places = filledPlaces(row);
  const figures = places.filter((place) => kindOfCell(row, place) === "number");
  const isYears = figures.length > 1 && figures.every((place) => /^(?:19|20)\d\d$/.test(textAt(row, place)));
  return isYears || isNumbering(row);
}

// A spreadsheet takes (1) for -1.
function isNumbering(row: GridRow): boolean {
  const texts = filledPlaces(row).map((place) => textAt(row, place));
  return (
    texts.length > 1 &&
    texts.every((text, index) => {
      const number = /^[(-]?(\d{1,2})\)?$/.exec(text)?.[1];
      return number !== undefined && Number(number) === Number(/\d+/.exec(texts[0] ?? "")?.[0]) + index;
    })
  );
}

/** The rows of the header, by their places among all rows. */
function headerAbove(
  grid: Grid,
  firstData: number,
  regionPlace: number,
): { top: number; bottom: number } | null {
  const { rows } = grid;
  let bottom = firstData - 1;
  // Above the first row with figures there may be numbers of columns and headings such as a province.
  while (bottom >= 0 && !isHeader(rows[bottom])) bottom -= 1;
  if (bottom < 0) return null;
  let top = bottom;
  const isNamed = (): boolean =>
    regionPlace < 0 || rows.slice(top, bottom + 1).some((row) => textAt(row, regionPlace) !== "");
  while (top > 0) {
    const above = rows[top - 1];
    if (!above || (rows[top]?.line ?? 0) - above.line > 1) break;
    if (isNamed() && !spansColumns(grid, above)) break;
    top -= 1;
  }
  return bottom - top < MOST_HEADER_ROWS ? { top, bottom } : { top: bottom, bottom };
}

const MOST_HEADER_ROWS = 5;

const isHeader = (row: GridRow | undefined): boolean =>
  row !== undefined && filledPlaces(row).length > 1 && !isNumbering(row);

// A group of columns stands above some of them; a title stands at the left, or above all.
function spansColumns(grid: Grid, row: GridRow): boolean {
  const places = filledPlaces(row);
  const [first = 0] = places;
  if (places.length > 1) return places.every((place) => kindOfCell(row, place) !== "missing");
  return first > 0 && grid.merged.some((range) => range.startsWith(`${columnLetters(first)}${row.line}:`));
}
