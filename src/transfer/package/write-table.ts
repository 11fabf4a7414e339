import type { DataSource } from "typeorm";
import { listDatasets } from "../../modules/about/about.queries.js";
import type { Cell, FileParts } from "../../files/write/cells.js";
import { csvFile } from "../../files/write/csv.js";
import type { Template, TemplateResource } from "./descriptor.js";
import { exportDescriptor } from "./export-descriptor.js";
import { ndjsonFile } from "../../files/write/ndjson.js";
import { openPart, type Wanted } from "./part.js";
import { codeAsText, CODE_TEXT } from "../../files/write/code-text.js";
import { officialNames } from "../../modules/regions/region.queries.js";
import { tableRows } from "./read-rows.js";
import type { Cells } from "../../package/column.js";
import { tableNamed } from "./tables.js";
import { withUsedFields } from "./used-fields.js";
import { writeParts, writeWhole } from "../../files/write/whole-file.js";
import { attributionSheet, workbookFile } from "../../files/write/workbook.js";
import type { TableCount } from "./write-package.js";

/** File formats for a single table. */
export const TABLE_FORMATS = ["csv", "ndjson", "xlsx"] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/**
 * Writes one table into a file, with the columns and rows that a package of the same part has. CSV is for spreadsheets and
 * notebooks, as over HTTP: beside each column of region codes it has the code as a text that is never taken for a number,
 * and the region's official name. NDJSON and workbooks have numbers instead of text where the table schema says so, and
 * workbooks have dates.
 */
export async function writeTable(
  dataSource: DataSource,
  template: Template,
  options: { table: string; format: TableFormat; wanted: Wanted; out: string },
): Promise<TableCount> {
  const { table, format, wanted, out } = options;
  const given = template.resources.find(({ name }) => name === table);
  if (!given) throw new Error(`The data package's descriptor has no table ${table}.`);
  return writeWhole(out, (path) =>
    dataSource.transaction(async (db) => {
      const part = await openPart(db, wanted);
      let count = 0;
      async function* counted(): AsyncGenerator<Cells[]> {
        for await (const rows of tableRows(db, tableNamed(table), part)) {
          count += rows.length;
          yield rows;
        }
      }
      const resource = await withUsedFields(db, part, given);
      const descriptor = exportDescriptor(template, part, await listDatasets(db), []);
      const names = format === "csv" ? await officialNames(db) : new Map<string, string>();
      await writeParts(fileParts(format, resource, counted(), { descriptor, names }), path);
      return { table, rows: count };
    }),
  );
}

function fileParts(
  format: TableFormat,
  { name, schema: { fields } }: TemplateResource,
  batches: AsyncIterable<Cells[]>,
  { descriptor, names }: { descriptor: Template; names: ReadonlyMap<string, string> },
): FileParts {
  const columns = fields.map((field) => field.name);
  switch (format) {
    case "csv":
      return csvFile(
        columns.flatMap((column) => [column, ...besideCode(name, column)]),
        mapped(batches, (row) =>
          columns.flatMap((column) => csvCells(name, column, row[column] ?? "", names)),
        ),
        { forSpreadsheets: true },
      );
    case "ndjson":
      return ndjsonFile(
        mapped(batches, (row) =>
          Object.fromEntries(fields.map((field) => [field.name, typed(field.type, row[field.name] ?? "")])),
        ),
      );
    case "xlsx": {
      // The schema's type decides, so that codes with a leading zero stay text.
      const cells = (row: Cells): Cell[] =>
        fields.map((field) =>
          field.type === "boolean" ? (row[field.name] ?? "") : typed(field.type, row[field.name] ?? ""),
        );
      const sheets = [
        { name, columns, dates: datesAmong(fields), batches: mapped(batches, cells) },
        attributionSheet(attribution(descriptor)),
      ];
      return workbookFile(sheets, new Date(descriptor.created ?? 0));
    }
  }
}

/** The columns that stand in CSV beside a column of region codes; none beside another. */
function besideCode(table: string, column: string): string[] {
  if (column === "region_code") return [column + CODE_TEXT, "region_name"];
  return table === "regions" && column === "code" ? [column + CODE_TEXT] : [];
}

function csvCells(table: string, column: string, cell: string, names: ReadonlyMap<string, string>): Cell[] {
  const text = cell === "" ? "" : codeAsText(cell);
  return [cell, ...[text, names.get(cell) ?? ""].slice(0, besideCode(table, column).length)];
}

const SOME_DAY = "2025-12-31";

// Dates may be known to the month or year only, so that their type is text; their pattern tells them.
const datesAmong = (fields: TemplateResource["schema"]["fields"]): Set<number> =>
  new Set(
    fields.flatMap(({ type, constraints: { pattern } = {} }, place) =>
      type === "date" || (typeof pattern === "string" && new RegExp(`^(?:${pattern})$`, "u").test(SOME_DAY))
        ? [place]
        : [],
    ),
  );

async function* mapped<T>(batches: AsyncIterable<Cells[]>, map: (row: Cells) => T): AsyncGenerator<T[]> {
  for await (const rows of batches) yield rows.map(map);
}

function typed(type: string, cell: string): Cell {
  if (cell === "") return null;
  if (type === "boolean") return cell === "true";
  return ["number", "integer", "year"].includes(type) ? Number(cell) : cell;
}

const attribution = ({ title, version, licenses, sources }: Template): Cell[][] => [
  ["Data", `${title ?? ""} ${version ?? ""}`, null],
  ...(licenses ?? []).map((licence) => ["Licence", label(licence), text(licence.path)]),
  ...(sources ?? []).map((source) => ["Source", label(source), text(source.path)]),
];

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const label = ({ title, name }: Record<string, unknown>): string | null => text(title) ?? text(name);
