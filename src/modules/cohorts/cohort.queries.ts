import { oneOf, run, sql, type Database } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { Source } from "../sources/source.entity.js";
import { CohortCategory } from "./cohort-category.entity.js";

/** All categories, by code; there are a few dozen. */
export async function listCategories(db: Database): Promise<CohortCategory[]> {
  const table = tableIn(db, CohortCategory);
  const rows = await run(
    db,
    "cohorts.listCategories",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t ORDER BY t.code`,
  );
  return rows.map((row) => table.instance(row) as CohortCategory);
}

/** The sources of each cohort, latest first, in the order of `cohortSlugs`. */
export async function sourcesByCohort(db: Database, cohortSlugs: readonly string[]): Promise<Source[][]> {
  const table = tableIn(db, Source);
  const rows = await run(
    db,
    "cohorts.sourcesByCohort",
    sql`SELECT ${table.columns("t")}, s.cohort_slug AS \`cohortSlug\` FROM cohort_statements s
      JOIN ${table.name} t ON t.slug = s.source_slug
      WHERE ${oneOf(sql`s.cohort_slug`, cohortSlugs)} ORDER BY t.published_from DESC, t.slug`,
  );
  const sources = new Map<unknown, Source[]>(cohortSlugs.map((slug) => [slug, []]));
  for (const row of rows) sources.get(row.cohortSlug)?.push(table.instance(row) as Source);
  return cohortSlugs.map((slug) => sources.get(slug) ?? []);
}

/** Whether a cohort category has each code, in the order of `codes`. */
export async function categoriesExist(db: Database, codes: readonly string[]): Promise<boolean[]> {
  const { name } = tableIn(db, CohortCategory);
  const rows = await run<{ code: string }>(
    db,
    "cohorts.categoriesExist",
    sql`SELECT t.code AS \`code\` FROM ${name} t WHERE ${oneOf(sql`t.code`, codes)}`,
  );
  const existing = new Set(rows.map(({ code }) => code));
  return codes.map((code) => existing.has(code));
}
