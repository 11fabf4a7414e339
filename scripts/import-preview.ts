import { basename } from "node:path";
import type { DataSource } from "typeorm";
import type { Fault } from "../src/files/fault.js";
import type { DataPackage } from "../src/transfer/package/package.js";
import type { ImportSource } from "../src/transfer/mapping/open-import.js";
import { previewImport, type Preview, type PreviewRow } from "../src/transfer/preview/preview-import.js";
import { fileTotals, type Total } from "../src/transfer/preview/totals.js";
import type { ImportVocabulary } from "../src/transfer/propose/import-vocabulary.js";
import type { VocabularyReader } from "./vocabulary-reader.js";
import { printLeftOut } from "./import-outcome.js";

/** A preview, and what regions are called. */
export interface NamedPreview extends Preview {
  labelOf: (code: string) => string;
}

/** Finds out what an import would do. */
export async function preview(
  { dataSource, readVocabulary }: { dataSource: DataSource; readVocabulary: VocabularyReader },
  dataPackage: DataPackage,
  path: string,
  source: ImportSource,
): Promise<NamedPreview> {
  const vocabulary = await readVocabulary();
  const totals = await totalsOf(vocabulary, path, source);
  const previewed = await previewImport(dataSource, dataPackage, { totals });
  return { ...previewed, labelOf: (code) => vocabulary.matcher.labelOf(code) };
}

async function totalsOf(
  { matcher, indicators }: ImportVocabulary,
  path: string,
  { mapping, ...source }: ImportSource,
): Promise<Total[]> {
  if (mapping?.table !== "observations") return [];
  const isSummed = (code: string): boolean => indicators.get(code)?.unit !== "FRACTION";
  return fileTotals(path, { ...source, mapping }, matcher, isSummed);
}

/** The totals of a file that its rows do not add up to, as warnings. */
export async function totalDoubts(
  readVocabulary: VocabularyReader,
  path: string,
  source: ImportSource,
): Promise<Fault[]> {
  if (source.mapping === undefined) return [];
  const totals = await totalsOf(await readVocabulary(), path, source);
  return totals
    .filter(({ agrees }) => !agrees)
    .map(({ line, label, column, stated, sum }) => ({
      ...{ file: basename(path), line, column, value: String(stated), code: "UNLIKELY" as const },
      reason: `is the total of "${label}", but the rows add up to ${sum}`,
    }));
}

const MOST_LINES = 200;

/** Prints the rows of a preview as tables. */
export function printRows({ rows, tables, labelOf }: NamedPreview): void {
  for (const { table } of tables)
    printTable(
      rows.filter((row) => row.table === table),
      labelOf,
    );
}

/** The doubts of a preview as warnings, at the columns of the file. */
export const doubtsOf = ({ rows }: Preview, { tables }: DataPackage, file: string): Fault[] =>
  rows.flatMap(({ table, line, cells, doubts }) => {
    const column = tables.find(({ resource }) => resource.name === table)?.columnOf?.("value") ?? "value";
    return doubts.map((reason) => ({
      ...{ file, line, column, value: cells.value ?? null, code: "UNLIKELY" as const },
      reason: `${cells.region_code ?? ""} ${reason}`.trim(),
    }));
  });

/** Prints what a preview amounts to: what is left out, totals and counts. */
export function printSums({ tables, leftOut, totals, faultCount }: Preview): void {
  printLeftOut(leftOut);
  for (const total of totals) console.log(describeTotal(total));
  for (const { table, new: fresh, changed, unchanged, faulty, doubtful } of tables)
    console.log(
      `${table}: ${fresh} new, ${changed} changed, ${unchanged} unchanged${faulty > 0 ? `, ${faulty} with faults` : ""}${doubtful > 0 ? `, ${doubtful} doubtful` : ""}`,
    );
  if (faultCount > 0) console.log(`${faultCount} fault(s) would refuse the file.`);
  console.log("Nothing was written.");
}

function describeTotal({ line, label, column, stated, sum, agrees }: Total): string {
  const said = `row ${line} "${label}" of "${column}" is ${stated}`;
  return agrees
    ? `total: ${said}, as the rows add up to`
    : `TOTAL DIFFERS: ${said}, but the rows add up to ${sum}`;
}

function printTable(rows: readonly PreviewRow[], labelOf: (code: string) => string): void {
  const [first] = rows;
  if (!first) return;
  const shown = rows.slice(0, MOST_LINES);
  const columns = Object.keys(first.cells).filter((column) =>
    shown.some(({ cells }) => (cells[column] ?? "") !== ""),
  );
  // What is the same in all rows is said once.
  const isSame = (column: string): boolean =>
    rows.length > 1 && rows.every(({ cells }) => cells[column] === first.cells[column]);
  const textOf = (column: string, cell = ""): string =>
    (column === "region_code" ? labelOf(cell) || cell : cell).slice(0, 40);
  const same = columns.filter(isSame).map((column) => `${column} ${textOf(column, first.cells[column])}`);
  if (same.length > 0) console.log(`Every row: ${same.join(", ")}`);
  const telling = columns.filter((column) => !isSame(column));
  const lines = [
    ["row", ...telling, ""],
    ...shown.map(({ line, cells, state, replaced, doubts }) => [
      String(line),
      ...telling.map((column) => textOf(column, cells[column])),
      `${state.toLowerCase()}${replaced === null ? "" : ` (was ${replaced})`}${doubts.length > 0 ? " ?" : ""}`,
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, place) =>
    Math.max(...lines.map((line) => (line[place] ?? "").length)),
  );
  for (const line of lines)
    console.log(
      line
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  if (rows.length > shown.length) console.log("… and more rows");
}
