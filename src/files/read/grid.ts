import { CsvRecords } from "./csv-records.js";
import { DELIMITERS, isFilled, statedDelimiter } from "./csv-table.js";
import type { Limits } from "./limits.js";
import { SheetRecords } from "./sheet-records.js";
import type { Files, Source } from "./source.js";
import type { RawRecord } from "./table.js";
import { textBlocks, type TextOptions } from "./text-blocks.js";
import { filledRecords } from "./workbook.js";
import { readWorkbookParts } from "./workbook-parts.js";

/** A row as it stands in a file, with its cells by place. */
export type GridRow = Required<Omit<RawRecord, "faults">>;

/** The rows of a text or of one sheet as they stand in the file, before anyone has said where its table is. */
export interface Grid {
  file: string;
  /** Name of the sheet; null for a text. */
  sheet: string | null;
  isHidden: boolean;
  /** Those that are not empty. */
  rows: readonly GridRow[];
  /** Ranges of merged cells, such as `B3:D3`. */
  merged: readonly string[];
  /** The character between the cells of a text; null for a sheet. */
  delimiter: string | null;
  /** Whether the file has more rows than these. */
  isCut: boolean;
}

/** Rows that a grid has at most: what decides how a table is read stands in its first rows. */
const MOST_ROWS = 20_000;
const LINES_LOOKED_AT = 50;

/** Reads the first rows of a delimited text. */
export async function csvGrid(source: Source, options: TextOptions, delimiter?: string): Promise<Grid> {
  const stated = await statedDelimiter(source, options);
  const found = delimiter ?? stated ?? (await usualDelimiter(source, options));
  const reader = new CsvRecords(source.file, found, options.limits);
  const rows: GridRow[] = [];
  for await (const block of textBlocks(source, options)) {
    const records: RawRecord[] = [];
    reader.add(block, records);
    for (const record of records)
      if (isFilled(record) && !(stated !== null && record.line === 1)) rows.push(rowOf(record));
    if (rows.length > MOST_ROWS) break;
  }
  if (rows.length <= MOST_ROWS) reader.end();
  return { file: source.file, sheet: null, isHidden: false, merged: [], delimiter: found, ...cut(rows) };
}

// Titles have no delimiter, or commas of their own: the one that divides most lines in the same way is meant.
async function usualDelimiter(source: Source, options: TextOptions): Promise<string> {
  let lines: string[] = [];
  for await (const { text } of textBlocks(source, options)) {
    lines = text
      .replaceAll(/"[^"]*"/g, "")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .slice(0, LINES_LOOKED_AT);
    break;
  }
  const agreement = (delimiter: string): number => {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const count = line.split(delimiter).length - 1;
      if (count > 0) counts.set(count, (counts.get(count) ?? 0) + 1);
    }
    return Math.max(0, ...counts.values());
  };
  return DELIMITERS.reduce((best, each) => (agreement(each) > agreement(best) ? each : best));
}

/** Reads the first rows of each sheet of a workbook, with the values that formulas had when it was saved. */
export async function workbookGrids(files: Files, limits: Limits): Promise<Grid[]> {
  const { file } = files;
  const workbook = await readWorkbookParts(files, limits);
  const grids: Grid[] = [];
  for (const { name: sheet, source, isHidden } of workbook.sheets) {
    const reader = new SheetRecords(file, sheet, workbook, limits, { formulas: "VALUES" });
    const rows: GridRow[] = [];
    // To the end, where merged cells are listed.
    for await (const records of filledRecords({ ...source, file }, reader, limits))
      if (rows.length <= MOST_ROWS) rows.push(...records.map(rowOf));
    grids.push({ file, sheet, isHidden, merged: reader.merged, delimiter: null, ...cut(rows) });
  }
  return grids;
}

const rowOf = ({ line, cells, numbers = [], percents = [], formulas = [] }: RawRecord): GridRow => ({
  line,
  cells,
  numbers,
  percents,
  formulas,
});

const cut = (rows: readonly GridRow[]): Pick<Grid, "rows" | "isCut"> => ({
  rows: rows.slice(0, MOST_ROWS),
  isCut: rows.length > MOST_ROWS,
});
