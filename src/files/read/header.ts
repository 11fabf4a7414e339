import type { Fault } from "../fault.js";
import type { Limits } from "./limits.js";
import type { RawRecord } from "./table.js";
import { unreadable, UnreadableInput, type Place } from "./unreadable-input.js";

/** Where to find the header of a table, for files with titles above it. */
export interface HeaderOptions {
  /** Line of a text or row of a sheet, from 1; by default the first that is not empty. */
  headerRow?: number;
  /** Number of header rows, 1 by default. Texts below one another form one name. */
  headerRows?: number;
  /** Number of non-empty rows to skip below the header, such as a row of column numbers. */
  skipRows?: number;
  /** Describes the header that the fault of an empty file asks for. */
  expected?: string;
}

/** The header of a table. */
export interface Header {
  line: number;
  /** Line or row after which the rows of the table begin. */
  last: number;
  names: string[];
  /** Index of the first column with a name: a table need not start in the first column of a sheet. */
  first: number;
  /** Cells of it that cannot be read, such as formulas; they add nothing to the name of their column. */
  faults: Fault[];
  /** The texts above it. */
  titles: string[];
}

/** Finds the header among the records of a table, which must be added in order. */
export class HeaderFinder {
  readonly #rows: RawRecord[] = [];
  readonly #titles: string[] = [];

  constructor(readonly options: HeaderOptions) {}

  /** Collects the records of the header. Returns whether it is complete. */
  add(records: readonly RawRecord[]): boolean {
    const { headerRow = 0, headerRows = 1, skipRows = 0 } = this.options;
    for (const record of records) {
      if (this.#rows.length === headerRows + skipRows) return true;
      if (record.line >= headerRow) this.#rows.push(record);
      else this.#titles.push(...record.cells.filter((cell) => cell.trim() !== ""));
    }
    return this.#rows.length === headerRows + skipRows;
  }

  /** The header. Throws UnreadableInput when it is not where it should be. */
  header(place: Place): Header {
    const { headerRow, headerRows = 1, expected = "a header" } = this.options;
    const refuse = (line: number, reason: string): never => {
      throw unreadable({ ...place, line, code: "HEADER" }, reason);
    };
    const [top] = this.#rows;
    if (headerRow !== undefined && top?.line !== headerRow)
      return refuse(headerRow, "is empty or missing; the header should begin here");
    if (top === undefined) return refuse(1, `is empty; expected ${expected}`);
    const last = this.#rows.at(-1)?.line ?? top.line;
    const rows = this.#rows.slice(0, headerRows);
    if (rows.length < headerRows)
      return refuse(last, `is the last row, but the header has ${headerRows} rows`);
    const names = joinedNames(rows.map(({ cells }) => cells));
    const faults = rows.flatMap((row) => [...(row.faults?.values() ?? [])]);
    const [fault] = faults;
    if (fault && names.every((name) => name === "")) throw new UnreadableInput(fault);
    const first = Math.max(
      names.findIndex((name) => name !== ""),
      0,
    );
    return { line: top.line, last, names, first, faults, titles: this.#titles };
  }
}

/** The records below the header, in the same groups. */
export async function* belowHeader(
  groups: AsyncIterable<readonly RawRecord[]>,
  { last }: Header,
): AsyncGenerator<readonly RawRecord[]> {
  for await (const group of groups)
    yield (group[0]?.line ?? 0) > last ? group : group.filter(({ line }) => line > last);
}

/** The names of columns whose header has several rows. A cell that spans several columns has its text in the first of them only. */
export function joinedNames(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(({ length }) => length));
  const columns = Array.from({ length: width }, (): string[] => []);
  for (const [index, cells] of rows.entries()) {
    let left = "";
    for (const [place, texts] of columns.entries()) {
      const own = unbroken(cells[place] ?? "");
      const isSpanned = rows.slice(index + 1).some((below) => (below[place] ?? "").trim() !== "");
      if (own.trim() !== "") left = own;
      else if (!isSpanned) left = "";
      if (left !== "") texts.push(left);
    }
  }
  return columns.map((texts) => texts.join(" ").replace(/^\s+$/, ""));
}

// Names in narrow columns often contain line breaks.
const unbroken = (name: string): string => name.replaceAll(/[^\S\r]*\r?\n\s*/g, " ");

/** Throws UnreadableInput for duplicate or unusable names. Leaves columns without a name to the caller. */
export function checkHeader(place: Place & { line: number }, names: readonly string[], limits: Limits): void {
  const refuseHeader = (reason: string, column: string | null = null): never => {
    throw unreadable({ ...place, code: "HEADER", column }, reason);
  };
  if (names.length > limits.columns) refuseHeader(`has more than ${limits.columns} columns`);
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name === "") continue;
    if (Buffer.byteLength(name) > MOST_NAME_BYTES)
      refuseHeader(`column ${index + 1} has a name of more than ${MOST_NAME_BYTES} bytes`);
    // eslint-disable-next-line no-control-regex -- it looks for control characters
    if (/[\0-\x1f\x7f]/.test(name)) refuseHeader(`column ${index + 1} has a line break or tab in its name`);
    // Assigning this key to an object would set its prototype.
    if (name === "__proto__") refuseHeader(`a column cannot be named "__proto__"`, name);
    if (seen.has(name)) refuseHeader(`column "${name}" occurs twice`, name);
    seen.add(name);
  }
}

const MOST_NAME_BYTES = 1_000;
