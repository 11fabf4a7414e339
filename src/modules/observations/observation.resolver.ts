import { Arg, Args, ArgsType, Ctx, Field, Int, Query, Resolver } from "type-graphql";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { filterOf } from "../../graph/declare/filter.js";
import { Priced } from "../../graph/declare/field-price.js";
import { CalendarDate } from "../../graph/declare/scalars.js";
import { conflicts } from "./conflict.table.js";
import { listIndicators } from "./indicator.queries.js";
import { listTariffs, MAX_TARIFFS } from "./tariff.queries.js";
import { Indicator } from "./indicator.entity.js";
import "./indicator.table.js";
import { Observation } from "./observation.entity.js";
import { observations } from "./observation.table.js";
import { Tariff } from "./tariff.entity.js";

@ArgsType()
class ConflictArgs {
  @Field(() => filterOf(Observation).type, {
    nullable: true,
    description: "Conflicts of which at least one statement matches.",
  })
  filter?: object | null;

  @Field(() => Int, {
    nullable: true,
    description: "Rows from the front of the list: 0 to 500, 20 when left out.",
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Only rows after this cursor." })
  after?: string | null;
}

const conflictPage = ({ filter, ...page }: ConflictArgs): PageArgs => ({
  ...page,
  filter: filter ? { observations: { some: filter } } : null,
});

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

  @Priced({ page: conflictPage })
  @Query(() => conflicts.type, { description: "Series whose sources disagree, by region and indicator." })
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
