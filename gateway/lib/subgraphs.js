import { loadGraphQLHTTPSubgraph } from "@graphql-mesh/compose-cli";
import { loadJSONSchemaSubgraph } from "@omnigraph/json-schema";
import { loadMySQLSubgraph } from "@omnigraph/mysql";
import { loadOpenAPISubgraph } from "@omnigraph/openapi";
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

const jsonOperation = ({ field, path, arguments: args, type, sample }) => ({
  type: "Query",
  field,
  path,
  method: "GET",
  responseSample: sample,
  ...(args && { argTypeMap: args }),
  ...(type && { responseTypeName: type }),
});

/** A source as Mesh Compose takes it. */
export const subgraphOf = (source) => ({
  sourceHandler: LOADERS[source.kind](source),
  transforms: prefixed(source.prefix),
});
