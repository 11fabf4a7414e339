import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import type { Fault } from "../fault.js";
import { openArchive } from "./archive.js";
import { openCsvTable } from "./csv-table.js";
import { EncodingFinder, encodingNamed, type Encoding } from "./encoding.js";
import { csvGrid, workbookGrids, type Grid } from "./grid.js";
import type { HeaderOptions } from "./header.js";
import type { Input, InputTable } from "./input.js";
import { LIMITS, type Limits } from "./limits.js";
import { openNdjsonTable } from "./ndjson-table.js";
import { DESCRIPTOR, openPackageInput } from "./package-input.js";
import { kindOf, openFolder, plainFile } from "./plain-file.js";
import type { Files, Source } from "./source.js";
import { faultAt, unreadable } from "./unreadable-input.js";
import type { SheetOptions } from "./sheet-records.js";
import { requireFormat } from "./true-format.js";
import { openWorkbook } from "./workbook.js";

/** How to read a file, where the file itself does not state it. */
export interface OpenOptions extends HeaderOptions, SheetOptions {
  /** The sheet of a workbook; by default the first that is not hidden. */
  sheet?: string;
  /** The delimiter of a CSV file; by default detected from its header line. */
  delimiter?: string;
  /** The encoding of a CSV file; by default detected from its bytes. */
  encoding?: string;
  /** Limits that replace those of LIMITS. */
  limits?: Partial<Limits>;
}

type Opener = (path: string, file: string, limits: Limits, options: OpenOptions) => Promise<Input>;

interface Format {
  takes: readonly (keyof OpenOptions)[];
  open: Opener;
}

const HEADER = ["headerRow", "headerRows", "skipRows"] as const;
const PACKAGE_FOLDER: Format = {
  takes: [],
  open: async (path, _file, limits) => openPackageInput(await openFolder(path, limits), "", limits),
};
const PACKAGE_ARCHIVE: Format = { takes: [], open: openPackageArchive };
const CSV: Format = { takes: ["delimiter", "encoding", ...HEADER], open: openCsvFile };
const NDJSON: Format = { takes: [], open: openNdjsonFile };
const WORKBOOK: Format = { takes: ["sheet", ...HEADER], open: openWorkbookFile };

const FORMATS: Record<string, Format> = {
  ".zip": PACKAGE_ARCHIVE,
  ".csv": CSV,
  ".tsv": CSV,
  ".txt": CSV,
  ".ndjson": NDJSON,
  ".jsonl": NDJSON,
  ".xlsx": WORKBOOK,
};
// Portals give other formats this name too.
const OLD_WORKBOOK = ".xls";

/**
 * Opens a data package (a folder or `.zip`), a delimited text, an NDJSON file or a workbook. Trusts nothing in it: throws
 * UnreadableInput, here or while rows are read, for anything that cannot or must not be read.
 */
export async function openInput(path: string, options: OpenOptions = {}): Promise<Input> {
  const file = basename(path);
  const kind = await kindOf(path);
  const extension = extname(path).toLowerCase();
  const format = kind === "folder" ? PACKAGE_FOLDER : Object.hasOwn(FORMATS, extension) && FORMATS[extension];
  if (extension === OLD_WORKBOOK && kind === "file")
    await requireFormat(plainFile(path, file, { ...LIMITS, ...options.limits }), extension);
  if (!format)
    throw unreadable({ file }, `is not a supported file type; use one of ${Object.keys(FORMATS).join(", ")}`);
  for (const option of ["sheet", "delimiter", "encoding", ...HEADER] as const)
    if (options[option] !== undefined && !format.takes.includes(option))
      throw unreadable({ file }, `is of a type to which ${option} does not apply`);
  return format.open(path, file, { ...LIMITS, ...options.limits }, options);
}

async function openPackageArchive(path: string, file: string, limits: Limits): Promise<Input> {
  const archive = await openArchive(path, file, limits);
  return closedOnError(archive, () => openPackageInput(archive, rootOf(archive.names), limits));
}

// Many programs put the packed folder itself into the archive.
function rootOf(names: readonly string[]): string {
  if (names.includes(DESCRIPTOR)) return "";
  const below = names.filter((name) => name.endsWith(`/${DESCRIPTOR}`) && name.split("/").length === 2);
  return below.length === 1 ? (below[0] ?? "").slice(0, -DESCRIPTOR.length) : "";
}

async function openCsvFile(path: string, file: string, limits: Limits, options: OpenOptions): Promise<Input> {
  const source = plainFile(path, file, limits);
  await requireFormat(source, extname(path).toLowerCase());
  const { digest, found } = await encodingOf(source);
  const encoding = options.encoding === undefined ? found : encodingNamed(options.encoding, file);
  const isGuess = options.encoding === undefined && encoding === "windows-1252";
  const notes: Fault[] = isGuess ? [faultAt({ file }, "is not UTF-8, so it is read as windows-1252")] : [];
  const delimiter = options.delimiter ?? (extname(path).toLowerCase() === ".tsv" ? "\t" : null);
  const table = await openCsvTable(source, { ...options, name: null, encoding, delimiter, limits, notes });
  return singleTable(table, digest);
}

/** Reads a text once to find out how its characters are encoded. */
async function encodingOf(source: Source): Promise<{ digest: string; found: Encoding }> {
  const hash = createHash("sha256");
  const finder = new EncodingFinder();
  for await (const chunk of source.read()) {
    hash.update(chunk);
    finder.add(chunk);
  }
  return { digest: hash.digest("hex"), found: finder.found() };
}

/** The first rows of a file as they stand in it, before anyone has said where its table is. */
export async function openGrids(
  path: string,
  delimiter?: string,
  given: Partial<Limits> = {},
): Promise<Grid[]> {
  const file = basename(path);
  const limits = { ...LIMITS, ...given };
  const extension = extname(path).toLowerCase();
  const format = Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
  const source = plainFile(path, file, limits);
  if ((await kindOf(path)) === "folder" || !format || ![CSV, WORKBOOK].includes(format))
    throw unreadable({ file }, "is neither a workbook (.xlsx) nor a text with columns (.csv, .tsv, .txt)");
  await requireFormat(source, extension);
  if (format === WORKBOOK) {
    const archive = await openArchive(path, file, limits);
    return workbookGrids(archive, limits).finally(archive.close);
  }
  const { found: encoding } = await encodingOf(source);
  return [
    await csvGrid(source, { encoding, limits }, delimiter ?? (extension === ".tsv" ? "\t" : undefined)),
  ];
}

async function openNdjsonFile(path: string, file: string, limits: Limits): Promise<Input> {
  const source = plainFile(path, file, limits);
  const digest = await digestOf(source);
  return singleTable(await openNdjsonTable(source, { name: null, encoding: "utf-8", limits }), digest);
}

async function openWorkbookFile(
  path: string,
  file: string,
  limits: Limits,
  options: OpenOptions,
): Promise<Input> {
  const source = plainFile(path, file, limits);
  await requireFormat(source, ".xlsx");
  const digest = await digestOf(source);
  const archive = await openArchive(path, file, limits);
  return closedOnError(archive, async () => {
    const table = await openWorkbook(archive, options.sheet ?? null, limits, options);
    return { ...singleTable(table, digest), close: archive.close };
  });
}

async function digestOf(source: Source): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of source.read()) hash.update(chunk);
  return hash.digest("hex");
}

const singleTable = (table: InputTable, digest: string): Input => ({
  descriptor: null,
  tables: [table],
  digest,
  close: () => Promise.resolve(),
});

async function closedOnError(files: Files, open: () => Promise<Input>): Promise<Input> {
  try {
    return await open();
  } catch (error) {
    await files.close();
    throw error;
  }
}
