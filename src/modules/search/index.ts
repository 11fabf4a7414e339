import { SearchIndexPart } from "./search-index-part.entity.js";
import { SearchResolver } from "./search.resolver.js";
import { searchRefresh } from "./stored-index.js";

export const searchModule = {
  entities: [SearchIndexPart],
  packages: [],
  refreshes: [searchRefresh],
  resolvers: [SearchResolver],
};
