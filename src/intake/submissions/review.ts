import type { EntityManager } from "typeorm";
import { run, sql } from "../../database/statement.js";
import { upsertRows } from "../../database/write-rows.js";
import { badUserInput, noSubmission, ownSubmission, submissionDecided } from "../../errors.js";
import { storedInstant } from "../../graph/declare/scalars.js";
import { recordEvent } from "../../modules/partners/audit.queries.js";
import { findPartnerName } from "../../modules/partners/partner.queries.js";
import { SubmissionRow } from "../../modules/submissions/submission-row.entity.js";
import { OPERATOR_SLUG, type Submission } from "../../modules/submissions/submission.entity.js";
import { findSubmission, listRows } from "../../modules/submissions/submission.queries.js";
import { inTurn, optionalText, partnerOf, type Caller } from "./caller.js";
import { faultsIn, loadRows, type Findings } from "./check-rows.js";
import { forgetRows } from "./forget-rows.js";
import { requireOwnRegions } from "./own-regions.js";
import { packageOf } from "./rows-package.js";
import { filledCells } from "./sent-rows.js";
import { NOTE_LENGTH, record } from "./submit.js";
import type { ReviewSubmissionInput, RowReview, SubmissionTable } from "./submission.args.js";

/** Decides about a submission, and answers with its id: what is accepted is loaded in the transaction that says so. */
export function reviewSubmission(caller: Caller, input: ReviewSubmissionInput): Promise<string> {
  const note = optionalText("note", input.note, NOTE_LENGTH);
  return inTurn(caller, async () => {
    const submission = await findSubmission(caller.dataSource, input.id);
    if (!submission) throw noSubmission(input.id);
    const { viewer } = caller;
    if (viewer.partner?.slug === submission.partnerSlug) throw ownSubmission();
    const wanted = input.decision === "ACCEPT" ? "ACCEPTED" : "REFUSED";
    // A decision whose answer was lost may be sent again.
    const isSame = submission.state === wanted && submission.decidedBy === partnerOf(caller);
    if (isSame) return submission.slug;
    if (submission.state !== "WAITING") throw submissionDecided(submission.state);
    const review = new Review(caller, submission, note);
    if (input.decision === "ACCEPT") await review.accept(input.rows ?? []);
    else await review.refuse();
    return submission.slug;
  });
}

/** A row with what was decided about it, and the cells that are loaded. */
type DecidedRow = SubmissionRow & { table: SubmissionTable };

class Review {
  constructor(
    readonly caller: Caller,
    readonly submission: Submission,
    readonly note: string | null,
  ) {}

  refuse(): Promise<void> {
    return this.caller.dataSource.transaction((manager) =>
      this.#decide(manager, "REFUSED", null, "all rows"),
    );
  }

  async accept(reviews: readonly RowReview[]): Promise<void> {
    const { caller, submission } = this;
    const rows = await this.#decided(reviews);
    const kept = rows.filter(({ decision }) => decision === "ACCEPTED");
    if (kept.length === 0) throw badUserInput("No row is left. Refuse the submission instead.");
    const cells = kept.map(({ place, table, sent, correction }) => ({
      place,
      table,
      cells: correction ?? sent,
    }));
    requireOwnRegions(cells, caller.viewer);
    const title = await titleOf(caller, submission.partnerSlug);
    const loaded = await packageOf(submission.partnerSlug, title, cells, caller.dataFolder);
    const { report, findings } = await loadRows(caller.dataSource, loaded, {
      alsoWrite: async (manager, revision) => {
        await upsertRows(manager, SubmissionRow, rows.map(stored));
        await this.#decide(manager, "ACCEPTED", revision, `${kept.length} of ${rows.length} rows`);
      },
    });
    if (report.outcome !== "refused") return;
    await this.#keepFindings(rows, findings);
    throw faultsIn(findings);
  }

  async #decided(reviews: readonly RowReview[]): Promise<DecidedRow[]> {
    const byPlace = new Map(reviews.map((review) => [review.place, review]));
    const rows = await listRows(this.caller.dataSource, this.submission.slug);
    // Places count from 1 without gaps.
    const unknown = reviews.find(({ place }) => place < 1 || place > rows.length);
    if (unknown)
      throw badUserInput(`The submission has no row ${unknown.place}; it has ${rows.length} rows.`);
    return rows.map((row) => {
      const { decision = "ACCEPT", cells = null } = byPlace.get(row.place) ?? {};
      return Object.assign(row, {
        table: row.tableName as SubmissionTable,
        decision: decision === "ACCEPT" ? ("ACCEPTED" as const) : ("REFUSED" as const),
        correction: decision === "ACCEPT" && cells ? filledCells(row.tableName, cells, row.place) : null,
      });
    });
  }

  // What is stored may have changed since the rows were sent, and with it what is wrong with them.
  async #keepFindings(rows: readonly DecidedRow[], { faults, doubts }: Findings): Promise<void> {
    const asSent = rows.filter(({ decision, correction }) => decision === "ACCEPTED" && correction === null);
    const found = asSent.map((row) =>
      stored({
        ...row,
        ...{ decision: null, faults: faults.get(row.place) ?? [], doubts: doubts.get(row.place) ?? [] },
        isFaulty: faults.has(row.place),
      }),
    );
    if (found.length > 0)
      await this.caller.dataSource.transaction(async (manager) => {
        await upsertRows(manager, SubmissionRow, found);
        await run(
          manager,
          "submissions.countFaulty",
          sql`UPDATE submissions SET faulty_rows =
              (SELECT COUNT(*) FROM submission_rows r WHERE r.submission_slug = ${this.submission.slug} AND r.is_faulty = 1)
            WHERE slug = ${this.submission.slug}`,
        );
      });
  }

  async #decide(
    manager: EntityManager,
    state: "ACCEPTED" | "REFUSED",
    revision: number | null,
    what: string,
  ): Promise<void> {
    const { caller, submission, note } = this;
    const { slug, partnerSlug } = submission;
    await forgetRows(manager);
    await run(
      manager,
      "submissions.decide",
      sql`UPDATE submissions SET state = ${state}, decided_at = ${storedInstant(new Date())},
        decided_by = ${partnerOf(caller)}, decision_note = ${note}, revision = ${revision} WHERE slug = ${slug}`,
    );
    const load = revision === null ? "" : `, load ${revision}`;
    const action = state === "ACCEPTED" ? "accept" : "refuse";
    await record(manager, caller, action, `${slug} of ${partnerSlug || "the operator"}: ${what}${load}`);
    const by = partnerOf(caller) || "the operator";
    const detail = `submission ${slug} by ${by}: ${what}${load}`;
    const at = storedInstant(new Date());
    await recordEvent(manager, { action: state.toLowerCase(), at, partnerSlug, detail });
  }
}

const stored = (row: Omit<SubmissionRow, "cells" | "corrected">) => ({
  slug: row.slug,
  submissionSlug: row.submissionSlug,
  partnerSlug: row.partnerSlug,
  place: row.place,
  tableName: row.tableName,
  sent: row.sent,
  correction: row.correction,
  faults: row.faults,
  doubts: row.doubts,
  evidence: row.evidence,
  isFaulty: row.isFaulty,
  decision: row.decision,
});

/** The title of the dataset of what a partner has sent in. */
export async function titleOf({ dataSource }: Pick<Caller, "dataSource">, partner: string): Promise<string> {
  if (partner === OPERATOR_SLUG) return "Accepted at the desk";
  return `Submissions of ${(await findPartnerName(dataSource, partner)) ?? partner}`.slice(0, 200);
}
