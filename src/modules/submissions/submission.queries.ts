import { run, runPlain, sql, type Database, type Sql } from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { SubmissionRow } from "./submission-row.entity.js";
import { Submission } from "./submission.entity.js";

/** The submission with an id, whoever sent it; null when there is none. */
export const findSubmission = (db: Database, slug: string): Promise<Submission | null> =>
  oneWhere(db, "submissions.find", sql`t.slug = ${slug}`);

/** What a partner has sent under an idempotency key; null when nothing. */
export const findSent = (db: Database, partner: string, key: string): Promise<Submission | null> =>
  oneWhere(db, "submissions.findSent", sql`t.partner_slug = ${partner} AND t.idempotency_key = ${key}`);

async function oneWhere(db: Database, name: string, condition: Sql): Promise<Submission | null> {
  const table = tableIn(db, Submission);
  const [row] = await run(
    db,
    name,
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE ${condition}`,
  );
  return row === undefined ? null : (table.instance(row) as Submission);
}

/** How many submissions of a partner wait for review, and how many rows these have. */
export async function countWaiting(
  db: Database,
  partner: string,
): Promise<{ submissions: number; rows: number }> {
  const [[submissions, rows] = []] = await runPlain(
    db,
    "submissions.countWaiting",
    sql`SELECT COUNT(*), SUM(t.row_count) FROM submissions t WHERE t.partner_slug = ${partner} AND t.state = 'WAITING'`,
  );
  return { submissions: Number(submissions), rows: Number(rows) };
}

/** All rows of a submission, in their order. */
export async function listRows(db: Database, slug: string): Promise<SubmissionRow[]> {
  const table = tableIn(db, SubmissionRow);
  const rows = await run(
    db,
    "submissions.listRows",
    sql`SELECT ${table.columns("t")} FROM ${table.name} t WHERE t.submission_slug = ${slug} ORDER BY t.slug`,
  );
  return rows.map((row) => table.instance(row) as SubmissionRow);
}

/** Notes on the submission of a load by which load its rows were taken back; null when they stand again. */
export async function noteTakenBack(db: Database, revision: number, by: number | null): Promise<void> {
  await run(
    db,
    "submissions.takenBack",
    sql`UPDATE submissions SET taken_back_by = ${by} WHERE revision = ${revision}`,
  );
}

/** The submissions that were decided before an instant and still have their rows; the oldest first. */
export async function decidedBefore(db: Database, instant: string, most: number): Promise<string[]> {
  const rows = await runPlain(
    db,
    "submissions.decidedBefore",
    sql`SELECT t.slug FROM submissions t WHERE t.decided_at < ${instant}
        AND EXISTS (SELECT 1 FROM submission_rows r WHERE r.submission_slug = t.slug)
      ORDER BY t.decided_at, t.slug LIMIT ${most}`,
  );
  return rows.map(([slug]) => String(slug));
}

/** Removes the document of a submission. */
export async function deleteDocument(db: Database, slug: string): Promise<void> {
  await run(
    db,
    "submissions.deleteDocument",
    sql`UPDATE submissions SET document = NULL WHERE slug = ${slug}`,
  );
}

/** Removes the rows of a submission that nobody will review. */
export async function deleteRows(db: Database, slug: string): Promise<void> {
  await run(db, "submissions.deleteRows", sql`DELETE FROM submission_rows WHERE submission_slug = ${slug}`);
}
