import { Args, ArgsType, Ctx, Field, Int, Query, Resolver } from "type-graphql";
import { badUserInput, changesNotKept } from "../../errors.js";
import type { Context } from "../../graph/declare/context.js";
import { Priced } from "../../graph/declare/field-price.js";
import { filterOf } from "../../graph/declare/filter.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import { orderOf, type OrderInput } from "../../graph/declare/order.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import { FigureChange } from "./figure-change.entity.js";
import { keptChanges } from "./figure-change.queries.js";
import { figureChanges } from "./figure-change.table.js";

@ArgsType()
class ChangesArgs {
  @Field(() => Int, {
    description:
      "Number of the last load that the caller knows, as `about.revision` told it: changes of all later loads are listed.",
  })
  afterRevision!: number;

  @Field(() => filterOf(FigureChange).type, {
    nullable: true,
    description: "Condition on the changes to list; null lists all.",
  })
  filter?: object | null;

  @Field(() => [orderOf(FigureChange).type], {
    nullable: true,
    description: "Order of the list; as the changes were made when left out.",
  })
  orderBy?: OrderInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: "Rows from the front of the list: 0 to 500, 20 when neither end is named.",
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Only rows after this cursor." })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: "Rows from the back of the list: 0 to 500." })
  last?: number | null;

  @Field(() => String, { nullable: true, description: "Only rows before this cursor." })
  before?: string | null;
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
