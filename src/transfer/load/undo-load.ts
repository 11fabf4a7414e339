import { hash } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";
import { batches, getOrMake } from "../../collections.js";
import { inLoad } from "../../database/in-load.js";
import { BATCH, keyOf, upsertRows, type Values } from "../../database/write-rows.js";
import { Dataset } from "../../modules/about/dataset.entity.js";
import { noteTakenBack } from "../../modules/submissions/submission.queries.js";
import type { RecordedLoad } from "../../modules/about/recorded-load.entity.js";
import { ChangeSet } from "../../package/change-set.js";
import { LoadContext } from "../../package/load-context.js";
import type { History, PackageTable } from "../../package/package-table.js";
import type { TableWriter } from "../../package/table-writer.js";
import { journalOf, LoadJournal } from "./load-journal.js";
import { findLoad, takenBackBy } from "./load-log.js";
import { loadMoment, nextRevision, type LoadMoment } from "./load-moment.js";
import type { LoadedTable } from "./load-report.js";
import { refreshEstimates } from "./refresh-estimates.js";
import { refresh, startAfresh } from "./refresh.js";
import { RULES } from "./rules.js";
import { tableNamed, TABLES } from "../package/tables.js";

/** What taking back a load has done. */
export interface Undone {
  /** The load that was taken back. */
  load: RecordedLoad;
  /** The number of the load that takes it back. */
  revision: number;
  tables: LoadedTable[];
  /** Rows that stay as they are, because later loads have changed them or others refer to them. */
  left: number;
}

/** The error for a load that cannot be taken back. */
class NotUndone extends Error {}

/**
 * Takes back what a load has changed, by default the last one, as a load of its own: the rows that it brought are
 * superseded or removed, and those that it replaced are there again. What later loads have changed stays.
 */
export async function undoLoad(dataSource: DataSource, revision?: number): Promise<Undone> {
  const undone = await inLoad(dataSource, async (manager) => {
    const load = await findLoad(manager, revision);
    if (!load)
      throw new NotUndone(
        revision === undefined
          ? "There is no load to take back."
          : `There is no load ${revision}; --log lists all.`,
      );
    const by = await takenBackBy(manager, load.revision);
    if (by !== null) throw new NotUndone(`Load ${load.revision} was taken back already, by load ${by}.`);
    if (load.kind === "RELEASE")
      throw new NotUndone(`Load ${load.revision} is the end of an embargo, which cannot be taken back.`);
    if (load.kind === "HISTORY")
      throw new NotUndone(`Load ${load.revision} has brought history, which cannot be taken back.`);
    return new UndoLoad(manager, load, await loadMoment(manager, load.datasetName)).run();
  });
  await refreshEstimates(dataSource, undone.tables);
  return undone;
}

class UndoLoad {
  readonly #context: LoadContext;
  readonly #changes: ChangeSet;
  readonly #journal: LoadJournal;
  readonly #writers = new Map<string, TableWriter>();
  readonly #tables = new Map<string, LoadedTable>();
  /** Keys of rows that later loads have changed. */
  readonly #later = new Map<PackageTable, Set<string>>();
  #left = 0;

  constructor(
    readonly manager: EntityManager,
    readonly load: RecordedLoad,
    readonly moment: LoadMoment,
  ) {
    this.#context = new LoadContext(load.datasetName);
    this.#changes = new ChangeSet(moment.now);
    this.#journal = new LoadJournal(manager, nextRevision(moment.last), moment.now);
  }

  async run(): Promise<Undone> {
    const { last } = this.moment;
    for (const { options } of TABLES.values()) await options.recall?.(this.manager, this.#context);
    const { brought, replaced } = await this.#journaled();
    for (const [table, rows] of replaced) await this.#restore(table, rows);
    for (const table of [...TABLES.values()].reverse())
      await (table.options.history
        ? this.#supersede(table, table.options.history)
        : this.#remove(table, this.#isFirst && !table.options.isShared ? null : brought.get(table)));
    // Rows of tables without history were restored as they were stored, which not every change set knows how to note.
    const hasOthers = [...this.#tables.keys()].some((name) => !tableNamed(name).options.history);
    if (hasOthers || last?.rules !== RULES) await startAfresh(this.manager, this.#changes);
    await refresh(this.manager, this.#changes, last?.loadedAt ?? null);
    const tables = [...this.#tables.values()];
    await this.#recordDataset(tables);
    return { load: this.load, revision: this.#journal.revision, tables, left: this.#left };
  }

  // The journal does not list the rows of the first load of a dataset.
  get #isFirst(): boolean {
    return this.load.kind === "LOAD" && this.load.datasetBefore === null;
  }

  /** What the load has brought and replaced in tables without history, but for rows that later loads have changed. */
  async #journaled(): Promise<{
    brought: Map<PackageTable, Set<string>>;
    replaced: Map<PackageTable, Map<string, Values>>;
  }> {
    const brought = new Map<PackageTable, Set<string>>();
    const replaced = new Map<PackageTable, Map<string, Values>>();
    const { revision } = this.load;
    for await (const { table, kind, rows } of journalOf(this.manager, revision - 1, revision))
      for (const row of rows) {
        if (kind === "INSERTED") getOrMake(brought, table, () => new Set()).add(this.#keyOf(table, row));
        else getOrMake(replaced, table, () => new Map<string, Values>()).set(this.#keyOf(table, row), row);
      }
    for await (const { table, kind, rows } of journalOf(this.manager, revision, this.#journal.revision))
      for (const row of rows) {
        const key = this.#keyOf(table, row);
        getOrMake(this.#later, table, () => new Set()).add(key);
        const isOwn = this.#isFirst && kind !== "INSERTED" && row.dataset === this.load.datasetName;
        if (brought.get(table)?.delete(key) || replaced.get(table)?.delete(key) || isOwn) this.#left += 1;
      }
    return { brought, replaced };
  }

  async #restore(table: PackageTable, rows: ReadonlyMap<string, Values>): Promise<void> {
    for (const some of batches([...rows.values()], BATCH)) {
      // The journal has rows as they were, also those of an earlier release.
      for (const row of some) table.options.complete?.(row);
      const changes = await this.#writerOf(table).write([...some]);
      await this.#journal.note(table, changes);
      this.#changes.note(table, changes);
      const counts = this.#countsOf(table);
      counts.inserted += changes.inserted.length;
      counts.updated += changes.changed.length;
    }
  }

  /** Removes rows with these keys that are still there; null for all of the dataset that the load has brought. */
  async #remove(table: PackageTable, keys: ReadonlySet<string> | null | undefined): Promise<void> {
    if (keys?.size === 0 || keys === undefined) return;
    let wanted = 0;
    const gone = await this.#writerOf(table).removeVanished((key) => {
      const isKept = keys ? !keys.has(key) : (this.#later.get(table)?.has(key) ?? false);
      if (!isKept) wanted += 1;
      return isKept;
    });
    if (wanted === 0) return;
    await this.#journal.noteRemoved(table, gone);
    this.#changes.note(table, { inserted: [], changed: gone });
    this.#countsOf(table).removed += gone.length;
    this.#left += wanted - gone.length;
  }

  /** Supersedes the statements that the load has recorded, and records again those that it has superseded. */
  async #supersede(table: PackageTable, history: History): Promise<void> {
    const at = this.load.loadedAt;
    const { recorded, changedLater } = await history.recordedBy(this.manager, at);
    this.#left += changedLater;
    const restored = new Set<string>();
    for await (const rows of history.replacedBy(this.manager, at)) {
      const changes = await this.#writerOf(table).write([...rows]);
      await this.#journal.note(table, changes);
      this.#changes.note(table, changes);
      for (const row of rows) restored.add(String(row.slug));
      const counts = this.#countsOf(table);
      counts.updated += changes.changed.length;
      counts.inserted += changes.inserted.length;
    }
    const gone = await this.#writerOf(table).removeVanished(
      (slug) => !recorded.has(slug) || restored.has(slug),
    );
    await history.forgetWithheld(this.manager, at);
    await this.#journal.noteRemoved(table, gone);
    this.#changes.note(table, { inserted: [], changed: gone });
    if (gone.length > 0) this.#countsOf(table).removed += gone.length;
  }

  // The files of the dataset may be loaded again after this.
  async #recordDataset(tables: readonly LoadedTable[]): Promise<void> {
    const { datasetName, title, revision: undoes, datasetBefore } = this.load;
    const { revision } = this.#journal;
    const present = this.moment.datasetBefore;
    const before = JSON.parse(datasetBefore ?? present ?? "{}") as Values;
    await upsertRows(this.manager, Dataset, [
      {
        ...before,
        ...(datasetBefore === null ? { rowCounts: [], releasedOn: null } : {}),
        digest: hash("sha256", `${String(before.digest)} without ${undoes}`, "hex"),
        loadedAt: this.moment.now,
        revision,
        rules: RULES,
      },
    ]);
    const load = { kind: "UNDO", datasetName, title, undoes } as const;
    await this.#journal.close({ ...load, datasetBefore: present }, tables);
    await this.#tellSubmission();
  }

  // Whoever takes back a load that takes another back makes the rows of that one stand again.
  async #tellSubmission(): Promise<void> {
    let [load, stands] = [this.load, false];
    while (load.kind === "UNDO" && load.undoes !== null) {
      const undone = await findLoad(this.manager, load.undoes);
      if (!undone) return;
      [load, stands] = [undone, !stands];
    }
    await noteTakenBack(this.manager, load.revision, stands ? null : this.#journal.revision);
  }

  #keyOf({ entity }: PackageTable, row: Values): string {
    return keyOf(this.manager.dataSource.getMetadata(entity), row);
  }

  #writerOf(table: PackageTable): TableWriter {
    const { manager } = this;
    return getOrMake(this.#writers, table.name, () =>
      table.writer({ manager, context: this.#context, now: this.moment.now, takeOver: true }),
    );
  }

  #countsOf({ name: table }: PackageTable): LoadedTable {
    return getOrMake(this.#tables, table, () => ({
      ...{ table, rows: 0, inserted: 0, updated: 0 },
      ...{ unchanged: 0, invalid: 0, removed: 0 },
    }));
  }
}
