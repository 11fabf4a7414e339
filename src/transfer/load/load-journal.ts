import type { EntityManager } from "typeorm";
import { run, sql } from "../../database/statement.js";
import { insertRows, type Changes, type Values } from "../../database/write-rows.js";
import { LoadChange, RecordedLoad, type ChangedRows } from "../../modules/about/recorded-load.entity.js";
import type { PackageTable, ToldRows } from "../../package/package-table.js";
import type { LoadedTable } from "./load-report.js";
import { tableNamed } from "../package/tables.js";

type Kind = LoadChange["changeKind"];

// Written in ASCII, so that a piece can end anywhere.
const PIECE_LENGTH = 60_000;

/** Notes what a load changes, so that it can be taken back, and so that others can follow it. */
export class LoadJournal {
  #batch = 0;
  #told = 0;

  constructor(
    readonly manager: EntityManager,
    readonly revision: number,
    /** The instant of the load. */
    readonly loadedAt: string,
    /** Whether the dataset had no rows before, so that it has none but those that the load brings. */
    readonly isFirst = false,
  ) {}

  /**
   * Notes rows that have been written to a table, unless the table keeps what they replace itself. The rows of a first load
   * are known by their dataset: a million keys would be as much as the rows.
   */
  async note(table: PackageTable, { inserted, changed, before = [] }: Changes): Promise<void> {
    const keys = this.#keysOf(table);
    if (!this.isFirst || table.options.isShared)
      await this.#add(
        table,
        "INSERTED",
        inserted.map((row) => Object.fromEntries(keys.map((key) => [key, row[key]]))),
      );
    await this.#add(table, "CHANGED", before);
    await this.#tell(table, { inserted, changed });
  }

  async noteRemoved(table: PackageTable, rows: readonly Values[]): Promise<void> {
    await this.#add(table, "REMOVED", rows);
    await this.#tell(table, { removed: rows });
  }

  async #tell({ options }: PackageTable, rows: ToldRows): Promise<void> {
    const { manager, revision, loadedAt } = this;
    this.#told += (await options.tell?.(manager, { revision, loadedAt }, rows)) ?? 0;
  }

  /** Records the load itself. */
  async close(
    load: Omit<RecordedLoad, "revision" | "rowCounts" | "loadedAt" | "changeCount">,
    tables: readonly LoadedTable[],
  ): Promise<void> {
    const rowCounts: ChangedRows[] = tables
      .map(({ table, inserted, updated, removed }) => ({ table, inserted, updated, removed }))
      .filter(({ inserted, updated, removed }) => inserted + updated + removed > 0);
    const { revision, loadedAt } = this;
    await insertRows(this.manager, RecordedLoad, [
      { ...load, revision, loadedAt, rowCounts, changeCount: this.#told },
    ]);
  }

  async #add(table: PackageTable, changeKind: Kind, rows: readonly Values[]): Promise<void> {
    if (table.options.history !== undefined || rows.length === 0) return;
    const text = JSON.stringify(rows).replace(
      /[\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const [revision, batch] = [this.revision, (this.#batch += 1)];
    for (let piece = 0; piece * PIECE_LENGTH < text.length; piece += 1) {
      const changedRows = text.slice(piece * PIECE_LENGTH, (piece + 1) * PIECE_LENGTH);
      await insertRows(this.manager, LoadChange, [
        { revision, batch, piece, changedTable: table.name, changeKind, changedRows },
      ]);
    }
  }

  #keysOf({ entity }: PackageTable): string[] {
    return this.manager.dataSource.getMetadata(entity).primaryColumns.map(({ propertyName }) => propertyName);
  }
}

/** Rows of one table that a load has changed in one way. */
export interface JournalBatch {
  revision: number;
  table: PackageTable;
  kind: Kind;
  rows: Values[];
}

/** What the loads after `after`, up to `until`, have changed, in order. */
export async function* journalOf(
  manager: EntityManager,
  after: number,
  until: number,
): AsyncGenerator<JournalBatch> {
  const heads = await run<{ revision: number; batch: number; name: string; kind: Kind }>(
    manager,
    "loads.listBatches",
    sql`SELECT t.revision AS \`revision\`, t.batch AS \`batch\`, t.changed_table AS \`name\`, t.change_kind AS \`kind\`
      FROM load_changes t WHERE t.revision > ${after} AND t.revision <= ${until} AND t.piece = 0
      ORDER BY t.revision, t.batch`,
  );
  for (const { revision, batch, name, kind } of heads) {
    const pieces = await run<{ text: string }>(
      manager,
      "loads.readBatch",
      sql`SELECT t.changed_rows AS \`text\` FROM load_changes t
        WHERE t.revision = ${revision} AND t.batch = ${batch} ORDER BY t.piece`,
    );
    const rows = JSON.parse(pieces.map(({ text }) => text).join("")) as Values[];
    yield { revision, table: tableNamed(name), kind, rows };
  }
}
