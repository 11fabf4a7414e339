import type { Fault } from "../fault.js";

/**
 * A row of a file by column name; empty cells are empty text. A cell kept for long keeps the block of text alive that
 * it was cut from, some 256 kB.
 */
export interface InputRow {
  /** Line of a text file, or row of a sheet, from 1. */
  line: number;
  cells: Readonly<Record<string, string>>;
  /** Columns in which the file holds a number rather than text: written with a point and without groups. */
  numbers?: ReadonlySet<string> | undefined;
}

/**
 * Told of a row that does not fit the header, as far as it can be read, which is then left out. Without it such a row
 * ends the reading.
 */
export type OnMisfit = (fault: Fault, row: InputRow) => void;

/** One table of an input, to be read row by row as often as needed. */
export interface InputTable {
  /** Its file as faults name it, relative to the package: `observations.csv`. */
  file: string;
  /** The sheet of a workbook; null for other files. */
  sheet: string | null;
  /** The table of the package; null when a single file does not say. */
  name: string | null;
  columns: readonly string[];
  /** Line or row of the header, from 1; of NDJSON the line of the first object. */
  headerLine: number;
  /** What does not stop the reading but should be known: a guessed encoding, merged cells, percent formats. */
  notes: readonly Fault[];
  /** Streams the rows. Throws UnreadableInput when the file turns out unreadable. */
  rows: (onMisfit?: OnMisfit) => AsyncIterable<InputRow>;
  /** Streams the rows in groups as they come out of the file, which is faster than one by one. */
  batches: (onMisfit?: OnMisfit) => AsyncIterable<readonly InputRow[]>;
}

/** A file or package that was opened for reading. */
export interface Input {
  /** The content of `datapackage.json`; null when a single file was opened. */
  descriptor: unknown;
  tables: readonly InputTable[];
  /** SHA-256 over all that was opened; a package has the same in a folder and in an archive. */
  digest: string;
  /** Releases files and temporary folders. */
  close: () => Promise<void>;
}
