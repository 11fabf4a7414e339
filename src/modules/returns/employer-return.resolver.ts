import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import { needsScope } from "../../graph/declare/scope.js";
import { employerReturns } from "./employer-return.table.js";

needsScope("Query.employerReturns", "returns:read");

@Resolver()
export class EmployerReturnResolver {
  @Query(() => employerReturns.type, {
    description: "Monthly returns of employers in the regions of the key, the latest first.",
  })
  employerReturns(@Args(() => employerReturns.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(employerReturns, args);
  }
}
