import type { InputRow } from "../../files/read/input.js";
import { isRegionRecipient } from "./mapping-faults.js";
import type { FieldMapping, Mapping } from "./mapping.js";
import type { RegionMatcher } from "./match-region.js";
import { type CellFault, cellReader, regionParser } from "./read-cell.js";
import { skipTest } from "./skip-condition.js";
import { tableNamed } from "../package/tables.js";

/** A fault in a row of the file, with the file's own column and text. */
interface MappedFault extends CellFault {
  /** Column of the file; joined columns are listed with commas. */
  column: string;
  /** Our field that the cell is read for. */
  field: string;
  value: string;
}

/** Our rows that a row of a file becomes, and every fault in it. Both are empty for a skipped row. */
export interface MappedRow {
  rows: { cells: Record<string, string> }[];
  faults: MappedFault[];
}

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

type Cells = InputRow["cells"];
/** Reads one field of a row: its text, or null after adding a fault. */
type FieldReader = (row: InputRow, faults: MappedFault[]) => string | null;

/**
 * Compiles a mapping for a file with these columns. Throws UnfitMapping when the file lacks columns that the mapping
 * names. Names of columns match regardless of case and blanks, unless the file has columns that differ in nothing else.
 */
export function compileMapping(
  mapping: Mapping,
  columns: readonly string[],
  matcher: RegionMatcher,
): RowMapper {
  const find = columnFinder(columns);
  const compiler = new MappingCompiler(mapping, find.actual, matcher);
  const isSkipped = compileSkips(mapping, find.actual);
  const shared = compiler.sharedFields();
  const unpivoted = compiler.unpivotedColumns();
  if (find.missing.size > 0) throw new UnfitMapping([...find.missing], columns);
  const template = compiler.template();
  return (row) => {
    const mapped: MappedRow = { rows: [], faults: [] };
    if (isSkipped(row)) return mapped;
    const cells = { ...template };
    for (const { name, read } of shared) cells[name] = read(row, mapped.faults) ?? "";
    if (mapped.faults.length > 0) return mapped;
    if (!unpivoted) mapped.rows.push({ cells });
    else
      for (const { field, constants, read } of unpivoted) {
        const value = read(row, mapped.faults);
        // An empty cell of a wide table makes no row.
        if (value !== null && value !== "")
          mapped.rows.push({ cells: { ...cells, ...constants, [field]: value } });
      }
    return mapped;
  };
}

/** Compiles a test for rows that a mapping skips, such as totals, even if they do not fit the header. */
export function rowSkipper(mapping: Mapping, columns: readonly string[]): (row: InputRow) => boolean {
  return compileSkips(mapping, columnFinder(columns).actual);
}

function compileSkips(
  { skipWhere = [] }: Mapping,
  actual: (column: string) => string,
): (row: InputRow) => boolean {
  const skips = skipWhere.map((condition) => [actual(condition.column), skipTest(condition)] as const);
  return ({ cells }) => skips.some(([column, skip]) => skip(cells[column] ?? ""));
}

/** The column of the file that our field is read from; null for constants and for unpivoted columns. */
export function sourceColumn({ fields }: Mapping, field: string): string | null {
  const source = fields[field];
  return source?.column ?? source?.join?.join(", ") ?? null;
}

class MappingCompiler {
  constructor(
    readonly mapping: Mapping,
    readonly actual: (column: string) => string,
    readonly matcher: RegionMatcher,
  ) {}

  /** Every field of the table, with its constant or empty. */
  template(): Record<string, string> {
    const { table, fields } = this.mapping;
    return Object.fromEntries(
      Object.keys(tableNamed(table).columns).map((name) => [name, fields[name]?.constant ?? ""]),
    );
  }

  sharedFields(): { name: string; read: FieldReader }[] {
    return Object.entries(this.mapping.fields).flatMap(([name, field]) => {
      const columns = field?.join ?? (field?.column === undefined ? [] : [field.column]);
      return field && columns.length > 0 ? [{ name, read: this.#fieldReader(name, field, columns) }] : [];
    });
  }

  unpivotedColumns(): { field: string; constants: Record<string, string>; read: FieldReader }[] | null {
    const { unpivot, fields } = this.mapping;
    if (!unpivot) return null;
    const field = { ...fields[unpivot.value], required: false };
    return Object.entries(unpivot.columns).map(([column, constants]) => ({
      field: unpivot.value,
      constants,
      read: this.#fieldReader(unpivot.value, field, [column], false),
    }));
  }

  #fieldReader(name: string, field: FieldMapping, named: readonly string[], mayRequire = true): FieldReader {
    const declared = tableNamed(this.mapping.table).columns[name] ?? { kind: "text", required: false };
    const regionKind = isRegionRecipient(this.mapping.fields) ? "region" : "text";
    const kind = declared.kind === "recipient" ? regionKind : declared.kind;
    const required = mayRequire && (declared.required || (field.required ?? false));
    const read = cellReader(field, kind, required, this.mapping, this.matcher);
    const text = this.#textReader(named, field.separator ?? " ");
    const within = this.#withinReader(name, field);
    const column = named.join(", ");
    const [only = ""] = named.map(this.actual);
    return (row, faults) => {
      const value = text(row.cells);
      const place = within?.(row, faults);
      if (place === null) return null;
      const result = read(value, { within: place, isNumber: row.numbers?.has(only) ?? false });
      if (typeof result === "string") return result;
      faults.push({ column, field: name, value, ...result });
      return null;
    };
  }

  #textReader(named: readonly string[], separator: string): (cells: Cells) => string {
    const columns = named.map(this.actual);
    const [only = ""] = columns;
    if (columns.length === 1) return (cells) => cells[only] ?? "";
    return (cells) =>
      columns
        .map((column) => (cells[column] ?? "").trim())
        .filter((part) => part !== "")
        .join(separator);
  }

  #withinReader(name: string, { within }: FieldMapping): FieldReader | null {
    if (!within) return null;
    if ("constant" in within) {
      const { constant } = within;
      return () => constant;
    }
    const codeSystem = within.codeSystem ?? this.mapping.codeSystem ?? "KEMENDAGRI";
    const read = regionParser({ levels: ["PROVINCE"] }, codeSystem, this.matcher);
    const [named, column] = [within.column, this.actual(within.column)];
    return ({ cells }, faults) => {
      const value = (cells[column] ?? "").trim();
      const code = value === "" ? missingPlace : read(value, ANYWHERE);
      if (typeof code === "string") return code;
      faults.push({ column: named, field: name, value, ...code });
      return null;
    };
  }
}

const ANYWHERE = { isNumber: false };
const missingPlace: CellFault = { code: "REQUIRED", reason: "is empty, but must not be", hint: null };

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
