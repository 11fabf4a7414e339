import { openInput } from "../../files/read/open-input.js";
import type { InputRow, InputTable } from "../../files/read/input.js";
import { codesAbove, isWithin } from "../../modules/regions/region-code.rules.js";
import { compileMapping } from "../mapping/apply-mapping.js";
import type { Mapping } from "../mapping/mapping.js";
import type { RegionMatcher } from "../mapping/match-region.js";
import { openOptions, type ImportSource } from "../mapping/open-import.js";
import { parseNumber } from "../mapping/parse-number.js";
import { isTotalLabel } from "../propose/rows.js";

/** A total that a file states, beside the sum of its rows. */
export interface Total {
  line: number;
  label: string;
  column: string;
  /** As the file writes its numbers, in its own unit. */
  stated: number;
  sum: number;
  agrees: boolean;
}

const MOST_DIFFERENCE = 0.0005;
/** Rows of a file that is compared; files that people write totals into are shorter. */
const MOST_ROWS = 20_000;

/**
 * Compares the totals of a file, which are not loaded, and rows of regions that contain others, with the sums of its rows. A
 * file of more than 20,000 rows has none.
 */
export async function fileTotals(
  path: string,
  source: ImportSource & { mapping: Mapping },
  matcher: RegionMatcher,
  areSummed: (indicator: string) => boolean,
): Promise<Total[]> {
  const { mapping, limits = {} } = source;
  // Sums are often formulas, whose stored values are enough to compare with.
  const options = openOptions({ ...source, mapping: { ...mapping, formulas: "VALUES" } });
  const input = await openInput(path, { ...options, limits });
  try {
    const [table] = input.tables;
    return table ? await totalsOf(table, mapping, matcher, areSummed) : [];
  } finally {
    await input.close();
  }
}

interface ReadRow {
  line: number;
  label: string;
  isTotal: boolean;
  region: string | null;
  numbers: Map<string, number>;
}

async function totalsOf(
  table: InputTable,
  mapping: Mapping,
  matcher: RegionMatcher,
  areSummed: (indicator: string) => boolean,
): Promise<Total[]> {
  const map = compileMapping(mapping, table.columns, matcher, table.titles);
  const columns = summedColumns(mapping, areSummed);
  const rows: ReadRow[] = [];
  for await (const batch of table.everyRow())
    for (const row of batch) {
      const mapped = map(row);
      const label = Object.values(row.cells).find((cell) => isTotalLabel(cell, matcher)) ?? "";
      if (mapped.rows.length === 0 && label === "") continue;
      const region = mapped.rows[0]?.cells.region_code ?? null;
      const isTotal = mapped.rows.length === 0;
      if (rows.length === MOST_ROWS) return [];
      rows.push({ line: row.line, label, isTotal, region, numbers: numbersOf(row, columns, mapping) });
    }
  return compared(rows, columns);
}

function summedColumns({ fields, unpivot }: Mapping, areSummed: (indicator: string) => boolean): string[] {
  const indicator = fields.indicator?.constant;
  if (!unpivot)
    return fields.value?.column !== undefined && (indicator === undefined || areSummed(indicator))
      ? [fields.value.column]
      : [];
  return Object.entries(unpivot.columns).flatMap(([column, texts]) =>
    areSummed(texts.indicator ?? indicator ?? "") ? [column] : [],
  );
}

function numbersOf(
  { cells, numbers }: InputRow,
  columns: readonly string[],
  { locale }: Mapping,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const column of columns) {
    const read = parseNumber((cells[column] ?? "").trim(), numbers?.has(column) ? "en" : locale);
    if (typeof read === "number") found.set(column, read);
  }
  return found;
}

function compared(rows: readonly ReadRow[], columns: readonly string[]): Total[] {
  const codes = new Set(rows.flatMap(({ region }) => region ?? []));
  const parents = new Set([...codes].flatMap(codesAbove).filter((code) => codes.has(code)));
  const parts = rows.filter(({ isTotal, region }) => !isTotal && !parents.has(region ?? ""));
  const totals: Total[] = [];
  let since = 0;
  for (const row of rows) {
    if (!row.isTotal && !parents.has(row.region ?? "")) continue;
    const above = parts.filter(({ line }) => line < row.line && line > since);
    if (row.isTotal) since = row.line;
    const within = parts.filter(({ region }) => region !== null && isWithin(region, row.region ?? ""));
    for (const column of columns) {
      const stated = row.numbers.get(column);
      if (stated === undefined) continue;
      const label = row.isTotal ? row.label.trim() : (row.region ?? "");
      const sums = (row.isTotal ? [parts, above] : [within]).map((some) => sumOf(some, column));
      const sum = sums.find((each) => isSame(each, stated)) ?? sums[0] ?? 0;
      totals.push({ line: row.line, label, column, stated, sum, agrees: isSame(sum, stated) });
    }
  }
  return totals;
}

const sumOf = (rows: readonly ReadRow[], column: string): number =>
  Number(rows.reduce((sum, { numbers }) => sum + (numbers.get(column) ?? 0), 0).toPrecision(12));

const isSame = (sum: number, stated: number): boolean =>
  Math.abs(sum - stated) <= Math.abs(stated) * MOST_DIFFERENCE;
