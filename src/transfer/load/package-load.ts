import { hash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { run, sql } from "../../database/statement.js";
import { getOrMake } from "../../collections.js";
import { engineOf } from "../../database/engines.js";
import { BATCH, upsertRows, type Values } from "../../database/write-rows.js";
import { Dataset } from "../../modules/about/dataset.entity.js";
import { ChangeSet } from "../../package/change-set.js";
import { LoadContext } from "../../package/load-context.js";
import type { PackageTable as RowTable } from "../../package/package-table.js";
import { SeenKeys } from "../../package/seen-keys.js";
import type { Load, TableWriter } from "../../package/table-writer.js";
import type { TableReport } from "./check-package.js";
import type { LoadedTable, LoadOptions } from "./load-report.js";
import type { DataPackage, PackageTable } from "../package/package.js";
import { refresh, startAfresh } from "./refresh.js";
import { LoadJournal } from "./load-journal.js";
import { nextRevision, type LoadMoment } from "./load-moment.js";
import { RULES, type LastLoad } from "./rules.js";
import { inListedOrder, inLoadingOrder, tableNamed, TABLES } from "../package/tables.js";

/**
 * One load of a checked package within a transaction: writes its rows, removes stored rows that it no longer has, and
 * refreshes what is materialized.
 */
export class PackageLoad {
  readonly #now: string;
  readonly #context: LoadContext;
  readonly #load: Load;
  readonly #writers = new Map<string, TableWriter>();
  readonly #changes: ChangeSet;
  readonly #journal: LoadJournal;
  readonly #total: number;
  readonly #last: LastLoad | null;
  readonly #datasetBefore: string | null;
  #done = 0;

  constructor(
    readonly manager: EntityManager,
    readonly dataPackage: DataPackage,
    readonly reports: readonly TableReport[],
    readonly options: LoadOptions,
    { now, last, datasetBefore }: LoadMoment,
  ) {
    this.#now = now;
    this.#last = last;
    this.#changes = new ChangeSet(now);
    this.#datasetBefore = datasetBefore;
    this.#journal = new LoadJournal(manager, nextRevision(last), now, datasetBefore === null);
    this.#context = new LoadContext(dataPackage.about.name);
    this.#load = {
      manager,
      context: this.#context,
      now: this.#now,
      takeOver: options.takeOver ?? false,
      history: options.history ?? false,
    };
    this.#total = reports.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** The number of the load; null when it has changed nothing. */
  revision: number | null = null;

  async run(): Promise<LoadedTable[]> {
    for (const { options } of TABLES.values()) await options.recall?.(this.manager, this.#context);
    for (const { table, repeated } of this.reports)
      if (repeated.size > 0) await tableNamed(table).options.settle?.(this.manager, this.#context, repeated);
    const last = this.#last;
    const isOutdated = last !== null && last.rules !== RULES;
    const isWhole = this.options.isWhole ?? true;
    const loadedKeys = new Map<string, LoadedKeys>();
    const loaded: LoadedTable[] = [];
    const tables = inLoadingOrder(this.dataPackage.tables);
    for (const table of tables) {
      const { name } = table.resource;
      const isComplete = isWhole || (this.options.complete ?? false);
      const keys = isComplete ? { keys: new SeenKeys(), sources: new Set<string>() } : null;
      if (keys) loadedKeys.set(name, keys);
      loaded.push(await this.#loadTable(table, tableNamed(name), keys));
    }
    if (isWhole) await this.#removeVanished(loadedKeys, loaded);
    else if (this.options.complete) await this.#removeMissing(loadedKeys, loaded);
    // Frees the memory of a million keys, since the refresh needs as much.
    loadedKeys.clear();
    const hasChanged = loaded.some(({ inserted, updated, removed }) => inserted + updated + removed > 0);
    if (hasChanged || isWhole || isOutdated) {
      if (isOutdated) await startAfresh(this.manager, this.#changes);
      this.options.onProgress?.({ table: "rivals and rates", done: this.#total, total: this.#total });
      await refresh(this.manager, this.#changes, last?.loadedAt ?? null);
      await this.#recordDataset(loaded);
      this.revision = this.#journal.revision;
    }
    return loaded;
  }

  async #loadTable(table: PackageTable, rowTable: RowTable, keys: LoadedKeys | null): Promise<LoadedTable> {
    const { name, entity } = rowTable;
    const writer = this.#writerOf(rowTable);
    const report = this.reports.find((each) => each.table === name);
    const invalid = report?.invalid ?? new Set();
    const loaded: LoadedTable = { ...nothingOf(name), invalid: invalid.size };
    const write = async (batch: Values[]): Promise<void> => {
      const changes = await writer.write(batch);
      await this.#journal.note(rowTable, changes);
      this.#changes.note(rowTable, changes);
      loaded.inserted += changes.inserted.length;
      loaded.updated += changes.changed.length;
      loaded.unchanged += batch.length - changes.inserted.length - changes.changed.length;
      this.#done += batch.length;
      this.options.onProgress?.({ table: name, done: this.#done, total: this.#total });
    };
    // Reads the next rows while the database server writes.
    let writing = Promise.resolve();
    let batch: Values[] = [];
    const flush = async (): Promise<void> => {
      const rows = batch;
      batch = [];
      await writing;
      writing = write(rows);
      writing.catch(() => undefined);
    };
    const { tableName } = this.manager.dataSource.getMetadata(entity);
    await engineOf(this.manager).writeMany(this.manager, tableName, report?.rows ?? 0, async () => {
      for await (const rows of table.batches(() => undefined)) {
        loaded.rows += rows.length;
        for (const { line, cells } of rows) {
          if (invalid.has(line)) continue;
          const isPast = rowTable.options.isPast?.(cells) ?? false;
          if (isPast && !this.options.history) continue;
          const values = rowTable.valuesOf(cells, this.#context);
          if (!isPast) keys?.keys.add(writer.keyOf(values), line);
          if (typeof values.sourceSlug === "string") keys?.sources.add(values.sourceSlug);
          batch.push(values);
          if (batch.length === BATCH) await flush();
        }
      }
      await flush();
      await writing;
    });
    return loaded;
  }

  async #removeVanished(loadedKeys: ReadonlyMap<string, LoadedKeys>, loaded: LoadedTable[]): Promise<void> {
    for (const table of [...TABLES.values()].reverse()) {
      if (table.options.isShared) continue;
      const gone = await this.#writerOf(table).removeVanished(
        (key) => loadedKeys.get(table.name)?.keys.has(key) ?? false,
      );
      await this.#noteRemoved(table, gone, loaded);
    }
  }

  // The file is all that its sources say in this table, whoever has loaded it before.
  async #removeMissing(loadedKeys: ReadonlyMap<string, LoadedKeys>, loaded: LoadedTable[]): Promise<void> {
    for (const [name, { keys, sources }] of loadedKeys) {
      if (sources.size === 0) continue;
      const table = tableNamed(name);
      const gone = await this.#writerOf(table).removeVanished((key) => keys.has(key), [...sources]);
      await this.#noteRemoved(table, gone, loaded);
    }
  }

  async #noteRemoved(table: RowTable, gone: readonly Values[], loaded: LoadedTable[]): Promise<void> {
    if (gone.length === 0) return;
    await this.#journal.noteRemoved(table, gone);
    this.#changes.note(table, { inserted: [], changed: gone });
    let report = loaded.find((each) => each.table === table.name);
    if (!report) loaded.push((report = nothingOf(table.name)));
    report.removed = gone.length;
  }

  #writerOf(table: RowTable): TableWriter {
    return getOrMake(this.#writers, table.name, () => table.writer(this.#load));
  }

  async #recordDataset(loaded: readonly LoadedTable[]): Promise<void> {
    const { about, digest } = this.dataPackage;
    const { revision } = this.#journal;
    const { rowCounts, releasedOn } = await this.#rowCounts(about.name);
    await upsertRows(this.manager, Dataset, [
      {
        name: about.name,
        title: about.title,
        version: about.version ?? null,
        digest: await this.#digestOf(about.name, digest),
        licences: about.licenses.map(({ name, title, path }) => ({
          name,
          title: title ?? null,
          url: path ?? null,
        })),
        rowCounts,
        releasedOn,
        loadedAt: this.#now,
        revision,
        rules: RULES,
      },
    ]);
    const { name: datasetName, title } = about;
    const kind = this.options.history ? "HISTORY" : "LOAD";
    const [undoes, datasetBefore] = [null, this.#datasetBefore];
    await this.#journal.close({ kind, datasetName, title, datasetBefore, undoes }, loaded);
  }

  // What waits for its day is not for everybody to know. A part of a dataset does not tell what others have released.
  async #rowCounts(name: string): Promise<Pick<Dataset, "rowCounts" | "releasedOn">> {
    const rowCounts: Dataset["rowCounts"] = [];
    let releasedOn = (this.options.isWhole ?? true) ? null : await this.#releasedOn(name);
    for (const { table, rows: all, past } of inListedOrder(this.reports)) {
      const rows = all - past;
      const waiting = await this.#writerOf(tableNamed(table)).waiting?.();
      rowCounts.push({ table, rows: Math.max(0, rows - (waiting?.count ?? 0)) });
      if ((waiting?.releasedOn ?? "") > (releasedOn ?? "")) releasedOn = waiting?.releasedOn ?? null;
    }
    return { rowCounts, releasedOn };
  }

  async #releasedOn(name: string): Promise<string | null> {
    const [stored] = await run<{ releasedOn: string | null }>(
      this.manager,
      "transfer.findReleased",
      sql`SELECT t.released_on AS \`releasedOn\` FROM datasets t WHERE t.name = ${name}`,
    );
    return stored?.releasedOn ?? null;
  }

  // A part of a data set changes what is stored of it, and the order of parts may matter.
  async #digestOf(name: string, digest: string): Promise<string> {
    if (this.options.isWhole ?? true) return digest;
    const [stored] = await run<{ digest: string }>(
      this.manager,
      "transfer.findDigest",
      sql`SELECT t.digest AS \`digest\` FROM datasets t WHERE t.name = ${name}`,
    );
    return hash("sha256", `${stored?.digest ?? ""} ${digest}`, "hex");
  }
}

/** Keys of the rows of one table of a package, and the sources that they name. */
interface LoadedKeys {
  keys: SeenKeys;
  sources: Set<string>;
}

const nothingOf = (table: string): LoadedTable => ({
  table,
  rows: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  invalid: 0,
  removed: 0,
});
