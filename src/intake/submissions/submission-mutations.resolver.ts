import { Arg, Ctx, ID, Mutation, Resolver } from "type-graphql";
import { dataSourceOf } from "../../database/database.js";
import { Session } from "../../database/session.js";
import type { Context } from "../../graph/declare/context.js";
import { Priced } from "../../graph/declare/field-price.js";
import type { Lookup } from "../../graph/declare/lookup.js";
import { needsScope } from "../../graph/declare/scope.js";
import { Submission } from "../../modules/submissions/submission.entity.js";
import type { Caller } from "./caller.js";
import { reviewSubmission } from "./review.js";
import { ReviewSubmissionInput, SubmitRowsInput } from "./submission.args.js";
import { submitRows, withdrawSubmission } from "./submit.js";

needsScope("Mutation.submitRows", "submissions:write");
needsScope("Mutation.withdrawSubmission", "submissions:write");
needsScope("Mutation.reviewSubmission", "submissions:review");

// Tenths of milliseconds of checking and loading thousands of rows.
const CHECKING = 5_000;
const LOADING = 10_000;

@Resolver()
export class SubmissionMutationsResolver {
  @Priced({ work: CHECKING })
  @Mutation(() => Submission, {
    description:
      "Sends rows in for review, checked as an import checks them; nothing of them is public until they are accepted.",
  })
  async submitRows(
    @Arg("input", () => SubmitRowsInput, { description: "The rows." }) input: SubmitRowsInput,
    @Ctx() context: Context,
  ): Promise<Lookup<Submission>> {
    return found(context, await submitRows(callerOf(context), input));
  }

  @Priced({ work: CHECKING })
  @Mutation(() => Submission, {
    description:
      "Takes back what the key's partner has sent in, while it waits for review; its rows are forgotten.",
  })
  async withdrawSubmission(
    @Arg("id", () => ID, { description: "The id of the submission." }) id: string,
    @Ctx() context: Context,
  ): Promise<Lookup<Submission>> {
    return found(context, await withdrawSubmission(callerOf(context), id));
  }

  @Priced({ work: LOADING })
  @Mutation(() => Submission, {
    description:
      "Accepts or refuses what another partner has sent in; what is accepted is loaded under its sender's dataset, all of it or nothing.",
  })
  async reviewSubmission(
    @Arg("input", () => ReviewSubmissionInput, { description: "The decision." }) input: ReviewSubmissionInput,
    @Ctx() context: Context,
  ): Promise<Lookup<Submission>> {
    return found(context, await reviewSubmission(callerOf(context), input));
  }
}

const found = ({ reader }: Context, slug: string): Lookup<Submission> => reader.one(Submission, "slug", slug);

const DEFAULT_FOLDER = "data";

const callerOf = ({ db, viewer, dataFolder = DEFAULT_FOLDER }: Context): Caller => ({
  dataSource: dataSourceOf(db),
  viewer,
  dataFolder,
  check: () => {
    if (db instanceof Session) db.check();
  },
});
