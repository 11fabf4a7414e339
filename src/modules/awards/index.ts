import { Award } from "./award.entity.js";
import { AwardResult } from "./award-result.entity.js";
import { AwardResolver } from "./award.resolver.js";
import { awardsPackage } from "./award.package.js";
import { awardResultsPackage } from "./award-result.package.js";

export const awardsModule = {
  entities: [Award, AwardResult],
  packages: [awardsPackage, awardResultsPackage],
  resolvers: [AwardResolver],
};
