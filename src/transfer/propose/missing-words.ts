import type { GridRow } from "../../files/read/grid.js";
import { isNotReported, kindOfCell, textAt } from "./cells.js";
import { foldedWords } from "./name-finder.js";
import type { Inquiry } from "./question.js";

const MOST_WORDS = 8;

const wordsIn = (row: GridRow, places: readonly number[]): string[] =>
  places
    .map((place) => ({ text: textAt(row, place), kind: kindOfCell(row, place) }))
    .filter(({ text, kind }) => (kind === "text" && !/\d/.test(text)) || isNotReported(text))
    .map(({ text }) => text);

/** Asks which words in place of figures mean that there is none; what is said of one holds for that word only. */
export function askWords(inquiry: Inquiry, rows: readonly GridRow[], places: readonly number[]): string[] {
  const words = [...new Set(rows.flatMap((row) => wordsIn(row, places)))];
  if (words.length > MOST_WORDS) return [];
  return words.filter(
    (word) =>
      inquiry.ask({
        id: `empty-${foldedWords(word).join("-")}`,
        text: `Does "${word.slice(0, 60)}" in place of a figure mean that there is none?`,
        why: "it is no number",
        choices: [
          { value: "yes", label: "yes: nothing is stored for it" },
          { value: "no", label: "no: the import names these cells, to be corrected in the file" },
        ],
        suggestion: isNotReported(word) ? "yes" : null,
      }) === "yes",
  );
}
