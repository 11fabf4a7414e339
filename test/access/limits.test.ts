import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { strangerBucket } from "../../src/access/limits/stranger.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { engines } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { redisProgram, startRedis } from "../support/redis-server.js";
import { WORLD } from "../support/rows.js";

type Headers = Record<string, string>;
interface Answer {
  status: number;
  headers: Record<string, any>;
  body: any;
}

const NAMES = `{ regions(first: 3) { nodes { name } } }`;
// Of very many rows that might be there, few are.
const MANY = `{ regions(first: 500, filter: { code: { eq: "15" } }) { nodes { name observations(first: 20) { nodes { value source { title } region { employers(first: 5) { nodes { name } } } } } } } }`;

describe("Limits of what callers may ask", () => {
  let graph: TestGraph;
  let real: TestGraph;
  let commands: PartnerCommands;
  const apps: FastifyInstance[] = [];

  beforeAll(async () => {
    const [engine] = engines();
    if (!engine) throw new Error("SQLite is always there");
    [graph, real] = [await openEmptyGraph(engine), await openRealGraph(engine)];
    await graph.mustLoad(WORLD);
    commands = new PartnerCommands(graph.dataSource);
    for (const slug of ["one-agency", "other-agency"]) await commands.create(slug, slug, "GOVERNMENT");
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  afterAll(async () => {
    await graph.close();
    await real.close();
  });

  async function serve(environment: NodeJS.ProcessEnv = {}, over = graph): Promise<FastifyInstance> {
    const config = readConfig({ NODE_ENV: "test", EXPLORER: "false", LOG_LEVEL: "silent", ...environment });
    const app = await createApp({
      config,
      dataSource: over.dataSource,
      logger: createLogger(config),
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
    apps.push(app);
    return app;
  }

  async function ask(
    app: FastifyInstance,
    query: string,
    headers: Headers = {},
    remoteAddress = "10.0.0.1",
  ): Promise<Answer> {
    const {
      statusCode: status,
      headers: sent,
      body,
    } = await app.inject({
      method: "POST",
      url: "/graphql",
      headers,
      remoteAddress,
      payload: { query },
    });
    return { status, headers: sent, body: JSON.parse(body) };
  }
  const bearer = async (partner: string): Promise<Headers> => ({
    authorization: `Bearer ${await commands.key({ partner, scopes: ["returns:read"], regions: [], days: null })}`,
  });
  const costOf = async (app: FastifyInstance, query: string): Promise<any> =>
    (await ask(app, query, { "x-cakupan-cost": "1" })).body.extensions.cost;

  it("are told in headers, and beyond them nothing is read, while others are answered", async () => {
    const app = await serve({ RATE_LIMIT_ANONYMOUS: "3" });
    const first = await ask(app, NAMES);
    expect([first.status, first.headers["ratelimit-policy"]]).toEqual([200, `"anonymous";q=3;w=60`]);
    expect(first.headers.ratelimit).toMatch(/^"anonymous";r=2;t=\d+$/);
    for (let time = 0; time < 2; time += 1) expect((await ask(app, NAMES)).status).toBe(200);
    graph.log.names = [];
    const refused = await ask(app, NAMES);
    expect([refused.status, refused.body.errors[0].extensions]).toEqual([429, { code: "RATE_LIMITED" }]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused.headers.ratelimit).toMatch(/^"anonymous";r=0;t=\d+$/);
    expect(graph.log.names.filter((name) => !name.startsWith("data."))).toEqual([]);
    expect((await ask(app, NAMES, {}, "10.0.0.2")).status).toBe(200);
    expect((await app.inject({ url: "/health/live" })).statusCode).toBe(200);
  });

  it("are a partner's, for all of its keys together and wherever they are used", async () => {
    const app = await serve({ RATE_LIMIT_PARTNER: "4", RATE_LIMIT_ANONYMOUS: "1" });
    const [one, two, other] = [
      await bearer("one-agency"),
      await bearer("one-agency"),
      await bearer("other-agency"),
    ];
    const statuses: number[] = [];
    for (const [index, headers] of [one, two, one, two, one].entries())
      statuses.push((await ask(app, NAMES, headers, `10.0.1.${index}`)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect((await ask(app, NAMES, other)).status).toBe(200);
    const { body } = await ask(app, `{ viewer { limits { tier limit remaining windowSeconds } } }`, other);
    expect(body.data.viewer.limits).toEqual({ tier: "partner", limit: 4, remaining: 2, windowSeconds: 60 });
    const again = await ask(app, `{ viewer { limits { remaining } } }`, other);
    expect(again.body.data.viewer.limits.remaining).toBe(1);
  });

  it("are spent by every route that runs operations", async () => {
    const app = await serve({ RATE_LIMIT_ANONYMOUS: "4", MCP: "true" });
    const routes: [url: string, payload?: object][] = [
      ["/graphql", { query: NAMES }],
      ["/mcp", { jsonrpc: "2.0", id: 1, method: "tools/list" }],
      ["/export?format=csv", { query: `{ regions { nodes { name } } }` }],
      ["/export/13-award-winning-cities.csv"],
    ];
    const sent = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (const [url, payload] of routes) {
        const method = payload ? "POST" : "GET";
        const headers = { accept: "application/json, text/event-stream, text/csv" };
        const { statusCode } = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
        statuses.push(statusCode);
      }
      return statuses;
    };
    expect(await sent()).not.toContain(429);
    expect(await sent()).toEqual([429, 429, 429, 429]);
  });

  it("charge the price, and give back what was not read", async () => {
    const app = await serve({ RATE_LIMIT_ANONYMOUS: "1000" }, real);
    const { requested, actual, limit, remaining } = await costOf(app, MANY);
    expect(requested).toBeGreaterThan(20);
    expect(actual).toBeLessThan(requested / 2);
    expect([limit, remaining]).toEqual([1_000, 1_000 - actual]);
    // The most that one request costs is a whole window, so that it can be answered at all.
    const small = await serve({ RATE_LIMIT_ANONYMOUS: "5" }, real);
    const first = await ask(small, MANY);
    expect([first.status, first.headers.ratelimit]).toEqual([200, expect.stringContaining("r=0;")]);
    expect((await ask(small, NAMES)).status).toBe(429);
  });

  it("refuse an operation for which too little is left, and leave what is left for smaller ones", async () => {
    const { requested } = await costOf(await serve({}, real), MANY);
    const app = await serve({ RATE_LIMIT_ANONYMOUS: String(requested) }, real);
    await ask(app, NAMES);
    real.log.names = [];
    const refused = await ask(app, MANY);
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([429, "RATE_LIMITED"]);
    expect(real.log.names.filter((name) => /region|employer/i.test(name))).toEqual([]);
    expect(refused.headers.ratelimit).toContain(`r=${requested - 2};`);
    expect((await ask(app, NAMES)).status).toBe(200);
  });

  it("charge one point for an answer from memory, and tell no cost to others", async () => {
    const app = await serve({ ANSWER_CACHE_MB: "16" });
    const expensive = `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [YEAR]) { rows { year } } }`;
    for (let time = 0; time < 3; time += 1) await ask(app, expensive);
    const cost = await costOf(app, expensive);
    expect([cost.requested, cost.actual]).toEqual([1, 1]);
    expect((await ask(app, expensive)).body.extensions).toBeUndefined();
    const tagged = await app.inject({
      url: `/graphql?query=${encodeURIComponent(NAMES)}`,
      headers: { "apollo-require-preflight": "1", "x-cakupan-cost": "1" },
    });
    expect([tagged.headers.etag, JSON.parse(tagged.body).extensions.cost.actual]).toEqual([undefined, 1]);
  });

  it("stop whoever tries many keys, and nobody with a good one beside", async () => {
    const app = await serve();
    const good = await bearer("one-agency");
    const statuses = new Map<number, number>();
    for (let time = 0; time < 70; time += 1) {
      const { status } = await ask(app, NAMES, { "x-api-key": `ckp_wrong${time}` });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [401, 60],
      [429, 10],
    ]);
    expect((await ask(app, NAMES, good)).status).toBe(200);
    expect((await ask(app, NAMES)).status).toBe(200);
    expect((await ask(app, NAMES, { "x-api-key": "wrong" }, "10.9.9.9")).status).toBe(401);
  });

  it("are kept for a bounded number of strangers, and of an IPv6 network as of one", () => {
    const buckets = new Set<string>();
    for (let number = 0; number < 300_000; number += 1)
      buckets.add(strangerBucket(`10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`));
    expect(buckets.size).toBeLessThanOrEqual(65_536);
    expect(buckets.size).toBeGreaterThan(60_000);
    const own = strangerBucket("2001:db8:1:2::1");
    expect(strangerBucket("2001:0db8:1:2:ffff:1:2:3")).toBe(own);
    expect(strangerBucket("2001:db8:1:3::1")).not.toBe(own);
    expect(strangerBucket("::ffff:10.0.0.1")).toBe(strangerBucket("10.0.0.1"));
  });

  const program = redisProgram();
  if (program === undefined && process.env.CI !== undefined)
    throw new Error("CI must have a Redis server program");
  const withRedis = program === undefined ? it.skip : it;

  withRedis(
    program === undefined
      ? "are shared by servers through Redis (skipped: no redis-server was found)"
      : "are shared by servers through Redis, and each server's own when it is gone",
    async () => {
      const redis = await startRedis(program ?? "");
      try {
        const environment = { RATE_LIMIT_ANONYMOUS: "6", REDIS_URL: redis.url };
        const [one, two] = [await serve(environment), await serve(environment)];
        const left = async (app: FastifyInstance, caller: string): Promise<number> =>
          Number(/r=(\d+)/.exec((await ask(app, NAMES, {}, caller)).headers.ratelimit)?.[1]);
        // Until the connections are there, each counts by itself; a caller who was not seen yet has all that is granted.
        const linked = async (caller: string): Promise<boolean> =>
          (await left(one, caller)) === (await left(two, caller)) + 1;
        let caller = "10.1.0.0";
        for (let time = 1; !(await linked(caller)) && time < 200; time += 1) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          caller = `10.1.0.${String(time)}`;
        }
        while ((await ask(one, NAMES, {}, caller)).status === 200);
        expect((await ask(two, NAMES, {}, caller)).status).toBe(429);
        await redis.kill();
        // What was spent is not there again, and others are answered.
        expect((await ask(two, NAMES, {}, caller)).status).toBe(429);
        const statuses: number[] = [];
        for (let time = 0; time < 12; time += 1)
          statuses.push((await ask(two, NAMES, {}, "10.0.0.9")).status);
        expect([statuses[0], statuses.at(-1)]).toEqual([200, 429]);
      } finally {
        await redis.kill();
      }
    },
  );
});
