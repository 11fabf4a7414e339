import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { Attached } from "../collections.js";
import { forbidden, type UserError } from "../errors.js";
import { isOpen, neededBy } from "../graph/declare/scope.js";
import type { Viewer } from "./viewer.js";

type Part = Parameters<typeof neededBy>[0];

const guarded = new WeakMap<GraphQLSchema, ReadonlySet<GraphQLNamedType>>();
const variables = new Attached<OperationDefinitionNode, readonly Guarded[]>();

/** A variable in whose value something may need a scope. */
interface Guarded {
  name: string;
  type: GraphQLInputType;
}

/**
 * The error for the first value among an operation's coerced variables that needs a scope which the viewer lacks, such as
 * a condition on a protected property; null when there is none. What a document says itself is looked at once, with it.
 */
export function forbiddenValue(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  values: Readonly<Record<string, unknown>>,
  viewer: Viewer,
): UserError | null {
  let found = variables.get(operation);
  if (!found) variables.set(operation, (found = guardedVariables(schema, operation)));
  for (const { name, type } of found) {
    const place = forbiddenIn(values[name], type, viewer);
    if (place !== null) return forbidden(`\`${place}\` in the variable \`$${name}\``);
  }
  return null;
}

function guardedVariables(schema: GraphQLSchema, operation: OperationDefinitionNode): readonly Guarded[] {
  let types = guarded.get(schema);
  if (!types) guarded.set(schema, (types = guardedTypes(schema)));
  return (operation.variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
    // The overloads of typeFromAST tell the kinds of nodes apart.
    const type = typeFromAST(schema, node as never) as GraphQLInputType | undefined;
    return type && types.has(getNamedType(type)) ? [{ name: variable.name.value, type }] : [];
  });
}

/** The input types and enums in whose values something may need a scope, at any depth. */
function guardedTypes(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const found = new Set<GraphQLNamedType>();
  const all = Object.values(schema.getTypeMap());
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const type of all) {
      if (isEnumType(type) && type.getValues().some(neededBy)) found.add(type);
      if (!isInputObjectType(type)) continue;
      const fields = Object.values(type.getFields());
      if (fields.some((field) => neededBy(field) ?? found.has(getNamedType(field.type)))) found.add(type);
    }
  }
  return found;
}

/** The first place in a coerced value that needs a scope which the viewer lacks. */
function forbiddenIn(value: unknown, declared: GraphQLInputType, viewer: Viewer): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    for (const item of value) {
      const place = forbiddenIn(item, declared, viewer);
      if (place !== null) return place;
    }
    return null;
  }
  const type = getNamedType(declared);
  const isAllowed = (part: Part): boolean => isOpen(neededBy(part), viewer.scopes);
  if (isEnumType(type)) {
    const chosen = type.getValues().find((one) => one.value === value);
    return chosen && !isAllowed(chosen) ? `${type.name}.${chosen.name}` : null;
  }
  if (!isInputObjectType(type)) return null;
  for (const [name, inner] of Object.entries(value)) {
    const field = type.getFields()[name];
    if (!field || inner === undefined) continue;
    if (!isAllowed(field)) return `${type.name}.${name}`;
    const place = forbiddenIn(inner, field.type, viewer);
    if (place !== null) return place;
  }
  return null;
}
