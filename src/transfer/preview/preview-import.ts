import type { DataSource } from "typeorm";
import { BATCH, type Values } from "../../database/write-rows.js";
import type { Fault } from "../../files/fault.js";
import { LoadContext } from "../../package/load-context.js";
import type { TableWriter } from "../../package/table-writer.js";
import { checkImport, type CheckedImport } from "../load/check-import.js";
import type { DataPackage, LeftOut, PackageTable, Row } from "../package/package.js";
import { inLoadingOrder, tableNamed, TABLES } from "../package/tables.js";
import { leapOf } from "../load/stored-leaps.js";
import type { Total } from "./totals.js";

/** What would become of a row. */
type RowState = "NEW" | "CHANGED" | "UNCHANGED";

/** A row as it would be stored. */
export interface PreviewRow {
  table: string;
  line: number;
  cells: Row["cells"];
  state: RowState;
  /** The figure that it replaces; null for other rows. */
  replaced: number | null;
  /** Why it is unlikely; empty where it is not. */
  doubts: readonly string[];
}

/** What an import would do. */
export interface Preview {
  tables: {
    table: string;
    new: number;
    changed: number;
    unchanged: number;
    faulty: number;
    doubtful: number;
  }[];
  /** The first rows of each table. */
  rows: readonly PreviewRow[];
  leftOut: readonly LeftOut[];
  /** The file's own totals beside the sums of its rows. */
  totals: readonly Total[];
  /** The first faults, which would refuse the import, and how many there are. */
  faults: readonly Fault[];
  faultCount: number;
}

const MOST_SHOWN = 500;

/** Finds out what an import would do; nothing is written. */
export async function previewImport(
  dataSource: DataSource,
  dataPackage: DataPackage,
  { totals = [], mostRows = MOST_SHOWN }: { totals?: readonly Total[]; mostRows?: number } = {},
): Promise<Preview> {
  const checked = await checkImport(dataSource, dataPackage, { refersToStored: true, skipInvalid: true });
  const preview = { tables: [] as Preview["tables"], rows: [] as PreviewRow[] };
  const context = new LoadContext(dataPackage.about.name);
  for (const { options } of TABLES.values()) await options.recall?.(dataSource, context);
  for (const { table, repeated } of checked.reports)
    if (repeated.size > 0) await tableNamed(table).options.settle?.(dataSource, context, repeated);
  const tables = inLoadingOrder(dataPackage.tables);
  if (!checked.isUnusable)
    for (const table of tables) {
      const reading = new TablePreview(dataSource, table, context, checked, mostRows);
      preview.tables.push(await reading.run());
      preview.rows.push(...reading.rows);
    }
  const { leftOut, faults, count: faultCount } = checked;
  return { ...preview, leftOut, totals, faults, faultCount };
}

class TablePreview {
  readonly rows: PreviewRow[] = [];
  readonly #name: string;
  readonly #writer: TableWriter;
  readonly #counts = { new: 0, changed: 0, unchanged: 0, doubtful: 0 };
  readonly #doubts = new Map<number, Fault[]>();

  constructor(
    readonly dataSource: DataSource,
    readonly table: PackageTable,
    readonly context: LoadContext,
    readonly checked: CheckedImport,
    readonly mostRows: number,
  ) {
    this.#name = table.resource.name;
    const { manager } = dataSource;
    this.#writer = tableNamed(this.#name).writer({ manager, context, now: "", takeOver: true });
    for (const warning of checked.warnings)
      if (warning.file === table.file && warning.line !== null)
        this.#doubts.set(warning.line, [...(this.#doubts.get(warning.line) ?? []), warning]);
  }

  async run(): Promise<Preview["tables"][number]> {
    const rowTable = tableNamed(this.#name);
    const invalid = this.checked.reports.find(({ table }) => table === this.#name)?.invalid ?? new Set();
    let batch: { row: Row; values: Values }[] = [];
    for await (const rows of this.table.batches(() => undefined))
      for (const row of rows) {
        if (invalid.has(row.line) || rowTable.options.isPast?.(row.cells)) continue;
        batch.push({ row, values: rowTable.valuesOf(row.cells, this.context) });
        if (batch.length === BATCH) {
          await this.#compare(batch);
          batch = [];
        }
      }
    await this.#compare(batch);
    return { table: this.#name, ...this.#counts, faulty: invalid.size };
  }

  async #compare(batch: readonly { row: Row; values: Values }[]): Promise<void> {
    if (batch.length === 0) return;
    const { inserted, changed, before = [] } = await this.#writer.compare(batch.map(({ values }) => values));
    const [fresh, other] = [
      new Set(inserted),
      new Map(changed.map((values, place) => [values, before[place]])),
    ];
    const judged = batch.map(({ row, values }) => {
      const state: RowState = fresh.has(values) ? "NEW" : other.has(values) ? "CHANGED" : "UNCHANGED";
      const old = other.get(values)?.value;
      return { row, values, state, replaced: typeof old === "number" ? old : null };
    });
    for (const { row, state, replaced } of judged) {
      const leap =
        replaced === null ? null : leapOf(Number(row.cells.value ?? ""), replaced, "which it replaces");
      const doubts = [...this.#doubtsOf(row), ...(leap === null ? [] : [leap])];
      this.#counts[state === "NEW" ? "new" : state === "CHANGED" ? "changed" : "unchanged"] += 1;
      if (doubts.length > 0) this.#counts.doubtful += 1;
      if (this.rows.length < this.mostRows || doubts.length > 0)
        this.rows.push({ table: this.#name, line: row.line, cells: row.cells, state, replaced, doubts });
    }
  }

  // A line of a wide table makes several rows, and a doubt is about the value of one.
  #doubtsOf({ line, cells }: Row): string[] {
    const texts = new Set(Object.values(cells));
    return (this.#doubts.get(line) ?? [])
      .filter(({ value }) => value === null || texts.has(value))
      .map(({ reason }) => reason);
  }
}
