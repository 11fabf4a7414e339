import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { initiatives } from "./initiative.table.js";
import { regulations } from "./regulation.table.js";

@Resolver()
export class InitiativeResolver {
  @Query(() => regulations.type, {
    description: "Laws, regulations, circulars and agreements; the latest year first.",
  })
  regulations(@Args(() => regulations.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(regulations, args);
  }

  @Query(() => initiatives.type, { description: "Local programmes, apps and schemes, by name." })
  initiatives(@Args(() => initiatives.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(initiatives, args);
  }
}
