import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import { each, Priced } from "../../graph/declare/field-price.js";
import type { Lookup } from "../../graph/declare/lookup.js";
import { badUserInput } from "../../errors.js";
import { daysBefore, today } from "../../time/today.js";
import { needsScope } from "../../graph/declare/scope.js";
import { listUsage, MAX_USAGE_ROWS } from "./usage.queries.js";
import { Region } from "../regions/region.entity.js";
import { UsageRow, ViewerLimits, ViewerType } from "./viewer.type.js";

// Commands of the operator are not limited.
const UNLIMITED = { tier: "operator", limit: null, remaining: null, windowSeconds: 60, resetSeconds: 60 };

needsScope("Viewer.usage", "usage:read");

/** Days of usage that are kept, about a year. */
const MAX_DAYS = 366;
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
    const { tier, limit, remaining, windowSeconds, resetSeconds } = budget ?? UNLIMITED;
    return Object.assign(new ViewerLimits(), { tier, limit, remaining, windowSeconds, resetSeconds });
  }

  @Priced({ values: each(MAX_USAGE_ROWS), statements: 1 })
  @FieldResolver(() => [UsageRow], {
    description:
      "What the partner's keys read in the last days, the last day first, at most 5,000 rows; some seconds late, and empty without a key.",
  })
  usage(
    @Root() { partner }: ViewerType,
    @Arg("days", () => Int, { defaultValue: 30, description: "How many days, today among them: 1 to 366." })
    days: number,
    @Ctx() { db }: Context,
  ): Promise<UsageRow[]> | UsageRow[] {
    if (days < 1 || days > MAX_DAYS) throw badUserInput(`\`days\` must be 1 to ${MAX_DAYS}, not ${days}.`);
    return partner ? listUsage(db, partner.slug, daysBefore(today(), days - 1)) : [];
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
