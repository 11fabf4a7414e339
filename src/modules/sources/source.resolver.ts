import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { sources } from "./source.table.js";

@Resolver()
export class SourceResolver {
  @Query(() => sources.type, {
    description: "Publications that state the graph's facts and figures; latest first.",
  })
  sources(@Args(() => sources.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(sources, args);
  }
}
