import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD } from "../support/rows.js";

const VIEWER = `{ viewer { partner { slug name kind } scopes expiresAt regions { code } } }`;
const NAMES = `{ regions(first: 3) { nodes { name } } }`;
const FILE = "/export/24-about.ndjson";

describeEachEngine("The doors of the server", (engine) => {
  let graph: TestGraph;
  let commands: PartnerCommands;
  const apps: FastifyInstance[] = [];
  const lines: string[] = [];

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD);
    commands = new PartnerCommands(graph.dataSource);
    await commands.create("disnaker-jateng", "Disnaker Jawa Tengah", "GOVERNMENT");
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
    lines.length = 0;
    await graph.close();
  });

  const serve = async (environment: NodeJS.ProcessEnv = {}): Promise<FastifyInstance> => {
    const config = readConfig({ NODE_ENV: "test", EXPLORER: "false", LOG_LEVEL: "debug", ...environment });
    const app = await createApp({
      config,
      dataSource: graph.dataSource,
      logger: createLogger(config, { write: (line) => lines.push(line) }),
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
    apps.push(app);
    return app;
  };
  const post = (
    app: FastifyInstance,
    query: string,
    headers: Record<string, string | string[]> = {},
    url = "/graphql",
  ): ReturnType<FastifyInstance["inject"]> =>
    app.inject({ method: "POST", url, headers, payload: { query } }) as never;
  const get = (app: FastifyInstance, query: string, headers: Record<string, string> = {}) =>
    app.inject({
      url: `/graphql?${new URLSearchParams({ query }).toString()}`,
      headers: { "apollo-require-preflight": "1", ...headers },
    });
  const keyOf = (scopes: string[] = ["returns:read"], regions: string[] = []): Promise<string> =>
    commands.key({ partner: "disnaker-jateng", scopes, regions, days: null });
  const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` });

  it("tell anybody that they are nobody, without a statement", async () => {
    const app = await serve();
    graph.log.names = [];
    const { statusCode, body } = await post(app, VIEWER);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      data: { viewer: { partner: null, scopes: [], expiresAt: null, regions: [] } },
    });
    expect(graph.log.names.filter((name) => !name.startsWith("data."))).toEqual([]);
  });

  it("tell a partner who it is, by either header, and read its key once", async () => {
    const app = await serve();
    const key = await keyOf(["wages:read", "returns:read"], ["33"]);
    graph.log.names = [];
    for (const headers of [bearer(key), { "x-api-key": key }, { ...bearer(key), "x-api-key": key }]) {
      const { body } = await post(app, VIEWER, headers);
      expect(JSON.parse(body)).toEqual({
        data: {
          viewer: {
            partner: { slug: "disnaker-jateng", name: "Disnaker Jawa Tengah", kind: "GOVERNMENT" },
            scopes: ["RETURNS_READ", "WAGES_READ"],
            expiresAt: null,
            regions: [{ code: "33" }],
          },
        },
      });
    }
    expect(graph.log.names.filter((name) => name === "partners.listKeys")).toHaveLength(1);
  });

  it("refuse every key that is not accepted with the same answer, and never treat it as none", async () => {
    const app = await serve();
    const [good, revoked, expired, unknown] = [await keyOf(), await keyOf(), await keyOf(), await keyOf()];
    await commands.revoke(revoked.slice(4, 16));
    await graph.dataSource.query(
      "UPDATE partner_keys SET expires_at = '2020-01-01 00:00:00.000' WHERE id = ?",
      [expired.slice(4, 16)],
    );
    await graph.dataSource.query("DELETE FROM partner_keys WHERE id = ?", [unknown.slice(4, 16)]);
    const refused: Record<string, string | string[]>[] = [
      { authorization: "" },
      { "x-api-key": "" },
      { authorization: "Bearer" },
      { authorization: "Bearer x" },
      { authorization: good },
      { authorization: `Basic ${Buffer.from(good).toString("base64")}` },
      { authorization: `Bearer ${good} ${good}` },
      { "x-api-key": `${good}, ${good}` },
      { ...bearer(good), "x-api-key": revoked },
      { ...bearer(good), "x-api-key": "" },
      { authorization: [bearer(good).authorization, bearer(revoked).authorization] },
      { authorization: [bearer(good).authorization, bearer(await keyOf()).authorization] },
      { "x-api-key": [good, revoked] },
      bearer(good.slice(0, -1)),
      bearer(revoked),
      bearer(expired),
      bearer(unknown),
    ];
    const answers = new Set<string>();
    for (const headers of refused)
      for (const url of ["/graphql", "/export?format=csv"]) {
        const answer = await post(app, NAMES, headers, url);
        expect(answer.statusCode).toBe(401);
        expect(answer.headers).toMatchObject({
          "cache-control": "no-store",
          "www-authenticate": /^Bearer/ as never,
        });
        answers.add(answer.body);
      }
    // Nor by a link, which needs none.
    answers.add((await app.inject({ url: FILE, headers: bearer(revoked) })).body);
    expect([...answers].map((text) => JSON.parse(text).errors[0].extensions)).toEqual([
      { code: "UNAUTHENTICATED" },
    ]);
    expect((await post(app, NAMES, bearer(good))).statusCode).toBe(200);
  });

  it("look at no key in an address, a body or a cookie", async () => {
    const app = await serve();
    const key = await keyOf();
    const answer = await app.inject({
      method: "POST",
      url: `/graphql?x-api-key=${key}&authorization=${key}`,
      headers: { cookie: `authorization=${key}; x-api-key=${key}` },
      payload: { query: VIEWER, extensions: { authorization: key } },
    });
    expect(JSON.parse(answer.body).data.viewer.partner).toBeNull();
  });

  it("let caches store what anybody may see, by address and header of the key, and nothing else", async () => {
    const app = await serve();
    const key = await keyOf();
    const anonymous = await get(app, NAMES);
    expect(anonymous.headers).toMatchObject({
      "cache-control": "public, max-age=0, must-revalidate",
      vary: expect.stringMatching(/authorization, x-api-key/),
    });
    const tag = String(anonymous.headers.etag);
    expect((await get(app, NAMES, { "if-none-match": tag })).statusCode).toBe(304);
    const keyed = await get(app, NAMES, { ...bearer(key), "if-none-match": tag });
    expect(keyed.statusCode).toBe(200);
    expect(keyed.headers["cache-control"]).toBe("private, no-store");
    expect(keyed.headers).not.toHaveProperty("etag");
    expect(JSON.parse(keyed.body)).toEqual(JSON.parse(anonymous.body));
    const posted = await post(app, NAMES, bearer(key), "/export?format=csv");
    expect(posted.headers["cache-control"]).toBe("private, no-store");
    const closed = await serve({ PUBLIC: "false", EXPLORER: "true" });
    for (const url of [FILE, "/schema.graphql"]) {
      const open = await app.inject({ url });
      expect([open.statusCode, typeof open.headers.etag]).toEqual([200, "string"]);
      const known = { ...bearer(key), "if-none-match": String(open.headers.etag) };
      const answers = [await closed.inject({ url, headers: known })];
      // Of the schema there is nothing to hide where everybody may read it.
      if (url === FILE) answers.push(await app.inject({ url, headers: known }));
      for (const { statusCode, headers } of answers) {
        expect([url, statusCode, headers["cache-control"]]).toEqual([url, 200, "private, no-store"]);
        expect(headers).not.toHaveProperty("etag");
      }
    }
  });

  it("answer what is left of an operation like any other, so that clients and gateways take it", async () => {
    const app = await serve();
    const query = `{ regions(first: 1) { nodes { code } } employers { nodes { registrationNumber } } employerReturns { totalCount } }`;
    for (const answer of [await post(app, query), await get(app, query)]) {
      const { data, errors } = JSON.parse(answer.body);
      expect([answer.statusCode, data.regions.nodes[0].code]).toEqual([200, "15"]);
      expect(errors.map((error: any) => error.extensions.code)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    }
    const refused = `{ employers { nodes { returns(filter: { wageBill: { gt: 1 } }) { totalCount } } } }`;
    expect((await post(app, refused, bearer(await keyOf()))).statusCode).toBe(403);
    expect((await post(app, query, {}, "/export?format=csv")).statusCode).toBeGreaterThanOrEqual(400);
    const listed = `{ employers { nodes { name registrationNumber } } }`;
    expect((await post(app, listed, {}, "/export?format=csv")).statusCode).toBe(403);
  });

  it("answer each caller what it may see, though answers are remembered", async () => {
    const app = await serve();
    const keys = [await keyOf(["returns:read"]), await keyOf(["returns:read"]), await keyOf(["wages:read"])];
    await commands.create("bpjs-solo", "BPJS Surakarta", "BPJS");
    keys.push(await commands.key({ partner: "bpjs-solo", scopes: ["returns:read"], regions: [], days: 1 }));
    const seen: string[] = [];
    for (let time = 0; time < 4; time += 1)
      for (const [index, key] of [...keys.entries(), [-1, null] as const]) {
        const { body } = await post(app, VIEWER, key === null ? {} : bearer(key));
        seen[index + 1] ??= body;
        expect(body).toBe(seen[index + 1]);
      }
    expect(new Set(seen).size).toBe(4);
  });

  it("open to the tools of a caller what its key opens, and nothing more", async () => {
    const app = await serve({ MCP: "true" });
    const key = bearer(await keyOf());
    const called = async (query: string, headers: Record<string, string> = {}): Promise<any> => {
      const { body } = await app.inject({
        method: "POST",
        url: "/mcp",
        headers: { accept: "application/json, text/event-stream", ...headers },
        payload: {
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: { name: "query", arguments: { query } },
        },
      });
      return JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body).result.structuredContent;
    };
    expect((await called(VIEWER, key)).data.viewer.partner.slug).toBe("disnaker-jateng");
    expect((await called(VIEWER)).data.viewer.partner).toBeNull();
    const returns = "{ employerReturns { totalCount } }";
    expect((await called(returns, key)).data.employerReturns.totalCount).toBe(0);
    expect((await called(returns)).errors[0].extensions.code).toBe("FORBIDDEN");
    const { statusCode } = await app.inject({
      method: "POST",
      url: "/mcp",
      headers: { "x-api-key": "ckp_none" },
      payload: {},
    });
    expect(statusCode).toBe(401);
  });

  it("need a key for everything but health when nothing is public", async () => {
    const app = await serve({ PUBLIC: "false", EXPLORER: "true" });
    const key = await keyOf();
    const introspection = `{ __schema { queryType { name } } }`;
    for (const headers of [{}, { authorization: "" }] as Record<string, string>[]) {
      for (const url of ["/", "/schema.graphql", "/explorer/operations.json", "/export?format=csv"])
        expect((await app.inject({ url, headers })).statusCode).toBe(401);
      expect((await post(app, introspection, headers)).statusCode).toBe(401);
      expect((await get(app, NAMES, headers)).statusCode).toBe(401);
    }
    for (const url of ["/health/live", "/health/ready"])
      expect((await app.inject({ url })).statusCode).toBe(200);
    for (const url of ["/", "/schema.graphql", "/explorer/operations.json"]) {
      const answer = await app.inject({ url, headers: bearer(key) });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers["cache-control"]).toBe("private, no-store");
    }
    expect((await post(app, introspection, bearer(key))).statusCode).toBe(200);
  });

  it("answer the preflight of a page of another origin without a key, since browsers send none with it", async () => {
    const app = await serve({ PUBLIC: "false" });
    const headers = {
      origin: "https://app.example.org",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    };
    const answer = await app.inject({ method: "OPTIONS", url: "/graphql", headers });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers["access-control-allow-headers"]).toContain("authorization");
  });

  it("read all keys by one statement for many partners at once", async () => {
    const app = await serve();
    const keys: string[] = [];
    for (let index = 0; index < 40; index += 1)
      keys.push(await keyOf(index % 2 ? ["returns:read"] : ["wages:read"], index % 3 ? ["33"] : ["15"]));
    graph.log.names = [];
    const answers = await Promise.all(keys.map((key) => post(app, VIEWER, bearer(key))));
    expect(
      answers.map(({ body }) => {
        const { scopes, regions } = JSON.parse(body).data.viewer;
        return [...scopes, regions[0].code];
      }),
    ).toEqual(
      keys.map((_key, index) => [index % 2 ? "RETURNS_READ" : "WAGES_READ", index % 3 ? "33" : "15"]),
    );
    expect(graph.log.names.filter((name) => name === "partners.listKeys")).toHaveLength(1);
  });

  it("write no key into the log, wherever a caller puts it", async () => {
    const app = await serve();
    const key = await keyOf();
    await post(app, `query ${key.replaceAll("-", "_")} { viewer { scopes } }`, {
      ...bearer(key),
      "x-request-id": key,
    });
    await post(app, NAMES, { "x-api-key": `${key}x` });
    app.log.error({ req: { headers: { authorization: `Bearer ${key}`, "x-api-key": key } } }, `about ${key}`);
    app.log.error({ headers: { "x-api-key": "short" } }, "a header");
    const log = lines.join("");
    expect(log).toContain(key.slice(0, 16));
    expect(log).not.toContain(key.slice(17, 60));
    expect(log).not.toContain(key.slice(17, 60).replaceAll("-", "_"));
    expect(log).not.toContain("short");
  });
});
