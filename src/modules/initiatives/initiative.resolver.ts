import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { PageArgs } from "../../graph/connection.js";
import type { ConnectionPage } from "../../graph/connection-page.js";
import type { Context } from "../../graph/context.js";
import type { Initiative } from "./initiative.entity.js";
import { initiatives } from "./initiative.table.js";
import type { Regulation } from "./regulation.entity.js";
import { regulations } from "./regulation.table.js";

@Resolver()
export class InitiativeResolver {
  @Query(() => regulations.type, {
    description: "Laws, regulations, circulars and agreements; the latest year first.",
  })
  regulations(
    @Args(() => regulations.args) args: PageArgs,
    @Ctx() { reader }: Context,
  ): ConnectionPage<Regulation> {
    return reader.page(regulations, args);
  }

  @Query(() => initiatives.type, { description: "Local programmes, apps and schemes, by name." })
  initiatives(
    @Args(() => initiatives.args) args: PageArgs,
    @Ctx() { reader }: Context,
  ): ConnectionPage<Initiative> {
    return reader.page(initiatives, args);
  }
}
