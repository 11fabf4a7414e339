import type { EntityManager } from "typeorm";
import { oneOf, run, sql, type Sql } from "../../database/statement.js";
import { WorkerCohort } from "./worker-cohort.entity.js";
import { compare } from "../../collections.js";
import { evidenceOf } from "../sources/evidence.rules.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";
import { CHANGED_SOURCES } from "../sources/source.package.js";
import { CHANGED_CATEGORIES } from "./cohort-category.package.js";
import { cohortRow } from "./cohort-row.js";
import { CHANGED_COHORTS } from "./cohort-statement.package.js";
import { batches, upsertRows } from "../../database/write-rows.js";

interface Statement {
  cohortSlug: string;
  sourceSlug: string;
  status: string;
  since: string | null;
  programmes: string;
  funding: string | null;
  employerSlug: string | null;
  note: string | null;
  sourceType: string;
  publishedOn: string | null;
  publishedFrom: string | null;
  segment: string;
  vulnerable: number;
}

/**
 * Makes each cohort show its most reliable statement: the best kind of evidence, then the latest publication. A PLANNED
 * statement is shown only when no other says that members are already enrolled.
 */
async function refreshCohorts(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const cohorts = changes.of(CHANGED_COHORTS);
  await addDependent(manager, changes, cohorts);
  for (const slugs of batches([...cohorts])) {
    const statements = await listStatements(manager, slugs);
    const best = new Map<string, Statement>();
    const enrolled = new Set(statements.filter(isEnrolled).map(({ cohortSlug }) => cohortSlug));
    for (const statement of statements.sort(byReliability)) {
      const overtaken = statement.status === "PLANNED" && enrolled.has(statement.cohortSlug);
      if (!overtaken && !best.has(statement.cohortSlug)) best.set(statement.cohortSlug, statement);
    }
    await upsertRows(manager, WorkerCohort, [...best.values()].map(cohortRow));
  }
}

/** Refreshes the statement that each cohort shows. */
export const cohortsRefresh: Refresh = { forget: [], run: refreshCohorts };

// A statement's reliability depends on its source, and a cohort copies the traits of its category.
async function addDependent(manager: EntityManager, changes: ChangeSet, cohorts: Set<string>): Promise<void> {
  const dependent: [Sql, ReadonlySet<string>][] = [
    [sql`c.source_slug`, changes.of(CHANGED_SOURCES)],
    [sql`w.category_code`, changes.of(CHANGED_CATEGORIES)],
  ];
  for (const [column, keys] of dependent) {
    for (const some of batches([...keys])) {
      const found = await run<{ slug: string }>(
        manager,
        "cohorts.listDependent",
        sql`SELECT DISTINCT c.cohort_slug AS \`slug\` FROM cohort_statements c JOIN worker_cohorts w ON w.slug = c.cohort_slug
          WHERE ${oneOf(column, some)}`,
      );
      for (const { slug } of found) cohorts.add(slug);
    }
  }
}

async function listStatements(manager: EntityManager, slugs: readonly string[]): Promise<Statement[]> {
  return run<Statement>(
    manager,
    "cohorts.listStatements",
    sql`SELECT c.cohort_slug AS \`cohortSlug\`, c.source_slug AS \`sourceSlug\`, c.status AS \`status\`, c.since AS \`since\`,
        c.programmes AS \`programmes\`, c.funding AS \`funding\`, c.employer_slug AS \`employerSlug\`, c.note AS \`note\`,
        s.type AS \`sourceType\`, s.published_on AS \`publishedOn\`, s.published_from AS \`publishedFrom\`,
        k.segment AS \`segment\`, k.vulnerable AS \`vulnerable\`
      FROM cohort_statements c JOIN sources s ON s.slug = c.source_slug JOIN worker_cohorts w ON w.slug = c.cohort_slug
        JOIN cohort_categories k ON k.code = w.category_code
      WHERE ${oneOf(sql`c.cohort_slug`, slugs)}`,
  );
}

const isEnrolled = ({ status }: Statement): boolean => status === "ENROLLED" || status === "PARTIAL";

const evidence = ({ sourceType, publishedOn }: Statement): number =>
  evidenceOf({ sourceType, publishedOn, attributedTo: "" });

function byReliability(one: Statement, other: Statement): number {
  return (
    evidence(one) - evidence(other) ||
    compare(other.publishedFrom ?? "", one.publishedFrom ?? "") ||
    compare(one.sourceSlug, other.sourceSlug)
  );
}
