import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * Lets `write` write to a temporary path, which becomes `out` on success and is removed on failure, so that a partial
 * export never looks complete. Replaces a file; throws when `out` is a folder that is not empty.
 */
export async function writeWhole<T>(out: string, write: (path: string) => Promise<T>): Promise<T> {
  const content = await contentOf(out);
  if (content !== null && content > 0)
    throw new Error(`${out} is a folder that is not empty; name a new one.`);
  const partial = `${out.replace(/[/\\]+$/, "")}.partial`;
  await mkdir(dirname(partial), { recursive: true });
  await rm(partial, { recursive: true, force: true });
  try {
    const result = await write(partial);
    if (content === 0) await rmdir(out);
    await rename(partial, out);
    return result;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Writes a stream's parts to a file. */
export const writeParts = (
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
): Promise<void> => pipeline(parts, createWriteStream(path));

async function contentOf(path: string): Promise<number | null> {
  try {
    return (await readdir(path)).length;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}
