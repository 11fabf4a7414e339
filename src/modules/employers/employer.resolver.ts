import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import { badUserInput } from "../../errors.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { Lookup, PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { fromGlobalId } from "../../graph/declare/global-id.js";
import { needsScope } from "../../graph/declare/scope.js";
import { Employer } from "./employer.entity.js";
import { employers } from "./employer.table.js";

needsScope("Query.employer(registrationNumber)", "employers:identify", "null");

@Resolver()
export class EmployerResolver {
  @Query(() => Employer, {
    nullable: true,
    description:
      "An employer by its id or its registration number, exactly one of which must be given; null when no employer has it, and for a registration number that the viewer may not look up.",
  })
  employer(
    @Arg("id", () => ID, { nullable: true, description: "Its global id." }) id: string | null,
    @Arg("registrationNumber", () => String, {
      nullable: true,
      description: "Its registration number (NPP).",
    })
    registrationNumber: string | null,
    @Ctx() { reader, viewer }: Context,
  ): Lookup<Employer> | null {
    const [byId, byNumber] = [id ?? null, registrationNumber ?? null];
    if ((byId === null) === (byNumber === null)) {
      throw badUserInput("Exactly one of `id` and `registrationNumber` must be given.");
    }
    if (byId !== null) return reader.one(Employer, "slug", employerKey(byId));
    // Otherwise anybody could find out which numbers there are.
    if (!viewer.scopes.has("employers:identify")) return null;
    return reader.one(Employer, "registrationNumber", byNumber ?? "");
  }

  @Query(() => employers.type, { description: "Employers, by name." })
  employers(@Args(() => employers.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(employers, args);
  }
}

function employerKey(id: string): string {
  const { typeName, key } = fromGlobalId(id);
  if (typeName !== "Employer") throw badUserInput(`"${id}" is the id of a ${typeName}, not of an Employer.`);
  return key;
}
