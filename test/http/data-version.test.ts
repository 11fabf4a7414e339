import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

const ABOUT = "{ about { dataVersion citation } }";
const READ = "data.findVersion";

describeEachEngine("The version of the data", (engine) => {
  let graph: TestGraph;
  let app: FastifyInstance;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    const config = readConfig({ NODE_ENV: "test", EXPLORER: "false" });
    app = await createApp({
      config,
      dataSource: graph.dataSource,
      logger: createLogger(config, { write: () => undefined }),
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
  });
  afterEach(async () => {
    await app.close();
    await graph.close();
  });

  const load = (value: number): Promise<void> =>
    graph.mustLoad({ ...WORLD, observations: [observation({ value })] });
  const post = (query: string) => app.inject({ method: "POST", url: "/graphql", payload: { query } });
  const get = (query: string, headers: Record<string, string> = {}, path = "/graphql") =>
    app.inject({
      method: "GET",
      url: `${path}${path.includes("?") ? "&" : "?"}query=${encodeURIComponent(query)}`,
      headers: { "apollo-require-preflight": "1", ...headers },
    });

  it("is in a header of every answer: right, wrong, not modified, exported and not found", async () => {
    await load(10);
    const known = await post(ABOUT);
    const { dataVersion } = known.json().data.about;
    expect(dataVersion).toMatch(/^[0-9a-f]{12}$/);
    const first = await get("{ observations { nodes { value } } }");
    const answers = [
      known,
      first,
      await get("{ observations { nodes { value } } }", { "if-none-match": String(first.headers.etag) }),
      await post("{ nothing }"),
      await post("{"),
      await get("{ observations { nodes { value } } }", {}, "/export?format=csv"),
      await app.inject({ method: "GET", url: "/nowhere" }),
      await app.inject({ method: "DELETE", url: "/graphql" }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 304, 400, 400, 200, 404, 405]);
    for (const { headers } of answers) expect(headers["x-data-version"]).toBe(dataVersion);
  });

  it("costs no statement for each request", async () => {
    await load(10);
    await post(ABOUT);
    graph.log.names = [];
    for (let time = 0; time < 20; time += 1) await post(`{ regions(first: ${time}) { totalCount } }`);
    expect(graph.log.names.filter((name) => name === READ).length).toBeLessThan(20);
  });

  it("changes with the data as soon as an answer does", async () => {
    await load(10);
    const before = await get(ABOUT);
    await load(11);
    const after = await get(ABOUT);
    expect(after.json().data.about.dataVersion).not.toBe(before.json().data.about.dataVersion);
    expect(after.headers["x-data-version"]).toBe(after.json().data.about.dataVersion);
  });

  it("is the same for the same files, and none while nothing is loaded", async () => {
    const empty = await post(ABOUT);
    expect(empty.json().data.about).toEqual({ dataVersion: null, citation: null });
    expect(empty.headers["x-data-version"]).toBeUndefined();
    await load(10);
    const first = (await get(ABOUT)).json().data.about.dataVersion;
    await load(11);
    await load(10);
    expect((await get(ABOUT)).json().data.about.dataVersion).toBe(first);
  });
});
