/** A row of a table of a data package, by column. */
export type Cells = Readonly<Record<string, string>>;

export interface RowFault {
  column: string | null;
  code: string;
  reason: string;
  hint: string | null;
}

/** Words of the document that a row rests on. */
export interface RowEvidence {
  start: number;
  end: number;
  quote: string;
  rule: string;
}

export interface StoredRival {
  value: number | null;
  qualifier: string;
  periodStart: string;
  periodEnd: string;
  sourceId: string;
  agrees: boolean;
}

/** A row as the server knows it. */
export interface ExaminedRow {
  place: number;
  table: string;
  cells: Cells;
  evidence: RowEvidence[];
  derivedFrom: string | null;
  doubts: { code: string; text: string }[];
  faults: RowFault[];
  unlikely: RowFault[];
  rivals: StoredRival[];
}

export type Decision = "open" | "accepted" | "refused";

/** A row on the desk, with what the reviewer has decided so far. */
export interface DeskRow extends ExaminedRow {
  decision: Decision;
  isCorrected: boolean;
}

/** What lies on the desk: something that was dropped there, or a submission. */
export interface DeskWork {
  /** The submission; null for what was dropped. */
  submission: string | null;
  /** Names what is sent, so that it is stored but once. */
  idempotencyKey: string;
  title: string;
  document: string | null;
  rows: DeskRow[];
  /** What of a file was not read. */
  unread: readonly string[];
}

interface Found {
  title: string;
  document: string | null;
  rows: readonly ExaminedRow[];
  unread?: readonly string[];
}

export const newWork = (
  submission: string | null,
  { title, document, rows, unread = [] }: Found,
): DeskWork => ({
  submission,
  idempotencyKey: crypto.randomUUID(),
  title,
  document,
  unread,
  rows: rows.map((row) => ({ ...row, decision: "open", isCorrected: false })),
});

/** The row in a few words: what stands in its telling columns. */
export function summaryOf({ table, cells }: DeskRow): string {
  const columns = ["indicator", "value", "region_code", "category_code", "period_end", "name", "title", "id"];
  const told = columns.map((column) => cells[column] ?? "").filter((cell) => cell !== "");
  return told.slice(0, 4).join(" · ") || table;
}
