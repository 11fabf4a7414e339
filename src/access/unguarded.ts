import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  type GraphQLSchema,
} from "graphql";
import { neededBy, partsOf } from "../graph/declare/scope.js";
import { nodeTypes } from "../graph/declare/table.js";

/**
 * The arguments, input fields and enum values that are named after a protected property of rows and need no scope: by
 * them a caller could filter or order by what it may not see. `TOTAL_WAGE_BILL` is named after `wageBill`.
 */
export function unguardedPlaces(schema: GraphQLSchema): string[] {
  const names = protectedNames(schema);
  const found: string[] = [];
  for (const [[place = ""], part] of partsOf(schema)) {
    if (!isInput(schema, place) || neededBy(part)) continue;
    const own = plain(/[^.(]+(?=\)?$)/.exec(place)?.[0] ?? "");
    if (names.some((name) => own.includes(name))) found.push(place);
  }
  return found;
}

/** Names of properties that need a scope on every type of rows that has them: others are public somewhere. */
function protectedNames(schema: GraphQLSchema): string[] {
  const [closed, open] = [new Set<string>(), new Set<string>()];
  for (const name of nodeTypes().keys()) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields()))
      if (isLeafType(getNamedType(field.type))) (neededBy(field) ? closed : open).add(plain(field.name));
  }
  return [...closed].filter((name) => !open.has(name));
}

const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

function isInput(schema: GraphQLSchema, place: string): boolean {
  const type = schema.getType(place.replace(/\..*/, ""));
  return place.endsWith(")") || isInputObjectType(type) || isEnumType(type);
}
