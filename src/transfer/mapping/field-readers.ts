import type { InputRow } from "../../files/read/input.js";
import type { Scale, Scales } from "../../package/scale.js";
import { isRegionRecipient } from "./mapping-faults.js";
import type { FieldMapping, Mapping } from "./mapping.js";
import type { RegionMatcher } from "./match-region.js";
import { nameCheck, type NameCheck } from "./name-check.js";
import { rowUnit, scaleOf, unpivotedUnit } from "./number-units.js";
import { type CellFault, cellReader, regionParser } from "./read-cell.js";
import { statedPeriods } from "./stated-periods.js";
import { tableNamed } from "../package/tables.js";

/** A fault in a row of the file, with the file's own column and text. */
export interface MappedFault extends CellFault {
  /** Column of the file; joined columns are listed with commas; null for the whole row. */
  column: string | null;
  /** Our field that the cell is read for. */
  field: string | null;
  value: string | null;
}

/** Our rows that a row of a file becomes, and every fault in it. Both are empty for a row that is left out. */
export interface MappedRow {
  rows: { cells: Record<string, string>; scales: Scales }[];
  faults: MappedFault[];
  /** Each rule by which the row or a cell of it was left out. */
  leftOut: string[];
}

type Cells = InputRow["cells"];
/** Reads one field of a row: its text, or null after adding a fault. */
type FieldReader = (row: InputRow, mapped: MappedRow, scales: Record<string, Scale>) => string | null;

interface Unpivoted {
  field: string;
  column: string;
  constants: Record<string, string>;
  read: FieldReader;
}

/** Compiles the readers of a mapping's fields. */
export class MappingCompiler {
  /** The columns of the file that fields are read from. */
  readonly read = new Set<string>();

  constructor(
    readonly mapping: Mapping,
    readonly columns: readonly string[],
    readonly actual: (column: string) => string,
    readonly matcher: RegionMatcher,
    readonly titles: readonly string[] = [],
  ) {}

  /** Every field of the table, with its constant or empty. */
  template(): Record<string, string> {
    const { table, fields } = this.mapping;
    return Object.fromEntries(
      Object.entries(tableNamed(table).columns).map(([name, { edge }]) => [
        name,
        fields[name]?.title ? titlePeriod(this.titles, edge) : (fields[name]?.constant ?? ""),
      ]),
    );
  }

  sharedFields(): { name: string; read: FieldReader }[] {
    return Object.entries(this.mapping.fields).flatMap(([name, field]) => {
      const columns = field?.join ?? (field?.column === undefined ? [] : [field.column]);
      return field && columns.length > 0 ? [{ name, read: this.#fieldReader(name, field, columns) }] : [];
    });
  }

  unpivotedColumns(): Unpivoted[] | null {
    const { table, unpivot, fields } = this.mapping;
    if (!unpivot) return null;
    const field = { ...fields[unpivot.value], required: false };
    return Object.entries(unpivot.columns).map(([column, texts]) => {
      const { unit, constants } = unpivotedUnit(texts, tableNamed(table));
      const own = unit === undefined ? field : { ...field, unit };
      return {
        field: unpivot.value,
        column,
        constants,
        read: this.#fieldReader(unpivot.value, own, [column], false),
      };
    });
  }

  #fieldReader(name: string, field: FieldMapping, named: readonly string[], mayRequire = true): FieldReader {
    const declared = tableNamed(this.mapping.table).columns[name] ?? { kind: "text", required: false };
    const regionKind = isRegionRecipient(this.mapping.fields) ? "region" : "text";
    const kind = declared.kind === "recipient" ? regionKind : declared.kind;
    const required = mayRequire && (declared.required || (field.required ?? false));
    const read = cellReader(field, { ...declared, kind, required }, this.mapping, this.matcher);
    const text = this.#textReader(named, field.separator ?? " ");
    const within = this.#withinReader(name, field);
    const unitOf = rowUnit(field, this.actual);
    const checkName = kind === "region" ? this.#nameCheck(field, named) : null;
    const column = named.join(", ");
    const actuals = named.map(this.actual);
    for (const actual of actuals) this.read.add(actual);
    const [only = ""] = actuals;
    const isNumeric = kind === "number" || kind === "integer";
    return (row, mapped, scales) => {
      const refuse = (fault: CellFault, value: string): null => {
        mapped.faults.push({ column, field: name, value, ...fault });
        return null;
      };
      const faulty = row.faulty && actuals.map((actual) => row.faulty?.get(actual)).find((fault) => fault);
      if (faulty) return refuse({ code: faulty.code, reason: faulty.reason, hint: faulty.hint ?? null }, "");
      const value = text(row.cells);
      const place = within?.(row, mapped, scales);
      if (place === null) return null;
      const unit = unitOf(row);
      if (typeof unit === "object") return refuse(unit, value);
      const isPercent = row.percents?.has(only) ?? false;
      const result = read(value, {
        within: place,
        isNumber: row.numbers?.has(only) ?? false,
        isPercent,
        unit,
      });
      if (typeof result !== "string") return refuse(result, value);
      if (result === "" && value.trim() !== "")
        mapped.leftOut.push(`cells "${value.trim().slice(0, 20)}" of "${column}", which are no value`);
      if (isNumeric) scales[name] = scaleOf(value, isPercent, unit ?? field.unit);
      const misnamed = result === "" ? null : (checkName?.(row, result) ?? null);
      return misnamed ? refuse(misnamed, value) : result;
    };
  }

  // Codes of one system are easily taken for those of another; names beside them show it.
  #nameCheck(field: FieldMapping, named: readonly string[]): NameCheck | null {
    const { nameColumn, codeSystem = this.mapping.codeSystem } = field;
    if (nameColumn === false || codeSystem === "NAME" || named.length > 1) return null;
    if (nameColumn !== undefined) {
      this.read.add(this.actual(nameColumn));
      return nameCheck([this.actual(nameColumn)], this.matcher);
    }
    const place = this.columns.indexOf(this.actual(named[0] ?? ""));
    const beside = [this.columns[place + 1], this.columns[place - 1]].filter((name) => name !== undefined);
    return nameCheck(beside, this.matcher);
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
    const codeSystem = within.codeSystem ?? this.mapping.codeSystem ?? null;
    const read = regionParser({ levels: ["PROVINCE"] }, codeSystem, this.matcher);
    const [named, column] = [within.column, this.actual(within.column)];
    this.read.add(column);
    return ({ cells }, { faults }) => {
      const value = (cells[column] ?? "").trim();
      const code = value === "" ? missingPlace : read(value, ANYWHERE);
      if (typeof code === "string") return code;
      faults.push({ column: named, field: name, value, ...code });
      return null;
    };
  }
}

/** The error for a file whose titles do not say what a mapping takes from them. */
export class UnclearTitles extends Error {}

function titlePeriod(titles: readonly string[], edge: "from" | "until" = "from"): string {
  const [period, ...others] = statedPeriods(titles);
  if (period && others.length === 0) return edge === "from" ? period.start : period.end;
  const found = statedPeriods(titles).map(({ start, end }) => (start === end ? start : `${start} to ${end}`));
  throw new UnclearTitles(
    found.length === 0
      ? "has no period above its header, from which the mapping takes it"
      : `has several periods above its header (${found.join(", ")}), and the mapping takes the only one`,
  );
}

const ANYWHERE = { isNumber: false };
const missingPlace: CellFault = { code: "REQUIRED", reason: "is empty, but must not be", hint: null };
