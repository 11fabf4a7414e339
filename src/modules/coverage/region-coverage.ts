import { ArgsType, Field } from "type-graphql";
import { readAsOf } from "../../graph/declare/as-of.js";
import { toComputed } from "../../graph/declare/relation.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { Region } from "../regions/region.entity.js";
import { POTENTIAL } from "./coverage.js";
import { latestPrice } from "./coverage.price.js";
import { Coverage } from "./coverage.type.js";
import { CoverageStep } from "./materialized/coverage-step.entity.js";
import { isKept, KEPT_DAYS } from "./materialized/kept-fields.js";
import { LatestCoverage } from "./materialized/latest-coverage.entity.js";
import { checkSubject, coverageOfRegions } from "./read-coverage.js";
import { dayInJakarta, today } from "../../time/today.js";

@ArgsType()
class CoverageArgs {
  @Field(() => CalendarDate, {
    nullable: true,
    description: "On which date; the day of `asOf` in Jakarta, else today, when left out.",
  })
  on?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Code of a cohort category; all workers when left out.",
  })
  category?: string | null;

  @Field(() => String, {
    defaultValue: POTENTIAL,
    description: "Code of the indicator to divide by; rates over different ones are never mixed.",
  })
  denominator!: string;

  @Field(() => Instant, {
    nullable: true,
    description:
      "From the statements that this graph knew at this instant, not in the future, preferred as the rules would have then, regions and sources being as known now; all as known now when left out.",
  })
  asOf?: string | null;
}

toComputed(Region, "coverage", {
  type: () => Coverage,
  description: "The latest coverage known on the date, over all workers or one cohort category.",
  args: () => CoverageArgs,
  needs: ["code"],
  price: latestPrice,
  materialized: { target: () => LatestCoverage, by: { regionCode: "code" } },
  kept: {
    target: () => CoverageStep,
    by: { regionCode: "code" },
    days: KEPT_DAYS,
    on: ({ on, category, denominator, asOf }) =>
      isKept({ categoryCode: category ?? null, denominatorCode: denominator, asOf: asOf ?? null })
        ? (on ?? today())
        : null,
  },
  read: async (context, regions, { on, category = null, denominator, asOf }) => {
    const shared = {
      categoryCode: category,
      denominatorCode: denominator,
      on: on ?? (asOf ? dayInJakarta(new Date(asOf)) : today()),
      asOf: readAsOf(asOf),
    };
    await checkSubject(context, shared);
    return coverageOfRegions(
      context.db,
      regions.map(({ code }) => ({ regionCode: code, ...shared })),
    );
  },
});
