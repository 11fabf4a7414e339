import { readFile } from "node:fs/promises";

/** A document of the project. */
export interface Document {
  /** From the root of the project. */
  path: string;
  text: string;
}

/** A fenced block of code. */
export interface Block {
  language: string;
  code: string;
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of code, in order. */
export const blocksOf = (text: string): Block[] =>
  [...text.matchAll(FENCE)].map(([, language = "", code = ""]) => ({ language, code }));

const withoutBlocks = (text: string): string => text.replace(FENCE, "");

/** What stands between backticks, outside of blocks. */
export const spansOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);

/** The anchors of headings, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

/** The targets of links, outside of code. */
export const linksOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);

/** The cells of a table's rows, under the header whose first cell is given; none when there is no such table. */
export function rowsUnder(text: string, firstHeading: string): string[][] {
  const lines = text.split("\n");
  const header = lines.findIndex((line) => cellsOf(line)[0] === firstHeading);
  if (header === -1) return [];
  const rows = lines.slice(header + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return (end === -1 ? rows : rows.slice(0, end)).map(cellsOf);
}

// A bar within backticks is escaped, or none: tables here have no other.
const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Text without the backticks around it. */
export const unquoted = (text: string): string => text.replace(/^`|`$/g, "");

/** What one list has and the other lacks, both ways. */
export function difference(
  documented: Iterable<string>,
  actual: Iterable<string>,
): { undocumented: string[]; unknown: string[] } {
  const [documents, code] = [new Set(documented), new Set(actual)];
  return {
    undocumented: [...code].filter((name) => !documents.has(name)).sort(),
    unknown: [...documents].filter((name) => !code.has(name)).sort(),
  };
}

/** What `difference` gives when documents and code agree. */
export const AGREED = { undocumented: [], unknown: [] };

/** A text as a part of a regular expression that matches just it. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** A recipe of the page on adding things: its text, and the files that it names. */
export async function recipe(title: string): Promise<{ text: string; files: string[] }> {
  const page = await readFile("docs/develop/adding.md", "utf8");
  const text = page.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? "";
  const files = spansOf(text).filter((span) => /^[\w./-]+\.(ts|js|json|csv)$|^src\/[\w/-]+\/$/.test(span));
  return { text, files };
}
