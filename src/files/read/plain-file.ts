import { constants } from "node:fs";
import { lstat, open, realpath, stat, type FileHandle } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Limits } from "./limits.js";
import type { Files, Source } from "./source.js";
import { unreadable } from "./unreadable-input.js";

const CHUNK_BYTES = 64 * 1024;

/** A file on disk. Refuses devices, pipes, files beyond the limit and files that change between two readings. */
export function plainFile(path: string, file: string, limits: Limits): Source {
  let seen: string | null = null;
  async function* read(): AsyncGenerator<Buffer> {
    // If a pipe has replaced the file, opening it must not block.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
      throw unreadable({ file }, "cannot be opened", error);
    });
    try {
      const { state, bytes } = await stateOf(handle, file, limits);
      seen ??= state;
      // Each chunk gets its room before it is read, and most files are small.
      const highWaterMark = Math.min(CHUNK_BYTES, bytes + 1);
      for await (const chunk of handle.createReadStream({ highWaterMark, autoClose: false }))
        yield chunk as Buffer;
      if (seen !== state || seen !== (await stateOf(handle, file, limits)).state)
        throw unreadable({ file }, "was changed while it was read");
    } finally {
      await handle.close();
    }
  }
  return { file, read };
}

async function stateOf(
  handle: FileHandle,
  file: string,
  limits: Limits,
): Promise<{ state: string; bytes: number }> {
  const state = await handle.stat({ bigint: true });
  if (!state.isFile()) throw unreadable({ file }, "is not a regular file");
  if (state.size > limits.entryBytes)
    throw unreadable({ file }, `has ${state.size.toString()} bytes; the limit is ${limits.entryBytes}`);
  return { state: [state.ino, state.size, state.mtimeNs].join(), bytes: Number(state.size) };
}

/** Whether a path is a file or a folder. Throws UnreadableInput when it is neither. */
export async function kindOf(path: string): Promise<"file" | "folder"> {
  const state = await stat(path).catch((error: unknown) => {
    throw unreadable({ file: basename(path) }, "cannot be opened; check that it exists", error);
  });
  if (state.isDirectory()) return "folder";
  if (!state.isFile()) throw unreadable({ file: basename(path) }, "is not a regular file");
  return "file";
}

/** The files in a folder. No part of a path below the folder may be a symbolic link. */
export async function openFolder(path: string, limits: Limits): Promise<Files> {
  const folder = await realpath(path);
  const find = async (file: string): Promise<Source | null> => {
    const wanted = join(folder, file);
    const state = await lstat(wanted).catch(() => null);
    if (state === null) return null;
    if (state.isSymbolicLink() || (await realpath(wanted)) !== wanted)
      throw unreadable({ file }, "is reached through a symbolic link");
    if (!state.isFile()) throw unreadable({ file }, "is not a regular file");
    return plainFile(wanted, file, limits);
  };
  return { file: basename(folder), find, close: () => Promise.resolve() };
}
