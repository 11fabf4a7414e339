import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { openCsvRecords } from "../../files/read/csv-table.js";
import type { InputRow, OnMisfit } from "../../files/read/input.js";
import { LIMITS } from "../../files/read/limits.js";
import { plainFile } from "../../files/read/plain-file.js";
import { tableOf } from "../../files/read/table.js";
import { unreadable } from "../../files/read/unreadable-input.js";
import type { Scales } from "../../package/scale.js";
import { readDescriptor, type About, type Resource } from "./descriptor.js";

/** A row of a file, with cells by column name; empty cells are empty text. */
export interface Row extends Pick<InputRow, "line" | "cells"> {
  /** Where the size of its numbers comes from, by column; left out where they are written as we store them. */
  scales?: Scales;
}

/** How many rows or cells of a file were left out by one rule of its mapping. */
export interface LeftOut {
  rule: string;
  count: number;
}

/** A table to be loaded: its schema and its rows, which can be read several times. */
export interface PackageTable {
  resource: Resource;
  /** Name of its file in faults. */
  file: string;
  /** The sheet of a workbook; null for other files. */
  sheet: string | null;
  /**
   * Streams the rows in batches. Rows that do not fit the table are passed to `onMisfit` and left out. Throws
   * UnreadableInput when the rest of the table cannot be read.
   */
  batches: (onMisfit: OnMisfit) => AsyncIterable<readonly Row[]>;
  /** The name that a column of the table has in the file, if it differs. */
  columnOf?: (column: string) => string | null;
  /** What the last reading left out, by rule. */
  leftOut?: () => LeftOut[];
}

/** Tables that are loaded together. */
export interface DataPackage {
  about: About;
  tables: readonly PackageTable[];
  /** SHA-256 over all files of the package. */
  digest: string;
}

/** Opens the data package in a folder. Throws an Error that names what is wrong with the descriptor or which file is missing. */
export async function openPackage(folder: string): Promise<DataPackage> {
  const { descriptor, text } = await readDescriptor(folder);
  const { resources, ...about } = descriptor;
  const hash = createHash("sha256").update(text);
  for (const { path } of resources) {
    for await (const chunk of createReadStream(join(folder, path))) hash.update(chunk as Buffer);
  }
  const tables = resources.map((resource) => ({
    resource,
    file: resource.path,
    sheet: null,
    batches: (onMisfit: OnMisfit) => readTable(folder, resource, onMisfit),
  }));
  return { about, tables, digest: hash.digest("hex") };
}

async function* readTable(
  folder: string,
  { name, path: file, schema }: Resource,
  onMisfit: OnMisfit,
): AsyncGenerator<readonly Row[]> {
  const source = plainFile(join(folder, file), file, LIMITS);
  const names = schema.fields.map((field) => field.name);
  const options = { encoding: "utf-8", limits: LIMITS, expected: `the header ${names.join(",")}` } as const;
  const { header, records } = await openCsvRecords(source, ",", options);
  const { line, names: columns } = header;
  const faults = [
    ...columns
      .filter((column) => !names.includes(column))
      .map((column) => `column "${column}" is not in the table schema`),
    ...names.filter((column) => !columns.includes(column)).map((column) => `column "${column}" is missing`),
    ...columns
      .filter((column, index) => columns.indexOf(column) !== index)
      .map((column) => `column "${column}" stands twice`),
  ];
  if (faults.length > 0) throw unreadable({ file, line, code: "HEADER" }, faults.join("; "));
  const head = { file, sheet: null, name, columns, headerLine: line, titles: [], firstColumn: 0, notes: [] };
  yield* tableOf(head, records).batches(onMisfit);
}
