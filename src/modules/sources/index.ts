import { Source } from "./source.entity.js";
import { SourceResolver } from "./source.resolver.js";
import { sourcesPackage } from "./source.package.js";

export const sourcesModule = { entities: [Source], packages: [sourcesPackage], resolvers: [SourceResolver] };
