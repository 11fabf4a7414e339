import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { parse, CsvError } from "csv-parse";
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

/**
 * Streams the rows of a CSV file (RFC 4180, UTF-8, header first). Throws UnreadableTable when it is none. A row with
 * more or fewer cells than the header is told to `onMisfit` and left out.
 */
export async function* readTable(
  folder: string,
  resource: Resource,
  onMisfit: (fault: Fault) => void = (fault) => {
    throw new UnreadableTable(fault);
  },
): AsyncGenerator<Row> {
  const names = resource.schema.fields.map(({ name }) => name);
  let header: string[] | null = null;
  for await (const { line, cells } of readRecords(folder, resource)) {
    if (header === null) header = checkHeader(resource, cells, names);
    else if (cells.length === header.length)
      yield { line, cells: Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""])) };
    else
      onMisfit(fault(resource, line, "FORMAT", `has ${cells.length} cells, the header has ${header.length}`));
  }
  if (header === null)
    throw new UnreadableTable(
      fault(resource, 1, "HEADER", `is empty; expected the header ${names.join(",")}`),
    );
}

const fault = ({ path }: Resource, line: number, code: Fault["code"], reason: string): Fault => ({
  file: path,
  line,
  column: null,
  value: null,
  code,
  reason,
});

const CSV_FAULTS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: "has a quote that is never closed",
  CSV_INVALID_CLOSING_QUOTE: "has text between a closing quote and the next comma",
  INVALID_OPENING_QUOTE: "has a quote inside a cell that does not begin with one",
};

// The parser is fed by hand: as a stream it would drop the records before a fault, and its count of lines is wrong
// where a quoted cell holds line breaks.
async function* readRecords(
  folder: string,
  resource: Resource,
): AsyncGenerator<{ line: number; cells: string[] }> {
  const records: string[][] = [];
  const parser = parse({
    bom: true,
    relax_column_count: true,
    onRecord: (record: string[]) => {
      records.push(record);
      return null;
    },
  }).on("error", () => undefined);
  const feed = (chunk: Buffer | null): Promise<Error | null> =>
    new Promise((resolve) => {
      const done = (error?: Error | null): void => {
        resolve(error ?? null);
      };
      if (chunk) parser.write(chunk, done);
      else parser.end(done);
    });
  let line = 1;
  function* numbered(): Generator<{ line: number; cells: string[] }> {
    for (const cells of records.splice(0)) {
      if (cells.length > 1 || cells[0] !== "") yield { line, cells };
      line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    }
  }
  for await (const chunk of wholeLines(join(folder, resource.path), resource)) {
    const error = await feed(chunk);
    yield* numbered();
    if (error === null) continue;
    if (!(error instanceof CsvError)) throw error;
    const reason = CSV_FAULTS[error.code] ?? `cannot be read as CSV: ${error.message}`;
    throw new UnreadableTable(fault(resource, line, "FORMAT", reason));
  }
}

// No character but the line break itself has its byte, so lines can be checked one by one. Null ends the file.
async function* wholeLines(path: string, resource: Resource): AsyncGenerator<Buffer | null> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  function* checked(part: Buffer): Generator<Buffer> {
    const isValid = isUtf8(part);
    for (let start = 0; start < part.length; line += 1) {
      const end = part.indexOf("\n", start) + 1 || part.length;
      if (!isValid && !isUtf8(part.subarray(start, end))) {
        yield part.subarray(0, start);
        throw new UnreadableTable(fault(resource, line, "FORMAT", "is not UTF-8"));
      }
      start = end;
    }
    yield part;
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const read = Buffer.concat([rest, chunk]);
    const end = read.lastIndexOf("\n") + 1;
    rest = read.subarray(end);
    yield* checked(read.subarray(0, end));
  }
  yield* checked(rest);
  yield null;
}

function checkHeader(resource: Resource, header: string[], names: string[]): string[] {
  const unknown = header.filter((name) => !names.includes(name));
  const missing = names.filter((name) => !header.includes(name));
  const repeated = header.filter((name, index) => header.indexOf(name) !== index);
  const faults = [
    ...unknown.map((name) => `column "${name}" is not in the table schema`),
    ...missing.map((name) => `column "${name}" is missing`),
    ...repeated.map((name) => `column "${name}" stands twice`),
  ];
  if (faults.length > 0) throw new UnreadableTable(fault(resource, 1, "HEADER", faults.join("; ")));
  return header;
}
