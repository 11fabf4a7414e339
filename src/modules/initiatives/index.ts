import { Initiative } from "./initiative.entity.js";
import { InitiativeResolver } from "./initiative.resolver.js";
import { Regulation } from "./regulation.entity.js";
import { regulationsPackage } from "./regulation.package.js";
import { initiativesPackage } from "./initiative.package.js";

export const initiativesModule = {
  entities: [Regulation, Initiative],
  packages: [regulationsPackage, initiativesPackage],
  resolvers: [InitiativeResolver],
};
