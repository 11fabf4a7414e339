import { Award } from "./award.entity.js";
import { AwardResult } from "./award-result.entity.js";
import { AwardResolver } from "./award.resolver.js";

export const awardsModule = { entities: [Award, AwardResult], resolvers: [AwardResolver] };
