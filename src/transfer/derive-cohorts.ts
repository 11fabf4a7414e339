import type { EntityManager } from "typeorm";
import { oneOf, run, sql } from "../database/statement.js";
import { WorkerCohort } from "../modules/cohorts/worker-cohort.entity.js";
import { compare } from "../modules/statistics/fact.js";
import { evidenceOf } from "../modules/observations/rivals.js";
import { partialDate } from "../time/partial-date.js";
import type { Touched } from "./touched.js";
import { batches, upsertRows } from "./write-rows.js";

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
 * Lets each cohort show its most reliable statement: the better kind of evidence, then the later publication. A plan
 * does not undo what has happened: it is shown only where no statement says that members are enrolled.
 */
export async function deriveCohorts(manager: EntityManager, { cohorts }: Touched): Promise<void> {
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

async function listStatements(manager: EntityManager, slugs: readonly string[]): Promise<Statement[]> {
  return run<Statement>(
    manager,
    "derive.listStatements",
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

/** A cohort's row after one statement. `segment` and `vulnerable` are those of its category. */
export function cohortRow(
  statement: Pick<Statement, "cohortSlug" | "status" | "since" | "funding" | "employerSlug" | "note"> & {
    programmes: unknown;
    segment: unknown;
    vulnerable: unknown;
  },
): Record<string, unknown> {
  const { cohortSlug, status, since, funding, employerSlug, note, programmes, segment, vulnerable } =
    statement;
  const [regionCode, categoryCode] = cohortSlug.split(":");
  const known = partialDate(since ?? "");
  return {
    slug: cohortSlug,
    regionCode,
    categoryCode,
    segment,
    vulnerable,
    status,
    since: known?.on,
    sinceText: known?.text,
    programmes,
    funding,
    employerSlug,
    note,
  };
}
