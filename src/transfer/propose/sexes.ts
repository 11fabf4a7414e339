import type { GridRow } from "../../files/read/grid.js";
import type { GridColumn } from "./grid-column.js";
import { textAt } from "./cells.js";
import { foldedWords } from "./name-finder.js";
import type { Inquiry } from "./question.js";
import type { SkipCondition } from "../mapping/skip-condition.js";

const MEN = new Set(["l", "lk", "laki", "pria", "male", "men"]);
const WOMEN = new Set(["p", "pr", "perempuan", "wanita", "female", "women"]);
const BOTH = new Set(["jumlah", "jml", "total", "semua"]);

/** Whose figures a text names: of one sex, of both, or neither. */
function sexIn(text: string): "MEN" | "WOMEN" | "BOTH" | null {
  const words = foldedWords(text);
  const [men, women] = [MEN, WOMEN].map((names) => words.some((word) => names.has(word)));
  return men && women ? "BOTH" : men ? "MEN" : women ? "WOMEN" : null;
}

/** Words without those that name both sexes, which say nothing: `L+P`. */
export const withoutBothSexes = (words: readonly string[]): string[] =>
  sexIn(words.join(" ")) === "BOTH" ? words.filter((word) => !MEN.has(word) && !WOMEN.has(word)) : [...words];

/** Whether a text is nothing but the name of a sex. */
const isSex = (text: string): boolean => {
  const words = foldedWords(text);
  return words.length > 0 && words.every((word) => MEN.has(word) || WOMEN.has(word));
};

/** Whether headings are those of sexes. */
export const areSexes = (texts: readonly string[]): boolean =>
  texts.some((text) => isSex(text) && text.trim().length > 1);

/**
 * Columns without those of men or women alone. The data have no sex, so that either would be stored as the figure of all, and
 * the two as rivals.
 */
export function withoutSexes(inquiry: Inquiry, columns: readonly GridColumn[]): GridColumn[] {
  const of = (sex: string): GridColumn[] => columns.filter(({ name }) => sexIn(name) === sex);
  const [men, women] = [of("MEN"), of("WOMEN")];
  // A letter alone may mean anything.
  if (men.length === 0 || women.length === 0) return [...columns];
  const single = new Set([...men, ...women]);
  const rest = columns.filter((column) => !single.has(column));
  if (rest.length === 0) refuseSexes(inquiry, "The columns are");
  else
    inquiry.found(
      "figures of men or of women alone, which are left out, since the data have no sex",
      `columns ${[...single].map(({ name }) => `"${name}"`).join(", ")}`,
    );
  return rest;
}

const MOST = 0.9;

/** The place of a column that names the sex of each row; -1 where none does. */
export function sexPlaceOf(data: readonly GridRow[]): number {
  const width = Math.max(0, ...data.map(({ cells }) => cells.length));
  for (let place = 0; place < width; place += 1) {
    const texts = data.map((row) => textAt(row, place)).filter((text) => text !== "");
    const isKnown = (text: string): boolean => isSex(text) || BOTH.has(foldedWords(text).join(" "));
    const sexes = new Set(texts.filter(isSex).map(sexIn));
    if (sexes.has("MEN") && sexes.has("WOMEN") && texts.filter(isKnown).length >= MOST * texts.length)
      return place;
  }
  return -1;
}

/** Whether a row is of one sex alone. */
export const isOfOneSex = (row: GridRow, sexPlace: number): boolean =>
  sexPlace >= 0 && ["MEN", "WOMEN"].includes(sexIn(textAt(row, sexPlace)) ?? "");

/** Leaves out rows of one sex; asks for those of both where there are none. */
export function skipSexes(
  inquiry: Inquiry,
  data: readonly GridRow[],
  { sexPlace, column }: { sexPlace: number; column: string },
): SkipCondition[] {
  const single = data.filter((row) => isOfOneSex(row, sexPlace));
  if (single.length === 0) return [];
  if (single.length === data.length) {
    refuseSexes(inquiry, "The rows are");
    return [];
  }
  inquiry.found(
    "rows of men or of women alone, which are left out, since the data have no sex",
    `column "${column}"`,
  );
  return [{ column, equals: [...new Set(single.map((row) => textAt(row, sexPlace)))] }];
}

/** Refuses figures of men and of women that have no total. */
export const refuseSexes = (inquiry: Inquiry, what: string): null =>
  inquiry.refuse(
    {
      id: "sexes",
      text: `${what} of men and of women, with no total of both.`,
      choices: [],
      suggestion: null,
    },
    "the data have no sex, and either would be stored as the figure of all: add the total (L+P) to the file",
  );
