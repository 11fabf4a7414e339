import { declareConnection } from "../../graph/declare/connection.js";
import { choice, integer, partialDay, some, via } from "../../graph/declare/filter-fields.js";
import { declareFilter, extendFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Employer } from "../employers/employer.entity.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Award } from "./award.entity.js";
import { AwardResult, AwardStage } from "./award-result.entity.js";

declareTable({ entity: AwardResult, key: "slug", tieBreaker: "slug", rows: 3_000 });

const award = toOne(AwardResult, "award", {
  target: () => Award,
  by: { slug: "awardSlug" },
  description: "The award category and round.",
});
const region = toOne(AwardResult, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "The recipient region, or where the recipient employer is.",
});
toOne(AwardResult, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "The source that reports the result.",
});

declareFilter(AwardResult, {
  award: via(award, "The award category and round."),
  region: via(region, "The recipient region, or where the recipient employer is."),
  stage: choice("stage", AwardStage, "Stage that the recipient reached."),
  rank: integer("rank", "Rank, 1 being the best."),
  decidedOn: partialDay("decidedFrom", "decidedUntil", "Day of the decision."),
});

declareOrder(AwardResult, {
  RANK: { property: "rank", description: "Rank, 1 being the best." },
  DECIDED_ON: {
    property: "decidedFrom",
    description: "Day of the decision; a month or year counts as its first day.",
  },
});

export const awardResults = declareConnection(AwardResult, [{ property: "decidedFrom", direction: "DESC" }]);

const description = "Award results, the latest decision first";
const ofRegion = toConnection(Region, "awardResults", {
  connection: awardResults,
  by: { regionCode: "code" },
  where: { employerSlug: null },
  description: `${description}; results of employers in the region are listed under the employers.`,
});
const ofEmployer = toConnection(Employer, "awardResults", {
  connection: awardResults,
  by: { employerSlug: "slug" },
  description: `${description}.`,
});
toConnection(Award, "results", {
  connection: awardResults,
  by: { awardSlug: "slug" },
  description: "Results of this category and round.",
});

extendFilter(Region, { awardResults: some(ofRegion, "Conditions on the region's own award results.") });
extendFilter(Employer, { awardResults: some(ofEmployer, "Conditions on the employer's award results.") });
