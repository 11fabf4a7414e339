import { badUserInput, submissionTooLarge } from "../../errors.js";
import { openCsvTable } from "../../files/read/csv-table.js";
import { LIMITS } from "../../files/read/limits.js";
import { UnreadableInput } from "../../files/read/unreadable-input.js";
import { describeFault } from "../../files/fault.js";
import type { RowEvidence } from "../../modules/submissions/submission.type.js";
import type { Cells } from "../../package/column.js";
import { TABLES } from "../../transfer/package/tables.js";
import type { SubmissionTable, SubmittedEvidence, SubmittedTable } from "./submission.args.js";

/** The most rows of one submission. */
export const MAX_ROWS = 5_000;
/** The most bytes that a column of texts holds, with room for what is written about it. */
export const MAX_TEXT_BYTES = 60_000;
const MAX_EVIDENCE = 20;

/** A row as it was sent. */
export interface SentRow {
  /** Its place among all rows of the submission, from 1. */
  place: number;
  table: SubmissionTable;
  /** Filled cells. */
  cells: Cells;
  evidence: RowEvidence[];
}

/** What is sent of a submission's rows. */
export interface Sent {
  tables: readonly SubmittedTable[];
  document?: string | null | undefined;
  evidence?: readonly SubmittedEvidence[] | null | undefined;
}

/** The rows of a submission in their order. Throws what makes them unreadable; what is wrong in them is found later. */
export async function readSent({ tables, document = null, evidence }: Sent): Promise<SentRow[]> {
  const rows: SentRow[] = [];
  for (const given of tables) {
    for (const cells of await cellsOf(given)) {
      if (rows.length === MAX_ROWS) throw submissionTooLarge(MAX_ROWS);
      rows.push(sentRow(given.table, cells, rows.length + 1));
    }
  }
  if (rows.length === 0) throw badUserInput("A submission must have at least one row.");
  for (const one of evidence ?? []) addEvidence(rows, document, one);
  return rows;
}

async function cellsOf({ table, rows, csv }: SubmittedTable): Promise<readonly Cells[]> {
  if ((rows ?? null) === null && (csv ?? null) === null)
    throw badUserInput(`Give the rows of ${table} as \`rows\` or as \`csv\`.`);
  if (rows && csv) throw badUserInput(`Give the rows of ${table} as \`rows\` or as \`csv\`, not both.`);
  return rows ?? readCsv(table, csv ?? "");
}

async function readCsv(table: string, csv: string): Promise<Cells[]> {
  const source = {
    file: `${table}.csv`,
    read: async function* () {
      yield Buffer.from(csv);
      await Promise.resolve();
    },
  };
  const found: Cells[] = [];
  try {
    const options = { name: table, delimiter: null, notes: [], encoding: "utf-8", limits: LIMITS } as const;
    const opened = await openCsvTable(source, options);
    // Without a callback, a row that does not fit the header throws.
    for await (const batch of opened.batches()) {
      found.push(...batch.map(({ cells }) => cells));
      if (found.length > MAX_ROWS) throw submissionTooLarge(MAX_ROWS);
    }
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    throw badUserInput(`The CSV of ${table} cannot be read: ${describeFault(error.fault)}.`);
  }
  return found;
}

/** A row with only its filled cells. Throws for columns that the table does not have. */
export function sentRow(table: SubmissionTable, cells: Cells, place: number): SentRow {
  return { place, table, cells: filledCells(table, cells, place), evidence: [] };
}

/** The filled cells of a row, in the order of the table's columns. */
export function filledCells(table: string, cells: Cells, place: number): Cells {
  const columns = columnsOf(table);
  const [unknown] = Object.keys(cells).filter(
    (column) => !columns.includes(column) && (cells[column] ?? "").trim() !== "",
  );
  if (unknown !== undefined)
    throw badUserInput(
      `Row ${place} has the column \`${unknown}\`, which ${table} does not have. Its columns are ${columns.join(", ")}.`,
    );
  const filled = columns
    .map((column) => [column, (cells[column] ?? "").trim()] as const)
    .filter(([, cell]) => cell !== "");
  const found = Object.fromEntries(filled);
  if (isTooLong(found)) throw badUserInput(`Row ${place} is longer than ${MAX_TEXT_BYTES} bytes.`);
  return found;
}

const isTooLong = (value: object): boolean => Buffer.byteLength(JSON.stringify(value)) > MAX_TEXT_BYTES;

// What other graphs knew in the past is the operator's to bring.
const columnsOf = (table: string): string[] =>
  Object.entries(TABLES.get(table)?.columns ?? {})
    .filter(([, { isHistory }]) => isHistory !== true)
    .map(([column]) => column);

function addEvidence(
  rows: readonly SentRow[],
  document: string | null,
  { row, start, end, quote, rule }: SubmittedEvidence,
): void {
  const evidence = rows[row - 1]?.evidence;
  if (!evidence) throw badUserInput(`The evidence names row ${row}, but there are ${rows.length} rows.`);
  if (document === null) throw badUserInput("Evidence needs the document that it quotes.");
  if (start < 0 || end <= start || document.slice(start, end) !== quote)
    throw badUserInput(`The evidence of row ${row} does not quote the document from ${start} to ${end}.`);
  evidence.push({ start, end, quote, rule: rule ?? "" });
  if (evidence.length > MAX_EVIDENCE || isTooLong(evidence))
    throw badUserInput(
      `Row ${row} has too much evidence: at most ${MAX_EVIDENCE} places, of ${MAX_TEXT_BYTES} bytes.`,
    );
}
