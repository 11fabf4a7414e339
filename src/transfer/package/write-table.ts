import type { DataSource } from "typeorm";
import { listDatasets } from "../../modules/about/about.queries.js";
import type { Cell, FileParts } from "../../files/write/cells.js";
import { csvFile } from "../../files/write/csv.js";
import type { Template, TemplateResource } from "./descriptor.js";
import { exportDescriptor } from "./export-descriptor.js";
import { ndjsonFile } from "../../files/write/ndjson.js";
import { openPart, type Wanted } from "./part.js";
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
 * Writes one table into a file, with the columns and rows that a package of the same part has. CSV has the same bytes as
 * in the package; NDJSON and workbooks have numbers instead of text where the table schema says so.
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
      await writeParts(fileParts(format, resource, counted(), descriptor), path);
      return { table, rows: count };
    }),
  );
}

function fileParts(
  format: TableFormat,
  { name, schema: { fields } }: TemplateResource,
  batches: AsyncIterable<Cells[]>,
  descriptor: Template,
): FileParts {
  const columns = fields.map((field) => field.name);
  switch (format) {
    case "csv":
      return csvFile(
        columns,
        mapped(batches, (row) => columns.map((column) => row[column] ?? "")),
        { forSpreadsheets: false },
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
        { name, columns, batches: mapped(batches, cells) },
        attributionSheet(attribution(descriptor)),
      ];
      return workbookFile(sheets, new Date(descriptor.created ?? 0));
    }
  }
}

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
