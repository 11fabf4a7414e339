/** The module of branch offices, by file: what a developer writes who follows the recipe of an entity. */
export const BRANCH_OFFICES: Readonly<Record<string, string>> = {
  "branch-office.entity.ts": `import { Directive, Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Node } from "../../graph/declare/node.js";
import { SafeInt } from "../../graph/declare/scalars.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";

@Entity("branch_offices")
@ObjectType({ implements: Node, description: "A branch office of an employer.", simpleResolvers: true })
@Directive('@key(fields: "id")')
@Index(["name"])
@Index(["workers"])
@Index(["regionCode", "name"])
@Index(["employerSlug", "name"])
export class BranchOffice extends Node {
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
  "branch-office.table.ts": `import { declareConnection } from "../../graph/declare/connection.js";
import { declareFilter, integer, text, via } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";
import { BranchOffice } from "./branch-office.entity.js";

declareTable({ entity: BranchOffice, key: "slug", tieBreaker: "slug" });

const region = toOne(BranchOffice, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "Where it is.",
});
const employer = toOne(BranchOffice, "employer", {
  target: () => Employer,
  by: { slug: "employerSlug" },
  description: "Whose it is.",
});

declareFilter(BranchOffice, {
  name: text("name", "Name."),
  workers: integer("workers", "Workers."),
  region: via(region, "Where it is."),
  employer: via(employer, "Whose it is."),
});

declareOrder(BranchOffice, {
  NAME: { property: "name", description: "Name." },
  WORKERS: { property: "workers", description: "Workers." },
});

export const branchOffices = declareConnection(BranchOffice, [{ property: "name", direction: "ASC" }]);

toConnection(Employer, "branchOffices", {
  connection: branchOffices,
  by: { employerSlug: "slug" },
  description: "Its branch offices.",
});
toConnection(Region, "branchOffices", {
  connection: branchOffices,
  by: { regionCode: "code" },
  description: "Branch offices in exactly this region.",
});
`,
  "branch-office.package.ts": `import { integer, optional, region, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { BranchOffice } from "./branch-office.entity.js";

export const branchOfficesPackage = packageTable("branch_offices", BranchOffice, {
  id: text("slug"),
  name: text("name"),
  region_code: region("regionCode"),
  employer_id: text("employerSlug"),
  workers: optional(integer("workers")),
});
`,
  "branch-office.resolver.ts": `import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import { branchOffices } from "./branch-office.table.js";

@Resolver()
export class BranchOfficeResolver {
  @Query(() => branchOffices.type, { description: "Branch offices, by name." })
  branchOffices(@Args(() => branchOffices.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(branchOffices, args);
  }
}
`,
  "index.ts": `import { BranchOffice } from "./branch-office.entity.js";
import { branchOfficesPackage } from "./branch-office.package.js";
import { BranchOfficeResolver } from "./branch-office.resolver.js";

export const branchOfficesModule = {
  entities: [BranchOffice],
  packages: [branchOfficesPackage],
  resolvers: [BranchOfficeResolver],
};
`,
};

/** What the migration of branch offices does. */
export const BRANCH_OFFICES_MIGRATION = `
    const reference = (column: string, table: string, key: string) => ({
      columnNames: [column], referencedTableName: table, referencedColumnNames: [key],
      onDelete: "NO ACTION", onUpdate: "NO ACTION",
    });
    await runner.createTable(new Table({
      name: "branch_offices",
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

/** The resource of branch offices in the descriptor of the data. */
export const BRANCH_OFFICES_RESOURCE = {
  name: "branch_offices",
  path: "branch_offices.csv",
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
