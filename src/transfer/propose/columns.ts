import { columnLetters } from "../../files/column-letters.js";
import { monthNamed } from "../mapping/month-names.js";
import { parsePeriod } from "../mapping/parse-period.js";
import { unitNamed } from "../mapping/number-units.js";
import { kindOfCell, textAt } from "./cells.js";
import type { GridColumn, Role } from "./grid-column.js";
import type { ImportVocabulary } from "./import-vocabulary.js";
import { namesRegion, type Layout } from "./layout.js";
import { foldedWords } from "./name-finder.js";

/** The columns of a table that have cells beside figures, with what each of them is. */
export function columnsOf(layout: Layout, vocabulary: ImportVocabulary): GridColumn[] {
  const { data, names, regionPlace } = layout;
  const width = Math.max(names.length, ...data.map(({ cells }) => cells.length));
  const columns: GridColumn[] = [];
  for (let place = 0; place < width; place += 1) {
    const cells = data.filter((row) => kindOfCell(row, place) !== "empty");
    const texts = cells.map((row) => textAt(row, place));
    if (texts.length === 0) continue;
    const name = (names[place] ?? "").replaceAll(/\s+/g, " ").trim();
    const figures = cells.filter((row) => kindOfCell(row, place) !== "text").length;
    const letter = columnLetters(place);
    const role = place === regionPlace ? "region" : roleOf(name, texts, figures / texts.length, vocabulary);
    columns.push({ place, letter, name, role, texts, cells: data.map((row) => textAt(row, place)) });
  }
  return withOneValue(columns);
}

const MOST = 0.9;
const MANY = 0.6;

/** Whether most of some texts pass a test. */
const most = (texts: readonly string[], test: (text: string) => boolean, share = MOST): boolean =>
  texts.filter(test).length >= share * texts.length;

function roleOf(name: string, texts: readonly string[], figures: number, vocabulary: ImportVocabulary): Role {
  const words = foldedWords(name);
  const says = (...some: string[]): boolean => words.some((word) => some.includes(word));
  if (
    words.length <= 2 &&
    says("no", "nomor", "num", "urut") &&
    most(texts, (text) => /^\d+[.)]?$/.test(text))
  )
    return "number";
  if (isCodes(texts) && says("kode", "code", "kd", "bps", "kemendagri", "id", "kodewil")) return "code";
  if (says("tahun", "thn", "year", "periode", "period") && most(texts, isYear)) return "year";
  if (most(texts, (text) => monthNamed(text) !== undefined)) return "month";
  if (says("bulan", "month") && most(texts, (text) => /^(?:0?[1-9]|1[0-2])$/.test(text))) return "month";
  if (most(texts, (text) => /[\p{L}-]/u.test(text) && parsePeriod(text) !== null)) return "period";
  if (figures >= MOST) return isSequence(texts) && words.length === 0 ? "number" : "value";
  if (says("satuan", "unit") && most(texts, (text) => unitNamed(text) !== null, MANY)) return "unit";
  if (most(texts, (text) => vocabulary.indicatorNames.whole(text) !== null, MANY)) return "indicator";
  if (most(texts, (text) => vocabulary.categoryNames.whole(text) !== null, MANY)) return "category";
  if (most(texts, (text) => namesRegion(vocabulary.matcher, text), MANY)) return "region";
  return figures >= MANY ? "value" : "text";
}

const isYear = (text: string): boolean => /^(?:19|20)\d\d(?:[.,]0+)?$/.test(text);
const isCodes = (texts: readonly string[]): boolean =>
  most(texts, (text) => /^\d\d(?:[.\s]?\d\d(?:[.\s]?\d\d(?:[.\s]?\d{4})?)?)?(?:[.,]0+)?$/.test(text));
const isSequence = (texts: readonly string[]): boolean =>
  texts.length > 2 && texts.every((text, index) => Number(text) === index + 1);

// Numbers alone do not say whether they are codes or years: where there are others, those are the figures.
function withOneValue(columns: readonly GridColumn[]): GridColumn[] {
  const values = columns.filter(({ role }) => role === "value");
  const [first] = values;
  const hasRegion = columns.some(({ role }) => role === "region" || role === "code");
  if (values.length > 1 && first?.place === columns[0]?.place && !hasRegion && first && isCodes(first.texts))
    return columns.map((column) => (column === first ? { ...column, role: "code" as const } : column));
  return [...columns];
}
