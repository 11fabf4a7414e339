import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openCsvRecords } from "../../files/read/csv-table.js";
import type { InputRow, OnMisfit } from "../../files/read/input.js";
import { LIMITS } from "../../files/read/limits.js";
import { plainFile } from "../../files/read/plain-file.js";
import { tableOf } from "../../files/read/table.js";
import { unreadable } from "../../files/read/unreadable-input.js";

const Field = z.object({
  name: z.string(),
  type: z.enum(["string", "number", "integer", "boolean", "date", "year"]),
  constraints: z
    .object({
      required: z.boolean().optional(),
      enum: z.array(z.union([z.string(), z.number()])).optional(),
      pattern: z.string().optional(),
      minimum: z.coerce.number().optional(),
      maximum: z.coerce.number().optional(),
    })
    .optional(),
});

const Keys = z.union([z.string().transform((key) => [key]), z.array(z.string())]);

const Resource = z.object({
  name: z.string(),
  path: z.string().regex(/^[\w-]+\.csv$/, "must be a CSV file beside the descriptor"),
  schema: z.object({
    fields: z.array(Field).min(1),
    primaryKey: Keys.optional(),
    uniqueKeys: z.array(Keys).default([]),
    foreignKeys: z
      .array(z.object({ fields: Keys, reference: z.object({ resource: z.string(), fields: Keys }) }))
      .default([]),
  }),
});

const About = z.object({
  name: z.string().max(80),
  title: z.string().max(200).default(""),
  version: z.string().max(40).optional(),
  licenses: z
    .array(z.object({ name: z.string(), title: z.string().optional(), path: z.string().optional() }))
    .default([]),
});

const Descriptor = About.extend({ resources: z.array(Resource).min(1) });

/** What a package says of itself. */
export type About = z.infer<typeof About>;
/** The part of a Frictionless Data Package v2 that loading reads. */
export type Descriptor = z.infer<typeof Descriptor>;
/** One table of a package: its file and its table schema. */
export type Resource = z.infer<typeof Resource>;

/** A row of a file by column name; empty cells are empty text. */
export type Row = Pick<InputRow, "line" | "cells">;

/** A table to be loaded: what its rows must be, and the rows, to be read as often as needed. */
export interface PackageTable {
  resource: Resource;
  /** Its file as faults name it. */
  file: string;
  /** The sheet of a workbook; null for other files. */
  sheet: string | null;
  /**
   * Streams the rows in groups; one that cannot be read as a row of the table is told to `onMisfit` and left out.
   * Throws UnreadableInput where the rest of the table cannot be read.
   */
  batches: (onMisfit: OnMisfit) => AsyncIterable<readonly Row[]>;
  /** The file's own name of a column of the table, when it has another one. */
  columnOf?: (column: string) => string | null;
}

/** Tables to be loaded together. */
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
  yield* tableOf({ file, sheet: null, name, columns, headerLine: line, notes: [] }, records).batches(
    onMisfit,
  );
}

/** Reads the descriptor of a data package in a folder. Throws an Error that names what is wrong with it. */
export async function readDescriptor(folder: string): Promise<{ descriptor: Descriptor; text: string }> {
  const path = join(folder, "datapackage.json");
  const text = await readFile(path, "utf8");
  const result = Descriptor.safeParse(parseJson(path, text));
  if (!result.success)
    throw new Error(`${path} is not a data package that can be loaded:\n${z.prettifyError(result.error)}`);
  return { descriptor: result.data, text };
}

/** What a foreign descriptor says of its package. Throws an Error that names what is wrong with it. */
export function readAbout(descriptor: unknown): About {
  const result = About.safeParse(descriptor);
  if (!result.success) throw new Error(`datapackage.json is faulty:\n${z.prettifyError(result.error)}`);
  return result.data;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
