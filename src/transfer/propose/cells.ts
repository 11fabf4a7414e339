import type { GridRow } from "../../files/read/grid.js";

/** Texts that stand where there is no figure. */
const MISSING = /^(?:[-–—.…x*]{1,4}|n\/?a|na|nihil|null|tad|tidak ada data|no data)$/i;
const NUMBER =
  /^[+-−]? ?(?:(?:rp|idr)\.? ?)?[+-−]?\d[\d., ]*(?:,-)? ?(?:%|persen|ribu|rb|juta|jt|mili?ar|milyar|triliun)?$/i;

/** Words that say that a figure has not come. */
const NOT_REPORTED =
  /^(?:(?:data\s+)?(?:belum|blm|tidak|tdk|tanpa)\s+(?:(?:ada|me)\s*)?(?:lapor(?:an)?|melapor|melaporkan|ada|tersedia|masuk|terdata|diisi|data|dilaporkan|menyampaikan)(?:\s+(?:data|laporan))?|menyusul|kosong|not (?:available|reported)|no report)$/i;

/** Whether a text is one of words that say that a figure has not come. */
export const isNotReported = (text: string): boolean =>
  NOT_REPORTED.test(text.trim().replace(/^\((.*)\)$/, "$1"));

/** What a cell holds. */
export type CellKind = "empty" | "number" | "missing" | "text";

/** What the cell at a place of a row holds. */
export function kindOfCell({ cells, numbers }: GridRow, place: number): CellKind {
  const text = (cells[place] ?? "").trim();
  if (text === "") return "empty";
  if (numbers.includes(place) || NUMBER.test(text.replaceAll("\u00a0", " "))) return "number";
  return MISSING.test(text) || isNotReported(text) ? "missing" : "text";
}

/** The text of a cell on one line. */
export const textAt = ({ cells }: GridRow, place: number): string =>
  (cells[place] ?? "").replaceAll(/[\s\u00a0]+/g, " ").trim();

/** The places of a row whose cells are filled. */
export const filledPlaces = (row: GridRow): number[] =>
  row.cells.flatMap((cell, place) => (cell.trim() === "" ? [] : [place]));
