import { Source } from "./source.entity.js";
import { SourceResolver } from "./source.resolver.js";

export const sourcesModule = { entities: [Source], resolvers: [SourceResolver] };
