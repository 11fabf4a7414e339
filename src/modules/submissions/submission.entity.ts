import { Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import { DerivedField } from "../../graph/declare/fields.js";
import { Instant } from "../../graph/declare/scalars.js";
import { SubmissionState } from "./submission.type.js";

/** The partner of what was proposed and decided without a key, on the operator's own machine. */
export const OPERATOR_SLUG = "";

/**
 * Rows that somebody has sent in, and what has become of them. Nothing public is computed from this table and from that of
 * its rows: what is accepted is loaded as every import is.
 */
@Entity("submissions")
@ObjectType({
  description:
    "Rows that were sent in for review, which its sender sees, and whoever may review; nothing is computed from it until it is accepted.",
  simpleResolvers: true,
})
@Index(["submittedAt", "slug"])
@Index(["partnerSlug", "submittedAt", "slug"])
@Index(["state", "submittedAt", "slug"])
@Index(["partnerSlug", "state", "submittedAt", "slug"])
@Index(["faultyRows", "submittedAt", "slug"])
@Index(["idempotencyKey", "submittedAt", "slug"])
@Index(["partnerSlug", "idempotencyKey"], { unique: true })
export class Submission {
  @PrimaryColumn("varchar", { length: 22 })
  slug!: string;

  /** OPERATOR_SLUG without a key. */
  @Column("varchar", { length: 80 })
  partnerSlug!: string;

  /** The key that sent it, by its public part; null without one. */
  @Column("varchar", { length: 12, nullable: true })
  keyId!: string | null;

  @Column("varchar", { length: 80 })
  @Field(() => String, {
    description: "The sender's own name for this submission, by which it is sent but once.",
  })
  idempotencyKey!: string;

  /** What was sent under the key. */
  @Column("varchar", { length: 22 })
  digest!: string;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "What it is about, in its sender's words." })
  title!: string;

  @Column("text", { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "What its sender wants reviewers to know; null without a note.",
  })
  note!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "The text that its rows were read from, such as an article; null when there is none.",
  })
  document!: string | null;

  @Column("varchar", { length: 9 })
  @Field(() => SubmissionState, { description: "What has become of it." })
  state!: SubmissionState;

  @Column("datetime", { precision: 3 })
  @Field(() => Instant, { description: "When it was sent in." })
  submittedAt!: string;

  @Column("integer")
  @Field(() => Int, { description: "Number of its rows." })
  rowCount!: number;

  @Column("integer")
  @Field(() => Int, {
    description: "Number of rows with faults; it can be accepted once these are corrected or left out.",
  })
  faultyRows!: number;

  @Column("integer")
  @Field(() => Int, { description: "Number of rows in which something is unlikely." })
  doubtfulRows!: number;

  @Column("datetime", { precision: 3, nullable: true })
  @Field(() => Instant, {
    nullable: true,
    description: "When it was accepted, refused or withdrawn; null before.",
  })
  decidedAt!: string | null;

  /** OPERATOR_SLUG without a key; null before. */
  @Column("varchar", { length: 80, nullable: true })
  decidedBy!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Why it was decided so; null without a word." })
  decisionNote!: string | null;

  @Column("integer", { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description:
      "Number of the load that brought its rows; null unless it was accepted and changed something.",
  })
  revision!: number | null;

  @Column("integer", { nullable: true })
  @Field(() => Int, {
    nullable: true,
    description: "Number of the load that took its rows back out of the graph; null while they stand.",
  })
  takenBackBy!: number | null;

  @DerivedField(() => String, { from: ["slug"], description: "Its id." })
  get id(): string {
    return this.slug;
  }

  @DerivedField(() => String, {
    nullable: true,
    from: ["partnerSlug"],
    description: "Short name of the partner that sent it; null for the operator.",
  })
  get partner(): string | null {
    return this.partnerSlug === OPERATOR_SLUG ? null : this.partnerSlug;
  }

  @DerivedField(() => String, {
    nullable: true,
    from: ["decidedBy"],
    description: "Short name of the partner that decided; null before, and for the operator.",
  })
  get reviewer(): string | null {
    return this.decidedBy === OPERATOR_SLUG ? null : this.decidedBy;
  }
}
