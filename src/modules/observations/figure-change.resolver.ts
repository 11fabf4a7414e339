import { Args, ArgsType, Ctx, Field, Int, Query, Resolver } from "type-graphql";
import { badUserInput, changesNotKept } from "../../errors.js";
import type { Context } from "../../graph/declare/context.js";
import { Priced } from "../../graph/declare/field-price.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import { keptChanges } from "./figure-change.queries.js";
import { figureChanges } from "./figure-change.table.js";

@ArgsType()
class ChangesArgs extends figureChanges.args {
  @Field(() => Int, {
    description:
      "Number of the last load that the caller knows, as `about.revision` told it: changes of all later loads are listed.",
  })
  afterRevision!: number;
}

function pageOf({ afterRevision, filter, ...page }: ChangesArgs): PageArgs {
  const later = { revision: { gt: afterRevision } };
  return { ...page, filter: filter ? { ...later, and: [filter] } : later };
}

@Resolver()
export class FigureChangeResolver {
  // What came before `afterRevision` is never read, since an index has the order.
  @Priced({ page: ({ filter, orderBy, first, last }: ChangesArgs) => ({ filter, orderBy, first, last }) })
  @Query(() => figureChanges.type, {
    description:
      "What loads have added, revised and superseded since one of them, in their order; fails with CHANGES_NOT_KEPT when not all of that is known any more.",
  })
  async changes(
    @Args(() => ChangesArgs) args: ChangesArgs,
    @Ctx() { db, reader }: Context,
  ): Promise<PageLookup> {
    const { afterRevision } = args;
    if (afterRevision < 0)
      throw badUserInput(`\`afterRevision\` must be 0 or the number of a load, but is ${afterRevision}.`);
    const kept = await keptChanges(db);
    if (afterRevision < kept.since || afterRevision > kept.last) throw changesNotKept(afterRevision, kept);
    return reader.page(figureChanges, pageOf(args));
  }
}
