import { SearchResolver } from "./search.resolver.js";

export const searchModule = { entities: [], resolvers: [SearchResolver] };
