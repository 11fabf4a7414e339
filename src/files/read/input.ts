import type { Fault } from "../fault.js";

/**
 * The cells of a row by column name; an empty cell is empty text. A cell is a slice of a block of text of some 256 kB,
 * which stays in memory as long as the cell does.
 */
export interface InputRow {
  /** Line of a text file, or row of a sheet, from 1. */
  line: number;
  cells: Readonly<Record<string, string>>;
  /** Columns whose cells the file stores as numbers; their text has a decimal point and no grouping. */
  numbers?: ReadonlySet<string> | undefined;
  /** Those of them that it shows as percent: their text is the fraction. */
  percents?: ReadonlySet<string> | undefined;
  /** Cells that cannot be read, such as formulas, by column; their text is empty. */
  faulty?: ReadonlyMap<string, Fault> | undefined;
  /** Why the row does not fit the header. */
  misfit?: Fault | undefined;
}

/**
 * Called with each row that does not fit the header, as far as it can be read; the row is then left out. Without this
 * callback, such a row throws UnreadableInput.
 */
export type OnMisfit = (fault: Fault, row: InputRow) => void;

/** One table of an input, whose rows can be read any number of times. */
export interface InputTable {
  /** Name of its file in faults, relative to the package: `observations.csv`. */
  file: string;
  /** Name of the sheet of a workbook; null for other files. */
  sheet: string | null;
  /** Name of the table in its package; null for a single file. */
  name: string | null;
  columns: readonly string[];
  /** Line or row of the header, from 1; of NDJSON the line of the first object. */
  headerLine: number;
  /** Texts above the header. */
  titles: readonly string[];
  /** Index of the first column in the rows of the file: a table need not start in the first column of a sheet. */
  firstColumn: number;
  /** Warnings: a guessed encoding, merged cells, percent formats. */
  notes: readonly Fault[];
  /** Streams the rows. Throws UnreadableInput when the file cannot be read to its end. */
  rows: (onMisfit?: OnMisfit) => AsyncIterable<InputRow>;
  /** Streams the rows in batches, which is faster than one by one. */
  batches: (onMisfit?: OnMisfit) => AsyncIterable<readonly InputRow[]>;
  /** Streams all rows in their order, also those that have faulty cells or do not fit the header. */
  everyRow: () => AsyncIterable<readonly InputRow[]>;
}

/** A file or package that was opened for reading. */
export interface Input {
  /** The content of `datapackage.json`; null when a single file was opened. */
  descriptor: unknown;
  tables: readonly InputTable[];
  /** SHA-256 of the content; the same for a package in a folder and in an archive. */
  digest: string;
  /** Releases files and temporary folders. */
  close: () => Promise<void>;
}
