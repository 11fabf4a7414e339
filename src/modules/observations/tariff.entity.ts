import { Field, Float, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { DerivedField } from "../../graph/declare/fields.js";
import { CalendarDate, SafeInt } from "../../graph/declare/scalars.js";
import { Segment } from "../cohorts/cohort-category.entity.js";
import { Programme } from "../cohorts/worker-cohort.entity.js";
import { Source } from "../sources/source.entity.js";

@Entity("tariffs")
@ObjectType({
  description: "Contributions due by programme and segment, with their period of validity.",
  simpleResolvers: true,
})
@Index(["validFrom"])
@Index(["sourceSlug"])
export class Tariff {
  /** Digest of programmes, segment, base and validity. */
  @PrimaryColumn("varchar", { length: 22 })
  slug!: string;

  @Column("simple-json")
  @Field(() => [Programme], { description: "Programmes that the rate or amount pays for together." })
  programmes!: Programme[];

  @Column("varchar", { length: 5 })
  @Field(() => Segment, { description: "Segment it is due for." })
  segment!: Segment;

  @Column("double", { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: "Share of the base, as a fraction; null when a fixed amount is due.",
  })
  rate!: number | null;

  @Column("integer", { nullable: true })
  @Field(() => SafeInt, {
    nullable: true,
    description: "Rupiah a month; null when a share or a single payment is due.",
  })
  amount!: number | null;

  @Column("varchar", { length: 300, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "Base of the share, or purpose of the amount; null when not stated.",
  })
  base!: string | null;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description:
      "First day in law where a regulation states it, else the first for which a source shows it, a month or year counting as its first day; null when none does.",
  })
  validFrom!: string | null;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, {
    nullable: true,
    description: "Last day, a month or year counting as its last day; null when it has no end.",
  })
  validTo!: string | null;

  @Column("varchar", { length: 300, nullable: true })
  @Field(() => String, { nullable: true, description: "For whom it does not hold; null when for nobody." })
  exclusions!: string | null;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("varchar", { length: 80 })
  dataset!: string;

  @DerivedField(() => Programme, {
    from: ["programmes"],
    nullable: true,
    description: "The programme it is due for; null when it pays for several together, see `programmes`.",
  })
  get programme(): Programme | null {
    return this.programmes.length === 1 ? (this.programmes[0] ?? null) : null;
  }
}
