import type { Fault } from "../fault.js";
import { CsvRecords } from "./csv-records.js";
import { belowHeader, checkHeader, HeaderFinder, type Header, type HeaderOptions } from "./header.js";
import type { InputTable } from "./input.js";
import type { Source } from "./source.js";
import { tableOf, untilFault, type RawRecord } from "./table.js";
import { textBlocks, type TextOptions } from "./text-blocks.js";
import { unreadable } from "./unreadable-input.js";

/** How to read a delimited text. */
export interface CsvOptions extends TextOptions, HeaderOptions {
  /** Name of the table; null when the file does not state it. */
  name: string | null;
  /** Null to detect it from the header line. */
  delimiter: string | null;
  notes: readonly Fault[];
}

/** Opens a delimited text. Its header is the first non-empty line, or the one that the options name. */
export async function openCsvTable(source: Source, options: CsvOptions): Promise<InputTable> {
  const { file } = source;
  const stated = await statedDelimiter(source, options);
  const begin = stated === null ? 1 : 2;
  const delimiter = options.delimiter ?? stated ?? (await findDelimiter(source, options));
  if (!/^[^"\r\n\0]$/.test(delimiter))
    throw unreadable({ file }, `cannot have ${JSON.stringify(delimiter.slice(0, 40))} as its delimiter`);
  const { header, records } = await openCsvRecords(source, delimiter, options, begin);
  checkHeader({ file, line: header.line }, header.names, options.limits);
  const { name, notes } = options;
  const { names: columns, line: headerLine, titles } = header;
  const head = { file, sheet: null, name, columns, headerLine, titles, firstColumn: 0, notes };
  return tableOf(head, records);
}

/**
 * Reads the header of a delimited text, of which no line before `begin` is a part; each call of `records` reads the rows
 * below it from the start.
 */
export async function openCsvRecords(
  source: Source,
  delimiter: string,
  options: TextOptions & HeaderOptions,
  begin = 1,
): Promise<{ header: Header; records: () => AsyncIterable<readonly RawRecord[]> }> {
  async function* records(): AsyncGenerator<RawRecord[]> {
    const reader = new CsvRecords(source.file, delimiter, options.limits);
    for await (const block of textBlocks(source, options))
      for (const group of untilFault<RawRecord>((read) => {
        reader.add(block, read);
      }))
        yield group.filter((record) => record.line >= begin && isFilled(record));
    reader.end();
  }
  const finder = new HeaderFinder(options);
  for await (const group of records()) if (finder.add(group)) break;
  const header = finder.header({ file: source.file });
  return { header, records: () => belowHeader(records(), header) };
}

/** Spreadsheets write empty rows as delimiters alone. */
export const isFilled = ({ cells }: RawRecord): boolean => cells.some((cell) => cell !== "");

/** The characters that stand between the cells of texts. */
export const DELIMITERS = [",", ";", "\t", "|"];

/** The delimiter that a first line of its own states, such as `sep=;`, as Excel reads it. */
export async function statedDelimiter(source: Source, options: TextOptions): Promise<string | null> {
  for await (const { text } of textBlocks(source, options))
    return /^"?sep=([^"\r\n\0])"?\r?(?:\n|$)/i.exec(text)?.[1] ?? null;
  return null;
}

/** The delimiter that occurs most often in the header line, outside of quotes. */
async function findDelimiter(source: Source, options: TextOptions & HeaderOptions): Promise<string> {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  for await (const { line: begin, text } of textBlocks(source, options)) {
    const rest = fromLine(text, (options.headerRow ?? 1) - begin);
    const line = /[^\r\n]+/.exec(rest.replaceAll(/"[^"]*"/g, ""))?.[0];
    if (line === undefined) continue;
    for (const character of line) counts.set(character, (counts.get(character) ?? -Infinity) + 1);
    break;
  }
  const count = (delimiter: string): number => counts.get(delimiter) ?? 0;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** The text after its first `lines` lines. */
function fromLine(text: string, lines: number): string {
  let at = 0;
  for (let left = lines; left > 0; left -= 1) {
    const end = text.indexOf("\n", at);
    if (end < 0) return "";
    at = end + 1;
  }
  return text.slice(at);
}
