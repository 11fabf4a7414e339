import { toComputed } from "../../graph/declare/relation.js";
import { CoverageRank } from "./coverage-ranking.type.js";
import { Coverage } from "./coverage.type.js";
import { CoverageStep } from "./materialized/coverage-step.entity.js";
import { isKept, KEPT_DAYS } from "./materialized/kept-fields.js";
import { coverageOfRegions } from "./read-coverage.js";

toComputed(CoverageRank, "coverage", {
  type: () => Coverage,
  description: "The coverage that decides the place.",
  nullable: false,
  needs: ["regionCode", "subject", "computed"],
  kept: {
    target: () => CoverageStep,
    by: { regionCode: "regionCode" },
    days: KEPT_DAYS,
    on: (_args, { subject, computed }: CoverageRank) =>
      computed === null && isKept(subject) ? subject.on : null,
  },
  read: async ({ db }, ranks) => {
    const left = ranks.filter(({ computed }) => computed === null);
    const read = await coverageOfRegions(
      db,
      left.map(({ regionCode, subject }) => ({ regionCode, ...subject })),
    );
    const found = new Map(left.map((rank, index) => [rank, read[index]]));
    return ranks.map((rank) => rank.computed ?? found.get(rank));
  },
});
