import { columnLetters, columnNumber } from "../column-letters.js";
import type { StyleSheet } from "./marked-styles.js";

/** A cell that a reader of a workbook is to look at. */
export interface Mark {
  /** From 1. */
  row: number;
  /** From 0. */
  column: number;
  text: string;
  /** Whether it must be corrected, or is only unlikely. */
  isFault: boolean;
}

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
// What must follow the shapes of comments in the XML of a sheet.
const AFTER_SHAPES =
  /<(?:\w+:)?(?:legacyDrawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b/;

/** The XML of a sheet in which marked cells have another colour; `shapes` is the relation of their comments' shapes, if new. */
export function markCells(
  xml: string,
  marks: readonly Mark[],
  styles: StyleSheet,
  shapes: string | null,
): string {
  const byRow = new Map<number, Map<number, Mark>>();
  for (const mark of marks) {
    const row = byRow.get(mark.row) ?? new Map<number, Mark>();
    const other = row.get(mark.column);
    row.set(mark.column, other?.isFault ? other : mark);
    byRow.set(mark.row, row);
  }
  const prefix = /<(\w+:)?worksheet\b/.exec(xml)?.[1] ?? "";
  let last = 0;
  const rows = new RegExp(`<${prefix}row\\b([^>]*?)(?:/>|>([\\s\\S]*?)</${prefix}row>)`, "g");
  const marked = xml.replaceAll(rows, (whole, attributes: string, body: string | undefined) => {
    last = Number(/\br="(\d+)"/.exec(attributes)?.[1] ?? last + 1);
    const row = byRow.get(last);
    return row
      ? `<${prefix}row${attributes}>${markedRow(body ?? "", last, row, styles, prefix)}</${prefix}row>`
      : whole;
  });
  return shapes === null ? marked : withShapes(marked, shapes, prefix);
}

function markedRow(
  body: string,
  row: number,
  marks: ReadonlyMap<number, Mark>,
  styles: StyleSheet,
  prefix: string,
): string {
  const cells = new Map<number, string>();
  let next = 0;
  const pattern = new RegExp(`<${prefix}c\\b([^>]*?)(?:/>|>([\\s\\S]*?)</${prefix}c>)`, "g");
  for (const [whole, attributes = ""] of body.matchAll(pattern)) {
    const letters = /\br="([A-Z]+)\d+"/.exec(attributes)?.[1];
    const column = letters === undefined ? next : columnNumber(letters);
    next = column + 1;
    const mark = marks.get(column);
    cells.set(column, mark ? restyled(whole, attributes, styles, mark, prefix) : whole);
  }
  // A cell that nobody has filled has no format either.
  for (const [column, { isFault }] of marks)
    if (!cells.has(column))
      cells.set(column, `<${prefix}c r="${columnLetters(column)}${row}" s="${styles.marked(0, isFault)}"/>`);
  return [...cells]
    .sort(([one], [other]) => one - other)
    .map(([, cell]) => cell)
    .join("");
}

function restyled(
  whole: string,
  attributes: string,
  styles: StyleSheet,
  { isFault }: Mark,
  prefix: string,
): string {
  const style = styles.marked(Number(/\bs="(\d+)"/.exec(attributes)?.[1] ?? 0), isFault);
  const others = attributes.replace(/\s*\bs="\d+"/, "");
  return whole.replace(`<${prefix}c${attributes}`, `<${prefix}c s="${style}"${others}`);
}

function withShapes(xml: string, relation: string, prefix: string): string {
  const element = `<${prefix}legacyDrawing xmlns:r="${RELATIONS}" r:id="${relation}"/>`;
  const data = xml.lastIndexOf("sheetData");
  const after = AFTER_SHAPES.exec(xml.slice(data));
  const place = after ? data + after.index : xml.lastIndexOf(`</${prefix}worksheet>`);
  return xml.slice(0, place) + element + xml.slice(place);
}
