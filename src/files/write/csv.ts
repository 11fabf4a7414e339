import { stringify } from "csv-stringify/sync";
import type { Cell, FileParts, RowBatches } from "./cells.js";

// What spreadsheets take for the start of a formula, in the full-width forms too.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** The text with an apostrophe before it when a spreadsheet would run it as a formula; numbers stay. */
const defused = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** How a CSV file is written. */
export interface CsvOptions {
  /** For people who open it in a spreadsheet: a byte order mark before it, and no cell that is run as a formula. */
  forSpreadsheets: boolean;
}

/** Streams a CSV file after RFC 4180 in UTF-8, header first. */
export async function* csvFile(
  columns: readonly string[],
  batches: RowBatches,
  { forSpreadsheets }: CsvOptions,
): FileParts {
  const text = (cell: Cell): string => {
    const written = cell === null ? "" : String(cell);
    return forSpreadsheets && typeof cell === "string" ? defused(written) : written;
  };
  // A line without any character would be no row.
  const options = { record_delimiter: "\r\n", quoted_empty: columns.length === 1 };
  const bytes = (rows: readonly (readonly Cell[])[]): Uint8Array =>
    Buffer.from(
      stringify(
        rows.map((row) => row.map(text)),
        options,
      ),
    );
  if (forSpreadsheets) yield Buffer.from("\uFEFF");
  yield bytes([columns]);
  for await (const rows of batches) yield bytes(rows);
}
