import { SearchResolver } from "./search.resolver.js";

export const searchModule = { entities: [], packages: [], resolvers: [SearchResolver] };
