import { z } from "zod";
import { CODE_SYSTEMS } from "./match-region.js";
import { dateFormatFault } from "./parse-date.js";
import { NUMBER_UNITS, type NumberUnit } from "./parse-number.js";
import { Section } from "./sections.js";
import { SkipCondition } from "./skip-condition.js";
import type { ColumnKind } from "../../package/column.js";
import { tableNamed, TABLES } from "../package/tables.js";

/** A region's code as in our tables. */
export const REGION_CODE = /^(ID|[1-9]\d(\.\d{2}(\.\d{2}\.\d{4})?)?)$/;

const column = z.string().min(1);
const DateFormat = z.string().superRefine((format, context) => {
  const fault = dateFormatFault(format);
  if (fault !== null) context.addIssue({ code: "custom", message: fault });
});

const Unit = z.enum(Object.keys(NUMBER_UNITS) as [NumberUnit, ...NumberUnit[]]);
const BareNames = z
  .enum(["REGENCY", "CITY", "PROVINCE"])
  .describe(
    "What a name without its kind means where several regions have it: with REGENCY, Blitar is the regency.",
  );

const Option = {
  column: column.describe("The column of the file that is read."),
  constant: z.string().min(1).describe("The same text for every row, as in our own tables."),
  join: z.array(column).min(2).describe("Several columns of the file, read as one text in this order."),
  separator: z.string().describe("The text between joined columns; one blank by default."),
  trim: z.boolean().describe("Whether to remove blanks at both ends; true by default."),
  empty: z.array(z.string()).describe("Texts that mean that there is no value; case is ignored."),
  footnotes: z.boolean().describe("Whether to remove footnote marks at the end, such as *, ¹ and a)."),
  required: z.boolean().describe("Whether a row without a value is a fault, even where the table allows it."),
  values: z
    .record(z.string(), z.string())
    .describe("Translates texts of the file into those of our own tables; empty text means no value."),
  unit: Unit.describe(
    "The unit of numbers that state none: they are multiplied by it; PERCENT makes a fraction, ONE leaves them.",
  ),
  whole: z.boolean().describe("Whether a number with decimals is a fault."),
  unitFrom: z
    .union([
      column,
      z.strictObject({
        column,
        values: z.record(z.string(), Unit).describe("Translates the texts of that column into units."),
      }),
    ])
    .describe("The column that states the unit of each row, such as `ribu orang` or `persen`."),
  locale: z
    .enum(["id", "en"])
    .describe("Notation of the numbers in this column, where it differs from that of the file."),
  date: z
    .union([DateFormat, z.array(DateFormat).min(1)])
    .describe(
      "How dates are written: YYYY, MM/YYYY, DD/MM/YYYY, MMMM YYYY with the name of the month; PERIOD for periods in words.",
    ),
  title: z
    .literal(true)
    .describe("The one period that the texts above the header state, such as `per 30 Juni 2025`."),
  codeSystem: z.enum(CODE_SYSTEMS).describe("How this column names regions, where it differs from the file."),
  nameColumn: z
    .union([column, z.literal(false)])
    .describe(
      "The column with the names of the regions whose codes this one has, which checks them; by default the one beside it, if it has names of regions; false for none.",
    ),
  bareNames: BareNames,
  levels: z
    .array(z.enum(["COUNTRY", "PROVINCE", "REGENCY", "CITY", "VILLAGE"]))
    .min(1)
    .describe("Levels of the regions that the column names: with PROVINCE alone, Jambi is the province."),
  within: z
    .union([
      z.strictObject({ constant: z.string().regex(REGION_CODE, "is not a Kemendagri code") }),
      z.strictObject({ column, codeSystem: z.enum(CODE_SYSTEMS).optional() }),
    ])
    .describe("The province in which the region lies: a Kemendagri code, or a column that names it."),
  split: z.string().min(1).describe("The text between the entries of a list; a semicolon by default."),
  slug: z.boolean().describe("Whether to make an id of the text: PT Maju Jaya becomes pt-maju-jaya."),
};

const AnyField = z.strictObject(Option).partial();
/** Where the values of a field come from and how they are read. */
export type FieldMapping = z.infer<typeof AnyField>;

const everywhere = {
  column: true,
  constant: true,
  trim: true,
  empty: true,
  footnotes: true,
  required: true,
  values: true,
} as const;
const number = { unit: true, unitFrom: true, locale: true } as const;
const joined = { ...everywhere, join: true, separator: true } as const;
const region = { codeSystem: true, levels: true, within: true, nameColumn: true, bareNames: true } as const;

/** The options of a field's mapping, by the kind of its column. */
export const Field: Record<ColumnKind, z.ZodType<FieldMapping>> = {
  text: AnyField.pick({ ...joined, slug: true }).meta({ id: "TextField" }),
  list: AnyField.pick({ ...joined, split: true }).meta({ id: "ListField" }),
  number: AnyField.pick({ ...everywhere, ...number, whole: true }).meta({ id: "NumberField" }),
  integer: AnyField.pick({ ...everywhere, ...number }).meta({ id: "IntegerField" }),
  year: AnyField.pick(everywhere).meta({ id: "YearField" }),
  boolean: AnyField.pick(everywhere).meta({ id: "BooleanField" }),
  date: AnyField.pick({ ...joined, date: true, title: true }).meta({ id: "DateField" }),
  region: AnyField.pick({ ...joined, ...region }).meta({ id: "RegionField" }),
  recipient: AnyField.pick({ ...joined, ...region, slug: true }).meta({ id: "RecipientField" }),
};

/** Columns of the file that become rows. */
export const Unpivot = z
  .strictObject({
    columns: z
      .record(z.string(), z.record(z.string(), z.string()))
      .describe(
        "Each column of the file that becomes a row, with the texts of other fields in its rows, and `unit` for the unit of its numbers.",
      ),
    value: z.string().describe("The field that takes the cell; its options are in `fields`."),
  })
  .meta({ id: "Unpivot", title: "Columns that become rows" });

/** A publication that is stored with the first rows that a mapping loads from it. */
export const NewSource = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "takes small letters and digits with hyphens between"),
    type: z.string().min(1),
    publisher: z.string().min(1),
    title: z.string().min(1),
    published_on: z.string().optional(),
    accessed_on: z.string().min(1),
    language: z.string().min(1),
  })
  .meta({ id: "NewSource", title: "Source that is stored with the rows" });
export type NewSource = z.infer<typeof NewSource>;

/** How a mapping was proposed, by which it is found again for the next file of its kind. */
const Proposed = z
  .strictObject({
    columns: z.array(z.string()).describe("The columns of the file, with # for periods."),
    titles: z.array(z.string()).describe("The texts above the header, with # for periods."),
    answers: z
      .record(z.string(), z.string())
      .describe("What was answered, which holds for the next file as well."),
    once: z.array(z.string()).describe("Questions whose answers hold for one file only, such as its period."),
  })
  .meta({ id: "Proposed", title: "How the mapping was proposed" });

const count = z.int().min(0).max(1000);

/** The mapping of a file to one of our tables. */
export interface Mapping {
  table: string;
  locale: "id" | "en";
  codeSystem?: (typeof CODE_SYSTEMS)[number] | undefined;
  sheet?: string | undefined;
  headerRow?: number | undefined;
  headerRows?: number | undefined;
  skipRows?: number | undefined;
  skipWhere?: SkipCondition[] | undefined;
  bareNames?: "REGENCY" | "CITY" | "PROVINCE" | undefined;
  delimiter?: string | undefined;
  formulas?: "VALUES" | undefined;
  hiddenRows?: boolean | undefined;
  sections?: Section[] | undefined;
  carryDown?: string[] | undefined;
  fields: Record<string, FieldMapping | undefined>;
  unpivot?: z.infer<typeof Unpivot> | undefined;
  source?: NewSource | undefined;
  proposed?: z.infer<typeof Proposed> | undefined;
}

const mappingOf = (table: string) =>
  z.strictObject({
    $schema: z.string().optional(),
    table: z.literal(table).describe("Our table to which the rows belong."),
    description: z.string().optional().describe("Whose file this is, for readers of the mapping."),
    locale: z.enum(["id", "en"]).describe("Notation of numbers: id writes 1.234,5 and en writes 1,234.5."),
    codeSystem: z
      .enum(CODE_SYSTEMS)
      .optional()
      .describe(
        "How the file names regions. Where it is left out, codes with dots are those of Kemendagri, and others faults.",
      ),
    bareNames: BareNames.optional(),
    delimiter: z
      .string()
      .regex(/^[^"\r\n\0]$/, "must be one character")
      .optional()
      .describe("The character between the cells of a text; by default it is found in the header."),
    sheet: z
      .string()
      .optional()
      .describe("The sheet of a workbook; by default the first that is not hidden."),
    formulas: z
      .literal("VALUES")
      .optional()
      .describe(
        "Reads the values that formulas had when the workbook was saved; without it they are faults.",
      ),
    hiddenRows: z.boolean().optional().describe("Whether hidden rows of a sheet are read; false by default."),
    headerRow: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        "Where the header begins: the row of a sheet or line of a text, counted from 1 with the empty ones; by default the first that is not empty.",
      ),
    headerRows: z
      .int()
      .min(1)
      .max(5)
      .optional()
      .describe(
        "Number of header rows, 1 by default. Texts below one another form one name, joined by a blank, and a cell over several columns counts for each: `Peserta` above `2023` and `2024` makes `Peserta 2023` and `Peserta 2024`.",
      ),
    skipRows: count
      .optional()
      .describe("Number of non-empty rows to skip after the header, such as a row of column numbers."),
    skipWhere: z.array(SkipCondition).optional().describe("Rows to skip, such as totals."),
    sections: z.array(Section).min(1).optional().describe("Rows that say something of all rows below them."),
    carryDown: z
      .array(column)
      .min(1)
      .optional()
      .describe("Columns in which an empty cell means the text above it, as in merged cells."),
    fields: z.strictObject(
      Object.fromEntries(
        Object.entries(tableNamed(table).columns).flatMap(([name, { kind, isHistory }]) =>
          isHistory ? [] : [[name, Field[kind].optional()]],
        ),
      ),
    ),
    source: NewSource.optional().describe(
      "The source of the rows, which is stored with them where it is not yet known.",
    ),
    proposed: Proposed.optional().describe("Written by --propose, and read when the next file comes."),
    unpivot: Unpivot.optional().describe("Wide tables: one column for each year or category."),
  });

const tables = [...TABLES.keys()];
const [firstTable = "regions", ...otherTables] = tables;

/** The schema of a mapping. */
export const MappingSchema = z.discriminatedUnion(
  "table",
  [mappingOf(firstTable), ...otherTables.map(mappingOf)],
  {
    error: `must be an object whose table is one of ${tables.join(", ")}`,
  },
);

/** The schema of a mapping as JSON Schema, for documentation and editors. */
export function mappingJsonSchema(): object {
  return {
    ...z.toJSONSchema(MappingSchema, { io: "input" }),
    title: "Mapping of a file to a table of Cakupan",
  };
}
