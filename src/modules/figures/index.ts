/** What statements say of one region and category: the figures and rates that coverage and statistics both show. */
export const figuresModule = { entities: [], packages: [], refreshes: [], resolvers: [] };
