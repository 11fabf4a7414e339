import type { FieldMapping } from "../mapping/mapping.js";
import { parsePeriod, type StatedPeriod } from "../mapping/parse-period.js";
import { statedPeriods } from "../mapping/stated-periods.js";
import type { GridColumn } from "./grid-column.js";
import type { Figures } from "./figures.js";
import type { Layout } from "./layout.js";
import type { Inquiry } from "./question.js";

/** Where the period of figures comes from: fields of each row, or the periods of columns. */
export interface PeriodReading {
  fields: { period_start: FieldMapping; period_end: FieldMapping } | null;
  /** By the places of columns; empty where fields have it. */
  columns: ReadonlyMap<number, StatedPeriod>;
}

/** Columns that say when each row is about. */
export function periodColumns(columns: readonly GridColumn[]): GridColumn[] {
  const of = (role: GridColumn["role"]): GridColumn[] => columns.filter((column) => column.role === role);
  const [period] = of("period");
  if (period) return [period];
  const [year] = of("year");
  return year ? [...of("month").slice(0, 1), year] : [];
}

/** Finds out what period figures are about; asks where the file does not say it. */
export function readPeriods(
  inquiry: Inquiry,
  layout: Layout,
  columns: readonly GridColumn[],
  figures: readonly Figures[],
): PeriodReading | null {
  const stating = periodColumns(columns);
  if (stating.length > 0) return ofColumns(inquiry, stating);
  const titles = statedPeriods(layout.titles);
  const [year] = titles;
  const isYear = titles.length === 1 && year?.start.length === 4 && year.start === year.end;
  const own = new Map(
    figures.flatMap(({ column, period }) => {
      const found = period ?? (isYear ? parsePeriod(`${monthWords(column.name)} ${year.start}`) : null);
      return found ? [[column.place, found] as const] : [];
    }),
  );
  if (own.size > 0 && own.size === figures.length) {
    const names = figures.map(({ column }) => `"${column.name}"`);
    inquiry.found(
      `periods ${[...own.values()].map(shown).slice(0, 4).join(", ")}`,
      `columns ${names.slice(0, 4).join(", ")}`,
    );
    return { fields: null, columns: own };
  }
  if (own.size === 0 && titles.length === 1 && year && inquiry.answered("period") === null) {
    inquiry.found(`the period ${shown(year)}`, "the texts above the header");
    return { fields: { period_start: { title: true }, period_end: { title: true } }, columns: own };
  }
  return askPeriod(inquiry, titles, layout, figures, own);
}

const shown = ({ start, end }: StatedPeriod): string => (start === end ? start : `${start} to ${end}`);

// Of a column called "Peserta Februari", whose year a title states.
const monthWords = (name: string): string => {
  const words = name.split(" ");
  return words.find((word) => parsePeriod(`${word} 2000`)?.start.startsWith("2000-") === true) ?? name;
};

function ofColumns(inquiry: Inquiry, stating: readonly GridColumn[]): PeriodReading {
  const names = stating.map(({ name }) => name);
  inquiry.found("the period of each row", `column ${names.map((name) => `"${name}"`).join(" and ")}`);
  const [column = ""] = names;
  const isNumeric = stating.length > 1 && stating[0]?.texts.every((text) => /^\d+$/.test(text));
  const field: FieldMapping =
    names.length > 1
      ? { join: names, date: isNumeric ? "MM YYYY" : "PERIOD" }
      : stating[0]?.role === "period"
        ? { column, date: "PERIOD" }
        : { column };
  return { fields: { period_start: field, period_end: field }, columns: new Map() };
}

function askPeriod(
  inquiry: Inquiry,
  titles: readonly StatedPeriod[],
  { grid }: Layout,
  figures: readonly Figures[],
  own: ReadonlyMap<number, StatedPeriod>,
): PeriodReading | null {
  const beside = statedPeriods([grid.sheet ?? "", grid.file.replace(/\.\w+$/, "").replaceAll(/[_]+/g, " ")]);
  const [guess, ...more] = titles.length > 0 ? titles : beside;
  const question = {
    id: "period",
    text: "Which period are the figures about? For example 2025, Juni 2025, TW II 2025 or 30 Juni 2025.",
    choices: [],
    suggestion: guess && more.length === 0 ? shown(guess).replace(" to ", "-") : null,
  };
  const why =
    titles.length > 1
      ? `the titles state several: ${titles.map(shown).join(", ")}`
      : own.size > 0
        ? `${figures.length - own.size} of ${figures.length} columns do not state one`
        : "neither the titles nor the columns state one";
  const answer = inquiry.ask({ ...question, why, isOpen: true });
  if (answer === null) return null;
  const period = parsePeriod(answer);
  if (!period) return inquiry.refuse(question, `"${answer}" is not a period`);
  // What a column states of its own figures is not answered for all.
  if (own.size > 0)
    return {
      fields: null,
      columns: new Map(figures.map(({ column: { place } }) => [place, own.get(place) ?? period])),
    };
  return {
    fields: { period_start: { constant: period.start }, period_end: { constant: period.end } },
    columns: new Map(),
  };
}
