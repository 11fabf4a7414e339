import type { FieldPolicy, InMemoryCacheConfig, TypePolicies, TypePolicy } from "@apollo/client/cache";
import { connectionPolicy } from "./connection-policy.js";
import * as shape from "./generated/cache-shape.js";
import { mergeLists, mergeRows } from "./merge-values.js";

const possibleTypes: Record<string, string[]> = Object.fromEntries(
  Object.entries(shape.possibleTypes).map(([type, types]) => [type, [...types]]),
);

const policies: Record<string, TypePolicy & { fields?: Record<string, FieldPolicy> }> = {};
// Rows are known by their `id`; those selected without it are merged where they answer the same field.
for (const type of shape.possibleTypes.Node) policies[type] = { merge: mergeRows };
// Rows without an id stay inside the row that has them, under the field and its arguments.
for (const type of shape.typesWithoutId) policies[type] = { keyFields: false, merge: true };
for (const type of shape.pagingTypes) policies[type] = { keyFields: false };
for (const [type, fields] of Object.entries(shape.listsWithoutId))
  for (const field of fields) addField(type, field, { merge: mergeLists });
for (const [type, fields] of Object.entries(shape.connections))
  for (const [field, keyArgs] of Object.entries(fields) as [string, readonly string[]][])
    addField(type, field, connectionPolicy(keyArgs));

function addField(type: string, field: string, policy: FieldPolicy): void {
  policies[type] = { ...policies[type], fields: { ...policies[type]?.fields, [field]: policy } };
}

/** What Apollo Client must know of each type and field. */
export const typePolicies: TypePolicies = policies;

/** Options of `new InMemoryCache()`: the policies, and the types of interfaces and unions. */
export const cacheOptions: InMemoryCacheConfig = { possibleTypes, typePolicies };

export { possibleTypes };
