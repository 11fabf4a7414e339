import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import type { Scope } from "../../access/scope.js";

/** What happens to a request that uses something without its scope: it is refused there, or gets null as for nothing. */
export type Denial = "refused" | "null";

/** The scopes of which a place of the schema needs one. */
export interface Needed {
  scopes: readonly Scope[];
  denial: Denial;
}

const needed = new Map<string, Needed>();

/**
 * Declares that a place of the schema needs a scope, or one of several: `Type.field`, `Type.field(argument)`, `Input.field` or
 * `Enum.VALUE`. With the denial "null" its resolver must answer null without the scope, whatever is asked for.
 */
export function needsScope(place: string, scope: Scope | readonly Scope[], denial: Denial = "refused"): void {
  needed.set(place, { scopes: [scope].flat(), denial });
}

/** Declares that a field of a type needs a scope. */
export const Scoped =
  (scope: Scope): PropertyDecorator =>
  ({ constructor }, property) => {
    needsScope(`${constructor.name}.${String(property)}`, scope);
  };

/** What a property of a row needs; undefined when everybody may see it. */
export const neededByProperty = (type: { name: string }, property: string): Needed | undefined =>
  needed.get(`${type.name}.${property}`);

/** Whether a viewer with some scopes may use what needs this. */
export const isOpen = (need: Needed | undefined, scopes: ReadonlySet<Scope>): boolean =>
  need === undefined || need.scopes.some((scope) => scopes.has(scope));

/** The declared need of a field, an argument, an input field or an enum value; undefined when everybody may use it. */
export const neededBy = ({
  extensions,
}: {
  extensions: Readonly<Record<string, unknown>>;
}): Needed | undefined => extensions.needed as Needed | undefined;

/** A place of a schema that may need a scope. */
interface Part {
  extensions: Readonly<Record<string, unknown>>;
}

/**
 * Marks every place of a schema with the scope that it needs, so that whoever walks it needs no list, and makes fields that
 * need one nullable: a gateway that must not find null there would throw away what is around them. Throws when a declaration
 * names a place that does not exist: it would protect nothing.
 */
export function applyScopes(schema: GraphQLSchema): void {
  const missing = new Set(needed.keys());
  for (const [places, part, output] of partsOf(schema)) {
    for (const place of places) {
      const need = needed.get(place);
      if (!need) continue;
      part.extensions = { ...part.extensions, needed: need };
      if (output) output.type = getNullableType(output.type);
      missing.delete(place);
    }
  }
  if (missing.size > 0)
    throw new Error(`Scopes are declared for what the schema lacks: ${[...missing].join(", ")}`);
}

/**
 * Every field, argument, input field and enum value, with the names by which its scope may be declared; `output` is the
 * part itself where it is a field of answers.
 */
export function* partsOf(
  schema: GraphQLSchema,
): Generator<[places: string[], part: Part, output?: { type: GraphQLOutputType }]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    if (isObjectType(type) || isInterfaceType(type)) {
      // A field that needs a scope on an interface needs it on every type of it.
      const owners = [type, ...type.getInterfaces()].map(({ name }) => name);
      for (const field of Object.values(type.getFields())) {
        yield [owners.map((owner) => `${owner}.${field.name}`), field, field];
        for (const argument of field.args)
          yield [owners.map((owner) => `${owner}.${field.name}(${argument.name})`), argument];
      }
    }
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) yield [[`${type.name}.${field.name}`], field];
    if (isEnumType(type)) for (const value of type.getValues()) yield [[`${type.name}.${value.name}`], value];
  }
}
