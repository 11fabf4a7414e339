import { checkHeader } from "./header.js";
import type { InputTable } from "./input.js";
import type { Limits } from "./limits.js";
import { plainDecimal } from "./plain-decimal.js";
import type { Source } from "./source.js";
import { checkCells, tableOf, untilFault, type RawRecord } from "./table.js";
import { textBlocks, type TextBlock, type TextOptions } from "./text-blocks.js";
import { unreadable } from "./unreadable-input.js";

/** Opens a text of one JSON object per line. The first object names the columns; later ones may lack some. */
export async function openNdjsonTable(
  source: Source,
  options: TextOptions & { name: string | null },
): Promise<InputTable> {
  const { file } = source;
  const { limits, name } = options;
  const first = await firstObject(source, options);
  if (first === null) throw unreadable({ file, line: 1, code: "HEADER" }, "is empty; expected an object");
  const columns = Object.keys(first.object);
  checkHeader({ file, sheet: null, line: first.line }, columns, limits);
  const places = new Map(columns.map((column, place) => [column, place]));
  async function* records(): AsyncGenerator<RawRecord[]> {
    for await (const block of textBlocks(source, options))
      yield* untilFault<RawRecord>((group) => {
        for (const line of objectsOf(file, block)) group.push(recordOf(file, line, places, limits));
      });
  }
  const head = { file, sheet: null, name, columns, headerLine: first.line, titles: [], firstColumn: 0 };
  return tableOf({ ...head, notes: [] }, records);
}

interface Line {
  line: number;
  text: string;
  object: Readonly<Record<string, unknown>>;
}

function* objectsOf(file: string, block: TextBlock): Generator<Line> {
  for (const [index, text] of block.text.split("\n").entries()) {
    const line = block.line + index;
    if (text.trim() !== "") yield { line, text, object: parseObject(file, line, text) };
  }
}

async function firstObject(source: Source, options: TextOptions): Promise<Line | null> {
  for await (const block of textBlocks(source, options))
    for (const line of objectsOf(source.file, block)) return line;
  return null;
}

function recordOf(
  file: string,
  { line, text, object }: Line,
  places: ReadonlyMap<string, number>,
  limits: Limits,
): RawRecord {
  const unknown = Object.keys(object).find((key) => !places.has(key));
  if (unknown !== undefined)
    throw unreadable(
      { file, line, code: "HEADER", column: unknown.slice(0, 200) },
      "is a key that the first object does not have",
    );
  const cells = Array.from(places.keys(), (column) => textOf(file, line, column, object[column]));
  if (text.length * 3 > limits.cellBytes) checkCells({ line, cells }, file, null, limits);
  writeExactNumbers({ line, cells }, file, text, places);
  const numbers = [...places].flatMap(([column, place]) =>
    typeof object[column] === "number" ? [place] : [],
  );
  return { line, cells, numbers };
}

function parseObject(file: string, line: number, text: string): Line["object"] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable({ file, line }, "is not JSON", error);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw unreadable({ file, line }, "is not a JSON object");
  return value as Line["object"];
}

function textOf(file: string, line: number, column: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") {
    if (value.includes("\0")) throw unreadable({ file, line, column }, "has a NUL character");
    return value;
  }
  if (typeof value === "number" && Number.isFinite(value)) return plainDecimal(value);
  if (typeof value === "boolean") return String(value);
  throw unreadable({ file, line, column }, "is not a text, number, boolean or null");
}

// JSON.parse keeps the last of two equal keys and rounds numbers, so this searches the text itself. In a flat object
// a string before a colon is a key.
const STRING = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:\s*(-?\d+(?:\.\d+)?(?=[\s,}]))?)?/g;

function writeExactNumbers(
  { line, cells }: { line: number; cells: string[] },
  file: string,
  text: string,
  places: ReadonlyMap<string, number>,
): void {
  const seen = new Set<string>();
  for (const [, string = "", colon, number] of text.matchAll(STRING)) {
    if (colon === undefined) continue;
    const key = string.includes("\\") ? (JSON.parse(`"${string}"`) as string) : string;
    if (seen.has(key)) throw unreadable({ file, line, column: key }, "is a key that occurs twice");
    seen.add(key);
    const place = places.get(key);
    if (place !== undefined && number !== undefined) cells[place] = number;
  }
}
