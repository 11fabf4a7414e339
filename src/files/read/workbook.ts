import type { Fault } from "../fault.js";
import { belowHeader, checkHeader, HeaderFinder, type Header, type HeaderOptions } from "./header.js";
import type { InputTable } from "./input.js";
import type { Limits } from "./limits.js";
import { columnLetters } from "../column-letters.js";
import { SheetRecords, type SheetOptions } from "./sheet-records.js";
import type { Files, Source } from "./source.js";
import { tableOf, type RawRecord } from "./table.js";
import { faultAt, unreadable } from "./unreadable-input.js";
import { readWorkbookParts, type Sheet } from "./workbook-parts.js";
import { readXmlInSteps } from "./xml.js";

/** Opens the named sheet of a workbook, or the first that is not hidden. Reads the sheet once to the end, where merged cells are listed. */
export async function openWorkbook(
  files: Files,
  named: string | null,
  limits: Limits,
  options: HeaderOptions & SheetOptions = {},
): Promise<InputTable> {
  const { file } = files;
  const workbook = await readWorkbookParts(files, limits);
  const { name: sheet, source } = chooseSheet(file, workbook.sheets, named);
  const read = (reader: SheetRecords): AsyncGenerator<RawRecord[]> =>
    filledRecords({ ...source, file }, reader, limits);
  const newReader = (): SheetRecords => new SheetRecords(file, sheet, workbook, limits, options);
  const reader = newReader();
  const finder = new HeaderFinder(options);
  for await (const group of read(reader)) finder.add(group);
  const header = finder.header({ file, sheet });
  const columns = header.names.slice(header.first);
  checkHeader({ file, sheet, line: header.line }, columns, limits);
  const notes = [
    ...otherSheets(file, sheet, workbook.sheets),
    ...notesOf(file, sheet, reader),
    ...header.faults,
  ];
  const { line: headerLine, titles, first: firstColumn } = header;
  const head = { file, sheet, name: null, columns, headerLine, titles, firstColumn, notes };
  return tableOf(head, () => fittedRows(read(newReader()), header));
}

function chooseSheet(file: string, sheets: readonly Sheet[], named: string | null): Sheet {
  const sheet = sheets.find(({ name, isHidden }) => (named === null ? !isHidden : name === named));
  if (sheet !== undefined) return sheet;
  if (sheets.length === 0) throw unreadable({ file }, "has no worksheets");
  const reason =
    named === null
      ? "has only hidden sheets, which are read only when they are named"
      : `has no sheet "${named.slice(0, 40)}"`;
  throw unreadable({ file }, `${reason}; it has ${listed(sheets)}`);
}

function listed(sheets: readonly Sheet[]): string {
  const names = sheets.slice(0, 20).map(({ name }) => `"${name.slice(0, 40)}"`);
  return `${names.join(", ")}${sheets.length > 20 ? ` and ${sheets.length - 20} more` : ""}`;
}

// Whoever sends a workbook of several sheets may mean another one.
function otherSheets(file: string, sheet: string, sheets: readonly Sheet[]): Fault[] {
  const others = sheets.filter(({ name }) => name !== sheet);
  if (others.length === 0) return [];
  const hidden = others.filter(({ isHidden }) => isHidden).length;
  const count = hidden === 0 ? "" : ` (${hidden} of them hidden)`;
  return [faultAt({ file, sheet }, `is the sheet that is read; not read: ${listed(others)}${count}`)];
}

/** The rows of a sheet, without empty cells at their ends, so that formatted but empty columns do not count. */
export async function* filledRecords(
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
    yield rows.map(({ line, cells, numbers = [], percents = [], faults }) => ({
      line,
      cells: fitted(cells, first, names.length - first),
      numbers: numbers.map((place) => place - first),
      percents: percents.map((place) => place - first),
      ...(faults ? { faults: new Map([...faults].map(([place, fault]) => [place - first, fault])) } : {}),
    }));
}

// A filled cell left of the header makes the row too long, as one to the right of it does.
function fitted(cells: readonly string[], first: number, width: number): string[] {
  const outside = cells.slice(0, first);
  const inside = cells.slice(first);
  while (inside.length < width) inside.push("");
  return outside.some((cell) => cell !== "") ? [...outside, ...inside] : inside;
}

const MERGED_LISTED = 10;

function notesOf(file: string, sheet: string, reader: SheetRecords): Fault[] {
  const notes: Fault[] = [];
  const note = (reason: string): number => notes.push(faultAt({ file, sheet }, reason));
  if (reader.merged.length > 0) {
    const further = reader.furtherMerged + Math.max(0, reader.merged.length - MERGED_LISTED);
    const beyond = further > 0 ? ` and ${further} more` : "";
    const merged = reader.merged.slice(0, MERGED_LISTED).join(", ");
    note(`has merged cells, of which only the first is filled: ${merged}${beyond}`);
  }
  if (reader.hidden.length > 0) {
    const beyond = reader.furtherHidden > 0 ? ` and ${reader.furtherHidden} more` : "";
    note(`has hidden rows, which are not read: ${reader.hidden.join(", ")}${beyond}`);
  }
  for (const column of reader.percentColumns)
    note(`column ${columnLetters(column)} is shown as percent: 92.5 % is read as 0.925`);
  return notes;
}
