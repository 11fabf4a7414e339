import { Args, Ctx, FieldResolver, Query, Resolver, Root, createUnionType } from "type-graphql";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { Lookup, PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { Priced } from "../../graph/declare/field-price.js";
import { Employer } from "../employers/employer.entity.js";
import { City, Country, Province, Regency, Region, Village } from "../regions/region.entity.js";
import { awards } from "./award.table.js";
import { AwardResult } from "./award-result.entity.js";
import { awardResults } from "./award-result.table.js";

const AwardRecipient = createUnionType({
  name: "AwardRecipient",
  description: "The recipient of an award: the government of a region, or an employer.",
  types: () => [Country, Province, Regency, City, Village, Employer] as const,
});

@Resolver(() => AwardResult)
export class AwardResolver {
  @Query(() => awards.type, { description: "Award categories and rounds; the latest assessed year first." })
  awards(@Args(() => awards.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(awards, args);
  }

  @Query(() => awardResults.type, {
    description: "Award results of regions and employers; the latest decision first.",
  })
  awardResults(@Args(() => awardResults.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(awardResults, args);
  }

  @Priced({ statements: 2 })
  @FieldResolver(() => AwardRecipient, {
    description: "The recipient: the region's government or the employer.",
  })
  recipient(@Root() result: AwardResult, @Ctx() { reader }: Context): Lookup<Region | Employer> {
    return result.employerSlug
      ? reader.one(Employer, "slug", result.employerSlug)
      : reader.one(Region, "code", result.regionCode);
  }
}
