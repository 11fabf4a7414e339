import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Document } from "./markdown.js";

/** What is made, not written. */
const MADE = new Set([".git", "coverage", "dist", "node_modules", "var"]);

/** Every file of the project below a folder, from the root of the project. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const written = entries.filter(
    ({ name }) => name !== "node_modules" && (folder !== "." || !MADE.has(name)),
  );
  const found = await Promise.all(
    written.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : Promise.resolve([path]);
    }),
  );
  return found.flat().sort();
}

const read = async (path: string): Promise<Document> => ({ path, text: await readFile(path, "utf8") });

/** The text of a file. */
export const textOf = (path: string): Promise<string> => readFile(path, "utf8");

/** The files below some folders whose names end so. */
export async function sources(folders: readonly string[], ending: RegExp): Promise<Document[]> {
  const files = (await Promise.all(folders.map(filesBelow))).flat();
  return Promise.all(files.filter((file) => ending.test(file)).map(read));
}

/** Every document: those at the root, those of folders, and all of `docs`. */
export async function documents(): Promise<Document[]> {
  const below = (await filesBelow("docs")).filter((file) => file.endsWith(".md"));
  const above = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "clients/README.md"];
  return Promise.all([...above, ...below].map(read));
}

/** Names of environment variables by which the server is configured. */
export async function configuredVariables(): Promise<string[]> {
  const config = await textOf("src/config.ts");
  return variablesIn(config);
}

/** The keys of the schema of the environment. */
export const variablesIn = (config: string): string[] =>
  [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = ""]) => name);
