import type { DataSource } from "typeorm";
import type { DataPackage } from "../src/transfer/package/package.js";
import type { Mapping } from "../src/transfer/mapping/mapping.js";
import { previewImport, type Preview, type PreviewRow } from "../src/transfer/preview/preview-import.js";
import { fileTotals, type Total } from "../src/transfer/preview/totals.js";
import { readImportVocabulary } from "../src/transfer/propose/import-vocabulary.js";
import { printLeftOut } from "./import-outcome.js";

/** Shows what an import would do. */
export async function preview(
  dataSource: DataSource,
  dataPackage: DataPackage,
  path: string,
  mapping: Mapping | undefined,
): Promise<Preview> {
  const { matcher, indicators } = await readImportVocabulary(dataSource);
  const isSummed = (code: string): boolean => indicators.get(code)?.unit !== "FRACTION";
  const totals = mapping?.table === "observations" ? await fileTotals(path, mapping, matcher, isSummed) : [];
  return previewImport(dataSource, dataPackage, { totals });
}

const MOST_LINES = 60;

/** Prints a preview: rows as a table, what is doubtful, totals and counts. */
export function printPreview({ rows, tables, leftOut, totals, faults, faultCount }: Preview): void {
  for (const { table } of tables) printRows(rows.filter((row) => row.table === table));
  printLeftOut(leftOut);
  for (const total of totals) console.log(describeTotal(total));
  for (const { table, new: fresh, changed, unchanged, faulty, doubtful } of tables)
    console.log(
      `${table}: ${fresh} new, ${changed} changed, ${unchanged} unchanged${faulty > 0 ? `, ${faulty} with faults` : ""}${doubtful > 0 ? `, ${doubtful} doubtful` : ""}`,
    );
  if (faultCount > 0)
    console.log(
      `${faultCount} fault(s) would refuse the file${faults.length === 0 ? "" : ", listed above"}.`,
    );
  console.log("Nothing was written.");
}

function describeTotal({ line, label, column, stated, sum, agrees }: Total): string {
  const said = `row ${line} "${label}" of "${column}" is ${stated}`;
  return agrees
    ? `total: ${said}, as the rows add up to`
    : `TOTAL DIFFERS: ${said}, but the rows add up to ${sum}`;
}

function printRows(rows: readonly PreviewRow[]): void {
  const [first] = rows;
  if (!first) return;
  const doubtful = rows.filter(({ doubts }) => doubts.length > 0);
  const shown = rows.slice(0, MOST_LINES);
  const columns = Object.keys(first.cells).filter((column) =>
    shown.some(({ cells }) => (cells[column] ?? "") !== ""),
  );
  // What is the same in all rows is said once.
  const same = columns.filter(
    (column) => rows.length > 1 && rows.every(({ cells }) => cells[column] === first.cells[column]),
  );
  const telling = columns.filter((column) => !same.includes(column));
  if (same.length > 0)
    console.log(`Every row: ${same.map((column) => `${column} ${first.cells[column] ?? ""}`).join(", ")}`);
  const lines = [
    ["row", ...telling, ""],
    ...shown.map(({ line, cells, state, replaced, doubts }) => [
      String(line),
      ...telling.map((column) => (cells[column] ?? "").slice(0, 40)),
      `${state.toLowerCase()}${replaced === null ? "" : ` (was ${replaced})`}${doubts.length > 0 ? " ?" : ""}`,
    ]),
  ];
  const widths =
    lines[0]?.map((_, place) => Math.max(...lines.map((line) => (line[place] ?? "").length))) ?? [];
  for (const line of lines)
    console.log(
      line
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  if (rows.length > shown.length) console.log(`… and more rows`);
  for (const { line, cells, doubts } of doubtful)
    for (const doubt of doubts)
      console.log(`DOUBTFUL   row ${line} ${cells.region_code ?? ""} ${cells.value ?? ""}: ${doubt}`);
}
