import {
  GraphQLInterfaceType,
  GraphQLUnionType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from "graphql";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { buildSchemaSync } from "type-graphql";
import { describeAccess } from "../access/access-directives.js";
import { unguardedPlaces } from "../access/unguarded.js";
import { addFederation } from "../federation/entities.js";
import { applyScopes } from "../graph/declare/scope.js";
import { passPlainArguments } from "../graph/declare/plain-arguments.js";
import { NodeResolver } from "../graph/read/node.resolver.js";
import { resolveRelations } from "../graph/read/resolve-relations.js";
import { SubmissionMutationsResolver } from "../intake/submissions/submission-mutations.resolver.js";
import { resolvers } from "../modules/index.js";

// `@requiresScopes` is defined here, and not imported: composers then leave it out of the supergraph. With it, Apollo Gateway
// would not start, and routers would judge by tokens of their own.
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@tag"])

"The scopes that a key needs for a field; the server sees to it by itself."
directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION`;

/** The schema that is served. */
export interface ServedSchema {
  schema: GraphQLSchema;
  /** The SDL as a Federation 2 subgraph, for gateways. */
  sdl: string;
  /** The SDL without federation, for clients and their tools. */
  clientSdl: string;
}

let served: ServedSchema | null = null;

/** The schema of this process: it takes long enough to build that nothing builds it twice. */
export const servedSchema = (): ServedSchema => (served ??= buildServedSchema());

/** Builds the schema from the modules' declarations. Throws when they do not fit together. */
export function buildServedSchema(): ServedSchema {
  const schema = buildSchemaSync({
    resolvers: [NodeResolver, ...resolvers, SubmissionMutationsResolver],
    validate: false,
    disableInferringDefaultValues: true,
    // Apollo Server refuses a schema with faults; this would look for them by an introspection of the whole.
    skipCheck: true,
  });
  passPlainArguments(schema);
  resolveRelations(schema);
  applyScopes(schema);
  const unguarded = unguardedPlaces(schema);
  if (unguarded.length > 0)
    throw new Error(`These are named after what needs a scope, and need none: ${unguarded.join(", ")}`);
  describeAccess(schema);
  const query = schema.getQueryType();
  if (query) query.description = "Entry points of the graph.";
  const mutation = schema.getMutationType();
  if (mutation) mutation.description = "What changes the graph: all of it needs a key.";
  // Types of abstract fields are resolved by the row's class, without a promise.
  for (const type of Object.values(schema.getTypeMap())) {
    if (type instanceof GraphQLInterfaceType || type instanceof GraphQLUnionType) {
      type.resolveType = (row: object) => row.constructor.name;
    }
  }
  const sorted = lexicographicSortSchema(schema);
  const sdl = `${LINK}\n\n${printSchemaWithDirectives(sorted)}\n`;
  return { schema: addFederation(schema, sdl), sdl, clientSdl: `${printSchema(sorted)}\n` };
}
