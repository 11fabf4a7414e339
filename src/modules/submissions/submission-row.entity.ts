import { Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { DerivedField } from "../../graph/declare/fields.js";
import { each, Priced } from "../../graph/declare/field-price.js";
import type { Cells } from "../../package/column.js";
import { Submission } from "./submission.entity.js";
import { RowDecision, RowEvidence, RowFault, SubmittedCell } from "./submission.type.js";

const MOST_CELLS = 30;
const USUAL_FAULTS = 5;

const listOf = (cells: Cells): SubmittedCell[] =>
  Object.entries(cells).map(([column, value]) => ({ column, value }));

/** A row of a submission, as it was sent and as it was decided. */
@Entity("submission_rows")
@ObjectType({ description: "A row of a submission.", simpleResolvers: true })
@Index(["submissionSlug", "slug"])
@Index(["isFaulty", "submissionSlug", "slug"])
export class SubmissionRow {
  /** The submission and the place, which sorts by it. */
  @PrimaryColumn("varchar", { length: 28 })
  slug!: string;

  @Column("varchar", { length: 22 })
  @ForeignKey(() => Submission)
  submissionSlug!: string;

  /** That of the submission, by which it is seen. */
  @Column("varchar", { length: 80 })
  partnerSlug!: string;

  @Column("integer")
  @Field(() => Int, { description: "Its place among all rows of the submission, from 1." })
  place!: number;

  @Column("varchar", { length: 40 })
  @Field(() => String, { description: "The table of a data package that it is for, such as `observations`." })
  tableName!: string;

  /** Filled cells as they were sent. */
  @Column("simple-json")
  sent!: Cells;

  /** All filled cells as a reviewer has corrected them; null when they were not. */
  @Column("simple-json", { nullable: true })
  correction!: Cells | null;

  @Column("simple-json")
  @Priced({ values: each(USUAL_FAULTS) })
  @Field(() => [RowFault], { description: "What is wrong with it; empty for a row that can be loaded." })
  faults!: RowFault[];

  @Column("simple-json")
  @Priced({ values: each(USUAL_FAULTS) })
  @Field(() => [RowFault], {
    description: "What is unlikely in it, which does not keep it from being loaded.",
  })
  doubts!: RowFault[];

  @Column("simple-json")
  @Priced({ values: each(USUAL_FAULTS) })
  @Field(() => [RowEvidence], { description: "What it rests on in the document; empty without one." })
  evidence!: RowEvidence[];

  @Column("boolean")
  isFaulty!: boolean;

  @Column("varchar", { length: 8, nullable: true })
  @Field(() => RowDecision, { nullable: true, description: "What was decided about it; null before." })
  decision!: RowDecision | null;

  @Priced({ values: each(MOST_CELLS) })
  @DerivedField(() => [SubmittedCell], {
    from: ["sent"],
    description: "Its filled cells, as they were sent.",
  })
  get cells(): SubmittedCell[] {
    return listOf(this.sent);
  }

  @Priced({ values: each(MOST_CELLS) })
  @DerivedField(() => [SubmittedCell], {
    nullable: true,
    from: ["correction"],
    description: "Its filled cells, as a reviewer has corrected them; null when they were not.",
  })
  get corrected(): SubmittedCell[] | null {
    return this.correction && listOf(this.correction);
  }
}
