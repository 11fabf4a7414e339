import { createReadStream } from "node:fs";
import { join } from "node:path";
import { parse, CsvError, type Info } from "csv-parse";
import type { Fault } from "./fault.js";
import type { Resource } from "./package.js";

/** A row of a file by column name; empty cells are empty text. */
export interface Row {
  line: number;
  cells: Readonly<Record<string, string>>;
}

/** Ends the reading of a table that cannot be read as CSV or has another header. */
export class UnreadableTable extends Error {
  constructor(readonly fault: Fault) {
    super(fault.reason);
  }
}

/** Streams the rows of a CSV file (RFC 4180, UTF-8, header first). Throws UnreadableTable when it is none. */
export async function* readTable(folder: string, resource: Resource): AsyncGenerator<Row> {
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  const records = createReadStream(join(folder, resource.path))
    .on("error", (error) => parser.destroy(error))
    .pipe(parser);
  const names = resource.schema.fields.map(({ name }) => name);
  let header: string[] | null = null;
  let lines = 0;
  try {
    for await (const item of records as AsyncIterable<{ info: Info; record: string[] }>) {
      const { record } = item;
      const line = lines + 1;
      lines = item.info.lines;
      if (header === null) header = checkHeader(resource, record, names);
      else yield { line, cells: cellsOf(resource, header, record, line) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unreadable(resource, lines + 1, "FORMAT", `cannot be read as CSV: ${error.message}`);
  }
  if (header === null)
    throw unreadable(resource, 1, "HEADER", `is empty; expected the header ${names.join(",")}`);
}

const unreadable = ({ path }: Resource, line: number, code: Fault["code"], reason: string): UnreadableTable =>
  new UnreadableTable({ file: path, line, column: null, value: null, code, reason });

function checkHeader(resource: Resource, header: string[], names: string[]): string[] {
  const unknown = header.filter((name) => !names.includes(name));
  const missing = names.filter((name) => !header.includes(name));
  const repeated = header.filter((name, index) => header.indexOf(name) !== index);
  const faults = [
    ...unknown.map((name) => `column "${name}" is not in the table schema`),
    ...missing.map((name) => `column "${name}" is missing`),
    ...repeated.map((name) => `column "${name}" stands twice`),
  ];
  if (faults.length > 0) throw unreadable(resource, 1, "HEADER", faults.join("; "));
  return header;
}

function cellsOf(
  resource: Resource,
  header: string[],
  record: string[],
  line: number,
): Record<string, string> {
  if (record.length !== header.length) {
    throw unreadable(resource, line, "FORMAT", `has ${record.length} cells, the header has ${header.length}`);
  }
  return Object.fromEntries(header.map((name, index) => [name, record[index] ?? ""]));
}
