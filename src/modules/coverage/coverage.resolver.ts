import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import { badUserInput } from "../../errors.js";
import { pageRequest } from "../../graph/declare/page-args.js";
import type { Context } from "../../graph/declare/context.js";
import type { Lookup } from "../../graph/declare/lookup.js";
import { OrderDirection } from "../../graph/declare/order.js";
import { Priced } from "../../graph/declare/field-price.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { Region, RegionLevel } from "../regions/region.entity.js";
import { RegionCode } from "../regions/region-code.scalar.js";
import { POTENTIAL } from "./coverage.js";
import { historyPrice, omittedPrice, rankingPrice, rollUpPrice } from "./coverage.price.js";
import { Coverage, CoverageRanking, CoverageRollUp } from "./coverage.type.js";
import { regionExists } from "../regions/region.queries.js";
import { readHistory, readRanking, readRollUp } from "./read-coverage.js";
import { today } from "../../time/today.js";

const DATE = "On which date; today when left out.";

@Resolver(() => Region)
export class RegionCoverageResolver {
  @Priced(historyPrice)
  @FieldResolver(() => [Coverage], {
    description:
      "Every period for which a rate over potential workers is published or derived, the earliest first; the latest 500.",
  })
  coverageHistory(
    @Root() region: Region,
    @Arg("from", () => CalendarDate, {
      nullable: true,
      description: "Only periods that end on this day or later.",
    })
    from: string | null,
    @Arg("to", () => CalendarDate, {
      nullable: true,
      description: "Only periods that begin by this day; today when left out.",
    })
    to: string | null,
    @Ctx() context: Context,
  ): Promise<Coverage[]> {
    const subject = {
      regionCode: region.code,
      categoryCode: null,
      denominatorCode: POTENTIAL,
      on: to ?? today(),
      asOf: null,
    };
    return readHistory(context, subject, from ?? null);
  }
}

@Resolver(() => Coverage)
export class CoverageResolver {
  @Priced(rollUpPrice)
  @FieldResolver(() => CoverageRollUp, {
    nullable: true,
    description: "Sum over the child regions that report both parts; null for a regency, city or village.",
  })
  rollUp(
    @Root() { regionCode, categoryCode, denominatorCode, on, asOf }: Coverage,
    @Ctx() context: Context,
  ): Promise<CoverageRollUp | null> {
    return readRollUp(context, { regionCode, categoryCode, denominatorCode, on, asOf });
  }

  @Priced(rankingPrice)
  @Query(() => CoverageRanking, {
    description:
      "Regions ranked by coverage on one common date; regions that cannot be compared are counted, not dropped in silence.",
  })
  async coverageRanking(
    @Arg("level", () => RegionLevel, { description: "Level of the regions to rank." }) level: RegionLevel,
    @Arg("within", () => RegionCode, {
      nullable: true,
      description: "Only regions within this one; the whole country when left out.",
    })
    within: string | null,
    @Arg("on", () => CalendarDate, { nullable: true, description: DATE }) on: string | null,
    @Arg("direction", () => OrderDirection, {
      defaultValue: "DESC",
      description: "Whether the highest or the lowest rate comes first.",
    })
    direction: OrderDirection,
    @Arg("first", () => Int, { defaultValue: 10, description: "How many rows to show: 0 to 500." })
    first: number,
    @Ctx() context: Context,
  ): Promise<CoverageRanking> {
    pageRequest({ first });
    if (within && !(await regionExists(context.db, within))) {
      throw badUserInput(`No region has the code "${within}", so nothing lies within it.`);
    }
    return readRanking(context, {
      level,
      within: within ?? null,
      on: on ?? today(),
      descending: direction === "DESC",
      first,
    });
  }
}

@Resolver(() => CoverageRollUp)
export class CoverageRollUpResolver {
  @Priced(omittedPrice)
  @FieldResolver(() => [Region], {
    description: "Child regions left out because they do not report both parts.",
  })
  omitted(@Root() { omittedCodes }: CoverageRollUp, @Ctx() { reader }: Context): Lookup<Region>[] {
    return omittedCodes.map((code) => reader.one(Region, "code", code));
  }
}
