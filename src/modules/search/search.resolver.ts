import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { badUserInput } from "../../errors.js";
import { MAX_PAGE, pageRequest } from "../../graph/declare/page-args.js";
import type { Context } from "../../graph/declare/context.js";
import { Priced, type FieldPrice } from "../../graph/declare/field-price.js";
import type { RowClass } from "../../graph/declare/table.js";
import { Award } from "../awards/award.entity.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Employer } from "../employers/employer.entity.js";
import { Initiative } from "../initiatives/initiative.entity.js";
import { Regulation } from "../initiatives/regulation.entity.js";
import { Indicator } from "../observations/indicator.entity.js";
import { Region } from "../regions/region.entity.js";
import { search } from "./stored-index.js";
import { SearchHit, SearchType } from "./search.type.js";

/** Maximum length of a text to search for, in characters. */
const MAX_TEXT = 200;

const ROWS: Record<SearchType, readonly [type: RowClass<SearchHit>, key: string]> = {
  REGION: [Region, "code"],
  EMPLOYER: [Employer, "slug"],
  AWARD: [Award, "slug"],
  INITIATIVE: [Initiative, "slug"],
  REGULATION: [Regulation, "slug"],
  COHORT_CATEGORY: [CohortCategory, "code"],
  INDICATOR: [Indicator, "code"],
};

// Work per searchable row: a short beginning of a word is looked up in all words that have it.
const HIT = 0.1;

const searchPrice: FieldPrice<{ first: number }> = {
  values: ({ first }) => Math.max(0, Math.min(MAX_PAGE, first)),
  // The revision, the hits of each type, and after a load the packing of the index.
  statements: 15,
  work: (_args, { rowsOf }) => HIT * Object.values(ROWS).reduce((sum, [type]) => sum + rowsOf(type), 0),
};

@Resolver()
export class SearchResolver {
  @Priced(searchPrice)
  @Query(() => [SearchHit], {
    description:
      "Matches for a text, best first: an exact code, then a name, then anything with all its words; a region's name may come with its kind (`kab.`) and the regions above it (`Semarang, Jawa Tengah`), the last word may be incomplete, and one letter of a name may be missing, wrong, extra or swapped with the next.",
  })
  async search(
    @Arg("text", () => String, {
      description: `A name, a part of one, or a code: 1 to ${MAX_TEXT} characters.`,
    })
    text: string,
    @Arg("types", () => [SearchType], {
      nullable: true,
      description: "Types to find; all types when left out.",
    })
    types: SearchType[] | null | undefined,
    @Arg("first", () => Int, { defaultValue: 10, description: `Maximum number of hits: 0 to ${MAX_PAGE}.` })
    first: number,
    @Ctx() { db, reader }: Context,
  ): Promise<SearchHit[]> {
    const [wanted, { size }] = [searchable(text), pageRequest({ first })];
    const found = await search(db, wanted, types ?? null, size);
    const hits = await Promise.all(found.map(({ type, key }) => reader.find(...ROWS[type], key)));
    // A load may have removed a row since the index was built.
    return hits.filter((hit) => hit !== null);
  }
}

function searchable(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") throw badUserInput("`text` must be a name, a part of a name, or a code; it is empty.");
  if (trimmed.length > MAX_TEXT) {
    throw badUserInput(`\`text\` must have at most ${MAX_TEXT} characters; it has ${trimmed.length}.`);
  }
  return trimmed;
}
