import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { Cell, FileParts, RowBatches } from "./cells.js";

/** What the values of a column are. Dates are texts, YYYY-MM-DD, and instants texts in UTC. */
export type ValueKind = "text" | "integer" | "number" | "boolean" | "date" | "instant";

/** A column of typed values. */
export interface TypedColumn {
  name: string;
  kind: ValueKind;
}

const STORED: Readonly<Record<ValueKind, Omit<SchemaElement, "name">>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  integer: { type: "INT64" },
  number: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
  date: { type: "INT32", converted_type: "DATE" },
  instant: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
};

const CONVERTED: Readonly<Record<ValueKind, (cell: string | number | boolean) => unknown>> = {
  text: String,
  integer: BigInt,
  number: Number,
  boolean: (cell) => cell,
  date: (cell) => new Date(String(cell)),
  instant: (cell) => new Date(String(cell)),
};

/** Rows that are held back until they are written together. */
const GROUP = 5_000;

/** Streams an Apache Parquet file; every column may have nulls. */
export async function* parquetFile(columns: readonly TypedColumn[], batches: RowBatches): FileParts {
  const bytes = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, kind }) => ({ name, repetition_type: "OPTIONAL" as const, ...STORED[kind] })),
  ];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: "Cakupan" });
  // Takes what has been written, so that the next group begins in an empty buffer.
  const taken = (): Uint8Array => {
    const part = bytes.getBytes().slice();
    bytes.index = 0;
    return part;
  };
  const write = (rows: readonly (readonly Cell[])[]): void => {
    const columnData = columns.map(({ name, kind }, place) => ({
      name,
      data: rows.map((row) => convertedBy(CONVERTED[kind], row[place] ?? null)),
    }));
    void writer.write({ columnData, rowGroupSize: GROUP });
  };
  let held: (readonly Cell[])[] = [];
  for await (const rows of batches) {
    held.push(...rows);
    if (held.length < GROUP) continue;
    write(held);
    held = [];
    yield taken();
  }
  if (held.length > 0) write(held);
  void writer.finish();
  yield taken();
}

const convertedBy = (convert: (cell: string | number | boolean) => unknown, cell: Cell): unknown =>
  cell === null ? null : convert(cell);
