import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { strToU8, zipSync, type Zippable } from "fflate";
import type { Fault } from "../../src/files/fault.js";
import type { InputTable } from "../../src/files/read/input.js";
import { openInput, type OpenOptions } from "../../src/files/read/open-input.js";
import { UnreadableInput } from "../../src/files/read/unreadable-input.js";

type Content = string | Uint8Array;

const folders: string[] = [];

/** Writes files into a new folder and answers its path. */
export async function folderOf(files: Record<string, Content>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cakupan-input-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
}

/** Writes one file into a new folder and answers its path. */
export async function fileOf(name: string, content: Content): Promise<string> {
  return join(await folderOf({ [name]: content }), name);
}

/** An archive; an entry may carry attributes and its own level of packing. */
export function zipOf(entries: Record<string, Content | [Uint8Array, object]>): Buffer {
  const packed: Zippable = {};
  for (const [name, content] of Object.entries(entries))
    packed[name] = typeof content === "string" ? strToU8(content) : content;
  return Buffer.from(zipSync(packed));
}

export interface Read {
  file: string;
  sheet: string | null;
  name: string | null;
  columns: readonly string[];
  rows: [line: number, ...cells: string[]][];
  notes: string[];
}

/** Opens a file, reads all tables and closes it. */
export async function readAll(path: string, options: OpenOptions = {}): Promise<Read[]> {
  const input = await openInput(path, options);
  try {
    const tables: Read[] = [];
    for (const { file, sheet, name, columns, notes, rows } of input.tables) {
      const read: Read["rows"] = [];
      for await (const { line, cells } of rows())
        read.push([line, ...columns.map((column) => cells[column] ?? "missing")]);
      tables.push({ file, sheet, name, columns, rows: read, notes: notes.map(({ reason }) => reason) });
    }
    return tables;
  } finally {
    await input.close();
  }
}

/** Opens and reads the only table of a file. */
export async function readOne(path: string, options: OpenOptions = {}): Promise<Read> {
  return only(await readAll(path, options));
}

/** The only one of a list. */
export function only<T>(items: readonly T[]): T {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`Expected one item, got ${items.length}`);
  return item;
}

/** The lines of a table's rows, read anew. */
export async function linesOf(table: InputTable): Promise<number[]> {
  const lines: number[] = [];
  for await (const { line } of table.rows()) lines.push(line);
  return lines;
}

/** The rows of the only table: line first, then cells. */
export async function readRows(path: string, options: OpenOptions = {}): Promise<Read["rows"]> {
  return (await readOne(path, options)).rows;
}

/** The fault that a file is refused with. */
export async function faultOf(path: string, options: OpenOptions = {}): Promise<Fault> {
  try {
    await readAll(path, options);
  } catch (error) {
    if (error instanceof UnreadableInput) return error.fault;
    throw error;
  }
  throw new Error(`${path} was read`);
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

export interface WorkbookParts {
  /** XML of sheets by name, from `<sheetData>` on. */
  sheets: Record<string, string>;
  sharedStrings?: string;
  styles?: string;
  workbookProperties?: string;
  /** Names of sheets that are hidden. */
  hidden?: readonly string[];
  /** Entries beside or instead of those made. */
  others?: Record<string, Content>;
}

/** A workbook with the XML it is given. */
export function workbookOf({
  sheets,
  sharedStrings,
  styles,
  workbookProperties,
  hidden = [],
  others,
}: WorkbookParts): Buffer {
  const names = Object.keys(sheets);
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"/>`;
  const relations = (...all: string[]): string =>
    `${DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join("")}</Relationships>`;
  const list = names.map(
    (name, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${hidden.includes(name) ? ' state="hidden"' : ""} r:id="s${index}"/>`,
  );
  return zipOf({
    "_rels/.rels": relations(relation("w", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": `${DECLARATION}<workbook xmlns:r="${TYPES}">${workbookProperties ?? ""}<sheets>${list.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(
      ...names.map((_, index) => relation(`s${index}`, "worksheet", `worksheets/sheet${index}.xml`)),
      relation("t", "sharedStrings", "sharedStrings.xml"),
      relation("f", "styles", "/xl/styles.xml"),
    ),
    ...(sharedStrings === undefined ? {} : { "xl/sharedStrings.xml": `<sst>${sharedStrings}</sst>` }),
    ...(styles === undefined ? {} : { "xl/styles.xml": `<styleSheet>${styles}</styleSheet>` }),
    ...Object.fromEntries(
      Object.values(sheets).map((xml, index) => [
        `xl/worksheets/sheet${index}.xml`,
        `${DECLARATION}<worksheet>${xml}</worksheet>`,
      ]),
    ),
    ...others,
  });
}

/** A cell that holds its text itself. */
export const textCell = (reference: string, text: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
