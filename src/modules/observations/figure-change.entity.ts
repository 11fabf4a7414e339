import { Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Instant } from "../../graph/declare/scalars.js";

export const FigureChangeKind = enumeration("FigureChangeKind", "What a load did to a figure.", {
  ADDED: "It states something that nothing stated before.",
  REVISED: "It states another value, or states it otherwise, than before.",
  SUPERSEDED: "Its source states it no longer.",
});
export type FigureChangeKind = keyof typeof FigureChangeKind;

/**
 * What a load did to one statement, written in the load's transaction. It says which statement it was and when; what that
 * said before and since is in the statements themselves.
 */
@Entity("figure_changes")
@ObjectType({
  description: "What one load did to one published figure.",
  simpleResolvers: true,
})
@Index(["revision"])
@Index(["regionCode", "revision"])
@Index(["indicatorCode", "revision"])
@Index(["kind", "revision"])
export class FigureChange {
  /** Counts on in the order of loads, which take turns. */
  @PrimaryGeneratedColumn({ type: "integer", name: "id" })
  rowId!: number;

  @Column("integer")
  @Field(() => Int, { description: "Number of the load." })
  revision!: number;

  @Column("datetime", { precision: 3 })
  @Field(() => Instant, { description: "When the load took place." })
  loadedAt!: string;

  @Column("varchar", { length: 10 })
  @Field(() => FigureChangeKind, { description: "What the load did to the figure." })
  kind!: FigureChangeKind;

  /** That of the statement, which its corrections share. */
  @Column("varchar", { length: 22 })
  slug!: string;

  @Column("varchar", { length: 13 })
  regionCode!: string;

  @Column("varchar", { length: 40 })
  indicatorCode!: string;

  @Column("varchar", { length: 40, nullable: true })
  categoryCode!: string | null;
}
