import { Field, ID, InputType, Int } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";
import type { Cells } from "../../package/column.js";
import { SubmittedCells } from "./submitted-cells.scalar.js";

export const SubmissionTable = enumeration(
  "SubmissionTable",
  "Tables of a data package whose rows may be sent in: what is public once it is accepted, and not what everything else is named by.",
  {
    sources: "Publications.",
    employers: "Employers.",
    worker_cohorts: "Groups of workers.",
    regulations: "Laws and regulations.",
    initiatives: "Programmes of governments and employers.",
    observations: "Figures.",
    awards: "Awards.",
    award_results: "Who was shortlisted, and who won.",
  },
);
export type SubmissionTable = keyof typeof SubmissionTable;

export const ReviewDecision = enumeration("ReviewDecision", "What a reviewer decides about a submission.", {
  ACCEPT: "Load its rows.",
  REFUSE: "Load nothing of it.",
});
export type ReviewDecision = keyof typeof ReviewDecision;

@InputType({ description: "Rows of one table, in one of two forms." })
export class SubmittedTable {
  @Field(() => SubmissionTable, { description: "The table." })
  table!: SubmissionTable;

  @Field(() => [SubmittedCells], {
    nullable: true,
    description: "The rows as objects; null when they are given as CSV.",
  })
  rows?: Cells[] | null | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      "The rows as CSV, with the columns of a data package in its first line; null when they are given as objects.",
  })
  csv?: string | null | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      "A mapping as JSON, by which the CSV is a file with columns of its own, such as `npm run import` takes; null for the columns of a data package.",
  })
  mapping?: string | null | undefined;
}

@InputType({ description: "Words of the document that a row rests on." })
export class SubmittedEvidence {
  @Field(() => Int, { description: "The place of the row among all rows of the submission, from 1." })
  row!: number;

  @Field(() => Int, {
    description: "Place of the first character in the document, in UTF-16 code units from 0.",
  })
  start!: number;

  @Field(() => Int, { description: "Place after the last character." })
  end!: number;

  @Field(() => String, { description: "The text between them, word for word." })
  quote!: string;

  @Field(() => String, { nullable: true, description: "How they were read; null for by hand." })
  rule?: string | null | undefined;
}

@InputType({ description: "Rows to be reviewed." })
export class SubmitRowsInput {
  @Field(() => String, {
    description:
      "Your own name for this submission, 1 to 80 characters: with the same rows it is answered as before, so that a request may be repeated.",
  })
  idempotencyKey!: string;

  @Field(() => String, { description: "What it is about, at most 200 characters." })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: "What reviewers should know, at most 2,000 characters.",
  })
  note?: string | null | undefined;

  @Field(() => [SubmittedTable], { description: "The rows, at most 5,000 in all tables together." })
  tables!: SubmittedTable[];

  @Field(() => String, {
    nullable: true,
    description: "The text that the rows were read from, such as an article.",
  })
  document?: string | null | undefined;

  @Field(() => [SubmittedEvidence], { nullable: true, description: "What rows rest on in the document." })
  evidence?: SubmittedEvidence[] | null | undefined;
}

@InputType({ description: "What a reviewer decides about one row of a submission." })
export class RowReview {
  @Field(() => Int, { description: "The place of the row in the submission, from 1." })
  place!: number;

  @Field(() => ReviewDecision, { description: "Whether the row is loaded or left out." })
  decision!: ReviewDecision;

  @Field(() => SubmittedCells, {
    nullable: true,
    description: "All cells of the row as they are to be loaded; null to load it as it was sent.",
  })
  cells?: Cells | null | undefined;
}

@InputType({ description: "A reviewer's decision." })
export class ReviewSubmissionInput {
  @Field(() => ID, { description: "The id of the submission." })
  id!: string;

  @Field(() => ReviewDecision, { description: "The decision about the submission." })
  decision!: ReviewDecision;

  @Field(() => String, { nullable: true, description: "Why, for its sender, at most 2,000 characters." })
  note?: string | null | undefined;

  @Field(() => [RowReview], {
    nullable: true,
    description:
      "Rows that are corrected or left out when the submission is accepted; all others are loaded as sent.",
  })
  rows?: RowReview[] | null | undefined;
}
