import type { Fault } from "../../files/fault.js";
import { UnreadableInput } from "../../files/read/unreadable-input.js";
import type { Resource } from "../package/descriptor.js";
import type { DataPackage, LeftOut, PackageTable, Row } from "../package/package.js";
import { LoadContext } from "../../package/load-context.js";
import type { PackageTable as RowTable } from "../../package/package-table.js";
import type { Doubt, Doubts } from "../../package/row-doubts.js";
import type { Broken, HasKey } from "../../package/row-rules.js";
import type { Keys } from "../../package/seen-keys.js";
import { TableCheck } from "../package/table-schema.js";
import { inLoadingOrder, TABLES } from "../package/tables.js";

/** The result of checking one table. */
export interface TableReport {
  table: string;
  rows: number;
  /** How many of them are rows of the past. */
  past: number;
  /** Lines with faults. */
  invalid: ReadonlySet<number>;
  /** What its mapping left out, by rule. */
  leftOut: readonly LeftOut[];
  /** Identities that several of its rows have. */
  repeated: ReadonlySet<string>;
}

/** How to check a package. */
export interface CheckOptions {
  /** Finds the cells of a row that the database cannot store. */
  storeRules?: (table: string, cells: Row["cells"]) => Broken[];
  /** Reads the keys of a table's stored rows, to which the package may then refer. */
  storedKeys?: (table: string) => Promise<Keys>;
  /** Whether rows with faults will be left out, so that no other row may refer to them. */
  skipInvalid?: boolean;
  /** What the rules of rows need to know of earlier rows, and of what is stored. */
  context?: LoadContext;
  onFault: (fault: Fault) => void;
  /** Told of each cell that is unlikely, but loaded. */
  onWarning?: (warning: Fault) => void;
}

/**
 * Reads a package once and checks every row: against its table schema and our rules, for references to rows of the
 * package or stored ones, and for values that the database cannot store. Reads each table after those it refers to.
 */
export async function checkPackage({ tables }: DataPackage, options: CheckOptions): Promise<TableReport[]> {
  const resources = tables.map(({ resource }) => resource);
  const keysOf = new Map<string, TableKeys>();
  const reports: TableReport[] = [];
  for (const table of inLoadingOrder(tables)) {
    const check = new PackageTableCheck(table, resources, keysOf, options);
    keysOf.set(table.resource.name, check.keys);
    reports.push(await check.run());
  }
  return reports;
}

interface TableKeys {
  /** By column. */
  keys: ReadonlyMap<string, Keys>;
  /** Whether a part of the table could not be read, so that some of its keys are missing here. */
  isIncomplete: boolean;
}

class PackageTableCheck {
  readonly keys: TableKeys & { isIncomplete: boolean };
  readonly #check: TableCheck;
  readonly #rowTable: RowTable | undefined;
  readonly #context: LoadContext;
  readonly #doubts: Doubts | undefined;
  readonly #invalid = new Set<number>();
  #past = 0;
  readonly #stored = new Map<string, Keys>();
  // References within the table, which are checked at its end because they may lead to a later row.
  readonly #pending: { line: number; column: string; value: string; referred: string }[] = [];

  constructor(
    readonly table: PackageTable,
    readonly resources: readonly Resource[],
    readonly keysOf: ReadonlyMap<string, TableKeys>,
    readonly options: CheckOptions,
  ) {
    this.#rowTable = TABLES.get(table.resource.name);
    this.#context = options.context ?? new LoadContext("");
    this.#doubts = this.#rowTable?.options.doubts?.(this.#context);
    const { remarks, question } = this.#rowTable?.options ?? {};
    this.#check = new TableCheck(
      table.resource,
      referredColumns(table.resource, resources),
      remarks,
      question,
    );
    this.keys = { keys: this.#check.keys, isIncomplete: false };
  }

  async run(): Promise<TableReport> {
    const { resource, batches } = this.table;
    await this.#loadStored();
    let rows = 0;
    const onMisfit = (fault: Fault): void => {
      this.keys.isIncomplete = true;
      this.#report(fault);
    };
    try {
      for await (const batch of batches(onMisfit)) {
        for (const row of batch) this.#checkRow(row);
        rows += batch.length;
      }
    } catch (error) {
      if (!(error instanceof UnreadableInput)) throw error;
      onMisfit(error.fault);
    }
    for (const { line, column, value, referred } of this.#pending) {
      if (!this.#has(resource.name, value, referred))
        this.#report(this.#missing(line, column, value, resource.name, referred));
    }
    for (const doubt of this.#doubts?.find() ?? []) this.#warn(doubt);
    return {
      table: resource.name,
      rows,
      past: this.#past,
      invalid: this.#invalid,
      leftOut: this.table.leftOut?.() ?? [],
      repeated: this.#check.repeated,
    };
  }

  #checkRow(row: Row): void {
    const { name } = this.table.resource;
    const { line, cells } = row;
    const faulty = new Set<string | null>();
    for (const fault of this.#check.check(row)) {
      faulty.add(fault.column);
      this.#report(fault);
    }
    this.#reportBroken(row, this.#rowTable?.brokenRules(cells, this.#hasKey, this.#context) ?? [], faulty);
    this.#reportBroken(row, this.options.storeRules?.(name, cells) ?? []);
    this.#checkReferences(row);
    this.#doubts?.note?.(cells, line, row.scales ?? {});
    const isValid = !this.#invalid.has(line);
    if (!this.options.skipInvalid || isValid) this.#check.remember(row);
    const isPast = this.#rowTable?.options.isPast?.(cells) ?? false;
    if (isPast) this.#past += 1;
    const doubt = isValid && !isPast ? this.#doubts?.add(cells, line) : null;
    if (doubt) this.#warn(doubt);
  }

  #warn({ isFault = false, ...doubt }: Doubt): void {
    const { file } = this.table;
    if (isFault) this.#report({ ...doubt, file, code: "RULE" });
    else this.options.onWarning?.(this.#placed({ ...doubt, file, code: "UNLIKELY" }));
  }

  // A cell that its table schema refuses already breaks rules for the same reason.
  #reportBroken({ line, cells }: Row, broken: readonly Broken[], faulty?: ReadonlySet<string | null>): void {
    const { file } = this.table;
    for (const { column, reason, code = "RULE" } of broken)
      if (!faulty?.has(column))
        this.#report({ file, line, column, value: cells[column] ?? "", code, reason });
  }

  #checkReferences({ line, cells }: Row): void {
    const { name, schema } = this.table.resource;
    for (const { fields, reference } of schema.foreignKeys) {
      const [column = "", referred = ""] = [fields[0], reference.fields[0]];
      const value = cells[column] ?? "";
      const target = reference.resource || name;
      if (value === "" || this.#has(target, value, referred)) continue;
      if (target === name) this.#pending.push({ line, column, value, referred });
      else this.#report(this.#missing(line, column, value, target, referred));
    }
  }

  #missing(line: number, column: string, value: string, target: string, referred: string): Fault {
    const reason = `is not in the column ${referred} of the table ${target}`;
    const hint = `Load a row of ${target} with this ${referred} first.`;
    return { file: this.table.file, line, column, value, code: "REFERENCE", reason, hint };
  }

  readonly #hasKey: HasKey = (table, key, column) => this.#has(table, key, column);

  #has(table: string, key: string, column?: string): boolean {
    const found = this.keysOf.get(table);
    if (found?.isIncomplete || this.#stored.get(table)?.has(key)) return true;
    const values = column === undefined ? found?.keys.values().next().value : found?.keys.get(column);
    return values?.has(key) ?? false;
  }

  async #loadStored(): Promise<void> {
    const { storedKeys } = this.options;
    if (!storedKeys) return;
    const { name, schema } = this.table.resource;
    const targets = schema.foreignKeys.map(({ reference }) => reference.resource || name);
    targets.push(...(TABLES.get(name)?.options.refersTo ?? []));
    for (const target of new Set(targets)) this.#stored.set(target, await storedKeys(target));
  }

  #report(fault: Fault): void {
    if (fault.line !== null) this.#invalid.add(fault.line);
    this.options.onFault(this.#placed(fault));
  }

  // As the file names its column.
  #placed(fault: Fault): Fault {
    const { file, sheet, columnOf } = this.table;
    const column = fault.column === null ? null : (columnOf?.(fault.column) ?? fault.column);
    return { ...fault, file, column, ...(sheet === null ? {} : { sheet }) };
  }
}

function referredColumns(resource: Resource, resources: readonly Resource[]): string[] {
  const columns = resources.flatMap((other) =>
    other.schema.foreignKeys
      .filter(({ reference }) => (reference.resource || other.name) === resource.name)
      .flatMap(({ reference }) => reference.fields),
  );
  return [...new Set([...(resource.schema.primaryKey ?? []), ...columns])];
}
