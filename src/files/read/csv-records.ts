import type { Limits } from "./limits.js";
import type { TextBlock } from "./text-blocks.js";
import { checkCells, type RawRecord } from "./table.js";
import { unreadable } from "./unreadable-input.js";

const CARRIAGE_RETURN = 13;
const QUOTE = '"';

/**
 * Splits text into records as RFC 4180 defines them. It is more than five times as fast as csv-parse, knows the line of
 * each record, and returns the records before a fault. A test compares its results with those of csv-parse.
 */
export class CsvRecords {
  private unfinished = "";
  private line = 1;

  constructor(
    private readonly file: string,
    private readonly delimiter: string,
    private readonly limits: Limits,
  ) {}

  /** Appends the records that end in this block, even those before a fault. An open quote continues in the next block. */
  add(block: TextBlock, records: RawRecord[]): void {
    if (this.unfinished === "") this.line = block.line;
    const text = this.unfinished + block.text;
    let at = 0;
    let quote = text.indexOf(QUOTE);
    while (at < text.length) {
      const end = lineEnd(text, at);
      if (quote >= 0 && quote < at) quote = text.indexOf(QUOTE, at);
      const isPlain = quote < 0 || quote > end;
      const next = isPlain ? this.plainRecord(text, at, end, records) : this.quotedRecord(text, at, records);
      if (next === null) break;
      at = next;
    }
    this.unfinished = text.slice(at);
    if (this.unfinished.length > this.limits.rowBytes)
      throw this.fault(`has a quote that is not closed within ${this.limits.rowBytes} bytes`);
  }

  /** Throws UnreadableInput when the text ends within a quoted cell. */
  end(): void {
    if (this.unfinished !== "") throw this.fault("has a quote that is never closed");
  }

  private plainRecord(text: string, at: number, end: number, records: RawRecord[]): number {
    const stop = end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    if (stop > at)
      this.push(records, text.slice(at, stop).split(this.delimiter, this.limits.columns + 1), stop - at);
    this.line += 1;
    return end + 1;
  }

  private quotedRecord(text: string, start: number, records: RawRecord[]): number | null {
    const cells: string[] = [];
    for (let at = start; ; at += 1) {
      const stop = text[at] === QUOTE ? closingQuote(text, at) : this.cellEnd(text, at);
      if (stop === null) return null;
      const cell = text.slice(at, stop);
      if (cell.startsWith(QUOTE)) cells.push(cell.slice(1, -1).replaceAll('""', QUOTE));
      else if (!cell.includes(QUOTE)) cells.push(cell);
      else throw this.fault("has a quote inside a cell that does not begin with one");
      at = stop;
      if (text[at] === this.delimiter) continue;
      const end = lineEnd(text, at);
      if (at !== end && !(end === at + 1 && text.charCodeAt(at) === CARRIAGE_RETURN))
        throw this.fault("has text between a closing quote and the next delimiter");
      this.push(records, cells, end - start);
      this.line += breaksIn(text, start, end) + 1;
      return end + 1;
    }
  }

  private cellEnd(text: string, at: number): number {
    const end = lineEnd(text, at);
    const stop = end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    const delimiter = text.indexOf(this.delimiter, at);
    return delimiter >= 0 && delimiter < stop ? delimiter : stop;
  }

  private push(records: RawRecord[], cells: string[], length: number): void {
    if (cells.length > this.limits.columns)
      throw this.fault(`has more than ${this.limits.columns} cells, which is the limit`);
    const record = { line: this.line, cells };
    if (length * 3 > this.limits.cellBytes) checkCells(record, this.file, null, this.limits);
    records.push(record);
  }

  private fault(reason: string): Error {
    return unreadable({ file: this.file, line: this.line }, reason);
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The index after the quote that closes the cell; null when the text ends first. */
function closingQuote(text: string, opening: number): number | null {
  for (let at = opening + 1; ; at += 2) {
    at = text.indexOf(QUOTE, at);
    if (at < 0) return null;
    if (text[at + 1] !== QUOTE) return at + 1;
  }
}

function breaksIn(text: string, start: number, end: number): number {
  let breaks = 0;
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) breaks += 1;
  return breaks;
}
