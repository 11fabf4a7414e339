import {
  accessSync,
  constants,
  mkdirSync,
  openSync,
  readSync,
  closeSync,
  statSync,
  type Stats,
} from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Why a path cannot be the SQLite database; null when it can. A file need not exist yet, and its folder is created, unless
 * it is only read.
 */
export function sqliteFileFault(file: string, isReadOnly: boolean): string | null {
  if (file === ":memory:") return null;
  const path = resolve(file);
  const reason = isReadOnly
    ? fileFault(path, constants.R_OK, "it does not exist, and READ_ONLY is true")
    : (folderFault(dirname(path)) ?? fileFault(path, constants.R_OK | constants.W_OK, null));
  return reason === null ? null : `The SQLite database ${path} cannot be used: ${reason}`;
}

function folderFault(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return `its folder ${folder} cannot be created (${codeOf(error)})`;
  }
  // SQLite writes a journal next to the file.
  return isAllowed(folder, constants.W_OK | constants.X_OK)
    ? null
    : `this user has no permission to write to its folder ${folder}`;
}

function fileFault(path: string, mode: number, missing: string | null): string | null {
  let found: Stats | undefined;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return `it cannot be inspected (${codeOf(error)})`;
  }
  if (!found) return missing;
  if (found.isDirectory()) return "it is a folder";
  if (!found.isFile()) return "it is not a regular file";
  if (!isAllowed(path, mode))
    return `this user has no permission to read${mode & constants.W_OK ? " and write" : ""} it`;
  return found.size === 0 || beginsAsDatabase(path) ? null : "it is not an SQLite database";
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

const BEGINNING = "SQLite format 3\u0000";

function beginsAsDatabase(path: string): boolean {
  const beginning = Buffer.alloc(BEGINNING.length);
  const file = openSync(path, "r");
  try {
    readSync(file, beginning);
  } finally {
    closeSync(file);
  }
  return beginning.toString("latin1") === BEGINNING;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
