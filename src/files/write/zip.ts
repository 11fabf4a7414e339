import { Zip, ZipDeflate } from "fflate";

/** A file of an archive, with its content in parts. */
export interface ZipEntry {
  name: string;
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

// The archive's directory stores sizes in 32 bits.
const MAX_BYTES = 2 ** 32 - 1;
const NOTHING = new Uint8Array(0);

/** Streams a ZIP archive, one entry after the other. Throws when an entry or the archive exceeds 4 GiB. */
export async function* zipped(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  modified: Date,
): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = [];
  let written = 0;
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
    written += part.length;
  });
  for await (const { name, content } of entries) {
    const file = Object.assign(new ZipDeflate(name, { level: 6 }), { mtime: modified });
    zip.add(file);
    let read = 0;
    for await (const part of content) {
      file.push(part);
      read += part.length;
      if (Math.max(read, written) > MAX_BYTES)
        throw new Error(`${name} exceeds the 4 GiB that a ZIP archive can hold`);
      yield* parts.splice(0);
    }
    file.push(NOTHING, true);
    yield* parts.splice(0);
  }
  zip.end();
  yield* parts.splice(0);
}
