import { Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";
import { DerivedField } from "../../graph/declare/fields.js";
import { each, Priced } from "../../graph/declare/field-price.js";
import { Instant } from "../../graph/declare/scalars.js";
import { Licence, TableRows } from "./dataset.type.js";

@Entity("datasets")
@ObjectType({ description: "A data package that has been loaded.", simpleResolvers: true })
export class Dataset {
  @PrimaryColumn("varchar", { length: 80 })
  @Field(() => String, { description: "Name of the package." })
  name!: string;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Title." })
  title!: string;

  @Column("varchar", { length: 40, nullable: true })
  @Field(() => String, { nullable: true, description: "Version; null when the package names none." })
  version!: string | null;

  /** Digest of the package's files. */
  @Column("varchar", { length: 64 })
  digest!: string;

  @Column("simple-json")
  @Priced({ values: each(10) })
  @Field(() => [Licence], { description: "Licences that the package names." })
  licences!: Licence[];

  @Column("simple-json")
  rowCounts!: TableRows[];

  @Priced({ values: each(15) })
  @DerivedField(() => [TableRows], {
    from: ["rowCounts"],
    description: "The package's tables and how many rows each has.",
  })
  get tables(): TableRows[] {
    return this.rowCounts;
  }

  @Field(() => Boolean, {
    description: "Whether any of its sources is SYNTHETIC, so that its figures say nothing about the world.",
  })
  synthetic!: boolean;

  @Column("datetime", { precision: 3 })
  @Field(() => Instant, { description: "When it was loaded." })
  loadedAt!: string;

  /** Increases with every load that changes anything. */
  @Column("integer")
  @Field(() => Int, { description: "Number of the load that last changed it, counted over all packages." })
  revision!: number;

  /** Version of the rules by which it was loaded; a load by other rules refreshes all materialized data. */
  @Column("integer", { default: 0 })
  rules!: number;

  /** The last day on which rows of it were released that had been withheld; null when there were none. */
  @Column("date", { nullable: true })
  releasedOn!: string | null;
}
