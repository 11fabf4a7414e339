import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import { needsScope } from "../../graph/declare/scope.js";
import { submissions } from "./submission.table.js";

needsScope("Query.submissions", ["submissions:write", "submissions:review"]);

@Resolver()
export class SubmissionResolver {
  @Query(() => submissions.type, {
    description:
      "What was sent in for review, the latest first: the partner's own, and everything for reviewers.",
  })
  submissions(@Args(() => submissions.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(submissions, args);
  }
}
