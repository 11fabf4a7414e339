import type { FieldMapping, Mapping } from "../mapping/mapping.js";
import type { NumberUnit } from "../mapping/parse-number.js";
import type { GridColumn } from "./grid-column.js";
import type { Figures, Shared } from "./figures.js";
import type { ImportVocabulary } from "./import-vocabulary.js";
import type { Layout } from "./layout.js";
import type { NumberReading } from "./numbers.js";
import type { PeriodReading } from "./periods.js";
import type { Answers, Inquiry } from "./question.js";
import type { RowReading } from "./rows.js";
import type { SourceReading } from "./sources.js";

interface Parts {
  layout: Layout;
  columns: readonly GridColumn[];
  rows: RowReading;
  shared: Shared;
  figures: readonly Figures[];
  region: FieldMapping;
  periods: PeriodReading;
  numbers: NumberReading;
  /** By the places of columns. */
  units: ReadonlyMap<number, NumberUnit | null>;
  /** Columns that go into the note. */
  remarks: readonly string[];
  source: SourceReading;
}

/** Writes down what was found and answered as a mapping. */
export function buildMapping(parts: Parts, inquiry: Inquiry, vocabulary: ImportVocabulary): Mapping {
  const { layout, rows, numbers, source, figures } = parts;
  const { grid, headerRow, headerRows, skipRows } = layout;
  const carried = mergedColumns(parts);
  const skipWhere = [...rows.skipWhere, ...withoutFigure(parts)];
  const once = Object.keys(inquiry.used).filter((id) => ONCE.has(id));
  return {
    table: "observations",
    locale: numbers.locale,
    ...(grid.sheet === null || inquiry.answered("sheet") === null ? {} : { sheet: grid.sheet }),
    ...(grid.delimiter === null || grid.delimiter === "\t" ? {} : { delimiter: grid.delimiter }),
    headerRow,
    ...(headerRows > 1 ? { headerRows } : {}),
    ...(skipRows > 0 ? { skipRows } : {}),
    ...(skipWhere.length > 0 ? { skipWhere } : {}),
    ...(rows.sections.length > 0 ? { sections: rows.sections } : {}),
    ...(carried.length > 0 ? { carryDown: carried } : {}),
    ...(numbers.formulas ? { formulas: "VALUES" as const } : {}),
    fields: fieldsOf(parts, inquiry, vocabulary),
    ...(figures.length > 1 ? { unpivot: unpivotOf(parts, inquiry) } : {}),
    ...(source.source === null ? {} : { source: source.source }),
    proposed: {
      columns: layout.names.filter((name) => name !== ""),
      titles: [...layout.titles],
      answers: lastingAnswers(inquiry.used, source.id),
      once,
    },
  };
}

// Where there are several figures in a row, only those that are missing are left out. Headings have no figure, but are read.
function withoutFigure({ figures: [only, ...others], rows, numbers }: Parts): RowReading["skipWhere"] {
  if (!only || others.length > 0 || rows.sections.length > 0) return [];
  const { name: column } = only.column;
  return [
    { column, empty: true },
    ...(numbers.empty.length > 0 ? [{ column, equals: [...numbers.empty] }] : []),
  ];
}

/** Questions whose answers hold for one file only. */
const ONCE: ReadonlySet<string> = new Set(["period", "sheet"]);
/** Those about a new source, which is stored by the time the next file comes. */
const OF_SOURCE: ReadonlySet<string> = new Set([
  "publisher",
  "title",
  "source-type",
  "published-on",
  "source-id",
]);

const lastingAnswers = (used: Answers, source: string): Answers => ({
  ...Object.fromEntries(Object.entries(used).filter(([id]) => !ONCE.has(id) && !OF_SOURCE.has(id))),
  source,
});

function fieldsOf(parts: Parts, inquiry: Inquiry, vocabulary: ImportVocabulary): Mapping["fields"] {
  const { figures, region, periods, numbers, units, source, shared } = parts;
  const [only] = figures;
  const isAlone = figures.length === 1 && only !== undefined;
  const unit = only && units.get(only.column.place);
  const constants = isAlone ? constantsOf(only, parts, inquiry) : {};
  const texts = Object.entries(constants).filter(([field]) => field !== "unit");
  const column = (role: GridColumn["role"]): string | undefined =>
    parts.columns.find((each) => each.role === role)?.name;
  const [indicators, categories, unitFrom] = [column("indicator"), column("category"), column("unit")];
  return {
    region_code: region,
    ...(indicators === undefined
      ? {}
      : { indicator: translated(indicators, parts, vocabulary.indicatorNames) }),
    ...(categories === undefined
      ? {}
      : { category_code: translated(categories, parts, vocabulary.categoryNames) }),
    ...Object.fromEntries(texts.map(([field, constant]) => [field, { constant }])),
    ...(periods.fields ?? {}),
    value: {
      ...(isAlone ? { column: only.column.name } : {}),
      ...(isAlone && unit != null ? { unit } : {}),
      ...(unitFrom === undefined || shared.said.units.length > 0 ? {} : { unitFrom }),
      ...(numbers.empty.length > 0 ? { empty: [...numbers.empty] } : {}),
      ...(numbers.footnotes ? { footnotes: true } : {}),
    },
    qualifier: { constant: "EXACT" },
    ...(figures.some(({ said }) => said.statuses.length > 0)
      ? {}
      : { value_status: { constant: statusOf(parts, inquiry) } }),
    attributed_to: { constant: source.attributedTo },
    source_id: { constant: source.id },
    ...noteOf(parts),
  };
}

function noteOf({ remarks, rows }: Parts): Mapping["fields"] {
  const [first, ...others] = [...(rows.note === null ? [] : [rows.note]), ...remarks];
  if (first === undefined) return {};
  return { note: others.length === 0 ? { column: first } : { join: [first, ...others], separator: ", " } };
}

/** What every row of one column says, beside its figure. */
function constantsOf(
  figures: Figures,
  { periods, units, shared, figures: all }: Parts,
  inquiry: Inquiry,
): Record<string, string> {
  const { column, indicator, category, said } = figures;
  const period = periods.columns.get(column.place);
  const unit = units.get(column.place);
  // What the titles name for all is no part of a table whose columns are of one programme each.
  const isByProgramme = all.some((other) => other.said.programmes.length > 0);
  const programmes = isByProgramme ? said.programmes : shared.said.programmes;
  const hasCategory = all.some((other) => other.category !== null);
  return {
    ...(indicator === null ? {} : { indicator }),
    ...(hasCategory ? { category_code: category ?? "" } : {}),
    ...(programmes.length > 0 ? { programmes: programmes.join(";") } : {}),
    ...(period ? { period_start: period.start, period_end: period.end } : {}),
    ...(all.some((other) => other.said.statuses.length > 0)
      ? { value_status: said.statuses[0] ?? inquiry.answered("status")?.toUpperCase() ?? "ACTUAL" }
      : {}),
    ...(unit == null ? {} : { unit }),
  };
}

function unpivotOf(parts: Parts, inquiry: Inquiry): NonNullable<Mapping["unpivot"]> {
  return {
    columns: Object.fromEntries(
      parts.figures.map((figures) => [figures.column.name, constantsOf(figures, parts, inquiry)]),
    ),
    value: "value",
  };
}

const statusOf = ({ shared }: Parts, inquiry: Inquiry): string => {
  const [suggestion] = shared.said.statuses;
  const given = inquiry.answered("status");
  if (given === null && suggestion === undefined) return "ACTUAL";
  const answer = inquiry.ask({
    id: "status",
    text: "Are the figures actual, or a target, plan or allocation?",
    why: "the titles speak of one",
    choices: [
      { value: "ACTUAL", label: "they happened" },
      { value: "TARGET", label: "a goal" },
      { value: "PLANNED", label: "planned" },
      { value: "ALLOCATED", label: "set aside" },
    ],
    suggestion: suggestion ?? null,
  });
  return answer ?? "ACTUAL";
};

function translated(
  name: string,
  { columns }: Parts,
  names: ImportVocabulary["indicatorNames"],
): FieldMapping {
  const texts = new Set(columns.find((column) => column.name === name)?.texts ?? []);
  const values: Record<string, string> = {};
  for (const text of texts) {
    const code = names.whole(text);
    if (code !== null && !Object.keys(values).some((other) => other.toLowerCase() === text.toLowerCase()))
      values[text] = code;
  }
  return { column: name, values };
}

/** Columns whose cells are merged downwards, so that an empty cell means the text above it. */
function mergedColumns({ layout, columns, region }: Parts): string[] {
  const within = region.within && "column" in region.within ? region.within.column : null;
  const from = layout.headerRow + layout.headerRows;
  const ranges = layout.grid.merged.map((range) => /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(range));
  return columns
    .filter(({ role, letter, name, cells }) => {
      // A text has no merged cells. A region that does not lie in the province above it is a fault of the import.
      if (name === within && cells[0] !== "" && cells.includes("")) return true;
      const isDown = ranges.some(
        (range) =>
          range?.[1] === letter && range[3] === letter && range[2] !== range[4] && Number(range[2]) >= from,
      );
      return isDown && role !== "value";
    })
    .map(({ name }) => name);
}
