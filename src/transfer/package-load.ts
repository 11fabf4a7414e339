import type { EntityManager } from "typeorm";
import { storedInstant } from "../graph/declare/scalars.js";
import { oneOf, run, sql } from "../database/statement.js";
import type { RowClass } from "../graph/declare/table.js";
import { Dataset } from "../modules/about/dataset.entity.js";
import { CohortStatement } from "../modules/cohorts/cohort-statement.entity.js";
import { CATEGORY_TRAITS } from "../modules/cohorts/cohort-category.package.js";
import { WorkerCohort } from "../modules/cohorts/worker-cohort.entity.js";
import type { TableReport } from "./check-package.js";
import { cohortRow } from "./derive-cohorts.js";
import { indexAfterwards } from "./index-afterwards.js";
import type { Values } from "../package/column.js";
import { LoadContext } from "../package/load-context.js";
import type { LoadedTable, LoadOptions } from "./load-report.js";
import type { DataPackage, PackageTable } from "./package.js";
import { lastLoad, RULES, type LastLoad } from "./rules.js";
import { SeenKeys } from "../package/seen-keys.js";
import { settle } from "./settle.js";
import { placeOf, tableNamed, TABLES } from "./tables.js";
import { touchAll } from "./touch-all.js";
import { Touched, type Changes } from "./touched.js";
import { ObservationWriter, supersedeVanished } from "./write-observations.js";
import { BATCH, deleteVanished, keyOf, upsertRows, writeRows } from "./write-rows.js";

/** One load of a checked package, within a transaction: writes its rows, removes what vanished, and settles what follows. */
export class PackageLoad {
  readonly #now = storedInstant(new Date());
  readonly #context: LoadContext;
  readonly #observations: ObservationWriter;
  readonly #touched = new Touched();
  readonly #total: number;
  #done = 0;

  constructor(
    readonly manager: EntityManager,
    readonly dataPackage: DataPackage,
    readonly reports: readonly TableReport[],
    readonly options: LoadOptions,
  ) {
    this.#context = new LoadContext(dataPackage.about.name);
    this.#observations = new ObservationWriter(manager, this.#now, options.takeOver ?? false);
    this.#total = reports.reduce((sum, { rows }) => sum + rows, 0);
  }

  async run(): Promise<LoadedTable[]> {
    for (const { options } of TABLES.values()) await options.recall?.(this.manager, this.#context);
    const last = await lastLoad(this.manager);
    const isOutdated = last !== null && last.rules !== RULES;
    const isWhole = this.options.isWhole ?? true;
    const kept = new Map<string, SeenKeys>();
    const loaded: LoadedTable[] = [];
    const tables = [...this.dataPackage.tables].sort(
      (one, other) => placeOf(one.resource.name) - placeOf(other.resource.name),
    );
    for (const table of tables) {
      const { name } = table.resource;
      const { entity } = tableNamed(name);
      const keys = isWhole ? new SeenKeys() : null;
      if (keys) kept.set(name, keys);
      loaded.push(await this.#loadTable(table, name, entity, keys));
    }
    const removed = isWhole ? await this.#removeVanished(kept) : 0;
    // A million keys take as much memory as what is settled next.
    kept.clear();
    const hasChanged = removed > 0 || loaded.some(({ inserted, updated }) => inserted + updated > 0);
    if (hasChanged || isWhole || isOutdated) {
      if (isOutdated) await touchAll(this.manager, this.#touched);
      this.options.onProgress?.({ table: "rivals and rates", done: this.#total, total: this.#total });
      await settle(this.manager, this.#touched, last?.loadedAt ?? null);
      await this.#recordDataset(last);
    }
    return loaded;
  }

  async #loadTable(
    table: PackageTable,
    name: string,
    entity: RowClass,
    kept: SeenKeys | null,
  ): Promise<LoadedTable> {
    const metadata = this.manager.dataSource.getMetadata(entity);
    const rowTable = tableNamed(name);
    const report = this.reports.find((each) => each.table === name);
    const invalid = report?.invalid ?? new Set();
    const loaded: LoadedTable = {
      table: name,
      rows: 0,
      invalid: invalid.size,
      inserted: 0,
      updated: 0,
      unchanged: 0,
    };
    const write = async (batch: Values[]): Promise<void> => {
      const changes = await this.#write(name, entity, batch);
      this.#touched.add(name, changes);
      loaded.inserted += changes.inserted.length;
      loaded.updated += changes.changed.length;
      loaded.unchanged += batch.length - changes.inserted.length - changes.changed.length;
      this.#done += batch.length;
      this.options.onProgress?.({ table: name, done: this.#done, total: this.#total });
    };
    // The next rows are read while a database server writes.
    let writing = Promise.resolve();
    let batch: Values[] = [];
    const flush = async (): Promise<void> => {
      const rows = batch;
      batch = [];
      await writing;
      writing = write(rows);
      writing.catch(() => undefined);
    };
    await indexAfterwards(this.manager, entity, report?.rows ?? 0, async () => {
      for await (const rows of table.batches(() => undefined)) {
        loaded.rows += rows.length;
        for (const { line, cells } of rows) {
          if (invalid.has(line)) continue;
          const values = rowTable.valuesOf(cells, this.#context);
          kept?.add(name === "observations" ? (values.slug as string) : keyOf(metadata, values), line);
          batch.push(values);
          if (batch.length === BATCH) await flush();
        }
      }
      await flush();
      await writing;
    });
    return loaded;
  }

  async #write(name: string, entity: RowClass, rows: Values[]): Promise<Changes> {
    if (name === "observations") return this.#observations.record(rows);
    if (name === "worker_cohorts") await this.#addCohorts(rows);
    if (name === "award_results") await this.#placeRecipients(rows);
    return writeRows(this.manager, entity, rows, this.options);
  }

  // An award to an employer is one to the region that it is in.
  async #placeRecipients(results: readonly Values[]): Promise<void> {
    const employers = results.flatMap(({ employerSlug }) =>
      typeof employerSlug === "string" ? employerSlug : [],
    );
    const found = await run<{ slug: string; region: string }>(
      this.manager,
      "transfer.listRecipients",
      sql`SELECT t.slug AS \`slug\`, t.region_code AS \`region\` FROM employers t WHERE ${oneOf(sql`t.slug`, employers)}`,
    );
    const regions = new Map(found.map(({ slug, region }) => [slug, region]));
    for (const result of results) result.regionCode ??= regions.get(result.employerSlug as string);
  }

  // A cohort is there as soon as something is stated of it; what it shows is settled at the end.
  async #addCohorts(statements: readonly Values[]): Promise<void> {
    const rows = new Map(statements.map((row) => [row.cohortSlug as string, row]));
    const cohorts = [...rows].map(([slug, row]) => {
      const category = this.#context.of(CATEGORY_TRAITS).get(slug.split(":")[1] ?? "");
      const statement = row as unknown as Parameters<typeof cohortRow>[0];
      return cohortRow({ ...statement, segment: category?.segment, vulnerable: category?.vulnerable });
    });
    const stored = await run<{ slug: string }>(
      this.manager,
      "transfer.listCohorts",
      sql`SELECT w.slug AS \`slug\` FROM worker_cohorts w WHERE ${oneOf(sql`w.slug`, [...rows.keys()])}`,
    );
    const known = new Set(stored.map(({ slug }) => slug));
    await upsertRows(
      this.manager,
      WorkerCohort,
      cohorts.filter(({ slug }) => !known.has(slug as string)),
    );
  }

  async #removeVanished(kept: ReadonlyMap<string, SeenKeys>): Promise<number> {
    let removed = 0;
    for (const { name: table, entity, options } of [...TABLES.values()].reverse()) {
      if (options.isShared) continue;
      const gone = await this.#vanished(table, entity, (key) => kept.get(table)?.has(key) ?? false);
      this.#touched.add(table, { inserted: [], changed: gone });
      removed += gone.length;
      if (entity === CohortStatement) await this.#deleteUnstatedCohorts();
    }
    return removed;
  }

  async #vanished(
    table: string,
    entity: RowClass,
    kept: (key: string) => boolean,
  ): Promise<readonly Values[]> {
    const { name: dataset } = this.dataPackage.about;
    return table === "observations"
      ? supersedeVanished(this.manager, dataset, kept, this.#now)
      : deleteVanished(this.manager, entity, dataset, kept);
  }

  async #deleteUnstatedCohorts(): Promise<void> {
    await run(
      this.manager,
      "transfer.deleteUnstatedCohorts",
      sql`DELETE FROM worker_cohorts WHERE NOT EXISTS (SELECT 1 FROM cohort_statements c WHERE c.cohort_slug = worker_cohorts.slug)`,
    );
  }

  async #recordDataset(last: LastLoad | null): Promise<void> {
    const { about, digest } = this.dataPackage;
    await upsertRows(this.manager, Dataset, [
      {
        name: about.name,
        title: about.title,
        version: about.version ?? null,
        digest,
        licences: about.licenses.map(({ name, title, path }) => ({
          name,
          title: title ?? null,
          url: path ?? null,
        })),
        rowCounts: this.reports.map(({ table, rows }) => ({ table, rows })),
        loadedAt: this.#now,
        revision: (last?.revision ?? 0) + 1,
        rules: RULES,
      },
    ]);
  }
}
