import type { GridRow } from "../../files/read/grid.js";
import type { Unit } from "../../modules/observations/indicator.entity.js";
import { parseNumber, type NumberLocale, type NumberUnit } from "../mapping/parse-number.js";
import { groupBy } from "../../collections.js";
import { stripFootnotes } from "../mapping/strip-footnotes.js";
import { isNotReported, kindOfCell, textAt } from "./cells.js";
import type { Layout } from "./layout.js";
import { statedUnit, type Figures, type Shared } from "./figures.js";
import type { ImportVocabulary } from "./import-vocabulary.js";
import { askWords } from "./missing-words.js";
import type { Inquiry } from "./question.js";

/** How the numbers of a table are written. */
export interface NumberReading {
  locale: NumberLocale;
  /** Texts that mean that there is no value. */
  empty: readonly string[];
  footnotes: boolean;
  formulas: boolean;
}

/** A number in a notation; null where the text is none. */
function numberOf(text: string, locale: NumberLocale): number | null {
  const read = parseNumber(text, locale);
  return typeof read === "number" ? read : null;
}

/** Where the figures of a table are. */
interface FigureCells {
  places: readonly number[];
  /** Whether all of them count something. */
  areCounts: boolean;
  namesRegion: (text: string) => boolean;
}

/** Finds out how numbers are written; asks where a text may be two numbers, and whether values of formulas are read. */
export function readNumbers(
  inquiry: Inquiry,
  { data, body, regionPlace }: Layout,
  { places, areCounts, namesRegion }: FigureCells,
): NumberReading | null {
  const cells = data.flatMap((row) => places.map((place) => ({ row, place, kind: kindOfCell(row, place) })));
  const missing = cells.filter(({ kind }) => kind === "missing").map(({ row, place }) => textAt(row, place));
  const texts = cells
    .filter(({ row, place, kind }) => kind !== "empty" && kind !== "missing" && !row.numbers.includes(place))
    .map(({ row, place }) => textAt(row, place));
  const plain = texts.map(stripFootnotes);
  const footnotes = plain.some((text, index) => text !== texts[index] && /^[\d., %-]+$/.test(text));
  const isOfRegion = (row: GridRow): boolean => regionPlace >= 0 && namesRegion(textAt(row, regionPlace));
  const isSign = (text: string): boolean => !isNotReported(text);
  const empty = [...new Set(missing.filter(isSign)), ...askWords(inquiry, body.filter(isOfRegion), places)];
  if (empty.length > 0) inquiry.found(`no value: ${empty.map((text) => `"${text}"`).join(", ")}`, "cells");
  if (footnotes) inquiry.found("marks of footnotes, which are taken off", "cells");
  const locale = readLocale(inquiry, footnotes ? plain : texts, areCounts);
  const formulas = readFormulas(inquiry, data, places);
  return locale === null || formulas === null ? null : { locale, empty, footnotes, formulas };
}

function readLocale(inquiry: Inquiry, texts: readonly string[], areCounts: boolean): NumberLocale | null {
  const numbers = texts.filter((text) => /\d/.test(text));
  const fits = (locale: NumberLocale): number =>
    numbers.filter((text) => numberOf(text, locale) !== null).length;
  const clash = numbers.find((text) => {
    const [id, en] = [numberOf(text, "id"), numberOf(text, "en")];
    return id !== null && en !== null && id !== en;
  });
  const [id, en] = [fits("id"), fits("en")];
  if (id !== en) {
    const locale = id > en ? "id" : "en";
    inquiry.found(`numbers written ${locale === "id" ? "1.234,5" : "1,234.5"}`, "cells");
    return locale;
  }
  if (clash === undefined) return "id";
  // Nobody counts thousandths of persons.
  if (areCounts && /^\d{1,3}(?:\.\d{3})+$/.test(clash) && numbers.every((text) => !text.includes(","))) {
    inquiry.found(`numbers written 1.234,5, since "${clash}" counts something`, "cells");
    return "id";
  }
  return inquiry.ask({
    id: "notation",
    text: `How are numbers written? "${clash}" may be ${numberOf(clash, "id") ?? ""} or ${numberOf(clash, "en") ?? ""}.`,
    why: "no number shows which of the two marks is that of decimals",
    choices: [
      { value: "id", label: `Indonesian, 1.234,5: "${clash}" is ${numberOf(clash, "id") ?? ""}` },
      { value: "en", label: `English, 1,234.5: "${clash}" is ${numberOf(clash, "en") ?? ""}` },
    ],
    suggestion: null,
  }) as NumberLocale | null;
}

function readFormulas(inquiry: Inquiry, data: readonly GridRow[], places: readonly number[]): boolean | null {
  const count = data.reduce(
    (all, { formulas }) => all + formulas.filter((place) => places.includes(place)).length,
    0,
  );
  if (count === 0) return false;
  const answer = inquiry.ask({
    id: "formulas",
    text: `${count} figures are formulas. Read the values that they had when the workbook was saved?`,
    why: "a stored value may be out of date",
    choices: [
      { value: "values", label: "read the stored values" },
      { value: "refuse", label: "refuse them: the file needs values instead" },
    ],
    suggestion: "values",
  });
  return answer === null ? null : answer === "values";
}

const MOST_FRACTION = 2;

/** The units of figures by the places of their columns; null where nothing scales them, and after asking. */
export function readUnits(
  inquiry: Inquiry,
  all: readonly Figures[],
  shared: Shared,
  data: readonly GridRow[],
  locale: NumberLocale,
  vocabulary: ImportVocabulary,
): Map<number, NumberUnit | null> {
  const units = new Map<number, NumberUnit | null>();
  const open = all.filter(({ column, indicator, said }) => {
    const isRate = vocabulary.indicators.get(indicator ?? "")?.unit === "FRACTION";
    const stated = statedUnit({ said }, shared.said, isRate);
    if (stated !== null)
      inquiry.found(
        `figures in ${WORDS[stated]}`,
        said.units.includes(stated) ? `column "${column.name}"` : "the titles",
      );
    units.set(column.place, stated);
    return stated === null;
  });
  // Figures of one indicator are in one unit.
  for (const group of groupBy(open, ({ indicator }) => indicator).values()) {
    const unit = unitOfAll(inquiry, group, data, locale, vocabulary);
    for (const { column } of group) units.set(column.place, unit);
  }
  return units;
}

function unitOfAll(
  inquiry: Inquiry,
  group: readonly Figures[],
  data: readonly GridRow[],
  locale: NumberLocale,
  { indicators }: ImportVocabulary,
): NumberUnit | null {
  const indicator = group[0]?.indicator ?? null;
  const unit = indicators.get(indicator ?? "")?.unit;
  if (unit === undefined) return null;
  const isRate = unit === "FRACTION";
  const bare = group.flatMap(({ column: { place } }) =>
    data.flatMap((row) => {
      const text = textAt(row, place);
      const saysUnit = row.percents.includes(place) || /[\p{L}%]/u.test(text);
      if (saysUnit || kindOfCell(row, place) !== "number") return [];
      const read = row.numbers.includes(place) ? Number(text) : numberOf(text, locale);
      return read === null ? [] : [read];
    }),
  );
  if (bare.length === 0) return null;
  const id = `unit-${(indicator ?? "").toLowerCase()}`;
  if (inquiry.answered(id) === null) {
    if (isRate && bare.some((number) => number > MOST_FRACTION)) {
      inquiry.found(
        "figures in percent, since some are above 2",
        group.map(({ column }) => `"${column.name}"`).join(", "),
      );
      return "PERCENT";
    }
    if (!isRate && !(isCounted(unit) && bare.some((number) => !Number.isInteger(number)))) return null;
  }
  return askUnit(
    inquiry,
    id,
    group.map(({ column }) => column.name),
    isRate,
    bare,
  );
}

const WORDS: Readonly<Record<NumberUnit, string>> = {
  ONE: "ones",
  THOUSAND: "thousands",
  MILLION: "millions",
  BILLION: "billions",
  PERCENT: "percent",
};

/** Units of what comes in whole numbers. */
const COUNTED: ReadonlySet<string> = new Set<Unit>([
  "PERSONS",
  "EMPLOYERS",
  "CASES",
  "HOUSEHOLDS",
  "PROJECTS",
  "KITCHENS",
  "REGIONS",
  "AWARDS",
  "AGENTS",
]);

/** Whether an indicator counts what comes in whole numbers. */
export const isCounted = (unit: Unit | undefined): boolean => COUNTED.has(unit ?? "");

function askUnit(
  inquiry: Inquiry,
  id: string,
  names: readonly string[],
  isRate: boolean,
  numbers: readonly number[],
): NumberUnit | null {
  const example = numbers.find((number) => !Number.isInteger(number)) ?? numbers[0] ?? 0;
  const times = (factor: number): string => String(Number((example * factor).toPrecision(12)));
  const choices: { value: NumberUnit; label: string }[] = isRate
    ? [
        { value: "PERCENT", label: `percent: ${example} is ${example} %` },
        { value: "ONE", label: `fractions: ${example} is ${times(100)} %` },
      ]
    : [
        { value: "ONE", label: `as they stand: ${example}` },
        { value: "THOUSAND", label: `thousands (ribu): ${times(1e3)}` },
        { value: "MILLION", label: `millions (juta): ${times(1e6)}` },
        { value: "BILLION", label: `billions (miliar): ${times(1e9)}` },
      ];
  const [first = "", ...others] = names;
  return inquiry.ask({
    id,
    text: `In which unit are the figures in "${first}"${others.length > 0 ? ` and ${others.length} other columns` : ""}, such as ${example}?`,
    why: isRate
      ? "nothing says whether they are percents or fractions"
      : "what is counted comes in whole numbers",
    choices,
    suggestion: null,
  }) as NumberUnit | null;
}
