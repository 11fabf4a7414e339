import { Arg, Args, ArgsType, Ctx, Field, Query, Resolver } from "type-graphql";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { filterOf } from "../../graph/declare/filter.js";
import { enumFilter, FloatFilter } from "../../graph/declare/operators.js";
import { orderOf, type OrderInput } from "../../graph/declare/order.js";
import { Priced } from "../../graph/declare/field-price.js";
import { needsScope } from "../../graph/declare/scope.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { Conflict, ConflictKind } from "./conflict.entity.js";
import { conflicts } from "./conflict.table.js";
import { embargoedObservations } from "./embargoed-observation.table.js";
import { listIndicators } from "./indicator.queries.js";
import { listTariffs, MAX_TARIFFS } from "./tariff.queries.js";
import { Indicator } from "./indicator.entity.js";
import "./indicator.table.js";
import { Observation } from "./observation.entity.js";
import { observations } from "./observation.table.js";
import { Tariff } from "./tariff.entity.js";

needsScope("Query.embargoedObservations", "figures:embargoed");

@ArgsType()
class ConflictArgs extends conflicts.bareArgs {
  @Field(() => filterOf(Observation).type, {
    nullable: true,
    description: "Conflicts of which at least one statement matches.",
  })
  override filter?: object | null;

  @Field(() => enumFilter(ConflictKind)(), { nullable: true, description: "Conflicts of some kinds." })
  kind?: object | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Only conflicts in which a rule told the statements apart, or only all others.",
  })
  resolved?: boolean | null;

  @Field(() => FloatFilter(), {
    nullable: true,
    description: "Conflicts by their spread, in the indicator's unit.",
  })
  spread?: object | null;

  @Field(() => FloatFilter(), {
    nullable: true,
    description: "Conflicts by their spread as a fraction of the largest absolute value.",
  })
  relativeSpread?: object | null;

  @Field(() => [orderOf(Conflict).type], {
    nullable: true,
    description: "Order of the list, most important term first; by region and indicator when left out.",
  })
  override orderBy?: OrderInput[] | null;

  @Field(() => Instant, {
    nullable: true,
    description:
      "Instant in the past as of which conflicts are listed, with their statements as they were then; all as known now when left out.",
  })
  override asOf?: string | null;
}

function conflictPage({ filter, kind, resolved, spread, relativeSpread, ...page }: ConflictArgs): PageArgs {
  const given = { statement: filter, kind, resolved, spread, relativeSpread };
  const conditions = Object.entries(given).filter(
    ([, condition]) => condition !== null && condition !== undefined,
  );
  return { ...page, filter: conditions.length > 0 ? Object.fromEntries(conditions) : null };
}

@Resolver()
export class ObservationResolver {
  @Priced({ values: (_args, { rowsOf }) => rowsOf(Indicator) })
  @Query(() => [Indicator], { description: "All indicators, by code." })
  indicators(@Ctx() { db }: Context): Promise<Indicator[]> {
    return listIndicators(db);
  }

  @Query(() => observations.type, { description: "Published figures, the latest period first." })
  observations(@Args(() => observations.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(observations, args);
  }

  @Query(() => embargoedObservations.type, {
    description: "Figures of the key's regions that are not released yet, the next to be released first.",
  })
  embargoedObservations(
    @Args(() => embargoedObservations.args) args: PageArgs,
    @Ctx() { reader }: Context,
  ): PageLookup {
    return reader.page(embargoedObservations, args);
  }

  @Priced({ page: conflictPage })
  @Query(() => conflicts.type, {
    description: "Statements that disagree about the same thing and time, by region and indicator.",
  })
  conflicts(@Args(() => ConflictArgs) args: ConflictArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(conflicts, conflictPage(args));
  }

  @Priced({ values: (_args, { rowsOf }) => Math.min(MAX_TARIFFS, rowsOf(Tariff)) })
  @Query(() => [Tariff], { description: "Contributions due, by segment; at most 500." })
  tariffs(
    @Arg("on", () => CalendarDate, {
      nullable: true,
      description: "Only those in force on this date; all when left out.",
    })
    on: string | null,
    @Ctx() { db }: Context,
  ): Promise<Tariff[]> {
    return listTariffs(db, on ?? null);
  }
}
