import type { Fault } from "../../files/fault.js";
import type { InputRow } from "../../files/read/input.js";
import type { Scale } from "../../package/scale.js";
import { MappingCompiler, type MappedFault, type MappedRow } from "./field-readers.js";
import type { Mapping } from "./mapping.js";
import type { RegionMatcher } from "./match-region.js";
import { carrier } from "./sections.js";
import { describeSkip, skipTest } from "./skip-condition.js";

export type RowMapper = (row: InputRow) => MappedRow;

/** The error for a mapping that names columns that the file does not have. */
export class UnfitMapping extends Error {
  constructor(
    readonly missing: readonly string[],
    columns: readonly string[],
  ) {
    const names = (list: readonly string[]): string =>
      list.flatMap((name) => (name === "" ? [] : [`"${name}"`])).join(", ");
    super(`has no column ${names(missing)}, which the mapping names; its columns are ${names(columns)}`);
  }
}

/**
 * Compiles a mapping for a file with these columns. Throws UnfitMapping when the file lacks columns that the mapping
 * names. Names of columns match regardless of case and blanks, unless the file has columns that differ in nothing else.
 */
export function compileMapping(
  mapping: Mapping,
  columns: readonly string[],
  matcher: RegionMatcher,
  titles: readonly string[] = [],
): RowMapper {
  const { sections = [], carryDown = [] } = mapping;
  const named = [...columns, ...sections.map(({ as }) => as)];
  const find = columnFinder(named);
  const compiler = new MappingCompiler(mapping, named, find.actual, matcher, titles);
  const skippedBy = compileSkips(mapping, find.actual);
  const carry = carrier(sections, carryDown, find.actual);
  const shared = compiler.sharedFields();
  const unpivoted = compiler.unpivotedColumns();
  if (find.missing.size > 0) throw new UnfitMapping([...find.missing], columns);
  const template = compiler.template();
  return (given) => {
    const mapped: MappedRow = { rows: [], faults: [], leftOut: [] };
    const skip = skippedBy(given);
    if (skip !== null) mapped.leftOut.push(skip);
    if (skip !== null || hasOnlyUnreadCells(given, compiler.read)) return mapped;
    const { row, heading } = carry(given);
    if (heading) mapped.leftOut.push(`headings in "${heading.column}", which carry down as "${heading.as}"`);
    if (heading) return mapped;
    if (row.misfit) mapped.faults.push(faultOfRow(row.misfit));
    if (row.misfit) return mapped;
    const cells = { ...template };
    const scales: Record<string, Scale> = {};
    for (const { name, read } of shared) cells[name] = read(row, mapped, scales) ?? "";
    if (mapped.faults.length > 0) return mapped;
    if (!unpivoted) mapped.rows.push({ cells, scales });
    else
      for (const { field, constants, column, read } of unpivoted) {
        const own = { ...scales };
        const value = read(row, mapped, own);
        // An empty cell of a wide table makes no row.
        if (value !== null && value !== "")
          mapped.rows.push({ cells: { ...cells, ...constants, [field]: value }, scales: own });
        else if (value === "" && (row.cells[find.actual(column)] ?? "").trim() === "")
          mapped.leftOut.push(`empty cells of "${column}"`);
      }
    return mapped;
  };
}

const faultOfRow = ({ code, reason, hint = null }: Fault): MappedFault => ({
  column: null,
  field: null,
  value: null,
  code,
  reason,
  hint,
});

// A formula beside or below the table, such as a sum in a column that nobody reads.
const hasOnlyUnreadCells = ({ cells, faulty }: InputRow, read: ReadonlySet<string>): boolean =>
  faulty !== undefined &&
  Object.values(cells).every((cell) => cell === "") &&
  ![...faulty.keys()].some((column) => read.has(column));

function compileSkips(
  { skipWhere = [] }: Mapping,
  actual: (column: string) => string,
): (row: InputRow) => string | null {
  const skips = skipWhere.map((condition) => ({
    column: actual(condition.column),
    skip: skipTest(condition),
    rule: describeSkip(condition),
  }));
  return ({ cells }) => skips.find(({ column, skip }) => skip(cells[column] ?? ""))?.rule ?? null;
}

/** The column of the file that our field is read from; null for constants and for unpivoted columns. */
export function sourceColumn({ fields }: Mapping, field: string): string | null {
  const source = fields[field];
  return source?.column ?? source?.join?.join(", ") ?? null;
}

function columnFinder(columns: readonly string[]): {
  actual: (name: string) => string;
  missing: Set<string>;
} {
  const exact = new Set(columns);
  const fold = (name: string): string => name.replace(/\s+/g, " ").trim().toLowerCase();
  const folded = new Map<string, string[]>();
  for (const column of columns) folded.set(fold(column), [...(folded.get(fold(column)) ?? []), column]);
  const missing = new Set<string>();
  const actual = (name: string): string => {
    if (exact.has(name)) return name;
    const [found, ...others] = folded.get(fold(name)) ?? [];
    if (found !== undefined && others.length === 0) return found;
    missing.add(name);
    return name;
  };
  return { actual, missing };
}
