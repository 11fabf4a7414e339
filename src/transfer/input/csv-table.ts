import type { Fault } from "../fault.js";
import { CsvRecords } from "./csv-records.js";
import type { InputTable } from "./input.js";
import type { Source } from "./source.js";
import { checkHeader, tableOf, untilFault, type RawRecord } from "./table.js";
import { textBlocks, type TextOptions } from "./text-blocks.js";
import { unreadable } from "./unreadable-input.js";

/** How a delimited text is read. */
export interface CsvOptions extends TextOptions {
  /** The table it is; null when nobody says. */
  name: string | null;
  /** Null when the header line is to tell. */
  delimiter: string | null;
  notes: readonly Fault[];
}

/** Opens a delimited text with its header first. */
export async function openCsvTable(source: Source, options: CsvOptions): Promise<InputTable> {
  const { file } = source;
  const delimiter = options.delimiter ?? (await findDelimiter(source, options));
  if (!/^[^"\r\n\0]$/.test(delimiter))
    throw unreadable({ file }, `cannot have ${JSON.stringify(delimiter.slice(0, 40))} as its delimiter`);
  const { header, records } = await openCsvRecords(source, delimiter, options);
  if (header === null) throw unreadable({ file, line: 1, code: "HEADER" }, "is empty; expected a header");
  checkHeader({ file, sheet: null, line: header.line }, header.cells, options.limits);
  const head = { file, sheet: null, name: options.name, columns: header.cells, notes: options.notes };
  return tableOf(head, records);
}

/** Opens a delimited text at its first record, null when there is none; the others are had anew for every reading. */
export async function openCsvRecords(
  source: Source,
  delimiter: string,
  options: TextOptions,
): Promise<{ header: RawRecord | null; records: () => AsyncIterable<readonly RawRecord[]> }> {
  async function* records(): AsyncGenerator<RawRecord[]> {
    const reader = new CsvRecords(source.file, delimiter, options.limits);
    for await (const block of textBlocks(source, options))
      yield* untilFault<RawRecord>((group) => {
        reader.add(block, group);
      });
    reader.end();
  }
  return { header: await firstOf(records()), records: () => withoutFirst(records()) };
}

const DELIMITERS = [",", ";", "\t"];

/** The delimiter that stands most often in the header line, outside of quotes. */
async function findDelimiter(source: Source, options: TextOptions): Promise<string> {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  for await (const { text } of textBlocks(source, options)) {
    const line = /[^\r\n]+/.exec(text.replaceAll(/"[^"]*"/g, ""))?.[0];
    if (line === undefined) continue;
    for (const character of line) counts.set(character, (counts.get(character) ?? -Infinity) + 1);
    break;
  }
  const count = (delimiter: string): number => counts.get(delimiter) ?? 0;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

async function firstOf(groups: AsyncIterable<readonly RawRecord[]>): Promise<RawRecord | null> {
  for await (const group of groups) if (group[0] !== undefined) return group[0];
  return null;
}

async function* withoutFirst(groups: AsyncIterable<RawRecord[]>): AsyncGenerator<readonly RawRecord[]> {
  let isFirst = true;
  for await (const group of groups) {
    yield isFirst ? group.slice(1) : group;
    if (group.length > 0) isFirst = false;
  }
}
