import { loadGraphQLHTTPSubgraph } from "@graphql-mesh/compose-cli";
import { loadJSONSchemaSubgraph } from "@omnigraph/json-schema";
import { loadMySQLSubgraph } from "@omnigraph/mysql";
import { loadOpenAPISubgraph } from "@omnigraph/openapi";
import { GraphQLSchema, isInputObjectType } from "graphql";
import { prefixed } from "./prefix.js";

/** What Mesh Compose loads each kind of source by. */
const LOADERS = {
  subgraph: ({ name, address, headers, description }) =>
    loadGraphQLHTTPSubgraph(name, {
      endpoint: address,
      federation: true,
      schemaHeaders: headers,
      ...(description && { source: description }),
    }),
  graphql: ({ name, address, headers, description }) =>
    loadGraphQLHTTPSubgraph(name, {
      endpoint: address,
      schemaHeaders: headers,
      ...(description && { source: description }),
    }),
  openapi: ({ name, address, headers, description }) =>
    loadOpenAPISubgraph(name, { source: description, endpoint: address, schemaHeaders: headers }),
  json: ({ name, address, operations }) =>
    loadJSONSchemaSubgraph(name, { endpoint: address, operations: operations.map(jsonOperation) }),
  mysql: ({ name, address, tables }) =>
    loadMySQLSubgraph(name, { endpoint: address, ...(tables && { tables }) }),
};

const ARGUMENTS = {
  String: { type: "string" },
  Int: { type: "integer" },
  "[String]": { type: "array", items: { type: "string" } },
  "[Int]": { type: "array", items: { type: "integer" } },
};

/** Arguments that the path does not name are parameters of its address; lists have commas between. */
const jsonOperation = ({ field, path, arguments: args = {}, type, sample }) => {
  const parameters = Object.keys(args).filter((name) => !path.includes(`{args.${name}`));
  return {
    type: "Query",
    field,
    path,
    method: "GET",
    responseSchema: schemaOf(sample, type ?? field),
    argTypeMap: Object.fromEntries(Object.entries(args).map(([name, kind]) => [name, ARGUMENTS[kind]])),
    queryParamArgMap: Object.fromEntries(parameters.map((name) => [name, name])),
    queryStringOptionsByParam: Object.fromEntries(parameters.map((name) => [name, { arrayFormat: "comma" }])),
  };
};

/** The JSON schema that a sample shows; its objects are named after the place that they are at. */
function schemaOf(sample, title) {
  if (Array.isArray(sample)) return { type: "array", items: schemaOf(sample[0] ?? "", title) };
  if (typeof sample !== "object" || sample === null)
    return { type: Number.isInteger(sample) ? "integer" : sample === null ? "string" : typeof sample };
  const properties = Object.entries(sample).map(([name, value]) => [
    name,
    schemaOf(value, `${title}_${name}`),
  ]);
  return { type: "object", title, properties: Object.fromEntries(properties) };
}

/** A transform that leaves out what writes: the gateway only reads from services and databases. */
function readOnly(schema) {
  const { query, types, ...rest } = schema.toConfig();
  // Inputs that a query has are found again.
  const read = types.filter(
    (type) => !isInputObjectType(type) && type !== rest.mutation && type !== rest.subscription,
  );
  return new GraphQLSchema({ ...rest, query, types: read, mutation: undefined, subscription: undefined });
}

/** A source as Mesh Compose takes it. */
export const subgraphOf = (source) => ({
  sourceHandler: LOADERS[source.kind](source),
  transforms: source.kind === "subgraph" ? [] : [readOnly, ...prefixed(source.prefix)],
});
