import { Initiative } from "./initiative.entity.js";
import { InitiativeResolver } from "./initiative.resolver.js";
import { Regulation } from "./regulation.entity.js";

export const initiativesModule = { entities: [Regulation, Initiative], resolvers: [InitiativeResolver] };
