/** A row of a file by column name; empty cells are empty text. */
export interface InputRow {
  /** Line of a text file, or row of a sheet, from 1. */
  line: number;
  cells: Readonly<Record<string, string>>;
}

/** One table of an input, to be read row by row as often as needed. */
export interface InputTable {
  /** Its file as faults name it, relative to the package: `observations.csv`. */
  file: string;
  /** The sheet of a workbook; null for other files. */
  sheet: string | null;
  /** The table of the package; null when a single file does not say. */
  name: string | null;
  columns: readonly string[];
  /** Streams the rows. Throws UnreadableInput when the file turns out unreadable. */
  rows: () => AsyncIterable<InputRow>;
}

/** A file or package that was opened for reading. */
export interface Input {
  /** The content of `datapackage.json`; null when a single file was opened. */
  descriptor: unknown;
  tables: readonly InputTable[];
  /** SHA-256 over all that was opened. */
  digest: string;
  /** Releases files and temporary folders. */
  close: () => Promise<void>;
}
