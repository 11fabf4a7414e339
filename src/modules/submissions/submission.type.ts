import { Field, Int, ObjectType } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";

export const SubmissionState = enumeration("SubmissionState", "What has become of a submission.", {
  WAITING: "It waits for a reviewer.",
  ACCEPTED: "A reviewer has accepted it, and its rows are loaded.",
  REFUSED: "A reviewer has refused it.",
  WITHDRAWN: "Its sender has taken it back, and its rows are gone.",
});
export type SubmissionState = keyof typeof SubmissionState;

export const RowDecision = enumeration("RowDecision", "What a reviewer has decided about a row.", {
  ACCEPTED: "It is loaded, as it was sent or as it was corrected.",
  REFUSED: "It is left out.",
});
export type RowDecision = keyof typeof RowDecision;

@ObjectType({ description: "A filled cell of a row.", simpleResolvers: true })
export class SubmittedCell {
  @Field(() => String, { description: "Name of the column in a data package, such as `region_code`." })
  column!: string;

  @Field(() => String, { description: "Its text." })
  value!: string;
}

@ObjectType({
  description: "What is wrong or unlikely in a row, as an import would say it.",
  simpleResolvers: true,
})
export class RowFault {
  @Field(() => String, { nullable: true, description: "The column; null for the whole row." })
  column!: string | null;

  @Field(() => String, {
    description: "`REQUIRED`, `TYPE`, `CONSTRAINT`, `DUPLICATE`, `REFERENCE`, `RULE` or `UNLIKELY`.",
  })
  code!: string;

  @Field(() => String, { description: "What is wrong with it." })
  reason!: string;

  @Field(() => String, { nullable: true, description: "How to correct it; null when no advice fits." })
  hint!: string | null;
}

@ObjectType({
  description:
    "Words of the submission's document that a row rests on; places count UTF-16 code units from 0.",
  simpleResolvers: true,
})
export class RowEvidence {
  @Field(() => Int, { description: "Place of the first character." })
  start!: number;

  @Field(() => Int, { description: "Place after the last character." })
  end!: number;

  @Field(() => String, { description: "The text between them." })
  quote!: string;

  @Field(() => String, { description: "The rule that read them, or a name for how they were read." })
  rule!: string;
}
