import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { findDataVersion } from "../../database/revision.js";
import { Priced } from "../../graph/declare/field-price.js";
import { fieldNeeds } from "../../graph/declare/relation.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { citationOf } from "./citation.rules.js";
import { Source } from "./source.entity.js";
import { sources } from "./source.table.js";

fieldNeeds(Source, "citation", ["publisher", "title", "publishedOn", "publishedText", "url", "accessedOn"]);

@Resolver(() => Source)
export class SourceResolver {
  @Query(() => sources.type, {
    description: "Publications that state the graph's facts and figures; latest first.",
  })
  sources(@Args(() => sources.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(sources, args);
  }

  @Priced({ statements: 1 })
  @FieldResolver(() => String, {
    description:
      "Citation, ready to paste: publisher, date, title, address, the day on which it was read, and the version of the data.",
  })
  async citation(@Root() source: Source, @Ctx() { db, reader }: Context): Promise<string> {
    const version = reader.batch("data version", async (keys) => {
      const found = await findDataVersion(db);
      return keys.map(() => found);
    });
    return citationOf(source, await version.load(""));
  }
}
