/** A fault in a file: its place, the text found there, and how to correct it. */
export interface Fault {
  file: string;
  /** The sheet of a workbook; left out for other files. */
  sheet?: string | null;
  /** Line in the file, from 1; null for a fault of the whole file. */
  line: number | null;
  /** Name of the column; null for a fault of the whole row or file. */
  column: string | null;
  /** Text of the cell; null for a fault of the whole row or file. */
  value: string | null;
  code:
    | "FORMAT"
    | "HEADER"
    | "REQUIRED"
    | "TYPE"
    | "CONSTRAINT"
    | "DUPLICATE"
    | "REFERENCE"
    | "RULE"
    | "UNLIKELY";
  reason: string;
  /** How to correct it; null when no advice fits. */
  hint?: string | null;
}

/** A fault in one line: `observations.csv:12 value "abc": is not a number`. */
export function describeFault({ file, sheet, line, column, value, reason }: Fault): string {
  const table = sheet == null ? file : `${file}[${sheet}]`;
  const place = line === null ? table : `${table}:${line}`;
  const cell = value === null ? "" : ` "${value.length > 80 ? `${value.slice(0, 80)}…` : value}"`;
  return `${place}${column === null ? "" : ` ${column}`}${cell}: ${reason}`;
}
