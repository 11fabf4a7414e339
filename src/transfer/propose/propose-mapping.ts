import type { Grid } from "../../files/read/grid.js";
import type { Mapping } from "../mapping/mapping.js";
import { readMapping } from "../mapping/read-mapping.js";
import { columnsOf } from "./columns.js";
import type { GridColumn } from "./grid-column.js";
import { buildMapping } from "./build-mapping.js";
import { readFigures, type Shared } from "./figures.js";
import { notesBelow } from "./footnotes.js";
import { refuseSideBySide, refuseTurned } from "./side-by-side.js";
import type { ImportVocabulary } from "./import-vocabulary.js";
import { layoutOf, namesRegion, type Layout } from "./layout.js";
import { isCounted, readNumbers, readUnits } from "./numbers.js";
import { periodColumns, readPeriods } from "./periods.js";
import { Inquiry, type Answers, type Finding, type Question } from "./question.js";
import { readRegions } from "./regions.js";
import { isTotal, readRows } from "./rows.js";
import { saidBy, saidTogether } from "./said.js";
import { isOfOneSex, withoutSexes } from "./sexes.js";
import { readSource } from "./sources.js";
import { askRemarks } from "./remarks.js";

/** A proposed mapping, or the questions that are left before there is one. */
export interface Proposal {
  /** Null while questions are open. */
  mapping: Mapping | null;
  questions: readonly Question[];
  /** What the file says plainly. */
  findings: readonly Finding[];
  sheet: string | null;
  /** Where the table is; null where none was found. */
  layout: Pick<Layout, "headerRow" | "headerRows" | "names" | "titles"> | null;
}

/**
 * Proposes how the table of a file becomes observations. What the file says plainly is found; what it leaves open, or what
 * could make wrong numbers if it were guessed wrongly, is asked. There is no mapping while a question is open.
 */
export function proposeMapping(
  grids: readonly Grid[],
  vocabulary: ImportVocabulary,
  answers: Answers,
): Proposal {
  const inquiry = new Inquiry(answers);
  const layout = chosenLayout(inquiry, grids, vocabulary);
  const mapping = layout && proposalOf(inquiry, layout, grids, vocabulary);
  const { questions, findings } = inquiry;
  return {
    mapping: questions.length > 0 || !mapping ? null : readMapping(JSON.stringify(mapping)),
    questions,
    findings,
    sheet: layout?.grid.sheet ?? null,
    layout,
  };
}

/** The table of a file: that of its only sheet with one, or of the sheet that is chosen. */
function chosenLayout(
  inquiry: Inquiry,
  grids: readonly Grid[],
  { matcher }: ImportVocabulary,
): Layout | null {
  const named = inquiry.answered("sheet");
  const layouts = grids
    .filter(({ isHidden, sheet }) => (named === null ? !isHidden : sheet === named))
    .flatMap((grid) => layoutOf(grid, matcher) ?? []);
  const [only, ...others] = layouts;
  if (!only || others.length === 0) return only ?? null;
  const most = Math.max(...layouts.map(({ data }) => data.length));
  const answer = inquiry.ask({
    id: "sheet",
    text: "Which sheet is meant?",
    why: `${layouts.length} sheets have a table`,
    choices: layouts.map(({ grid, data }) => ({ value: grid.sheet ?? "", label: `${data.length} rows` })),
    suggestion: layouts.find(({ data }) => data.length === most)?.grid.sheet ?? null,
  });
  return layouts.find(({ grid }) => grid.sheet === answer) ?? null;
}

function proposalOf(
  inquiry: Inquiry,
  whole: Layout,
  grids: readonly Grid[],
  vocabulary: ImportVocabulary,
): Mapping | null {
  const { matcher } = vocabulary;
  const { grid, headerRow, headerRows, titles } = whole;
  inquiry.found(
    `a header of ${headerRows} row(s) from row ${headerRow}, and ${whole.data.length} rows with figures`,
    grid.sheet === null ? "the text" : `sheet "${grid.sheet}"`,
  );
  const { sexPlace } = whole;
  const rows = readRows(inquiry, whole, matcher);
  if (inquiry.questions.some(({ id }) => id === "sexes")) return null;
  const layout = {
    ...whole,
    data: whole.data.filter((row) => !isTotal(row, whole, matcher) && !isOfOneSex(row, sexPlace)),
  };
  const columns = columnsOf(layout, vocabulary);
  if (refuseSideBySide(inquiry, columns) || refuseTurned(inquiry, columns, matcher)) return null;
  const values = withoutSexes(inquiry, namedValues(inquiry, columns));
  const said = saidTogether(
    [...titles, ...sheetTitle(grid, grids)].map((title) => saidBy(title, vocabulary)),
  );
  const shared: Shared = {
    said,
    hasIndicators: columns.some(({ role }) => role === "indicator"),
    hasCategories: columns.some(({ role }) => role === "category"),
    hasPeriods: periodColumns(columns).length > 0,
    notes: notesBelow(whole.body, whole.data),
  };
  const figures = readFigures(inquiry, values, shared, vocabulary);
  const region = readRegions(inquiry, columns, rows, said, matcher);
  const periods = readPeriods(inquiry, layout, columns, figures);
  const places = figures.map(({ column }) => column.place);
  const areCounts = figures.every(({ indicator }) =>
    isCounted(vocabulary.indicators.get(indicator ?? "")?.unit),
  );
  const numbers = readNumbers(inquiry, layout, {
    places,
    areCounts: areCounts && said.units.length === 0,
    namesRegion: (text) => namesRegion(matcher, text),
  });
  const units = readUnits(inquiry, figures, shared, layout.data, numbers?.locale ?? "id", vocabulary);
  const remarks = askRemarks(inquiry, columns, layout);
  const source = readSource(inquiry, layout, vocabulary);
  if (figures.length === 0 && inquiry.questions.length === 0) return null;
  if (!region || !periods || !numbers || !source) return null;
  const parts = { layout, columns, rows, shared, figures, region, periods, numbers, units, remarks, source };
  return buildMapping(parts, inquiry, vocabulary);
}

// A sheet that is called as spreadsheets call them says nothing.
const sheetTitle = ({ sheet }: Grid, grids: readonly Grid[]): string[] =>
  sheet === null || grids.length === 1 || /^(?:sheet|lembar) ?\d*$/i.test(sheet) ? [] : [sheet];

function namedValues(inquiry: Inquiry, columns: readonly GridColumn[]): GridColumn[] {
  const values = columns.filter(({ role }) => role === "value");
  for (const { name, letter } of values)
    if (name === "")
      inquiry.found("figures without a name in the header, which are not read", `column ${letter}`);
  return values.filter(({ name }) => name !== "");
}
