import { ArgsType, Field } from "type-graphql";
import { readAsOf } from "../../graph/declare/as-of.js";
import { toComputed } from "../../graph/declare/relation.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { dayInJakarta, today } from "../../time/today.js";
import { Region } from "../regions/region.entity.js";
import { COVERAGE_RATES, POTENTIAL } from "./coverage.js";
import { targetsPrice } from "./coverage.price.js";
import { checkSubject, coverageOfRegions } from "./read-coverage.js";
import { targetsByRegion } from "./target.queries.js";
import { CoverageTarget } from "./target.type.js";
import { targetsOf } from "./targets.js";

@ArgsType()
class TargetArgs {
  @Field(() => CalendarDate, {
    nullable: true,
    description:
      "Targets published by this date, and the latest rate known on it; the day of `asOf` in Jakarta, else today, when left out.",
  })
  on?: string | null;

  @Field(() => String, {
    defaultValue: POTENTIAL,
    description: "Code of the indicator that targets and rates divide by.",
  })
  denominator!: string;

  @Field(() => Instant, {
    nullable: true,
    description:
      "From the statements that this graph knew at this instant, not in the future; all as known now when left out.",
  })
  asOf?: string | null;
}

toComputed(Region, "coverageTargets", {
  type: () => [CoverageTarget],
  description:
    "Goals for the coverage of all workers over one denominator, by due day; two that are set for one day stand side by side.",
  args: () => TargetArgs,
  needs: ["code"],
  price: targetsPrice,
  read: async (context, regions, { on, denominator, asOf }) => {
    const shared = {
      categoryCode: null,
      denominatorCode: denominator,
      on: on ?? (asOf ? dayInJakarta(new Date(asOf)) : today()),
      asOf: readAsOf(asOf),
    };
    await checkSubject(context, shared);
    const codes = regions.map(({ code }) => code);
    const statements = await targetsByRegion(context.db, codes, {
      indicatorCodes: COVERAGE_RATES,
      ...shared,
    });
    const subjects = codes.map((regionCode) => ({ regionCode, ...shared }));
    const coverages = await coverageOfRegions(
      context.db,
      subjects.filter((_, index) => statements[index]?.length),
    );
    const byRegion = new Map(coverages.map((coverage) => [coverage.regionCode, coverage]));
    return codes.map((code, index) => {
      const coverage = byRegion.get(code);
      return coverage ? targetsOf(statements[index] ?? [], coverage) : [];
    });
  },
});
