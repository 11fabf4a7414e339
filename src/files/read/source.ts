import { unreadable } from "./unreadable-input.js";

/** Bytes that can be read any number of times, always from the beginning. */
export interface Source {
  /** Name of the file in faults. */
  file: string;
  /** Streams the bytes. Throws UnreadableInput beyond a limit, or when they cannot be read. */
  read: () => AsyncIterable<Buffer>;
}

/** The files of a package or workbook. */
export interface Files {
  /** Name of the package or workbook in faults. */
  file: string;
  /** Finds a file by its relative path; null when there is none. Throws UnreadableInput when it must not be read. */
  find: (path: string) => Promise<Source | null>;
  close: () => Promise<void>;
}

/** All bytes of a source. Throws UnreadableInput when there are more than `most`. */
export async function readWhole(source: Source, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source.read()) {
    bytes += chunk.length;
    if (bytes > most)
      throw unreadable({ file: source.file }, `has more than ${most} bytes, which is the limit`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
