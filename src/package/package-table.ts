import type { EntityManager } from "typeorm";
import { partialDate } from "../time/partial-date.js";
import type { Database } from "../database/statement.js";
import type { Values } from "../database/write-rows.js";
import type { NoteAll, NoteChanges } from "./change-set.js";
import type { Cells, PackageColumn } from "./column.js";
import type { LoadContext, Recall } from "./load-context.js";
import type { MakeDoubts } from "./row-doubts.js";
import type { Broken, HasKey, Rules } from "./row-rules.js";
import { RowWriter, type Load, type TableWriter } from "./table-writer.js";

/** The question that a row answers. */
export interface Question {
  /** The same for rows that answer one question, whatever they say. */
  key: string;
  /** What slugs are made of, see `slugOf` of a load's context. */
  identity: string;
  /** The column with the answer. */
  column: string;
  /** Columns that tell rows apart. */
  apart: readonly string[];
}

/** What loads have done to the rows of a table that keeps what they replace. */
export interface History {
  /** The slugs of rows that the load of an instant has recorded, and how many of its rows later loads have replaced. */
  readonly recordedBy: (
    manager: EntityManager,
    at: string,
  ) => Promise<{ recorded: ReadonlySet<string>; changedLater: number }>;
  /** What it has replaced, in batches, unless later loads have changed that again. */
  readonly replacedBy: (manager: EntityManager, at: string) => AsyncGenerator<readonly Values[]>;
  /** Forgets rows that it has brought and that still wait for their day. */
  readonly forgetWithheld: (manager: EntityManager, at: string) => Promise<void>;
}

/** Rows of a table that a load has written or removed. */
export interface ToldRows {
  readonly inserted?: readonly Values[];
  readonly changed?: readonly Values[];
  readonly removed?: readonly Values[];
}

/** Records what a load, by its number and instant, did to rows of a table, and returns how many changes these are. */
export type Tell = (
  manager: EntityManager,
  load: { revision: number; loadedAt: string },
  rows: ToldRows,
) => Promise<number>;

/** Properties of a package table other than its columns. */
interface TableOptions<Row> {
  /** Whether rows belong to no package, so that they remain when a package no longer contains them. */
  readonly isShared?: boolean;
  /** Properties that are set by `derive`, the writer or a refresh instead of a column. */
  readonly derived?: readonly (keyof Row & string)[];
  /** Sets properties that depend on several cells, or on earlier rows. */
  readonly derive?: (values: Values, cells: Cells, context: LoadContext) => void;
  /** Sets properties of a stored row that an earlier release did not store, from its others. */
  readonly complete?: (values: Values) => void;
  readonly recall?: Recall;
  /** Stores its rows; by default, changed rows are overwritten, and vanished rows are deleted. */
  readonly writer?: (load: Load) => TableWriter;
  /** Whether a row of a package is one of the past. */
  readonly isPast?: (cells: Cells) => boolean;
  /** What a load has done to its rows, if they are never overwritten or deleted. */
  readonly history?: History;
  /** Rows that wait for their day outside of the table. */
  readonly withheld?: {
    /** The datasets of which its writer now has rows to release. */
    readonly due: (db: Database) => Promise<string[]>;
    /** All of them, as rows of the entity, in batches. */
    readonly rows: (db: Database) => AsyncGenerator<object[]>;
  };
  /** Records what a load did to its rows, for those who follow the changes; by default nobody is told. */
  readonly tell?: Tell;
  /** Notes the changes that a refresh depends on. */
  readonly noteChanges?: NoteChanges;
  readonly noteAll?: NoteAll;
  readonly rules?: Rules;
  readonly doubts?: MakeDoubts;
  /** Columns that make no difference between two rows: rows that differ in nothing else repeat each other. */
  readonly remarks?: readonly string[];
  /** The question that a row answers; two rows of a file must not answer one differently. Null for a row that may. */
  readonly question?: (cells: Cells) => Question | null;
  /** Lets rows of one identity have the slugs that they had before, in whatever order the file has them. */
  readonly settle?: (db: Database, context: LoadContext, repeated: ReadonlySet<string>) => Promise<void>;
  /** Tables that its rows refer to in ways that a table schema cannot express. */
  readonly refersTo?: readonly string[];
  /** The slug of the row that must precede a row in a file so that the row gets the same slug again; null for none. */
  readonly follows?: (slug: string, cells: Cells) => string | null;
  /** Changes a row's cells back to how the original file wrote them. */
  readonly asStated?: (row: Row, cells: Cells) => Cells;
}

/** A table of a data package: its entity, and the columns that convert between cells and the entity's properties. */
export class PackageTable {
  readonly #columns: readonly (readonly [string, PackageColumn<never>])[];
  // An object with more than a dozen properties added one by one is a hash table, which is slow to read.
  readonly #empty: Values;

  constructor(
    readonly name: string,
    readonly entity: new () => object,
    readonly columns: Readonly<Record<string, PackageColumn<never>>>,
    readonly options: TableOptions<never>,
  ) {
    this.#columns = Object.entries(columns);
    this.#empty = Object.fromEntries(
      this.#columns.flatMap(([, { properties }]) => properties.map((property) => [property, null])),
    );
  }

  /** The entity's values for a row whose cells have passed validation. */
  valuesOf(cells: Cells, context: LoadContext): Values {
    const values = { ...this.#empty };
    for (const [name, column] of this.#columns) column.read(cells[name] ?? "", values, cells);
    this.options.derive?.(values, cells, context);
    if (!this.options.isShared) values.dataset = context.dataset;
    return values;
  }

  /** The writer that stores its rows during a load. */
  writer(load: Load): TableWriter {
    return this.options.writer?.(load) ?? new RowWriter(load, this.entity);
  }

  /** The cells of an entity's row. */
  cellsOf(row: object): Cells {
    const cells = Object.fromEntries(
      this.#columns.map(([name, column]) => [name, column.write(row as never)]),
    );
    return this.options.asStated?.(row as never, cells) ?? cells;
  }

  /** The rules that a row breaks, each with the column at fault. */
  brokenRules(cells: Cells, hasKey: HasKey, context: LoadContext): Broken[] {
    const dates = this.#columns.filter(
      ([name, { kind }]) => kind === "date" && partialDate(cells[name] ?? "") === null,
    );
    if (dates.length > 0)
      return dates.map(([column]) => ({
        column,
        reason: "is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD",
        code: "TYPE",
      }));
    return this.options.rules?.(cells, hasKey, context) ?? [];
  }

  /** All properties that the table fills. */
  get properties(): ReadonlySet<string> {
    return new Set<string>([
      ...this.#columns.flatMap(([, { properties }]) => properties),
      ...(this.options.derived ?? []),
      ...(this.options.isShared ? [] : ["dataset"]),
    ]);
  }
}

/** Declares a package table; columns and options may name only properties of the entity. */
export const packageTable = <Row extends object>(
  name: string,
  entity: new () => Row,
  columns: Readonly<Record<string, PackageColumn<Row>>>,
  options: TableOptions<Row> = {},
): PackageTable => new PackageTable(name, entity, columns, options);
