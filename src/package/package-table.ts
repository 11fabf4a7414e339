import { partialDate } from "../time/partial-date.js";
import type { Values } from "../database/write-rows.js";
import type { NoteAll, NoteChanges } from "./change-set.js";
import type { Cells, PackageColumn } from "./column.js";
import type { LoadContext, Recall } from "./load-context.js";
import type { Broken, HasKey, Rules } from "./row-rules.js";
import { RowWriter, type Load, type TableWriter } from "./table-writer.js";

/** What a table declares beyond its columns. */
interface TableOptions<Row> {
  /** Whether rows belong to no package, so that they remain when a package no longer has them. */
  readonly isShared?: boolean;
  /** Properties that no column fills, but `derive`, a load, or what is materialized after it. */
  readonly derived?: readonly (keyof Row & string)[];
  /** Fills properties that follow from several cells, or from rows before. */
  readonly derive?: (values: Values, cells: Cells, context: LoadContext) => void;
  readonly recall?: Recall;
  /** Stores its rows, unless changed rows are just overwritten and vanished ones deleted. */
  readonly writer?: (load: Load) => TableWriter;
  /** For tables on whose rows something materialized depends. */
  readonly noteChanges?: NoteChanges;
  readonly noteAll?: NoteAll;
  readonly rules?: Rules;
  /** Tables that its rows refer to in ways that a table schema cannot state. */
  readonly refersTo?: readonly string[];
  /** The slug of the row that must precede a row in a file for it to get its own slug; null for none. */
  readonly follows?: (slug: string, cells: Cells) => string | null;
  /** Writes a row's cells in the words of the file that brought it. */
  readonly asStated?: (row: Row, cells: Cells) => Cells;
}

/** A table of a data package: the entity behind it, and its columns in both directions. */
export class PackageTable {
  readonly #columns: readonly (readonly [string, PackageColumn<never>])[];

  constructor(
    readonly name: string,
    readonly entity: new () => object,
    readonly columns: Readonly<Record<string, PackageColumn<never>>>,
    readonly options: TableOptions<never>,
  ) {
    this.#columns = Object.entries(columns);
  }

  /** The entity's values for a row whose cells have been checked. */
  valuesOf(cells: Cells, context: LoadContext): Values {
    const values: Values = {};
    for (const [name, column] of this.#columns) column.read(cells[name] ?? "", values, cells);
    this.options.derive?.(values, cells, context);
    if (!this.options.isShared) values.dataset = context.dataset;
    return values;
  }

  /** The writer that stores its rows during a load. */
  writer(load: Load): TableWriter {
    return this.options.writer?.(load) ?? new RowWriter(load, this.entity);
  }

  /** The cells of a row of the entity. */
  cellsOf(row: object): Cells {
    const cells = Object.fromEntries(
      this.#columns.map(([name, column]) => [name, column.write(row as never)]),
    );
    return this.options.asStated?.(row as never, cells) ?? cells;
  }

  /** The rules that a row breaks, each with the column that breaks it. */
  brokenRules(cells: Cells, hasKey: HasKey): Broken[] {
    const dates = this.#columns.filter(
      ([name, { kind }]) => kind === "date" && partialDate(cells[name] ?? "") === null,
    );
    if (dates.length > 0)
      return dates.map(([column]) => ({
        column,
        reason: "is not a date as YYYY, YYYY-MM or YYYY-MM-DD",
        code: "TYPE",
      }));
    return this.options.rules?.(cells, hasKey) ?? [];
  }

  /** Every property that the table fills, by a column or otherwise. */
  get properties(): ReadonlySet<string> {
    return new Set<string>([
      ...this.#columns.flatMap(([, { properties }]) => properties),
      ...(this.options.derived ?? []),
      ...(this.options.isShared ? [] : ["dataset"]),
    ]);
  }
}

/** Declares a table of a package; columns and options are held to the entity's properties. */
export const packageTable = <Row extends object>(
  name: string,
  entity: new () => Row,
  columns: Readonly<Record<string, PackageColumn<Row>>>,
  options: TableOptions<Row> = {},
): PackageTable => new PackageTable(name, entity, columns, options);
