import type { Grid } from "../../files/read/grid.js";
import type { Mapping } from "../mapping/mapping.js";
import { periodsAmong, proseWords } from "../mapping/stated-periods.js";
import { monthNamed } from "../mapping/month-names.js";
import type { ImportVocabulary } from "./import-vocabulary.js";
import { layoutOf, type Layout } from "./layout.js";
import { proposeMapping, type Proposal } from "./propose-mapping.js";
import type { Answers } from "./question.js";

/** A mapping that was kept for the next file of its kind. */
export interface KeptMapping {
  /** The name of its file. */
  name: string;
  mapping: Mapping;
}

/** What kept mappings are worth for a file. */
export type Recognition =
  | { kind: "unknown" }
  /** Several were made for files of this kind. */
  | { kind: "ambiguous"; names: readonly string[] }
  /** One was; `proposal` is what becomes of it for this file, which may leave questions such as the period. */
  | { kind: "known"; name: string; isAsKept: boolean; proposal: Proposal };

/**
 * Finds the kept mapping that was made for a file with the same columns and titles but for their periods. It is used as it
 * stands where nothing in it depends on periods in columns or on answers for one file; otherwise a mapping is proposed anew
 * with the answers of then.
 */
export function recognise(
  grids: readonly Grid[],
  kept: readonly KeptMapping[],
  vocabulary: ImportVocabulary,
  answers: Answers = {},
): Recognition {
  const layouts = grids
    .filter(({ isHidden }) => !isHidden)
    .flatMap((grid) => layoutOf(grid, vocabulary.matcher) ?? []);
  const found = kept.flatMap((one) => {
    const layout = layouts.find((each) => isOfKind(each, one.mapping));
    return layout ? [{ ...one, layout }] : [];
  });
  const [one, ...others] = found;
  if (!one) return { kind: "unknown" };
  if (others.length > 0) return { kind: "ambiguous", names: found.map(({ name }) => name) };
  const { name, mapping, layout } = one;
  const known = { ...mapping.proposed?.answers, ...answers };
  const proposal = proposeMapping([layout.grid], vocabulary, known);
  // What the first file did not leave open this one may, such as how numbers are written.
  const isAsKept =
    isValidFor(mapping, layout) && Object.keys(answers).length === 0 && proposal.questions.length === 0;
  return { kind: "known", name, isAsKept, proposal: isAsKept ? asKept(mapping, layout) : proposal };
}

function isOfKind({ names, titles }: Layout, { proposed }: Mapping): boolean {
  if (!proposed) return false;
  const columns = names.filter((name) => name !== "");
  return areAlike(columns, proposed.columns) && areAlike(titles, proposed.titles);
}

const areAlike = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((text, place) => masked(text) === masked(others[place] ?? ""));

/** A text in which # stands for periods, so that those of two months are the same. */
function masked(text: string): string {
  const words = proseWords(text.toLowerCase());
  const periods = periodsAmong(words);
  return words
    .flatMap((word, place) => {
      const period = periods.find(({ from, until }) => place >= from && place < until);
      if (!period) return monthNamed(word) === undefined ? [word] : ["#"];
      return period.from === place ? ["#"] : [];
    })
    .join(" ");
}

// Nothing but periods that it takes from the titles may differ.
function isValidFor({ proposed, fields }: Mapping, { names, titles }: Layout): boolean {
  const columns = names.filter((name) => name !== "");
  const fold = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
  const isSame = (some: readonly string[], others: readonly string[] = []): boolean =>
    some.length === others.length && some.every((text, place) => fold(text) === fold(others[place] ?? ""));
  return (
    proposed?.once.length === 0 &&
    isSame(columns, proposed.columns) &&
    (fields.period_start?.title === true || isSame(titles, proposed.titles))
  );
}

// The table may begin in another row, and in another sheet.
function asKept(mapping: Mapping, layout: Layout): Proposal {
  const { headerRow, headerRows, skipRows, grid } = layout;
  const place = { headerRow, headerRows, skipRows };
  const sheet = grid.sheet === null ? {} : { sheet: grid.sheet };
  const delimiter = grid.delimiter === null || grid.delimiter === "\t" ? {} : { delimiter: grid.delimiter };
  return {
    mapping: { ...mapping, sheet: undefined, delimiter: undefined, ...place, ...sheet, ...delimiter },
    questions: [],
    findings: [],
    sheet: grid.sheet,
    layout,
  };
}
