import { Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { Budget } from "../../access/limits/budget.js";
import { WINDOW } from "../../access/limits/buckets.js";
import type { Context } from "../../graph/declare/context.js";
import { each, Priced } from "../../graph/declare/field-price.js";
import type { Lookup } from "../../graph/declare/lookup.js";
import { Region } from "../regions/region.entity.js";
import { ViewerLimits, ViewerType } from "./viewer.type.js";

// Commands of the operator are not limited.
const UNLIMITED = new Budget("operator", null, "");

/** The most regions that a price expects of one key. */
const USUAL_REGIONS = 50;

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Priced({ statements: 0, rows: 0 })
  @Query(() => ViewerType, { description: "Who asks, with or without a key, and what they may see." })
  viewer(@Ctx() { viewer }: Context): ViewerType {
    const { partner, scopes, regions: regionCodes, expiresAt } = viewer;
    return Object.assign(new ViewerType(), { partner, scopes: [...scopes], regionCodes, expiresAt });
  }

  @Priced({ statements: 0, rows: 0 })
  @FieldResolver(() => ViewerLimits, { description: "How much the caller may ask of this server." })
  limits(@Ctx() { budget }: Context): ViewerLimits {
    const { tier, limit, remaining, resetSeconds } = budget ?? UNLIMITED;
    return Object.assign(new ViewerLimits(), { tier, limit, remaining, resetSeconds, windowSeconds: WINDOW });
  }

  @Priced({ values: each(USUAL_REGIONS), statements: 1 })
  @FieldResolver(() => [Region], {
    nullable: true,
    description:
      "Regions whose protected rows the key opens, each with everything below it; null for all, and empty without a key.",
  })
  regions(@Root() { regionCodes }: ViewerType, @Ctx() { reader }: Context): Lookup<Region>[] | null {
    return regionCodes?.map((code) => reader.one(Region, "code", code)) ?? null;
  }
}
