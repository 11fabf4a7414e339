import { Region } from "./region.entity.js";
import { RegionResolver } from "./region.resolver.js";
import { regionsPackage } from "./region.package.js";

export const regionsModule = { entities: [Region], packages: [regionsPackage], resolvers: [RegionResolver] };
