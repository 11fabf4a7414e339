import type { DataSource, EntityManager } from "typeorm";
import { storedInstant } from "../graph/scalars.js";
import { run, sql } from "../graph/statement.js";
import type { RowClass } from "../graph/table.js";
import { Dataset } from "../modules/about/dataset.entity.js";
import { AwardResult } from "../modules/awards/award-result.entity.js";
import { Award } from "../modules/awards/award.entity.js";
import { CohortCategory } from "../modules/cohorts/cohort-category.entity.js";
import { CohortStatement } from "../modules/cohorts/cohort-statement.entity.js";
import { WorkerCohort } from "../modules/cohorts/worker-cohort.entity.js";
import { Indicator } from "../modules/coverage/indicator.entity.js";
import { Observation } from "../modules/coverage/observation.entity.js";
import { Tariff } from "../modules/coverage/tariff.entity.js";
import { Employer } from "../modules/employers/employer.entity.js";
import { Initiative } from "../modules/initiatives/initiative.entity.js";
import { Regulation } from "../modules/initiatives/regulation.entity.js";
import { Region } from "../modules/regions/region.entity.js";
import { Source } from "../modules/sources/source.entity.js";
import { checkPackage, type StoreRules } from "./check-package.js";
import { cohortRow, deriveCohorts } from "./derive-cohorts.js";
import { deriveCoverageRates, deriveRivals } from "./derive.js";
import { ENTITY_ROWS, LoadContext, type TableName, type Values } from "./entity-rows.js";
import type { Fault } from "./fault.js";
import type { DataPackage } from "./package.js";
import { readTable } from "./read-table.js";
import { beyondStore } from "./store-limits.js";
import { recordObservations, supersedeVanished } from "./write-observations.js";
import { deleteVanished, keyText, upsertRows } from "./write-rows.js";

/** How far a load has come. */
export interface Progress {
  table: string;
  done: number;
  total: number;
}

/** What became of a load: nothing to do, loaded, or refused with every fault and nothing written. */
export type LoadReport =
  | { outcome: "unchanged" }
  | { outcome: "loaded"; rowCounts: { table: string; rows: number }[] }
  | { outcome: "refused"; faults: Fault[] };

// Each after those that it refers to; observations and cohorts are written in ways of their own.
const ENTITIES: [TableName, RowClass][] = [
  ["regions", Region],
  ["sources", Source],
  ["cohort_categories", CohortCategory],
  ["indicators", Indicator],
  ["employers", Employer],
  ["worker_cohorts", CohortStatement],
  ["regulations", Regulation],
  ["initiatives", Initiative],
  ["observations", Observation],
  ["tariffs", Tariff],
  ["awards", Award],
  ["award_results", AwardResult],
];

/**
 * Loads a data package, all of it or nothing, in one transaction. A package whose files have not changed since they
 * were loaded is left alone. Rows that a new version no longer has are removed; rows that another package brought stay
 * as that one has them, even when this one has them too.
 */
export async function loadPackage(
  dataSource: DataSource,
  dataPackage: DataPackage,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<LoadReport> {
  const { descriptor, digest } = dataPackage;
  const [known] = await run<{ digest: string }>(
    dataSource,
    "transfer.findDataset",
    sql`SELECT t.digest AS \`digest\` FROM datasets t WHERE t.name = ${descriptor.name}`,
  );
  if (known?.digest === digest) return { outcome: "unchanged" };
  const { rowCounts, faults } = await checkPackage(dataPackage, storeRules(dataSource, descriptor.name));
  if (faults.length > 0) return { outcome: "refused", faults };
  const total = rowCounts.reduce((sum, { rows }) => sum + rows, 0);
  await dataSource.transaction(async (manager) => {
    const load = new PackageLoad(manager, dataPackage, (table, done) => {
      onProgress({ table, done, total });
    });
    await load.writeAll();
    onProgress({ table: "rivals and rates", done: total, total });
    await deriveRivals(manager);
    await deriveCoverageRates(manager);
    await recordDataset(manager, dataPackage, rowCounts, load.now);
  });
  return { outcome: "loaded", rowCounts };
}

function storeRules(dataSource: DataSource, dataset: string): StoreRules {
  const context = new LoadContext(dataset);
  const tables = new Map(
    ENTITIES.map(([table, entity]) => [table as string, { table, metadata: dataSource.getMetadata(entity) }]),
  );
  return (name, cells) => {
    const found = tables.get(name);
    return found ? beyondStore(found.metadata, ENTITY_ROWS[found.table](cells, context), cells) : [];
  };
}

class PackageLoad {
  readonly now = storedInstant(new Date());
  readonly #context: LoadContext;
  #done = 0;

  constructor(
    readonly manager: EntityManager,
    readonly dataPackage: DataPackage,
    readonly onTable: (table: string, done: number) => void,
  ) {
    this.#context = new LoadContext(dataPackage.descriptor.name);
  }

  async writeAll(): Promise<void> {
    const kept = new Map<TableName, Set<string>>();
    for (const [table, entity] of ENTITIES) {
      const rows = await this.#rows(table);
      this.onTable(table, this.#done);
      await this.#write(table, entity, rows);
      this.#done += rows.length;
      kept.set(table, new Set(rows.map((row) => this.#keyOf(table, entity, row))));
    }
    await this.#removeVanished(kept);
  }

  async #rows(table: TableName): Promise<Values[]> {
    const resource = this.dataPackage.descriptor.resources.find(({ name }) => name === table);
    const rows: Values[] = [];
    if (!resource) return rows;
    for await (const { cells } of readTable(this.dataPackage.folder, resource))
      rows.push(ENTITY_ROWS[table](cells, this.#context));
    return rows;
  }

  async #write(table: TableName, entity: RowClass, rows: Values[]): Promise<void> {
    if (table === "observations") {
      await recordObservations(this.manager, rows, this.now);
    } else if (table === "worker_cohorts") {
      const cohorts = new Map(rows.map((row) => [row.cohortSlug as string, row]));
      await upsertRows(
        this.manager,
        WorkerCohort,
        [...cohorts].map(([slug, row]) => this.#cohort(slug, row)),
      );
      await upsertRows(this.manager, CohortStatement, rows);
    } else {
      await upsertRows(this.manager, entity, rows);
    }
  }

  #cohort(slug: string, statement: Values): Values {
    const category = this.#context.segments.get(slug.split(":")[1] ?? "");
    return cohortRow({
      ...(statement as unknown as Parameters<typeof cohortRow>[0]),
      segment: category?.segment,
      vulnerable: category?.vulnerable,
    });
  }

  #keyOf(table: TableName, entity: RowClass, row: Values): string {
    if (table === "observations") return row.slug as string;
    const { primaryColumns } = this.manager.dataSource.getMetadata(entity);
    return keyText(primaryColumns.map(({ propertyName }) => row[propertyName]));
  }

  async #removeVanished(kept: ReadonlyMap<TableName, ReadonlySet<string>>): Promise<void> {
    const { name } = this.dataPackage.descriptor;
    for (const [table, entity] of ENTITIES.toReversed()) {
      const keys = kept.get(table) ?? new Set();
      if (table === "observations") await supersedeVanished(this.manager, name, keys, this.now);
      // Regions belong to no dataset: they stay.
      else if (table !== "regions") await deleteVanished(this.manager, entity, name, keys);
      if (table === "worker_cohorts") await this.#settleCohorts();
    }
  }

  // Statements came and went: cohorts show the best that is left, and those without any go.
  async #settleCohorts(): Promise<void> {
    await run(
      this.manager,
      "transfer.deleteUnstatedCohorts",
      sql`DELETE FROM worker_cohorts WHERE NOT EXISTS (SELECT 1 FROM cohort_statements c WHERE c.cohort_slug = worker_cohorts.slug)`,
    );
    const cohorts = await run<{ slug: string }>(
      this.manager,
      "transfer.listCohorts",
      sql`SELECT w.slug AS \`slug\` FROM worker_cohorts w ORDER BY w.slug`,
    );
    await deriveCohorts(
      this.manager,
      cohorts.map(({ slug }) => slug),
    );
  }
}

async function recordDataset(
  manager: EntityManager,
  { descriptor, digest }: DataPackage,
  rowCounts: { table: string; rows: number }[],
  loadedAt: string,
): Promise<void> {
  const [last] = await run<{ revision: number | null }>(
    manager,
    "transfer.lastRevision",
    sql`SELECT MAX(t.revision) AS \`revision\` FROM datasets t`,
  );
  await upsertRows(manager, Dataset, [
    {
      name: descriptor.name,
      title: descriptor.title,
      version: descriptor.version ?? null,
      digest,
      licences: descriptor.licenses.map(({ name, title, path }) => ({
        name,
        title: title ?? null,
        url: path ?? null,
      })),
      rowCounts,
      loadedAt,
      revision: (last?.revision ?? 0) + 1,
    },
  ]);
}
