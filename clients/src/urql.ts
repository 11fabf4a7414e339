import type { CacheExchangeOpts, KeyingConfig, ResolverConfig } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { connections, pagingTypes, possibleTypes, typesWithoutId } from "./generated/cache-shape.js";
import { introspection } from "./generated/introspection.js";

/** Types whose rows have no id, so that Graphcache keeps them inside the row that has them. */
export const keys: KeyingConfig = Object.fromEntries(
  [...typesWithoutId, ...pagingTypes].map((type) => [type, () => null]),
);

/** Options of `cacheExchange()`. */
export const cacheOptions: CacheExchangeOpts = { schema: introspection, keys };

/** Resolvers that join the pages of every connection to one list; for `cacheExchange({ ...cacheOptions, resolvers })`. */
export const resolvers: ResolverConfig = {};

/** Graphcache resolves fields by object types, so those of an interface are resolved in each of its types. */
for (const [type, fields] of Object.entries(connections))
  for (const owner of (possibleTypes as Record<string, readonly string[]>)[type] ?? [type])
    for (const field of Object.keys(fields)) (resolvers[owner] ??= {})[field] = relayPagination();
