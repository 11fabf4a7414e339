/** The module of training centres, by file: what a developer writes who follows the recipe of an entity. */
export const TRAINING_CENTRES: Readonly<Record<string, string>> = {
  "training-centre.entity.ts": `import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Node } from "../../graph/declare/node.js";
import { SafeInt } from "../../graph/declare/scalars.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";

@Entity("training_centres")
@ObjectType({ implements: Node, description: "A training centre of an employer.", simpleResolvers: true })
@Directive('@key(fields: "id")')
@Index(["name"])
@Index(["workers"])
@Index(["regionCode", "name"])
@Index(["employerSlug", "name"])
export class TrainingCentre extends Node {
  @PrimaryColumn("varchar", { length: 80 })
  slug!: string;

  @Column("varchar", { length: 200 })
  @Field(() => String, { description: "Name." })
  name!: string;

  @Column("varchar", { length: 13 })
  @ForeignKey(() => Region)
  regionCode!: string;

  @Column("varchar", { length: 80 })
  @ForeignKey(() => Employer)
  employerSlug!: string;

  @Column("integer", { nullable: true })
  @Field(() => SafeInt, { nullable: true, description: "Workers, in persons; null when not known." })
  workers!: number | null;

  @Column("varchar", { length: 80 })
  dataset!: string;
}
`,
  "training-centre.table.ts": `import { declareConnection } from "../../graph/declare/connection.js";
import { integer, text, via } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";
import { TrainingCentre } from "./training-centre.entity.js";

declareTable({ entity: TrainingCentre, key: "slug", tieBreaker: "slug" });

const region = toOne(TrainingCentre, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "Where it is.",
});
const employer = toOne(TrainingCentre, "employer", {
  target: () => Employer,
  by: { slug: "employerSlug" },
  description: "Whose it is.",
});

declareFilter(TrainingCentre, {
  name: text("name", "Name."),
  workers: integer("workers", "Workers."),
  region: via(region, "Where it is."),
  employer: via(employer, "Whose it is."),
});

declareOrder(TrainingCentre, {
  NAME: { property: "name", description: "Name." },
  WORKERS: { property: "workers", description: "Workers." },
});

export const trainingCentres = declareConnection(TrainingCentre, [{ property: "name", direction: "ASC" }]);

toConnection(Employer, "trainingCentres", {
  connection: trainingCentres,
  by: { employerSlug: "slug" },
  description: "Its training centres.",
});
toConnection(Region, "trainingCentres", {
  connection: trainingCentres,
  by: { regionCode: "code" },
  description: "Training centres in exactly this region.",
});
`,
  "training-centre.package.ts": `import { integer, optional, region, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { TrainingCentre } from "./training-centre.entity.js";

export const trainingCentresPackage = packageTable("training_centres", TrainingCentre, {
  id: text("slug"),
  name: text("name"),
  region_code: region("regionCode"),
  employer_id: text("employerSlug"),
  workers: optional(integer("workers")),
});
`,
  "training-centre.resolver.ts": `import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import { trainingCentres } from "./training-centre.table.js";

@Resolver()
export class TrainingCentreResolver {
  @Query(() => trainingCentres.type, { description: "Training centres, by name." })
  trainingCentres(@Args(() => trainingCentres.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(trainingCentres, args);
  }
}
`,
  "index.ts": `import { TrainingCentre } from "./training-centre.entity.js";
import { trainingCentresPackage } from "./training-centre.package.js";
import { TrainingCentreResolver } from "./training-centre.resolver.js";

export const trainingCentresModule = {
  entities: [TrainingCentre],
  packages: [trainingCentresPackage],
  resolvers: [TrainingCentreResolver],
};
`,
};

/** What the migration of training centres does. */
export const TRAINING_CENTRES_MIGRATION = `
    const reference = (column: string, table: string, key: string) => ({
      columnNames: [column], referencedTableName: table, referencedColumnNames: [key],
      onDelete: "NO ACTION", onUpdate: "NO ACTION",
    });
    await runner.createTable(new Table({
      name: "training_centres",
      columns: [
        { name: "slug", type: "varchar", length: "80", isPrimary: true },
        { name: "name", type: "varchar", length: "200" },
        { name: "region_code", type: "varchar", length: "13" },
        { name: "employer_slug", type: "varchar", length: "80" },
        { name: "workers", type: "integer", isNullable: true },
        { name: "dataset", type: "varchar", length: "80" },
      ],
      indices: [["name"], ["workers"], ["region_code", "name"], ["employer_slug", "name"]].map((columnNames) => ({ columnNames })),
      foreignKeys: [reference("region_code", "regions", "code"), reference("employer_slug", "employers", "slug")],
    }));
  `;

const required = { required: true };
const refers = (column: string, resource: string, key: string): object => ({
  fields: [column],
  reference: { resource, fields: [key] },
});

/** The resource of training centres in the descriptor of the data. */
export const TRAINING_CENTRES_RESOURCE = {
  name: "training_centres",
  path: "training_centres.csv",
  schema: {
    fields: [
      { name: "id", type: "string", constraints: required },
      { name: "name", type: "string", constraints: required },
      { name: "region_code", type: "string", constraints: required },
      { name: "employer_id", type: "string", constraints: required },
      { name: "workers", type: "integer" },
    ],
    primaryKey: ["id"],
    foreignKeys: [refers("region_code", "regions", "code"), refers("employer_id", "employers", "id")],
  },
};
