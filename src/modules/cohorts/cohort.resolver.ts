import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { each, Priced } from "../../graph/declare/field-price.js";
import { Source } from "../sources/source.entity.js";
import { CohortCategory } from "./cohort-category.entity.js";
import "./cohort-category.table.js";
import { listCategories, sourcesByCohort } from "./cohort.queries.js";
import { WorkerCohort } from "./worker-cohort.entity.js";
import { workerCohorts } from "./worker-cohort.table.js";

@Resolver(() => WorkerCohort)
export class CohortResolver {
  @Priced({ values: (_args, { rowsOf }) => rowsOf(CohortCategory), distinct: true })
  @Query(() => [CohortCategory], { description: "All categories of workers, by code." })
  cohortCategories(@Ctx() { db }: Context): Promise<CohortCategory[]> {
    return listCategories(db);
  }

  @Query(() => workerCohorts.type, { description: "Worker cohorts, by region and category." })
  workerCohorts(@Args(() => workerCohorts.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(workerCohorts, args);
  }

  @Priced({ values: each(10) })
  @FieldResolver(() => [Source], { description: "Sources with a statement about the cohort, latest first." })
  sources(@Root() cohort: WorkerCohort, @Ctx() { db, reader }: Context): Promise<Source[]> {
    return reader.batch("WorkerCohort.sources", (slugs) => sourcesByCohort(db, slugs)).load(cohort.slug);
  }
}
