import type { Fault } from "../fault.js";
import { serialDate } from "./cell-format.js";
import type { Limits } from "./limits.js";
import { plainDecimal } from "./plain-decimal.js";
import type { RawRecord } from "./table.js";
import { faultAt, unreadable } from "./unreadable-input.js";
import { unescaped, type Workbook } from "./workbook-parts.js";
import type { XmlHandler } from "./xml.js";

type Attributes = Readonly<Record<string, string>>;

interface Cell {
  /** Its place in the row, from 0. */
  column: number;
  type: string;
  style: number;
  text: string;
}

/** Makes records of the tags of a sheet; cells that a row leaves out are empty text. */
export class SheetRecords implements XmlHandler {
  /** Ranges of merged cells, `A2:A5`, and how many there are beyond those kept. */
  readonly merged: string[] = [];
  mergedBeyond = 0;
  /** Columns whose numbers are shown as percent. */
  readonly percentColumns = new Set<number>();
  private records: RawRecord[] = [];
  private row = 0;
  private cells: string[] = [];
  private numbers: number[] = [];
  private faults: Fault[] = [];
  private cell: Cell | null = null;
  private nextColumn = 0;
  private isValue = false;
  /** Within <rPh>, which tells how a text sounds. */
  private isSounding = false;

  constructor(
    private readonly file: string,
    private readonly sheet: string,
    private readonly workbook: Workbook,
    private readonly limits: Limits,
  ) {}

  /** The records told since it was last asked. */
  take(): RawRecord[] {
    return this.records.splice(0);
  }

  readonly open = (tag: string, attributes: Attributes): void => {
    if (tag === "row") this.beginRow(attributes);
    else if (tag === "c") this.beginCell(attributes);
    else if (tag === "f" && this.cell !== null) this.cell.type = "formula";
    else if (tag === "mergeCell") this.noteMerged(attributes.ref ?? "");
    else if (tag === "rPh") this.isSounding = true;
    this.isValue = tag === (this.cell?.type === "inlineStr" ? "t" : "v") && !this.isSounding;
  };

  readonly text = (text: string): void => {
    if (this.cell !== null && this.isValue) this.cell.text += text;
  };

  readonly close = (tag: string): void => {
    this.isValue = false;
    if (tag === "rPh") this.isSounding = false;
    if (tag === "c" && this.cell !== null) {
      this.cells[this.cell.column] = this.valueOf(this.cell);
      this.cell = null;
    }
    if (tag !== "row") return;
    const cells = Array.from(this.cells, (cell: string | undefined) => cell ?? "");
    const faults = this.faults.length > 0 ? { faults: this.faults } : {};
    this.records.push({ line: this.row, cells, numbers: this.numbers, ...faults });
  };

  private beginRow({ r }: Attributes): void {
    const row = r === undefined ? this.row + 1 : Number(r);
    if (!Number.isSafeInteger(row) || row <= this.row)
      throw this.fault(`has a row "${r?.slice(0, 20) ?? ""}" that does not follow row ${this.row}`);
    if (row > this.limits.sheetRows)
      throw this.fault(`has more than ${this.limits.sheetRows} rows, which is the limit`);
    this.row = row;
    this.cells = [];
    this.numbers = [];
    this.faults = [];
    this.nextColumn = 0;
  }

  private beginCell({ r, t = "n", s = "0" }: Attributes): void {
    const column = r === undefined ? this.nextColumn : columnOf(r);
    this.cell = { column, type: t, style: Number(s), text: "" };
    if (column < this.nextColumn) this.refuse(`does not follow the cell before it`);
    if (column >= this.limits.columns)
      this.refuse(`stands beyond column ${this.limits.columns}, which is the limit`);
    this.nextColumn = column + 1;
  }

  private valueOf(cell: Cell): string {
    const text = this.textOf(cell);
    if (text.includes("\0")) this.refuse("has a NUL character");
    if (text.length * 3 > this.limits.cellBytes && Buffer.byteLength(text) > this.limits.cellBytes)
      this.refuse(`is longer than ${this.limits.cellBytes} bytes, which is the limit`);
    return text;
  }

  private textOf({ type, text }: Cell): string {
    if (type === "formula")
      return this.doubt("is a formula; its value is not trusted, so paste values in its place");
    if (type === "str" || type === "inlineStr") return unescaped(text);
    if (text.trim() === "") return "";
    if (type === "s")
      return this.workbook.texts[Number(text)] ?? this.refuse("refers to a text that is not there");
    if (type === "b") return text === "1" ? "true" : "false";
    if (type === "d") return text.replace(/T00:00:00(\.0+)?Z?$/, "");
    if (type === "e") return this.doubt(`has the error ${text.slice(0, 20)}`);
    return this.numberOf(Number(text));
  }

  private numberOf(value: number): string {
    if (!Number.isFinite(value)) return this.doubt("is no number");
    const format = this.workbook.formats[this.cell?.style ?? 0] ?? "number";
    if (format === "percent") this.percentColumns.add(this.cell?.column ?? 0);
    if (format === "number" || format === "percent") {
      this.numbers.push(this.cell?.column ?? 0);
      return plainDecimal(value);
    }
    return serialDate(value, format, this.workbook.epoch) ?? this.doubt("is a date that does not exist");
  }

  private noteMerged(range: string): void {
    if (this.merged.length < MERGED_KEPT) this.merged.push(range.slice(0, 40));
    else this.mergedBeyond += 1;
  }

  private refuse(reason: string): never {
    throw this.fault(`${this.address()} ${reason}`);
  }

  /** A fault of one cell: only its row cannot be used. */
  private doubt(reason: string): string {
    const place = { file: this.file, sheet: this.sheet, line: this.row, code: "TYPE" as const };
    this.faults.push(faultAt(place, `${this.address()} ${reason}`));
    return "";
  }

  private address(): string {
    return `cell ${columnLetters(this.cell?.column ?? 0)}${this.row}`;
  }

  private fault(reason: string): Error {
    return unreadable({ file: this.file, sheet: this.sheet, line: this.row || null }, reason);
  }
}

const MERGED_KEPT = 10;

/** The column of a cell's address from 0; -1 when it is none. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference)?.[1] ?? "";
  const column = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return column - 1;
}

/** The letters of a column from 0: `A`, `Z`, `AA`. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (Math.max(column, 0) % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}
