import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { buildSchema, graphql } from "graphql";
import { listen } from "../example/listen.js";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])\n`;

/** A server whose answers a test decides, by `text` or in pieces by `send`; it keeps the requests that it got. */
async function stub(answer) {
  const state = { requests: [], delay: 0, status: 200, headers: {}, text: null, send: null };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    state.requests.push({ url: request.url, headers: request.headers, body });
    await pause(state.delay);
    response.statusCode = state.status;
    for (const [name, value] of Object.entries({ "content-type": "application/json", ...state.headers }))
      response.setHeader(name, value);
    if (state.send) return state.send(response);
    return response.end(state.text ?? JSON.stringify(await answer(request, body)));
  });
  const { url, stop } = await listen(server, 0);
  return Object.assign(state, { url, stop });
}

/** A subgraph: its SDL, its root, and its entities by representation. */
export function stubSubgraph(sdl, entity, root = {}) {
  const types = [...sdl.matchAll(/type (\w+) @key/g)].map(([, name]) => name);
  const query = /type Query/.test(sdl) ? "extend type Query" : "type Query";
  const schema = buildSchema(
    `${LINK}${sdl} scalar _Any type _Service { sdl: String! } union _Entity = ${types.join(" | ")}
    ${query} { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }`,
    { assumeValidSDL: true },
  );
  const rootValue = {
    ...root,
    _service: { sdl: `${LINK}${sdl}` },
    _entities: ({ representations }) => representations.map(entity),
  };
  return stub((_request, body) => {
    const { query: source, variables: variableValues } = JSON.parse(body);
    return graphql({ schema, source, variableValues, rootValue });
  });
}

/** A service of JSON: the minimum wages of codes in its address. */
export const stubWages = () =>
  stub(({ url }) =>
    new URL(url, "http://localhost").searchParams
      .get("codes")
      .split(",")
      .toReversed()
      .map((code) => ({ code, rupiah: Number(code) * 100 })),
  );
