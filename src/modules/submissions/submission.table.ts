import { declareConnection } from "../../graph/declare/connection.js";
import { choice, flag, integer, text } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { SubmissionRow } from "./submission-row.entity.js";
import { Submission } from "./submission.entity.js";
import { SubmissionState } from "./submission.type.js";

const restricted = { own: "submissions:write", partner: "partnerSlug", all: "submissions:review" } as const;

declareTable({ entity: Submission, key: "slug", tieBreaker: "slug", restricted, rows: 10_000 });
declareTable({ entity: SubmissionRow, key: "slug", tieBreaker: "slug", restricted, rows: 1_000_000 });

declareFilter(Submission, {
  id: text("slug", "Its id."),
  state: choice("state", SubmissionState, "What has become of it."),
  partner: text("partnerSlug", "Short name of the partner that sent it."),
  idempotencyKey: text("idempotencyKey", "The sender's own name for it."),
  faultyRows: integer("faultyRows", "Number of rows with faults."),
});
declareOrder(Submission, {
  SUBMITTED_AT: { property: "submittedAt", description: "When it was sent in." },
});

declareFilter(SubmissionRow, {
  faulty: flag("isFaulty", "Whether it has faults."),
});
declareOrder(SubmissionRow, {
  PLACE: { property: "slug", description: "Its place in the submission." },
});

export const submissions = declareConnection(Submission, [{ property: "submittedAt", direction: "DESC" }]);

const rows = declareConnection(SubmissionRow, [{ property: "slug", direction: "ASC" }]);

toConnection(Submission, "rows", {
  connection: rows,
  by: { submissionSlug: "slug" },
  description: "Its rows, in their order.",
});
