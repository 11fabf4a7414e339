import { batches as inBatches } from "../collections.js";
import type { Cell, FileParts } from "../files/write/cells.js";
import { cellOf, valueOf } from "./columns.js";
import { csvFile } from "../files/write/csv.js";
import type { ExportPlan } from "./operation.js";
import { ndjsonFile } from "../files/write/ndjson.js";
import { attributionSheet, workbookFile } from "../files/write/workbook.js";

/** The file formats of exports, and their media types. */
export const CONTENT_TYPES = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
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
 * Streams rows as a file. CSV is for spreadsheets: it begins with a byte order mark, and no cell runs as a formula.
 * NDJSON keeps lists and objects; CSV and XLSX have one cell for each, as `cellOf` writes it.
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
      return csvFile(names, mapped(batches, cells), { forSpreadsheets: true });
    case "ndjson":
      return ndjsonFile(
        mapped(batches, (row) =>
          Object.fromEntries(columns.map((column) => [column.name, valueOf(row, column)])),
        ),
      );
    case "xlsx": {
      const sheet = { name: name.slice(0, 31), columns: names, batches: mapped(batches, cells) };
      return workbookFile([sheet, attributionSheet(attributionLines(about))], new Date());
    }
  }
}

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
