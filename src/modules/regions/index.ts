import { Region } from "./region.entity.js";
import { RegionResolver } from "./region.resolver.js";

export const regionsModule = { entities: [Region], resolvers: [RegionResolver] };
