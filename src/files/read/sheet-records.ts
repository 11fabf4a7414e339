import type { Fault } from "../fault.js";
import { serialDate } from "./cell-format.js";
import type { Limits } from "./limits.js";
import { columnLetters, columnNumber } from "../column-letters.js";
import { plainDecimal } from "./plain-decimal.js";
import type { RawRecord } from "./table.js";
import { faultAt, unreadable } from "./unreadable-input.js";
import { unescaped, type Workbook } from "./workbook-parts.js";
import type { XmlHandler } from "./xml.js";

type Attributes = Readonly<Record<string, string>>;

interface Cell {
  /** Index in the row. */
  column: number;
  type: string;
  style: number;
  text: string;
  isFormula: boolean;
}

/** How to read a sheet, where more is possible than what is safe. */
export interface SheetOptions {
  /** VALUES reads the values that formulas had when the workbook was saved; otherwise formulas are faults. */
  formulas?: "VALUES";
  /** Whether hidden rows are read. */
  hiddenRows?: boolean;
}

/** Builds records from the XML of a sheet; cells that a row omits become empty text. */
export class SheetRecords implements XmlHandler {
  /** The first ranges of merged cells, such as `A2:A5`. */
  readonly merged: string[] = [];
  /** Number of further ranges of merged cells. */
  furtherMerged = 0;
  /** Indexes of columns whose numbers are displayed as percentages. */
  readonly percentColumns = new Set<number>();
  /** The first hidden rows that were left out. */
  readonly hidden: number[] = [];
  /** Number of further rows that were left out. */
  furtherHidden = 0;
  private records: RawRecord[] = [];
  private row = 0;
  private cells: string[] = [];
  private numbers: number[] = [];
  private percents: number[] = [];
  private formulas: number[] = [];
  private faults = new Map<number, Fault>();
  private isHidden = false;
  private lastHidden = 0;
  // Cells of an array formula other than its first do not say that they are formulas.
  private arrays: { until: number; from: number; to: number }[] = [];
  private cell: Cell | null = null;
  private nextColumn = 0;
  private isValue = false;
  /** Within <rPh>, the phonetic reading of a text. */
  private isPhonetic = false;

  constructor(
    private readonly file: string,
    private readonly sheet: string,
    private readonly workbook: Workbook,
    private readonly limits: Limits,
    private readonly options: SheetOptions = {},
  ) {}

  /** Removes and returns the records that are complete. */
  take(): RawRecord[] {
    return this.records.splice(0);
  }

  readonly open = (tag: string, attributes: Attributes): void => {
    if (tag === "row") this.beginRow(attributes);
    else if (tag === "c") this.beginCell(attributes);
    else if (tag === "f" && this.cell !== null) this.beginFormula(this.cell, attributes);
    else if (tag === "mergeCell") this.noteMerged(attributes.ref ?? "");
    else if (tag === "rPh") this.isPhonetic = true;
    this.isValue = tag === (this.cell?.type === "inlineStr" ? "t" : "v") && !this.isPhonetic;
  };

  readonly text = (text: string): void => {
    if (this.cell !== null && this.isValue) this.cell.text += text;
  };

  readonly close = (tag: string): void => {
    this.isValue = false;
    if (tag === "rPh") this.isPhonetic = false;
    if (tag === "c" && this.cell !== null) {
      this.cells[this.cell.column] = this.valueOf(this.cell);
      this.cell = null;
    }
    if (tag !== "row") return;
    if (this.isHidden && this.options.hiddenRows !== true) return;
    const cells = Array.from(this.cells, (cell: string | undefined) => cell ?? "");
    const { numbers, percents, formulas } = this;
    const faults = this.faults.size > 0 ? { faults: this.faults } : {};
    this.records.push({ line: this.row, cells, numbers, percents, formulas, ...faults });
  };

  private beginRow({ r, hidden = "0" }: Attributes): void {
    const row = r === undefined ? this.row + 1 : Number(r);
    if (!Number.isSafeInteger(row) || row <= this.row)
      throw this.fault(`has a row "${r?.slice(0, 20) ?? ""}" that does not follow row ${this.row}`);
    if (row > this.limits.sheetRows)
      throw this.fault(`has more than ${this.limits.sheetRows} rows, which is the limit`);
    this.row = row;
    this.cells = [];
    this.numbers = [];
    this.percents = [];
    this.formulas = [];
    this.faults = new Map();
    this.nextColumn = 0;
    this.isHidden = /^(1|true)$/.test(hidden);
    this.arrays = this.arrays.filter(({ until }) => until >= row);
  }

  private beginCell({ r, t = "n", s = "0" }: Attributes): void {
    const column = r === undefined ? this.nextColumn : columnOf(r);
    const isFormula = this.arrays.some(({ from, to }) => column >= from && column <= to);
    this.cell = { column, type: t, style: Number(s), text: "", isFormula };
    if (column < this.nextColumn) this.refuse(`does not follow the cell before it`);
    if (column >= this.limits.columns)
      this.refuse(`is beyond column ${this.limits.columns}, which is the limit`);
    this.nextColumn = column + 1;
  }

  private beginFormula(cell: Cell, { t, ref = "" }: Attributes): void {
    cell.isFormula = true;
    const [first = "", last = first] = ref.split(":");
    if (t === "array" || t === "dataTable")
      this.arrays.push({ until: Number(/\d+$/.exec(last)?.[0]), from: columnOf(first), to: columnOf(last) });
  }

  private valueOf(cell: Cell): string {
    const text = this.textOf(cell);
    if (text !== "" && this.isHidden && this.options.hiddenRows !== true) this.noteHidden();
    if (text.includes("\0")) this.refuse("has a NUL character");
    if (text.length * 3 > this.limits.cellBytes && Buffer.byteLength(text) > this.limits.cellBytes)
      this.refuse(`is longer than ${this.limits.cellBytes} bytes, which is the limit`);
    return text;
  }

  private textOf({ type, text, isFormula, column }: Cell): string {
    if (isFormula) this.formulas.push(column);
    if (isFormula && this.options.formulas !== "VALUES")
      return this.rejectCell(
        'is a formula, whose stored value may be out of date; replace it with its value, or let the mapping say "formulas": "VALUES"',
      );
    if (isFormula && text === "" && type !== "str")
      return this.rejectCell("is a formula without a stored value; open the workbook and save it again");
    if (type === "str" || type === "inlineStr") return unescaped(text);
    if (text.trim() === "") return "";
    if (type === "s")
      return this.workbook.texts[Number(text)] ?? this.refuse("refers to a shared text that does not exist");
    if (type === "b") return text === "1" ? "true" : "false";
    if (type === "d") return text.replace(/T00:00:00(\.0+)?Z?$/, "");
    if (type === "e") return this.rejectCell(`has the error ${text.slice(0, 20)}`);
    return this.numberOf(Number(text));
  }

  private numberOf(value: number): string {
    if (!Number.isFinite(value)) return this.rejectCell("is not a number");
    const format = this.workbook.formats[this.cell?.style ?? 0] ?? "number";
    if (format === "percent") {
      this.percentColumns.add(this.cell?.column ?? 0);
      this.percents.push(this.cell?.column ?? 0);
    }
    if (format === "number" || format === "percent") {
      this.numbers.push(this.cell?.column ?? 0);
      return plainDecimal(value);
    }
    return serialDate(value, format, this.workbook.epoch) ?? this.rejectCell("is a date that does not exist");
  }

  private noteMerged(range: string): void {
    if (this.merged.length < MERGED_HELD) this.merged.push(range.slice(0, 40));
    else this.furtherMerged += 1;
  }

  private noteHidden(): void {
    if (this.lastHidden === this.row) return;
    if (this.hidden.length < ROWS_LISTED) this.hidden.push(this.row);
    else this.furtherHidden += 1;
    this.lastHidden = this.row;
  }

  private refuse(reason: string): never {
    throw this.fault(`${this.address()} ${reason}`);
  }

  /** Notes a fault of one cell, which does harm only where the cell is needed, and returns empty text. */
  private rejectCell(reason: string): string {
    const place = { file: this.file, sheet: this.sheet, line: this.row, code: "TYPE" as const };
    this.faults.set(this.cell?.column ?? 0, faultAt(place, `${this.address()} ${reason}`));
    return "";
  }

  private address(): string {
    return `cell ${columnLetters(this.cell?.column ?? 0)}${this.row}`;
  }

  private fault(reason: string): Error {
    return unreadable({ file: this.file, sheet: this.sheet, line: this.row || null }, reason);
  }
}

const MERGED_HELD = 1_000;
const ROWS_LISTED = 10;

/** The index of the column in a cell's address; -1 for an invalid address. */
function columnOf(reference: string): number {
  return columnNumber(/^([A-Z]{1,3})\d+$/.exec(reference)?.[1] ?? "");
}
