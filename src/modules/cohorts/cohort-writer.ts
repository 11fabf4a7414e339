import { oneOf, run, sql } from "../../database/statement.js";
import { upsertRows, type Changes, type Values } from "../../database/write-rows.js";
import { RowWriter } from "../../package/table-writer.js";
import { CATEGORY_TRAITS } from "./cohort-category.package.js";
import { cohortRow, type ShownStatement } from "./cohort-row.js";
import { WorkerCohort } from "./worker-cohort.entity.js";

/** Stores statements about cohorts. A cohort exists as long as there is a statement about it. */
export class CohortWriter extends RowWriter {
  override async write(statements: Values[]): Promise<Changes> {
    await this.#addCohorts(statements);
    return super.write(statements);
  }

  // The refresh after the load decides which statement a cohort shows.
  async #addCohorts(statements: readonly Values[]): Promise<void> {
    const { manager, context } = this.load;
    const rows = new Map(statements.map((row) => [row.cohortSlug as string, row]));
    const cohorts = [...rows].map(([slug, row]) => {
      const category = context.of(CATEGORY_TRAITS).get(slug.split(":")[1] ?? "");
      const statement = row as unknown as ShownStatement;
      return cohortRow({ ...statement, segment: category?.segment, vulnerable: category?.vulnerable });
    });
    const stored = await run<{ slug: string }>(
      manager,
      "cohorts.listStored",
      sql`SELECT w.slug AS \`slug\` FROM worker_cohorts w WHERE ${oneOf(sql`w.slug`, [...rows.keys()])}`,
    );
    const existing = new Set(stored.map(({ slug }) => slug));
    await upsertRows(
      manager,
      WorkerCohort,
      cohorts.filter(({ slug }) => !existing.has(slug as string)),
    );
  }

  override async removeVanished(
    isKept: (key: string) => boolean,
    sources?: readonly string[],
  ): Promise<readonly Values[]> {
    const vanished = await super.removeVanished(isKept, sources);
    await run(
      this.load.manager,
      "cohorts.deleteUnstated",
      sql`DELETE FROM worker_cohorts WHERE NOT EXISTS (SELECT 1 FROM cohort_statements c WHERE c.cohort_slug = worker_cohorts.slug)`,
    );
    return vanished;
  }
}
