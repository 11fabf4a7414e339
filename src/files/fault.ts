/** Something wrong in a file: where it stands, what stands there, and what would be right. */
export interface Fault {
  file: string;
  /** The sheet of a workbook; left out for other files. */
  sheet?: string | null;
  /** Line of the file, from 1; null when the whole file is meant. */
  line: number | null;
  /** Name of the column; null when the whole row or file is meant. */
  column: string | null;
  /** The cell as it stands; null when no cell is meant. */
  value: string | null;
  code: "FORMAT" | "HEADER" | "REQUIRED" | "TYPE" | "CONSTRAINT" | "DUPLICATE" | "REFERENCE" | "RULE";
  reason: string;
  /** What would be right, when that can be said. */
  hint?: string | null;
}

/** A fault in one line: `observations.csv:12 value "abc": is not a number`. */
export function describeFault({ file, sheet, line, column, value, reason }: Fault): string {
  const table = sheet == null ? file : `${file}[${sheet}]`;
  const place = line === null ? table : `${table}:${line}`;
  const cell = value === null ? "" : ` "${value.length > 80 ? `${value.slice(0, 80)}…` : value}"`;
  return `${place}${column === null ? "" : ` ${column}`}${cell}: ${reason}`;
}
