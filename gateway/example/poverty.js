// An example of a partner's subgraph: poverty rates of regions. All figures are synthetic.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { buildSchema, graphql } from "graphql";
import { listen } from "./listen.js";
import { syntheticFigure } from "./synthetic-figure.js";

const sdl = await readFile(new URL("poverty.graphql", import.meta.url), "utf8");

// What every subgraph adds to its SDL for gateways.
const schema = buildSchema(
  `${sdl}
  scalar _Any
  type _Service { sdl: String! }
  union _Entity = Country | Province | Regency | City
  type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }`,
  { assumeValidSDL: true },
);

const povertyRate = (code) => ({
  share: Math.round(50 + 150 * syntheticFigure(`poverty ${code}`)) / 1_000,
  year: 2025,
  synthetic: true,
});

// A gateway passes on keys that are null or unknown.
const entity = ({ __typename, code }) =>
  typeof code === "string" ? { __typename, code, povertyRate: povertyRate(code) } : null;

const rootValue = {
  _service: { sdl },
  _entities: ({ representations }) => representations.map(entity),
};

/** Starts the subgraph on a port of this machine, and tells its address and each request. */
export function startPoverty({ port = 0, onRequest = () => undefined } = {}) {
  const server = createServer(async (request, response) => {
    onRequest(request);
    let body = "";
    for await (const chunk of request) body += chunk;
    try {
      const { query: source, variables: variableValues } = JSON.parse(body);
      const answer = await graphql({ schema, source, variableValues, rootValue });
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer));
    } catch {
      response.statusCode = 400;
      response.end();
    }
  });
  return listen(server, port);
}
