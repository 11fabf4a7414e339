import { Directive, Field, Float, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Node } from "../../graph/declare/node.js";
import { CalendarDate, SafeInt } from "../../graph/declare/scalars.js";
import { Scoped } from "../../graph/declare/scope.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";

export const EmployerKind = enumeration("EmployerKind", "Who owns an employer.", {
  GOVERNMENT: "Government office.",
  STATE_OWNED: "State-owned enterprise (BUMN).",
  REGION_OWNED: "Enterprise owned by a province, regency or city (BUMD).",
  PRIVATE: "Private firm or institution.",
  COOPERATIVE: "Cooperative.",
  OTHER: "Anything else.",
});
export type EmployerKind = keyof typeof EmployerKind;

export const EmployerSize = enumeration("EmployerSize", "Size of an employer, as its source classifies it.", {
  MICRO: "Micro.",
  SMALL: "Small.",
  MEDIUM: "Medium.",
  LARGE: "Large.",
});
export type EmployerSize = keyof typeof EmployerSize;

@Entity("employers")
@ObjectType({
  implements: Node,
  description: "A firm, institution or government office that employs workers.",
  simpleResolvers: true,
})
@Directive('@key(fields: "id")')
@Directive('@key(fields: "registrationNumber")')
@Index(["registrationNumber"], { unique: true })
@Index(["name"])
@Index(["kind"])
@Index(["sector"])
@Index(["regionCode", "name"])
@Index(["regionCode", "size", "workers"])
@Index(["provinceCode", "name"])
@Index(["provinceCode", "size", "workers"])
@Index(["provinceCode", "workers"])
@Index(["size", "workers"])
@Index(["workers"])
@Index(["enrolledWorkers"])
@Index(["enrolmentRate"])
@Index(["registeredOn"])
@Index(["sourceSlug"])
export class Employer extends Node {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 40, nullable: true })
  @Scoped("employers:identify")
  @Field(() => String, {
    nullable: true,
    description: "Registration number (NPP) at BPJS Ketenagakerjaan; null when no source states it.",
  })
  registrationNumber!: string | null;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Name." })
  name!: string;

  @Column("varchar", { length: 12 })
  @Field(() => EmployerKind, { description: "Who owns it." })
  kind!: EmployerKind;

  @Column("varchar", { length: 6, nullable: true })
  @Field(() => EmployerSize, { nullable: true, description: "Size; null when the source does not state it." })
  size!: EmployerSize | null;

  @Column("varchar", { length: 1, nullable: true })
  @Field(() => String, { nullable: true, description: "KBLI section, A to U; null when not known." })
  sector!: string | null;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  /** The province of its region; the country where that is the whole country. */
  @Column("varchar", { length: 2, default: "" })
  provinceCode!: string;

  @Column("integer", { nullable: true })
  @Field(() => SafeInt, {
    nullable: true,
    description: "Workers it employs, in persons; null when not known.",
  })
  workers!: number | null;

  @Column("integer", { nullable: true })
  @Field(() => SafeInt, {
    nullable: true,
    description: "Workers it has enrolled, in persons; null when not known.",
  })
  enrolledWorkers!: number | null;

  @Column("double", { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: "Enrolled workers divided by workers, as a fraction; null when either is not known.",
  })
  enrolmentRate!: number | null;

  @Column("date", { nullable: true })
  @Field(() => CalendarDate, { nullable: true, description: "Day of registration; null when not known." })
  registeredOn!: string | null;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Source)
  sourceSlug!: string;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Our remark; null when there is none." })
  note!: string | null;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
