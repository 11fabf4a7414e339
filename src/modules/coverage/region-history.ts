import { ArgsType, Field } from "type-graphql";
import { readAsOf } from "../../graph/declare/as-of.js";
import { toComputed } from "../../graph/declare/relation.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { dayInJakarta, today } from "../../time/today.js";
import { Region } from "../regions/region.entity.js";
import { POTENTIAL } from "./coverage.js";
import { historyPrice } from "./coverage.price.js";
import { Coverage } from "./coverage.type.js";
import { CoveragePoint } from "./materialized/coverage-point.entity.js";
import { isKept, KEPT_DAYS } from "./materialized/kept-fields.js";
import { checkSubject, historiesOf } from "./read-coverage.js";

@ArgsType()
class HistoryArgs {
  @Field(() => CalendarDate, {
    nullable: true,
    description: "Only periods that end on this day or later.",
  })
  from?: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: "Only rates known by this day; the day of `asOf` in Jakarta, else today, when left out.",
  })
  to?: string | null;

  @Field(() => String, {
    defaultValue: POTENTIAL,
    description: "Code of the indicator to divide by; rates over different ones are never mixed.",
  })
  denominator!: string;

  @Field(() => String, {
    nullable: true,
    description: "Code of a cohort category; all workers when left out.",
  })
  category?: string | null;

  @Field(() => Instant, {
    nullable: true,
    description:
      "From the statements that this graph knew at this instant, not in the future; all as known now when left out.",
  })
  asOf?: string | null;
}

const MOST_POINTS = 500;

const chosen = <T extends Pick<Coverage, "period">>(points: readonly T[], { from }: HistoryArgs): T[] =>
  points
    .filter(({ period }) => (from ?? null) === null || (period !== null && period.end >= (from ?? "")))
    .slice(-MOST_POINTS);

toComputed<Region, HistoryArgs>(Region, "coverageHistory", {
  type: () => [Coverage],
  description:
    "Every period for which a rate over the denominator is published or derived, the earliest first, with the figures that the rate rests on; the latest 500, of which the last is what `coverage` answers on the day `to`, but for sums over child regions and rates over an unstated base.",
  args: () => HistoryArgs,
  needs: ["code"],
  price: historyPrice,
  kept: {
    target: () => CoveragePoint,
    by: { regionCode: "code" },
    days: KEPT_DAYS,
    on: ({ to, category, denominator, asOf }) =>
      isKept({ categoryCode: category ?? null, denominatorCode: denominator, asOf: asOf ?? null })
        ? (to ?? today())
        : null,
    list: { place: "place", needs: ["periodStart", "periodEnd"], choose: chosen },
  },
  read: async (context, regions, args) => {
    const { to, category = null, denominator, asOf } = args;
    const shared = {
      categoryCode: category,
      denominatorCode: denominator,
      on: to ?? (asOf ? dayInJakarta(new Date(asOf)) : today()),
      asOf: readAsOf(asOf),
    };
    await checkSubject(context, shared);
    const histories = await historiesOf(
      context.db,
      regions.map(({ code }) => ({ regionCode: code, ...shared })),
    );
    return histories.map((points) => chosen(points, args));
  },
});
