import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import { Priced } from "../../graph/declare/field-price.js";
import { fieldNeeds } from "../../graph/declare/relation.js";
import { readAsOf } from "../../graph/declare/as-of.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { WorkerCohort } from "../cohorts/worker-cohort.entity.js";
import { latestPrice } from "./coverage.price.js";
import { Coverage } from "./coverage.type.js";
import { Figure } from "../figures/figure.type.js";
import { readCohortCoverage, readCohortFigure, type When } from "./read-cohort-figures.js";
import { dayInJakarta, today } from "../../time/today.js";

const date = {
  nullable: true,
  description: "On which date; the day of `asOf` in Jakarta, else today, when left out.",
};
const instant = {
  nullable: true,
  description:
    "From the statements that this graph knew at this instant, not in the future; all as known now when left out.",
};

const whenOf = (on: string | null, asOf: string | null): When => ({
  on: on ?? (asOf ? dayInJakarta(new Date(asOf)) : today()),
  asOf: readAsOf(asOf),
});

for (const name of [
  "registeredWorkers",
  "verifiedWorkers",
  "protectedWorkers",
  "targetWorkers",
  "coverage",
]) {
  fieldNeeds(WorkerCohort, name, ["regionCode", "categoryCode"]);
}

@Resolver(() => WorkerCohort)
export class CohortFiguresResolver {
  @Priced(latestPrice)
  @FieldResolver(() => Figure, {
    nullable: true,
    description:
      "Members on the register, in persons: registered workers, else the size of the cohort; null when not known.",
  })
  registeredWorkers(
    @Root() cohort: WorkerCohort,
    @Arg("on", () => CalendarDate, date) on: string | null,
    @Arg("asOf", () => Instant, instant) asOf: string | null,
    @Ctx() context: Context,
  ): Promise<Figure | null> {
    return readCohortFigure(context, cohort, ["REGISTERED_WORKERS", "COHORT_SIZE"], whenOf(on, asOf));
  }

  @Priced(latestPrice)
  @FieldResolver(() => Figure, {
    nullable: true,
    description: "Members whose data were verified, in persons; null when no source states it.",
  })
  verifiedWorkers(
    @Root() cohort: WorkerCohort,
    @Arg("on", () => CalendarDate, date) on: string | null,
    @Arg("asOf", () => Instant, instant) asOf: string | null,
    @Ctx() context: Context,
  ): Promise<Figure | null> {
    return readCohortFigure(context, cohort, ["VERIFIED_WORKERS"], whenOf(on, asOf));
  }

  @Priced(latestPrice)
  @FieldResolver(() => Figure, {
    nullable: true,
    description: "Protected members, in persons; null when not known.",
  })
  protectedWorkers(
    @Root() cohort: WorkerCohort,
    @Arg("on", () => CalendarDate, date) on: string | null,
    @Arg("asOf", () => Instant, instant) asOf: string | null,
    @Ctx() context: Context,
  ): Promise<Figure | null> {
    return readCohortFigure(context, cohort, ["PROTECTED_WORKERS"], whenOf(on, asOf));
  }

  @Priced(latestPrice)
  @FieldResolver(() => Figure, {
    nullable: true,
    description: "Members meant to be protected, in persons; null when no source sets a target.",
  })
  targetWorkers(
    @Root() cohort: WorkerCohort,
    @Arg("on", () => CalendarDate, date) on: string | null,
    @Arg("asOf", () => Instant, instant) asOf: string | null,
    @Ctx() context: Context,
  ): Promise<Figure | null> {
    return readCohortFigure(context, cohort, ["COHORT_QUOTA"], whenOf(on, asOf));
  }

  @Priced(latestPrice)
  @FieldResolver(() => Coverage, {
    description:
      "The latest coverage known on the date, over the first of these that gives a rate: potential workers, size of the cohort, registered workers, quota, employed population.",
  })
  coverage(
    @Root() cohort: WorkerCohort,
    @Arg("on", () => CalendarDate, date) on: string | null,
    @Arg("asOf", () => Instant, instant) asOf: string | null,
    @Ctx() context: Context,
  ): Promise<Coverage> {
    return readCohortCoverage(context, cohort, whenOf(on, asOf));
  }
}
