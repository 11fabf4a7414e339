import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { Mapping } from "../mapping/mapping.js";
import { readMapping } from "../mapping/read-mapping.js";
import { foldedWords } from "./name-finder.js";
import type { KeptMapping } from "./recognise.js";

/** The mappings in a folder; those that cannot be read are given to `onFault`. */
export async function keptMappings(
  folder: string,
  onFault: (name: string, reason: string) => void = () => undefined,
): Promise<KeptMapping[]> {
  const names = await readdir(folder).catch(() => []);
  const kept: KeptMapping[] = [];
  for (const name of names.filter((each) => each.endsWith(".json")).sort())
    try {
      kept.push({ name, mapping: readMapping(await readFile(join(folder, name), "utf8")) });
    } catch (error) {
      onFault(name, (error as Error).message);
    }
  return kept;
}

/** Keeps a mapping in a folder, in place of the one that it was made from; the path of its file. */
export async function keepMapping(
  folder: string,
  file: string,
  mapping: Mapping,
  replaced: string | null,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const taken = new Set(await readdir(folder));
  const path = join(folder, replaced ?? freeName(file, taken));
  await writeFile(path, mappingText(mapping));
  return path;
}

/** A mapping as a file. */
export const mappingText = (mapping: Mapping): string => `${JSON.stringify(mapping, null, 2)}\n`;

// The name of the file without what changes from month to month.
function freeName(file: string, taken: ReadonlySet<string>): string {
  const words = foldedWords(basename(file, extname(file))).filter((word) => /^[a-z]+$/.test(word));
  const name = words.slice(0, 8).join("-") || "mapping";
  let free = `${name}.json`;
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}.json`;
  return free;
}
