import { monthNamed } from "../mapping/month-names.js";
import type { NumberUnit } from "../mapping/parse-number.js";
import { parsePeriod, type StatedPeriod } from "../mapping/parse-period.js";
import type { GridColumn } from "./grid-column.js";
import type { ImportVocabulary } from "./import-vocabulary.js";
import { noteOf } from "./footnotes.js";
import { foldedWords } from "./name-finder.js";
import { withoutTotals } from "./total-columns.js";
import type { Choice, Inquiry } from "./question.js";
import { namesIn, saidBy, saidTogether, type Said } from "./said.js";

/** What the figures of one column are about, as far as its name, the titles and answers say. */
export interface Figures {
  column: GridColumn;
  said: Said;
  /** Null where a column of the file names it. */
  indicator: string | null;
  category: string | null;
  period: StatedPeriod | null;
}

/** What is said of all figures of a table at once. */
export interface Shared {
  said: Said;
  /** Whether columns of the file name the indicator, the category or the period of each row. */
  hasIndicators: boolean;
  hasCategories: boolean;
  hasPeriods: boolean;
  /** Notes below the table, by the marks that refer to them. */
  notes: ReadonlyMap<string, string>;
}

/** Finds out what the figures of each column are; columns that are left out are not among them. */
export function readFigures(
  inquiry: Inquiry,
  all: readonly GridColumn[],
  shared: Shared,
  vocabulary: ImportVocabulary,
): Figures[] {
  const columns = withoutTotals(inquiry, all);
  const words = commonWords(columns, vocabulary);
  const own = columns.map(({ name }) => withNote(ownSaid(name, words, vocabulary), name, shared, vocabulary));
  const around = saidTogether([shared.said, saidBy(words.join(" "), vocabulary)]);
  const context: Context = {
    inquiry,
    vocabulary,
    shared: { ...shared, said: around },
    isAlone: own.every(({ indicators }) => indicators.length === 0),
    areAlike: own.every(({ indicators, others }) => indicators.length + others.length === 0),
    isOnly: columns.length === 1,
  };
  return columns.flatMap((column, place) => figuresOf(column, own[place] ?? around, context) ?? []);
}

interface Context {
  inquiry: Inquiry;
  vocabulary: ImportVocabulary;
  shared: Shared;
  /** Whether no column names an indicator of its own. */
  isAlone: boolean;
  /** Whether no column says anything that the others do not, but for categories and periods. */
  areAlike: boolean;
  isOnly: boolean;
}

// Words that stand above all columns are no part of what tells them apart, unless they are part of a name that does, as
// "Pekerja" is of "Pekerja terlindungi" beside "Potensi pekerja", and "Semester I" of "Semester I 2024".
function commonWords(columns: readonly GridColumn[], vocabulary: ImportVocabulary): string[] {
  const [first, ...others] = columns.map(({ name }) => name.split(" "));
  if (!first || others.length === 0) return [];
  let common = first.filter(
    (word) => word !== "" && !isOfPeriod(word) && others.every((words) => words.includes(word)),
  );
  const names = columns.flatMap(({ name }) => namesIn(name, vocabulary));
  for (let count = -1; count !== common.length;) {
    count = common.length;
    const folded = new Set(common.flatMap(foldedWords));
    const telling = new Set(names.filter((name) => !name.every((word) => folded.has(word))).flat());
    common = common.filter((word) => !foldedWords(word).some((part) => telling.has(part)));
  }
  return common;
}

const isOfPeriod = (word: string): boolean => /\d/.test(word) || monthNamed(word) !== undefined;

// The period, the unit and the status of a column are what its whole name says, whatever others say, too.
function ownSaid(name: string, common: readonly string[], vocabulary: ImportVocabulary): Said {
  const own = name
    .split(" ")
    .filter((word) => !common.includes(word))
    .join(" ");
  const { periods, units, statuses, programmes } = saidBy(name, vocabulary);
  const said = saidBy(own, vocabulary);
  // "Triwulan I" is a period as soon as the titles state the year.
  const others = parsePeriod(`${name} 2000`) === null ? said.others : [];
  return { ...said, others, periods, units, statuses, programmes };
}

// "2025**" is a target where the note says so.
function withNote(said: Said, name: string, { notes }: Shared, vocabulary: ImportVocabulary): Said {
  const { statuses } = saidBy(noteOf(name, notes), vocabulary);
  return { ...said, statuses: [...new Set([...said.statuses, ...statuses])] };
}

function figuresOf(column: GridColumn, said: Said, context: Context): Figures | null {
  const { inquiry, shared, isOnly } = context;
  const answer = inquiry.answered(`column-${column.letter}`)?.toLowerCase() ?? null;
  if (answer === "skip") return null;
  const chosen = answer === "keep" ? null : answer;
  const period = said.periods.length === 1 ? (said.periods[0] ?? null) : null;
  if (shared.hasIndicators)
    return { column, said, period, indicator: null, category: categoryOf(said, shared) };
  const about = isOnly ? saidTogether([said, shared.said]) : said;
  const plain = plainlyOf(said, context);
  if (plain !== null && chosen === null) {
    inquiry.found(meaningOf(plain, context), `column "${column.name}"`);
    return { column, said, period, ...plain };
  }
  const asked = isOnly || context.areAlike ? askForAll(about, context) : askFor(column, said, context);
  return { column, said, period, ...(asked ?? UNKNOWN) };
}

const meaningOf = ({ indicator, category }: Meaning, { vocabulary }: Context): string => {
  const { indicators, categories } = vocabulary;
  const of = category === null ? "" : `, of ${category} (${categories.get(category) ?? ""})`;
  return `${indicator ?? ""} (${indicators.get(indicator ?? "")?.name ?? ""})${of}`;
};

type Meaning = Pick<Figures, "indicator" | "category">;
const UNKNOWN: Meaning = { indicator: null, category: null };

const categoryOf = (said: Said, shared: Shared): string | null => {
  if (shared.hasCategories) return null;
  const [own] = said.categories;
  return own ?? (shared.said.categories.length === 1 ? (shared.said.categories[0] ?? null) : null);
};

/** What a column says without leaving anything open; null where it does. */
function plainlyOf(said: Said, { inquiry, vocabulary, shared, isAlone }: Context): Meaning | null {
  const from = said.indicators.length > 0 ? said : isAlone ? shared.said : null;
  const [code, ...more] = from?.indicators ?? [];
  if (!from || code === undefined || more.length > 0) return null;
  const isClear = (texts: readonly string[]): boolean =>
    texts.every((word) => vocabulary.indicatorNames.isWordOf(code, word));
  const categories = said.categories.length > 0 ? said.categories : shared.said.categories;
  if (!isClear(said.others) || (from !== said && !isClear(shared.said.others))) return null;
  if (categories.length > 1 || isPercentOfCount(said, code, vocabulary)) return null;
  if (inquiry.answered("indicator") !== null && said.indicators.length === 0) return null;
  return { indicator: code, category: categoryOf(said, shared) };
}

const isPercentOfCount = (said: Said, code: string, { indicators }: ImportVocabulary): boolean =>
  said.units.includes("PERCENT") && indicators.get(code)?.unit !== "FRACTION";

/** One question for all columns that name no indicator of their own. */
function askForAll(about: Said, { inquiry, vocabulary, shared }: Context): Meaning | null {
  const [suggestion] = [...about.indicators, ...shared.said.indicators];
  const words = [...about.others, ...shared.said.others];
  const indicator = inquiry.answered("indicator");
  const known = indicator === null ? null : codeOf(indicator, vocabulary);
  if (known !== null) return { indicator: known, category: askCategory(about, inquiry, vocabulary, shared) };
  if (!inquiry.questions.some(({ id }) => id === "indicator"))
    inquiry.ask({
      id: "indicator",
      text: "Which indicator are the figures?",
      why: reasonOf(words, [...new Set([...about.indicators, ...shared.said.indicators])]),
      choices: indicatorChoices([...words, ...nameWords(about, vocabulary)], vocabulary),
      suggestion: suggestion ?? null,
    });
  return null;
}

function askCategory(
  about: Said,
  inquiry: Inquiry,
  { categories }: ImportVocabulary,
  shared: Shared,
): string | null {
  const given = inquiry.answered("category");
  if (given !== null && given.toLowerCase() !== "none")
    return [...categories.keys()].find((code) => code.toLowerCase() === given.toLowerCase()) ?? null;
  return given === null ? categoryOf(about, shared) : null;
}

function askFor(column: GridColumn, said: Said, { inquiry, vocabulary, shared }: Context): Meaning | null {
  const [indicator = shared.said.indicators[0]] = said.indicators;
  const [category] = said.categories;
  const meant = indicator === undefined ? null : [indicator, ...(category ? [category] : [])].join("/");
  const answer = inquiry.ask({
    id: `column-${column.letter}`,
    text: `What are the figures in "${column.name}" (column ${column.letter})?`,
    why: reasonOf(said.others, said.indicators),
    choices: [
      { value: "skip", label: "leave the column out" },
      ...indicatorChoices([...said.others, ...nameWords(said, vocabulary)], vocabulary),
    ],
    suggestion: said.indicators.length > 0 ? meant : null,
    isOpen: true,
  });
  if (answer === null || answer === "skip") return null;
  const [code = "", of = ""] = answer.split("/");
  const known = codeOf(code, vocabulary);
  const isCategory = of === "" || vocabulary.categories.has(of.toUpperCase());
  if (known !== null && isCategory)
    return { indicator: known, category: of === "" ? categoryOf(said, shared) : of.toUpperCase() };
  inquiry.refuse(
    {
      id: `column-${column.letter}`,
      text: `What are the figures in "${column.name}"?`,
      choices: [],
      suggestion: meant,
    },
    `"${answer}" is no indicator: write its code, or INDICATOR/CATEGORY, or skip`,
  );
  return null;
}

const codeOf = (answer: string, { indicators }: ImportVocabulary): string | null =>
  [...indicators.keys()].find((code) => code.toLowerCase() === answer.toLowerCase()) ?? null;

const nameWords = ({ indicators }: Said, vocabulary: ImportVocabulary): string[] =>
  indicators.flatMap((code) => foldedWords(vocabulary.indicators.get(code)?.name ?? ""));

function reasonOf(others: readonly string[], indicators: readonly string[]): string | null {
  if (indicators.length > 1) return `it may be ${indicators.slice(0, 5).join(" or ")}`;
  if (others.length === 0) return indicators.length === 0 ? "nothing in the file names it" : null;
  const words = others.slice(0, 8).map((word) => `"${word}"`);
  return `${indicators.length === 0 ? "no indicator has the name" : "this may change its meaning"}: ${words.join(", ")}`;
}

function indicatorChoices(
  words: readonly string[],
  { indicators, indicatorNames }: ImportVocabulary,
): Choice[] {
  const near = indicatorNames.nearest(words);
  const codes = [...near, ...[...indicators.keys()].filter((code) => !near.includes(code))];
  return codes.map((code) => ({ value: code, label: indicators.get(code)?.name ?? "" }));
}

/** The unit that the name of a column or the titles state for its figures, where it can be meant for them. */
export function statedUnit(figures: Pick<Figures, "said">, shared: Said, isRate: boolean): NumberUnit | null {
  const fitting = (units: readonly NumberUnit[]): NumberUnit[] =>
    units.filter((unit) => (unit === "PERCENT") === isRate);
  const [own, ...more] = fitting(figures.said.units);
  if (own !== undefined && more.length === 0) return own;
  const [above, ...others] = fitting(shared.units);
  return own === undefined && above !== undefined && others.length === 0 ? above : null;
}
