import { batches as inBatches } from "../collections.js";
import type { Cell, FileParts } from "../files/write/cells.js";
import { cellOf, valueOf, type Column } from "./columns.js";
import { csvFile } from "../files/write/csv.js";
import type { ExportPlan } from "./operation.js";
import { ndjsonFile } from "../files/write/ndjson.js";
import { parquetFile, type ValueKind } from "../files/write/parquet.js";
import { attributionSheet, workbookFile } from "../files/write/workbook.js";
import { codeAsText, CODE_TEXT } from "../files/write/code-text.js";

/** The file formats of exports, and their media types. */
export const CONTENT_TYPES = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  parquet: "application/vnd.apache.parquet",
};
/** A format of rows. */
export type Format = keyof typeof CONTENT_TYPES;

const ROWS = 20;

/** The attribution of an export: the datasets it comes from, and their licences. */
export interface About {
  attribution: string;
  datasets: {
    title: string;
    version: string | null;
    licences: { name: string; title: string | null; url: string | null }[];
  }[];
}

/**
 * Streams rows as a file. CSV is for spreadsheets: it begins with a byte order mark, no cell runs as a formula, and each
 * column of region codes has one beside it that is never taken for numbers. NDJSON keeps lists and objects; the other
 * formats have one cell for each, as `cellOf` writes it. XLSX and Parquet keep dates as dates.
 */
export function operationFile(
  format: Format,
  { name, columns }: ExportPlan,
  batches: AsyncIterable<object[]>,
  about: About,
): FileParts {
  const names = columns.map((column) => column.name);
  const cells = (row: object): Cell[] => columns.map((column) => cellOf(valueOf(row, column)));
  switch (format) {
    case "csv":
      return csvFile(
        columns.flatMap(({ name, type }) => (type === REGION_CODE ? [name, name + CODE_TEXT] : [name])),
        mapped(batches, (row) => columns.flatMap((column) => csvCells(column, cellOf(valueOf(row, column))))),
        { forSpreadsheets: true },
      );
    case "ndjson":
      return ndjsonFile(
        mapped(batches, (row) =>
          Object.fromEntries(columns.map((column) => [column.name, valueOf(row, column)])),
        ),
      );
    case "xlsx": {
      const dates = new Set(columns.flatMap(({ type }, place) => (DATES.has(type) ? [place] : [])));
      const sheet = { name: name.slice(0, 31), columns: names, dates, batches: mapped(batches, cells) };
      return workbookFile([sheet, attributionSheet(attributionLines(about))], new Date());
    }
    case "parquet":
      return parquetFile(
        columns.map(({ name: column, type }) => ({ name: column, kind: KINDS[type] ?? "text" })),
        mapped(batches, cells),
      );
  }
}

const REGION_CODE = "RegionCode";
const DATES = new Set(["Date", "DateTime"]);
const KINDS: Readonly<Record<string, ValueKind>> = {
  Int: "integer",
  SafeInt: "integer",
  Float: "number",
  Boolean: "boolean",
  Date: "date",
  DateTime: "instant",
};

const csvCells = ({ type }: Column, cell: Cell): Cell[] =>
  type === REGION_CODE ? [cell, typeof cell === "string" ? codeAsText(cell) : cell] : [cell];

// In small batches: a file repeats column names in each row, and so may be many times as long as its page.
async function* mapped<T>(batches: AsyncIterable<object[]>, map: (row: object) => T): AsyncGenerator<T[]> {
  for await (const rows of batches) for (const some of inBatches(rows, ROWS)) yield some.map(map);
}

const attributionLines = ({ attribution, datasets }: About): Cell[][] => [
  ["Attribution", attribution, null],
  ...datasets.flatMap(({ title, version, licences }) => [
    ["Data", version === null ? title : `${title} (${version})`, null],
    ...licences.map((licence) => ["Licence", licence.title ?? licence.name, licence.url]),
  ]),
];
