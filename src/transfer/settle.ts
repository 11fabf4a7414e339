import type { EntityManager } from "typeorm";
import { oneOf, run, sql, type Sql } from "../database/statement.js";
import { deriveCohorts } from "./derive-cohorts.js";
import { deriveCurrent } from "./derive-current.js";
import { deriveCoverageRates } from "./derive-coverage-rates.js";
import { deriveRivals } from "./derive-rivals.js";
import { deriveSeries } from "./derive-series.js";
import type { Series, Touched } from "./touched.js";
import { batches } from "./write-rows.js";

/**
 * Derives anew what is kept beside the statements and follows from what a load has touched. `since` is when this was
 * last done, null when never: periods that were under way then may mean something else today.
 */
export async function settle(manager: EntityManager, touched: Touched, since: string | null): Promise<void> {
  await addDependent(manager, touched);
  await deriveCohorts(manager, touched);
  await deriveRivals(manager, touched);
  await deriveCurrent(manager, touched);
  await deriveSeries(manager, touched);
  await deriveCoverageRates(manager, touched, since);
}

// What is derived of a statement also depends on its source, its indicator and the category of its cohort.
async function addDependent(manager: EntityManager, touched: Touched): Promise<void> {
  const statements: [Sql, ReadonlySet<string>][] = [
    [sql`t.source_slug`, touched.sources],
    [sql`t.indicator_code`, touched.indicators],
  ];
  for (const [column, keys] of statements) {
    for (const some of batches([...keys])) {
      const found = await run<Series>(
        manager,
        "transfer.listDependentSeries",
        sql`SELECT DISTINCT t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`
          FROM observations t WHERE ${oneOf(column, some)}`,
      );
      for (const series of found) touched.addSeries(series);
    }
  }
  const cohorts: [Sql, ReadonlySet<string>][] = [
    [sql`c.source_slug`, touched.sources],
    [sql`w.category_code`, touched.categories],
  ];
  for (const [column, keys] of cohorts) {
    for (const some of batches([...keys])) {
      const found = await run<{ slug: string }>(
        manager,
        "transfer.listDependentCohorts",
        sql`SELECT DISTINCT c.cohort_slug AS \`slug\` FROM cohort_statements c JOIN worker_cohorts w ON w.slug = c.cohort_slug
          WHERE ${oneOf(column, some)}`,
      );
      for (const { slug } of found) touched.cohorts.add(slug);
    }
  }
}
