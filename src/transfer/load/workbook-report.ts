import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Fault } from "../../files/fault.js";
import { openArchive } from "../../files/read/archive.js";
import { openGrids } from "../../files/read/open-input.js";
import { LIMITS } from "../../files/read/limits.js";
import type { Cell } from "../../files/write/cells.js";
import { markedWorkbook } from "../../files/write/marked-workbook.js";
import type { Mark } from "../../files/write/marked-sheet.js";
import { writeParts, writeWhole } from "../../files/write/whole-file.js";
import { workbookFile } from "../../files/write/workbook.js";
import type { Origin } from "../mapping/open-import.js";

const MOST_MARKS = 20_000;

/**
 * Writes the imported file again as a workbook, with faulty cells in red and unlikely ones in yellow, and the reason as a
 * comment on each. What is wrong with the whole file stands on its first cell. A text becomes a workbook.
 */
export class WorkbookReport {
  /** Where the columns of the file are; null while it has not been opened. */
  origin: Origin | null = null;
  readonly #faults: { fault: Fault; isFault: boolean }[] = [];

  constructor(
    readonly out: string,
    readonly file: string,
  ) {}

  add(fault: Fault): void {
    if (this.#faults.length < MOST_MARKS) this.#faults.push({ fault, isFault: fault.code !== "UNLIKELY" });
  }

  /** Writes the workbook. */
  async close(): Promise<void> {
    const marks = this.#faults.map(({ fault, isFault }) => this.#markOf(fault, isFault));
    const sheet = this.origin?.sheet ?? this.#faults[0]?.fault.sheet ?? "";
    if (extname(this.file).toLowerCase() === ".xlsx") {
      await writeMarked(this.file, sheet, marks, this.out);
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), "cakupan-report-"));
    try {
      const copy = join(folder, "copy.xlsx");
      await writeCopy(this.file, this.origin?.delimiter, copy);
      await writeMarked(copy, "", marks, this.out);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  #markOf({ line, column, reason, hint }: Fault, isFault: boolean): Mark {
    const text = hint == null ? reason : `${reason}. ${hint}`;
    const { columns = [], firstColumn = 0 } = this.origin ?? {};
    const place =
      column === null
        ? -1
        : [column, ...column.split(", ")].map((name) => columns.indexOf(name)).find((each) => each >= 0);
    return { row: line ?? 1, column: firstColumn + Math.max(0, place ?? 0), text, isFault };
  }
}

async function writeMarked(path: string, sheet: string, marks: readonly Mark[], out: string): Promise<void> {
  const archive = await openArchive(path, path, LIMITS);
  try {
    await writeWhole(out, (to) => writeParts(markedWorkbook(archive, sheet, marks, LIMITS, new Date()), to));
  } finally {
    await archive.close();
  }
}

// Each line of the text in the row of the same number.
async function writeCopy(path: string, delimiter: string | undefined, copy: string): Promise<void> {
  const [grid] = await openGrids(path, delimiter);
  const rows: Cell[][] = [];
  for (const { line, cells } of grid?.rows ?? []) {
    while (rows.length < line - 1) rows.push([]);
    rows.push([...cells]);
  }
  if (grid?.isCut === true) rows.push(["… the rest of the file is not in this copy"]);
  const [columns = [], ...below] = rows;
  async function* batches(): AsyncGenerator<readonly Cell[][]> {
    yield await Promise.resolve(below);
  }
  const sheet = { name: "Sheet1", columns: columns.map(String), batches: batches() };
  await writeParts(workbookFile([sheet], new Date()), copy);
}
