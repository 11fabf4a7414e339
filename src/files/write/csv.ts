import { stringify } from "csv-stringify/sync";
import type { Cell, FileParts, RowBatches } from "./cells.js";

// Characters with which a formula begins in spreadsheets, including full-width forms.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Puts an apostrophe before text that a spreadsheet would run as a formula; leaves numbers unchanged. */
const defused = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** How to write a CSV file. */
export interface CsvOptions {
  /** Whether to begin with a byte order mark, and to keep spreadsheets from running cells as formulas. */
  forSpreadsheets: boolean;
}

/** Streams a CSV file as RFC 4180 defines it, in UTF-8, header first. */
export async function* csvFile(
  columns: readonly string[],
  batches: RowBatches,
  { forSpreadsheets }: CsvOptions,
): FileParts {
  const text = (cell: Cell): string => {
    const written = cell === null ? "" : String(cell);
    return forSpreadsheets && typeof cell === "string" ? defused(written) : written;
  };
  // Readers skip an empty line, so a lone empty cell is quoted.
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
