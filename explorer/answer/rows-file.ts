import type { Cell, Rows } from "./rows.js";

/** Formats that need no library. */
export type TextFormat = "csv" | "ndjson";

/** The rows of a list as a file, as the answer has them: for lists of which the server has no more. */
export function rowsFile({ path, columns, rows }: Rows, format: TextFormat): File {
  const lines =
    format === "csv"
      ? [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))].map((cells) =>
          cells.map(csvCell).join(","),
        )
      : rows.map((row) => JSON.stringify(row));
  // Spreadsheets take a file without the mark for one of an older encoding.
  const mark = format === "csv" ? "\uFEFF" : "";
  const name = `${path.replaceAll(".", "-") || "answer"}.${format}`;
  return new File([mark, lines.join("\r\n"), "\r\n"], name);
}

/** A cell, in quotes where it needs them; what a spreadsheet would run as a formula is text. */
function csvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
