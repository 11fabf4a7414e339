import { crc32 } from "node:zlib";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import type { Limits } from "./limits.js";
import type { Files, Source } from "./source.js";
import { unreadable, UnreadableInput } from "./unreadable-input.js";

/** A zip archive whose entries are read in place. */
export interface Archive extends Files {
  names: readonly string[];
}

const SYMBOLIC_LINK = 0o12;

/** Opens a zip archive; `file` is its name in faults. Counts bytes as they are unpacked, since headers may lie. */
export async function openArchive(path: string, file: string, limits: Limits): Promise<Archive> {
  const options = { autoClose: false, strictFileNames: true, validateEntrySizes: true };
  const zip = await yauzl.openPromise(path, options).catch((error: unknown) => {
    throw unreadable({ file }, `is not a readable zip archive: ${messageOf(error)}`, error);
  });
  const close = (): Promise<void> => {
    zip.close();
    return Promise.resolve();
  };
  try {
    const entries = await listEntries(zip, file, limits);
    const budget = unpackingBudget(zip.fileSize, file, limits);
    const find = (name: string): Promise<Source | null> => {
      const entry = entries.get(name);
      return Promise.resolve(entry === undefined ? null : unpackedEntry(zip, entry, budget));
    };
    return { file, names: [...entries.keys()], find, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listEntries(zip: ZipFile, file: string, limits: Limits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const names = new Set<string>();
  let count = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > limits.entries)
        throw unreadable({ file }, `has more than ${limits.entries} entries, which is the limit`);
      checkEntry(entry, file);
      // File systems that ignore case or accents treat such names as one file.
      const folded = entry.fileName.normalize("NFC").toLowerCase();
      if (names.has(folded)) throw unreadable({ file }, `has two entries named "${entry.fileName}"`);
      names.add(folded);
      if (!entry.fileName.endsWith("/")) entries.set(entry.fileName, entry);
    }
  } catch (error) {
    if (error instanceof UnreadableInput) throw error;
    throw unreadable({ file }, `is not a readable zip archive: ${messageOf(error)}`, error);
  }
  return entries;
}

function checkEntry(entry: Entry, file: string): void {
  const refuse = (reason: string): never => {
    throw unreadable({ file }, `has an entry "${entry.fileName.slice(0, 200)}" that ${reason}`);
  };
  if (entry.fileName.includes("\0")) refuse("has a NUL byte in its name");
  if (entry.externalFileAttributes >>> 28 === SYMBOLIC_LINK) refuse("is a symbolic link");
  if (entry.isEncrypted()) refuse("is encrypted");
  if (!entry.canDecodeFileData())
    refuse(`is compressed by method ${entry.compressionMethod}, not by deflate`);
}

type Budget = (entry: Entry, unpacked: number) => void;

// An entry that is read twice counts once.
function unpackingBudget(packedBytes: number, archive: string, limits: Limits): Budget {
  const unpackedBytes = new Map<Entry, number>();
  let total = 0;
  const check = (file: string, unpacked: number, packed: number, most: number): void => {
    if (unpacked > most) throw unreadable({ file }, `unpacks to more than ${most} bytes, which is the limit`);
    if (unpacked > limits.ratioFromBytes && unpacked > packed * limits.ratio)
      throw unreadable({ file }, `unpacks to more than ${limits.ratio} times its size, like a zip bomb`);
  };
  return (entry, unpacked) => {
    total += Math.max(0, unpacked - (unpackedBytes.get(entry) ?? 0));
    unpackedBytes.set(entry, Math.max(unpacked, unpackedBytes.get(entry) ?? 0));
    check(entry.fileName, unpacked, entry.compressedSize, limits.entryBytes);
    check(archive, total, packedBytes, limits.totalBytes);
  };
}

function unpackedEntry(zip: ZipFile, entry: Entry, spend: Budget): Source {
  const file = entry.fileName;
  async function* read(): AsyncGenerator<Buffer> {
    let unpacked = 0;
    let checksum = 0;
    try {
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        unpacked += (chunk as Buffer).length;
        spend(entry, unpacked);
        checksum = crc32(chunk as Buffer, checksum);
        yield chunk as Buffer;
      }
    } catch (error) {
      if (error instanceof UnreadableInput) throw error;
      throw unreadable({ file }, `cannot be unpacked: ${messageOf(error)}`, error);
    }
    if (checksum !== entry.crc32) throw unreadable({ file }, "is damaged: its checksum does not match");
  }
  return { file, read };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
