import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import { badUserInput } from "../../errors.js";
import { pageRequest } from "../../graph/declare/page-args.js";
import type { Context } from "../../graph/declare/context.js";
import type { Lookup } from "../../graph/declare/lookup.js";
import { OrderDirection } from "../../graph/declare/order.js";
import { Priced } from "../../graph/declare/field-price.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { readAsOf } from "../../graph/declare/as-of.js";
import { Counting } from "../observations/observation.entity.js";
import { COMPARABLE_MONTHS } from "../regions/comparable.rules.js";
import { Region, RegionLevel } from "../regions/region.entity.js";
import { RegionCode } from "../regions/region-code.scalar.js";
import { POTENTIAL } from "./coverage.js";
import { omittedPrice, rankingPrice, rollUpPrice } from "./coverage.price.js";
import { CoverageRanking } from "./coverage-ranking.type.js";
import { CoverageRollUp } from "./coverage-roll-up.type.js";
import { Coverage } from "./coverage.type.js";
import { regionExists } from "../regions/region.queries.js";
import { checkSubject, readRollUp } from "./read-coverage.js";
import { readRanking } from "./read-ranking.js";
import { dayInJakarta, today } from "../../time/today.js";

const DATE = "On which date; the day of `asOf` in Jakarta, else today, when left out.";
const CATEGORY = "Code of a cohort category; all workers when left out.";
const DENOMINATOR = "Code of the indicator to divide by; rates over different ones are never mixed.";
const AS_OF =
  "From the statements that this graph knew at this instant, not in the future; all as known now when left out.";
const MAX_MONTHS = 1_200;

@Resolver(() => Coverage)
export class CoverageResolver {
  @Priced(rollUpPrice)
  @FieldResolver(() => CoverageRollUp, {
    nullable: true,
    description:
      "Sum over the child regions, as far as they report both parts of one time, area and counting, not older than 24 months; null for a regency, city or village.",
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
      "Regions ranked by coverage on one common date, over one base, of one counting, and not too old; regions that cannot be compared are named with the reason.",
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
    @Arg("maxAgeMonths", () => Int, {
      defaultValue: COMPARABLE_MONTHS,
      description: "How many months before the date a rate may speak of: 0 to 1,200.",
    })
    maxAgeMonths: number,
    @Arg("denominator", () => String, { defaultValue: POTENTIAL, description: DENOMINATOR })
    denominatorCode: string,
    @Arg("category", () => String, { nullable: true, description: CATEGORY }) category: string | null,
    @Arg("countedBy", () => Counting, {
      nullable: true,
      description:
        "Only rates of workers counted so, and those that do not say; as most of the regions count when left out.",
    })
    countedBy: Counting | null,
    @Arg("asOf", () => Instant, { nullable: true, description: AS_OF }) asOf: string | null,
    @Ctx() context: Context,
  ): Promise<CoverageRanking> {
    pageRequest({ first });
    if (maxAgeMonths < 0 || maxAgeMonths > MAX_MONTHS)
      throw badUserInput(`\`maxAgeMonths\` is ${maxAgeMonths}; it may be 0 to ${MAX_MONTHS}.`);
    if (within && !(await regionExists(context.db, within))) {
      throw badUserInput(`No region has the code "${within}", so nothing lies within it.`);
    }
    const subject = {
      categoryCode: category ?? null,
      denominatorCode,
      on: dayOf(on, asOf),
      asOf: readAsOf(asOf),
    };
    await checkSubject(context, subject);
    const order = { descending: direction === "DESC", first };
    const compared = { maxAgeMonths, countedBy: countedBy ?? null };
    return readRanking(context, { ...subject, ...compared, ...order, level, within: within ?? null });
  }
}

const dayOf = (day: string | null, asOf: string | null): string =>
  day ?? (asOf ? dayInJakarta(new Date(asOf)) : today());

@Resolver(() => CoverageRollUp)
export class CoverageRollUpResolver {
  @Priced(omittedPrice)
  @FieldResolver(() => [Region], { description: "Child regions that are in the sum." })
  included(@Root() { includedCodes }: CoverageRollUp, @Ctx() { reader }: Context): Lookup<Region>[] {
    return includedCodes.map((code) => reader.one(Region, "code", code));
  }

  @Priced(omittedPrice)
  @FieldResolver(() => [Region], {
    description:
      "Child regions left out because they do not report both parts, or only old ones, of another counting or territory, or inconsistent ones.",
  })
  omitted(@Root() { omittedCodes }: CoverageRollUp, @Ctx() { reader }: Context): Lookup<Region>[] {
    return omittedCodes.map((code) => reader.one(Region, "code", code));
  }
}
