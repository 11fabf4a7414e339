import type { Resource } from "../package/descriptor.js";
import { TABLES } from "../package/tables.js";

/** A column of a template, and what may be chosen in it. */
export interface TemplateColumn {
  name: string;
  /** The table of the keys that it takes, or the texts that are allowed; null where anything is. */
  choices: { table: string } | { texts: readonly string[] } | null;
  required: boolean;
}

/** The sheet of a template that holds what can be chosen. A workbook that has it is a template. */
export const LISTS = "Lists";

/** The one column of a template of observations in which a period is written, and that of the unit of a figure. */
export const PERIOD_COLUMN = "period";
export const UNIT_COLUMN = "unit";

/** Texts for the unit of a figure, as people write them. */
export const UNITS = {
  orang: "ONE",
  "ribu orang": "THOUSAND",
  "juta orang": "MILLION",
  rupiah: "ONE",
  "ribu rupiah": "THOUSAND",
  "juta rupiah": "MILLION",
  "miliar rupiah": "BILLION",
  persen: "PERCENT",
  pecahan: "ONE",
  satuan: "ONE",
} as const;

// What a form of figures does not ask for: it is the same for all, or written by analysts.
const OBSERVATIONS = [
  "region_code",
  "category_code",
  "indicator",
  "value",
  "value_status",
  "programmes",
  "funding",
  "attributed_to",
  "source_id",
  "note",
];

/** The columns of a table's template. */
export function templateColumns({ name: table, schema }: Resource): TemplateColumn[] {
  const declared = TABLES.get(table)?.columns ?? {};
  const columns = schema.fields
    .filter(({ name }) => declared[name]?.isHistory !== true)
    .filter(({ name }) => table !== "observations" || OBSERVATIONS.includes(name))
    .map(({ name, constraints }): TemplateColumn => {
      const key = schema.foreignKeys.find(({ fields }) => fields[0] === name);
      const referred = key && (key.reference.resource || table);
      const texts = constraints?.enum?.map(String);
      const isList = declared[name]?.kind === "list";
      return {
        name,
        required: constraints?.required ?? false,
        choices: referred !== undefined ? { table: referred } : texts && !isList ? { texts } : null,
      };
    });
  if (table !== "observations") return columns;
  const place = columns.findIndex(({ name }) => name === "value");
  const period: TemplateColumn = { name: PERIOD_COLUMN, required: true, choices: null };
  const unit: TemplateColumn = { name: UNIT_COLUMN, required: false, choices: { texts: Object.keys(UNITS) } };
  return [
    ...columns.slice(0, place),
    period,
    ...columns.slice(place, place + 1),
    unit,
    ...columns.slice(place + 1),
  ];
}
