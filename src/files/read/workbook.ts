import type { Fault } from "../fault.js";
import { belowHeader, checkHeader, HeaderFinder, type Header, type HeaderOptions } from "./header.js";
import type { InputTable } from "./input.js";
import type { Limits } from "./limits.js";
import { columnLetters, SheetRecords } from "./sheet-records.js";
import type { Files, Source } from "./source.js";
import { tableOf, type RawRecord } from "./table.js";
import { faultAt, unreadable } from "./unreadable-input.js";
import { readWorkbookParts, type Sheet } from "./workbook-parts.js";
import { readXmlInSteps } from "./xml.js";

/** Opens the named sheet of a workbook, or its first. Reads the sheet once to the end, where merged cells are listed. */
export async function openWorkbook(
  files: Files,
  named: string | null,
  limits: Limits,
  options: HeaderOptions = {},
): Promise<InputTable> {
  const { file } = files;
  const workbook = await readWorkbookParts(files, limits);
  const { name: sheet, source } = chooseSheet(file, workbook.sheets, named);
  const read = (reader: SheetRecords): AsyncGenerator<RawRecord[]> =>
    filledRecords({ ...source, file }, reader, limits);
  const newReader = (): SheetRecords => new SheetRecords(file, sheet, workbook, limits);
  const reader = newReader();
  const finder = new HeaderFinder(options);
  for await (const group of read(reader)) finder.add(group);
  const header = finder.header({ file, sheet });
  const columns = header.names.slice(header.first);
  checkHeader({ file, sheet, line: header.line }, columns, limits);
  const notes = notesOf(file, sheet, reader);
  const head = { file, sheet, name: null, columns, headerLine: header.line, notes };
  return tableOf(head, () => fittedRows(read(newReader()), header));
}

function chooseSheet(file: string, sheets: readonly Sheet[], named: string | null): Sheet {
  const sheet = named === null ? sheets[0] : sheets.find(({ name }) => name === named);
  if (sheet !== undefined) return sheet;
  if (sheets.length === 0) throw unreadable({ file }, "has no worksheets");
  const names = sheets.slice(0, 20).map(({ name }) => `"${name.slice(0, 40)}"`);
  const more = sheets.length > 20 ? ` and ${sheets.length - 20} more` : "";
  throw unreadable(
    { file },
    `has no sheet "${named?.slice(0, 40) ?? ""}"; it has ${names.join(", ")}${more}`,
  );
}

// Drops empty cells at the end of a row, so that formatted but empty columns do not count.
async function* filledRecords(
  source: Source,
  reader: SheetRecords,
  limits: Limits,
): AsyncGenerator<RawRecord[]> {
  const steps = readXmlInSteps(source, reader, limits);
  try {
    while ((await steps.next()).done !== true) {
      const records = reader.take().map((record) => {
        const last = record.cells.findLastIndex((cell) => cell !== "");
        return { ...record, cells: record.cells.slice(0, last + 1) };
      });
      yield records.filter(({ cells, faults }) => cells.length > 0 || faults);
    }
  } finally {
    await steps.return(undefined);
  }
}

async function* fittedRows(groups: AsyncIterable<RawRecord[]>, header: Header): AsyncGenerator<RawRecord[]> {
  const { first, names } = header;
  for await (const rows of belowHeader(groups, header))
    yield rows.map(({ cells, numbers = [], ...record }) => ({
      ...record,
      cells: fitted(cells, first, names.length - first),
      numbers: numbers.map((place) => place - first),
    }));
}

// A filled cell left of the header makes the row too long, as one to the right of it does.
function fitted(cells: readonly string[], first: number, width: number): string[] {
  const outside = cells.slice(0, first);
  const inside = cells.slice(first);
  while (inside.length < width) inside.push("");
  return outside.some((cell) => cell !== "") ? [...outside, ...inside] : inside;
}

function notesOf(file: string, sheet: string, reader: SheetRecords): Fault[] {
  const notes: Fault[] = [];
  const note = (reason: string): number => notes.push(faultAt({ file, sheet }, reason));
  if (reader.merged.length > 0) {
    const beyond = reader.furtherMerged > 0 ? ` and ${reader.furtherMerged} more` : "";
    note(`has merged cells, of which only the first is filled: ${reader.merged.join(", ")}${beyond}`);
  }
  for (const column of reader.percentColumns)
    note(`column ${columnLetters(column)} is shown as percent: 92.5 % is read as 0.925`);
  return notes;
}
