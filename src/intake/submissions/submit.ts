import { randomBytes } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../../database/write-rows.js";
import { run, sql } from "../../database/statement.js";
import { idempotencyConflict, noSubmission, submissionDecided, tooManySubmissions } from "../../errors.js";
import { storedInstant } from "../../graph/declare/scalars.js";
import { recordEvent } from "../../modules/partners/audit.queries.js";
import { SubmissionRow } from "../../modules/submissions/submission-row.entity.js";
import { Submission } from "../../modules/submissions/submission.entity.js";
import {
  countWaiting,
  deleteRows,
  findSent,
  findSubmission,
} from "../../modules/submissions/submission.queries.js";
import { digest } from "../../package/digest.js";
import { inTurn, optionalText, partnerOf, requireDocument, requireText, type Caller } from "./caller.js";
import { forgetRows } from "./forget-rows.js";
import { loadRows, type Findings } from "./check-rows.js";
import { requireOwnRegions } from "./own-regions.js";
import { rowsByMapping } from "./rows-by-mapping.js";
import { packageOf } from "./rows-package.js";
import { readSent, type SentRow } from "./sent-rows.js";
import type { SubmitRowsInput, SubmittedTable } from "./submission.args.js";

/** How much of a partner may wait for review. */
const MAX_WAITING = 100;
const MAX_WAITING_ROWS = 50_000;

const MAX_KEY = 80;
const MAX_TITLE = 200;
export const NOTE_LENGTH = 2_000;

/** What is sent in, as it was read. */
export interface Sending {
  idempotencyKey: string;
  title: string;
  note: string | null;
  document: string | null;
  rows: readonly SentRow[];
  /** What makes it the same when it is sent again. */
  digest: string;
}

/** Reads what is sent in. Throws what makes it unreadable. */
export async function readSending(caller: Caller, input: SubmitRowsInput): Promise<Sending> {
  const document = requireDocument(input.document);
  const tables: SubmittedTable[] = [];
  for (const table of input.tables) tables.push(...(await rowsByMapping(caller, table)));
  const rows = await readSent({ tables, document, evidence: input.evidence });
  const title = requireText("title", input.title, MAX_TITLE);
  const note = optionalText("note", input.note, NOTE_LENGTH);
  const content = rows.map(({ table, cells, evidence }) => JSON.stringify([table, cells, evidence]));
  return {
    idempotencyKey: requireText("idempotencyKey", input.idempotencyKey, MAX_KEY),
    ...{ title, note, document, rows },
    digest: digest([title, note, document, ...content]),
  };
}

/** Stores rows for review, and answers with the id of the submission; of the one before when it is sent again. */
export async function submitRows(caller: Caller, input: SubmitRowsInput): Promise<string> {
  const { dataSource, viewer, dataFolder } = caller;
  const sending = await readSending(caller, input);
  requireOwnRegions(sending.rows, viewer);
  const partner = partnerOf(caller);
  return inTurn(caller, async () => {
    const before = await findSent(dataSource, partner, sending.idempotencyKey);
    if (before) return sentBefore(before, sending);
    const waiting = await countWaiting(dataSource, partner);
    if (waiting.submissions >= MAX_WAITING)
      throw tooManySubmissions(`${MAX_WAITING} of your submissions wait`);
    if (waiting.rows + sending.rows.length > MAX_WAITING_ROWS)
      throw tooManySubmissions(`${waiting.rows.toLocaleString("en-US")} of your rows wait`);
    const rows = await packageOf(partner, "", sending.rows, dataFolder);
    const { findings } = await loadRows(dataSource, rows, { dryRun: true });
    return dataSource.transaction(async (manager) => {
      const slug = await insertSubmission(manager, caller, sending, findings);
      await record(manager, caller, "submit", `${slug}: ${sending.rows.length} rows`);
      return slug;
    });
  });
}

/** The id of what was sent under the same key before. Throws when that was something else. */
export function sentBefore({ slug, digest }: Submission, sending: Sending): string {
  if (digest !== sending.digest) throw idempotencyConflict(sending.idempotencyKey);
  return slug;
}

/** Stores a submission with its rows, waiting unless `decided` says otherwise. */
export async function insertSubmission(
  manager: EntityManager,
  caller: Pick<Caller, "viewer">,
  { rows, ...sending }: Sending,
  { faults, doubts }: Findings,
  decided: Partial<Submission> = {},
): Promise<string> {
  const slug = randomBytes(16).toString("base64url");
  const partnerSlug = partnerOf(caller);
  const head = {
    ...{ slug, partnerSlug, keyId: caller.viewer.keyId, ...sending },
    submittedAt: storedInstant(new Date()),
    ...{ rowCount: rows.length, faultyRows: faults.size, doubtfulRows: doubts.size },
    ...{
      state: "WAITING",
      decidedAt: null,
      decidedBy: null,
      decisionNote: null,
      revision: null,
      takenBackBy: null,
    },
    ...decided,
  };
  await insertRows(manager, Submission, [head]);
  await forgetRows(manager);
  const decision = head.state === "ACCEPTED" ? "ACCEPTED" : null;
  const stored = rows.map(({ place, table, cells, evidence }) => ({
    ...{ slug: rowSlug(slug, place), submissionSlug: slug, partnerSlug, place, tableName: table },
    ...{ sent: cells, correction: null, evidence, decision },
    ...{ faults: faults.get(place) ?? [], doubts: doubts.get(place) ?? [], isFaulty: faults.has(place) },
  }));
  await insertRows(manager, SubmissionRow, stored);
  return slug;
}

const rowSlug = (submission: string, place: number): string =>
  `${submission}~${String(place).padStart(5, "0")}`;

/** Takes back what the caller's partner has sent in and nobody has decided, and forgets its rows. */
export function withdrawSubmission(caller: Caller, id: string): Promise<string> {
  const { dataSource } = caller;
  return inTurn(caller, async () => {
    const submission = await findSubmission(dataSource, id);
    if (submission?.partnerSlug !== partnerOf(caller)) throw noSubmission(id);
    if (submission.state === "WITHDRAWN") return id;
    if (submission.state !== "WAITING") throw submissionDecided(submission.state);
    return dataSource.transaction(async (manager) => {
      await run(
        manager,
        "submissions.withdraw",
        sql`UPDATE submissions SET state = 'WITHDRAWN', decided_at = ${storedInstant(new Date())},
          decided_by = ${partnerOf(caller)}, document = NULL WHERE slug = ${id}`,
      );
      await deleteRows(manager, id);
      await record(manager, caller, "withdraw", id);
      return id;
    });
  });
}

/** Writes down what a caller does about a submission. */
export const record = (
  manager: EntityManager,
  caller: Pick<Caller, "viewer">,
  action: string,
  detail: string,
): Promise<void> =>
  recordEvent(manager, {
    action,
    at: storedInstant(new Date()),
    partnerSlug: partnerOf(caller),
    keyId: caller.viewer.keyId,
    detail: `submission ${detail}`,
  });
