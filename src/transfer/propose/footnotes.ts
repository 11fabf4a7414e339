import type { GridRow } from "../../files/read/grid.js";
import { filledPlaces, textAt } from "./cells.js";

const MARK = /^([*†‡]{1,4}|\d{1,2}(?=\))|[a-z](?=\)))\)?\s*[:.]?\s*(?=\p{L})/iu;
const AT_END = /(?:([*†‡]{1,4})\)?|\s?(\d{1,2}|[a-z])\))$/iu;

/** What the notes below a table say, by their marks: `**) target`. */
export function notesBelow(body: readonly GridRow[], data: readonly GridRow[]): ReadonlyMap<string, string> {
  const isData = new Set(data);
  const notes = new Map<string, string>();
  for (const row of body) {
    const [place = 0, ...others] = filledPlaces(row);
    const text = textAt(row, place);
    const mark = others.length === 0 && !isData.has(row) ? MARK.exec(text) : null;
    if (mark?.[1] !== undefined) notes.set(mark[1].toLowerCase(), text.slice(mark[0].length));
  }
  return notes;
}

/** The note that the mark at the end of a name refers to; empty where there is none. */
export function noteOf(name: string, notes: ReadonlyMap<string, string>): string {
  const match = AT_END.exec(name.trim());
  return notes.get((match?.[1] ?? match?.[2] ?? "").toLowerCase()) ?? "";
}
