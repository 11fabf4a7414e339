import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { badUserInput } from "../../errors.js";
import type { PageArgs } from "../../graph/declare/page-args.js";
import type { Lookup, PageLookup } from "../../graph/declare/lookup.js";
import type { Context } from "../../graph/declare/context.js";
import { enumeration } from "../../graph/declare/enumeration.js";
import { RegionCode, isBpsCode, isKemendagriCode } from "./region-code.scalar.js";
import { Region } from "./region.entity.js";
import { cities, provinces, regencies, regions, villages } from "./region.table.js";

const CodeSystem = enumeration("CakupanCodeSystem", "Who numbers the regions.", {
  KEMENDAGRI: "Ministry of Home Affairs: `31.72` is Jakarta Utara.",
  BPS: "Statistics Indonesia: `3172` is Jakarta Timur.",
});
type CodeSystem = keyof typeof CodeSystem;

@Resolver()
export class RegionResolver {
  @Query(() => Region, { nullable: true, description: "A region by its code; null when no region has it." })
  region(
    @Arg("code", () => RegionCode, { description: "The code, in the code system given by `system`." })
    code: string,
    @Arg("system", () => CodeSystem, {
      defaultValue: "KEMENDAGRI",
      description:
        "Code system of `code`; it must be given for BPS codes, since the two systems use the same numbers for different cities.",
    })
    system: CodeSystem,
    @Ctx() { reader }: Context,
  ): Lookup<Region> {
    const [fits, property, example] =
      system === "BPS"
        ? [isBpsCode(code), "bpsCode", "15 or 1571"]
        : [isKemendagriCode(code), "code", "15 or 15.71"];
    if (!fits)
      throw badUserInput(
        `"${code}" is not a code of the system ${system}, whose codes look like ${example}.`,
      );
    return reader.one(Region, property, code);
  }

  @Query(() => regions.type, {
    description: "The country, provinces, regencies and cities; villages are listed by `villages`.",
  })
  regions(@Args(() => regions.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(regions, args);
  }

  @Query(() => provinces.type, { description: "The provinces." })
  provinces(@Args(() => provinces.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(provinces, args);
  }

  @Query(() => regencies.type, { description: "The regencies of all provinces." })
  regencies(@Args(() => regencies.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(regencies, args);
  }

  @Query(() => cities.type, { description: "The cities of all provinces." })
  cities(@Args(() => cities.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(cities, args);
  }

  @Query(() => villages.type, { description: "The villages that some source mentions." })
  villages(@Args(() => villages.args) args: PageArgs, @Ctx() { reader }: Context): PageLookup {
    return reader.page(villages, args);
  }
}
