import {
  Kind,
  type GraphQLScalarType,
  type GraphQLUnionType,
  extendSchema,
  parse,
  type GraphQLSchema,
} from "graphql";
import { badUserInput, shown, type UserError } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { fromGlobalId } from "../graph/declare/global-id.js";
import { eachInPlace, type Lookup } from "../graph/declare/lookup.js";
import type { FieldPrice } from "../graph/declare/field-price.js";
import { isOpen, neededByProperty } from "../graph/declare/scope.js";
import { thenRead } from "../graph/read/resolve-relations.js";
import { nodeTypes } from "../graph/declare/table.js";

/** Maximum number of different representations in one `_entities` call. */
const MAX_REPRESENTATIONS = 5_000;

// Not every gateway leaves out repeated ones: a list of a partner may lead to the same region a thousand times.
const countDifferent = (representations: readonly unknown[]): number =>
  new Set(representations.map((representation) => JSON.stringify(representation))).size;

const ENTITIES_PRICE: FieldPrice<{ representations: unknown[] }> = {
  values: ({ representations }) => Math.min(MAX_REPRESENTATIONS, countDifferent(representations)),
  // One for each type and key.
  statements: ({ representations }) => Math.min(2 * nodeTypes().size, representations.length),
};

type Representation = Record<string, unknown>;
type EntityTypes = ReturnType<typeof nodeTypes>;

/**
 * Makes a schema a subgraph: adds `_service` with its SDL, and `_entities`, which returns the entities in the order of
 * their representations, null for those not found and for null keys, with one statement for each type and key.
 */
export function addFederation(schema: GraphQLSchema, sdl: string): GraphQLSchema {
  const entityTypes = new Map([...nodeTypes()].filter(([name]) => hasKey(schema, name)));
  const types = [...entityTypes.keys()].filter(
    (name) => schema.getType(name)?.astNode?.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
  const extended = extendSchema(
    schema,
    parse(`
      "Any representation of an entity, as a federation gateway sends it."
      scalar _Any
      "Any entity of this subgraph."
      union _Entity = ${types.join(" | ")}
      "Metadata of this subgraph, for federation gateways."
      type _Service {
        "The subgraph's schema with its federation directives."
        sdl: String
      }
      extend type Query {
        "The subgraph's schema, for federation gateways."
        _service: _Service!
        "Entities by their representations, at most ${MAX_REPRESENTATIONS} different ones, for federation gateways; null for those not found and for null keys."
        _entities(
          "Type and key fields of each entity."
          representations: [_Any!]!
        ): [_Entity]!
      }
    `),
    { assumeValid: true },
  );
  const { _service: service, _entities: entities } = extended.getQueryType()?.getFields() ?? {};
  if (!service || !entities) throw new Error("The schema has no Query type");
  service.resolve = () => ({ sdl });
  entities.resolve = thenRead(
    (_root, { representations }: { representations: Representation[] }, context: Context) =>
      resolveEntities(entityTypes, representations, context),
  );
  entities.extensions = { ...entities.extensions, price: ENTITIES_PRICE };
  const any = extended.getType("_Any") as GraphQLScalarType;
  any.parseValue = (value) => value;
  const entity = extended.getType("_Entity") as GraphQLUnionType;
  entity.resolveType = (row: object) => row.constructor.name;
  return extended;
}

const hasKey = (schema: GraphQLSchema, typeName: string): boolean =>
  schema.getType(typeName)?.astNode?.directives?.some(({ name }) => name.value === "key") ?? false;

function resolveEntities(
  entityTypes: EntityTypes,
  representations: readonly Representation[],
  context: Context,
): (Lookup<object> | UserError | null)[] {
  const different = representations.length > MAX_REPRESENTATIONS ? countDifferent(representations) : 0;
  if (different > MAX_REPRESENTATIONS) {
    throw badUserInput(
      `\`representations\` has ${different} different items; at most ${MAX_REPRESENTATIONS} are allowed.`,
    );
  }
  return eachInPlace(representations, (representation) =>
    resolveEntity(entityTypes, representation, context),
  );
}

function resolveEntity(
  entityTypes: EntityTypes,
  representation: Representation,
  { reader, viewer }: Context,
): Lookup<object> | null {
  const { __typename: typeName } = representation;
  const found = typeof typeName === "string" ? entityTypes.get(typeName) : undefined;
  if (!found)
    throw badUserInput(
      `The \`__typename\` of a representation must be an entity type of this subgraph, not ${shown(typeName)}.`,
    );
  const { type, table } = found;
  const keys = [...(table.keys ?? []), "id"];
  if (keys.every((key) => representation[key] === undefined))
    throw badUserInput(
      `A representation of ${typeName as string} has no key: give ${keys.map((key) => `\`${key}\``).join(" or ")}.`,
    );
  for (const key of table.keys ?? []) {
    if ((representation[key] ?? null) === null) continue;
    const value = keyValue(representation, key);
    // As for a key that nothing has, so that keys cannot be guessed.
    return isOpen(neededByProperty(type, key), viewer.scopes) ? reader.one(type, key, value) : null;
  }
  // A gateway passes on what a partner does not know.
  if ((representation.id ?? null) === null) return null;
  const { typeName: named, key } = fromGlobalId(keyValue(representation, "id"));
  const same = named === typeName || entityTypes.get(named)?.table === table;
  return same ? reader.one(type, table.key, key) : null;
}

// MySQL compares text with a number as numbers, so that 0 equals most texts: a key must be a string.
function keyValue(representation: Representation, key: string): string {
  const value = representation[key];
  if (typeof value !== "string") {
    throw badUserInput(
      `The key \`${key}\` of ${shown(representation.__typename)} must be a string, not ${shown(value)}.`,
    );
  }
  return value;
}
