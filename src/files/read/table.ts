import type { Fault } from "../fault.js";
import { faultAt, unreadable, UnreadableInput } from "./unreadable-input.js";
import type { InputRow, InputTable, OnMisfit } from "./input.js";
import type { Limits } from "./limits.js";

/** The cells of a row, in the order of the columns. */
export interface RawRecord {
  line: number;
  cells: readonly string[];
  /** Indexes of the cells that the file stores as numbers rather than as text. */
  numbers?: readonly number[];
  /** Indexes of those of them that the file shows as percent. */
  percents?: readonly number[];
  /** Indexes of the cells that are formulas. */
  formulas?: readonly number[];
  /** Cells that cannot be read, by their index. */
  faults?: ReadonlyMap<number, Fault>;
}

/** A table without its rows. */
export type TableHead = Omit<InputTable, "rows" | "batches" | "everyRow">;

/** Makes a table of records; every reading of its rows calls `records` again. */
export function tableOf(head: TableHead, records: () => AsyncIterable<readonly RawRecord[]>): InputTable {
  const { file, sheet, columns } = head;
  const empty: Record<string, string> = Object.fromEntries(columns.map((column) => [column, ""]));
  const misfit = ({ line, cells }: RawRecord): Fault =>
    faultAt({ file, sheet, line }, `has ${cells.length} cells, but the header has ${columns.length}`);
  async function* everyRow(): AsyncGenerator<readonly InputRow[]> {
    for await (const group of records())
      yield group.map((record) => {
        const row = rowOf(columns, record, empty);
        return record.cells.length === columns.length ? row : { ...row, misfit: misfit(record) };
      });
  }
  async function* batches(onMisfit: OnMisfit = refuse): AsyncGenerator<readonly InputRow[]> {
    for await (const group of records()) {
      const rows: InputRow[] = [];
      for (const record of group) {
        const row = rowOf(columns, record, empty);
        if (record.faults === undefined && record.cells.length === columns.length) rows.push(row);
        else for (const fault of record.faults?.values() ?? [misfit(record)]) onMisfit(fault, row);
      }
      if (rows.length > 0) yield rows;
    }
  }
  async function* rows(onMisfit: OnMisfit = refuse): AsyncGenerator<InputRow> {
    for await (const batch of batches(onMisfit)) for (const row of batch) yield row;
  }
  return { ...head, rows, batches, everyRow };
}

const refuse: OnMisfit = (fault) => {
  throw new UnreadableInput(fault);
};

/** Yields what `read` has collected, and then throws its error, if any. */
export function* untilFault<T>(read: (group: T[]) => void): Generator<T[]> {
  const group: T[] = [];
  try {
    read(group);
  } catch (error) {
    yield group;
    throw error;
  }
  yield group;
}

// Rows are copies of an empty one, since objects with more than a dozen properties added one by one are slow to read.
function rowOf(
  columns: readonly string[],
  { line, cells, numbers, percents, faults }: RawRecord,
  empty: Readonly<Record<string, string>>,
): InputRow {
  const named = { ...empty };
  for (let index = 0; index < columns.length; index += 1) named[columns[index] ?? ""] = cells[index] ?? "";
  if (!numbers) return { line, cells: named };
  const row: InputRow = { line, cells: named, numbers: namesOf(columns, numbers) };
  if (percents && percents.length > 0) row.percents = namesOf(columns, percents);
  if (faults)
    row.faulty = new Map(
      [...faults].flatMap(([place, fault]) => {
        const column = columns[place];
        return column === undefined ? [] : [[column, fault] as const];
      }),
    );
  return row;
}

const namesOf = (columns: readonly string[], places: readonly number[]): Set<string> =>
  new Set(places.flatMap((place) => columns[place] ?? []));

/** Throws UnreadableInput for a cell that is too long. */
export function checkCells(
  { line, cells }: RawRecord,
  file: string,
  sheet: string | null,
  limits: Limits,
): void {
  for (const [index, cell] of cells.entries()) {
    // UTF-8 takes at most three bytes for each UTF-16 code unit.
    if (cell.length * 3 > limits.cellBytes && Buffer.byteLength(cell) > limits.cellBytes)
      throw unreadable(
        { file, sheet, line },
        `cell ${index + 1} is longer than ${limits.cellBytes} bytes, which is the limit`,
      );
  }
}
