import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataSource } from "typeorm";
import { badUserInput, submissionTooLarge } from "../../errors.js";
import { describeFault, type Fault } from "../../files/fault.js";
import { openGrids } from "../../files/read/open-input.js";
import { UnreadableInput } from "../../files/read/unreadable-input.js";
import type { Cells } from "../../package/column.js";
import type { Mapping } from "../../transfer/mapping/mapping.js";
import { openImport } from "../../transfer/mapping/open-import.js";
import { readDescriptor } from "../../transfer/package/descriptor.js";
import type { LeftOut } from "../../transfer/package/package.js";
import { inLoadingOrder } from "../../transfer/package/tables.js";
import { readImportVocabulary } from "../../transfer/propose/import-vocabulary.js";
import { proposeMapping, type Proposal } from "../../transfer/propose/propose-mapping.js";
import type { Answers } from "../../transfer/propose/question.js";
import { MAX_ROWS } from "./sent-rows.js";

const MEGABYTE = 1024 ** 2;

// What may be unpacked from a request; a workbook of so many rows as a submission may have needs a few.
const UPLOADED = {
  entryBytes: 32 * MEGABYTE,
  totalBytes: 64 * MEGABYTE,
  sharedTextBytes: 8 * MEGABYTE,
  entries: 200,
} as const;
const MOST_UNREAD = 50;
// Titles and notes may stand around the rows.
const MOST_LINES = MAX_ROWS + 1_000;

/** A file as it was sent. */
export interface SentFile {
  name: string;
  bytes: Buffer;
}

/** Rows of a file by its mapping, and what was not read of it. */
export interface MappedRows {
  rows: { table: string; cells: Cells }[];
  unread: Fault[];
  leftOut: readonly LeftOut[];
}

/** What a file's mapping would be, by what it says and by answers. */
export const proposalFor = (dataSource: DataSource, file: SentFile, answers: Answers): Promise<Proposal> =>
  withFile(file, async (path) => {
    const grids = await openGrids(path, undefined, UPLOADED);
    // Finding out how a table is read takes long where it has many rows, of which no more can be sent in.
    if (grids.some(({ rows }) => rows.length > MOST_LINES)) throw submissionTooLarge(MAX_ROWS);
    return proposeMapping(grids, await readImportVocabulary(dataSource), answers);
  });

/** The rows that a file has by a mapping. */
export const mappedRows = (
  dataSource: DataSource,
  dataFolder: string,
  file: SentFile,
  mapping: Mapping,
): Promise<MappedRows> =>
  withFile(file, async (path) => {
    const { descriptor } = await readDescriptor(dataFolder);
    const opened = await openImport(dataSource, path, descriptor.resources, { mapping, limits: UPLOADED });
    try {
      const rows: MappedRows["rows"] = [];
      const unread: Fault[] = [];
      // The source that a mapping describes comes before what refers to it.
      const tables = inLoadingOrder(opened.tables);
      for (const { resource, batches } of tables)
        for await (const batch of batches((fault) => {
          if (unread.length < MOST_UNREAD) unread.push(fault);
        })) {
          rows.push(...batch.map(({ cells }) => ({ table: resource.name, cells })));
          if (rows.length > MAX_ROWS) throw submissionTooLarge(MAX_ROWS);
        }
      return { rows, unread, leftOut: opened.tables.flatMap(({ leftOut }) => leftOut?.() ?? []) };
    } finally {
      await opened.close();
    }
  });

// Files are read several times, and workbooks from their end.
async function withFile<T>({ name, bytes }: SentFile, read: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "cakupan-desk-"));
  try {
    // Faults name it.
    const path = join(folder, `file ${name.replace(/[^\p{L}\p{N}. _-]/gu, "_").slice(-100)}`);
    await writeFile(path, bytes);
    return await read(path);
  } catch (error) {
    if (error instanceof UnreadableInput)
      throw badUserInput(`The file cannot be read: ${describeFault(error.fault)}.`);
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
