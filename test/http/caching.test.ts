import { createHash } from "node:crypto";
import { get as httpGet, type IncomingHttpHeaders } from "node:http";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { describeEachEngine, type Engine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Names of the SQL statements that the request ran, less the one that reads the data's version once a second. */
  statements: string[];
}

const VERSION = "data.findRevision";
const FIGURES = `query Figures($first: Int = 5) { observations(first: $first) { nodes { value } } }`;
const FRESH = "public, max-age=0, must-revalidate";

function parameters(given: Record<string, string | object>): string {
  const texts = Object.entries(given).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(texts).toString();
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

class Served {
  constructor(
    readonly graph: TestGraph,
    readonly address: string,
    readonly log: string[],
  ) {}

  static async start(graph: TestGraph, environment: NodeJS.ProcessEnv = {}): Promise<Served> {
    const config = readConfig({ NODE_ENV: "test", EXPLORER: "false", ...environment });
    const log: string[] = [];
    const app = await createApp({
      config,
      dataSource: graph.dataSource,
      logger: createLogger(config, { write: (line) => log.push(line) }),
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
    cleanUps.push(() => app.close());
    return new Served(graph, await app.listen({ host: "127.0.0.1", port: 0 }), log);
  }

  async ask(path: string, request: RequestInit = {}): Promise<Answer> {
    this.graph.log.names = [];
    const { status, headers, text } = await fetch(`${this.address}${path}`, request).then(async (given) => ({
      status: given.status,
      headers: given.headers,
      text: await given.text(),
    }));
    return {
      status,
      headers,
      text,
      statements: this.graph.log.names.filter((name) => name !== "data.findVersion"),
    };
  }

  get(given: Record<string, string | object>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask(`/graphql?${parameters(given)}`, {
      headers: { "apollo-require-preflight": "1", ...headers },
    });
  }

  post(given: object, path = "/graphql"): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return this.ask(path, { method: "POST", headers, body: JSON.stringify(given) });
  }
}

const tagOf = ({ headers }: Answer): string => headers.get("etag") ?? "";
const cacheControl = ({ headers }: Answer): string | null => headers.get("cache-control");

function tests(engine: Engine): void {
  let graph: TestGraph;
  const load = (value: number): Promise<void> =>
    graph.mustLoad({ ...WORLD, observations: [observation({ value })] });
  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    cleanUps.push(() => graph.close());
    await load(10);
  });

  it.each(["0", "1"])(
    "is not sent again as long as the data is the same (ANSWER_CACHE_MB=%s)",
    async (megabytes) => {
      const served = await Served.start(graph, { ANSWER_CACHE_MB: megabytes });
      const first = await served.get({ query: FIGURES });
      expect(first).toMatchObject({
        status: 200,
        text: `{"data":{"observations":{"nodes":[{"value":10}]}}}\n`,
      });
      expect(tagOf(first)).toMatch(/^W\/"[\w-]{43}"$/);
      expect(cacheControl(first)).toBe(FRESH);
      expect(first.headers.get("vary")).toBe("accept, accept-encoding, authorization, x-api-key");
      for (const given of [tagOf(first), tagOf(first).slice(2), `"other", ${tagOf(first)}`]) {
        const again = await served.get({ query: FIGURES }, { "if-none-match": given });
        expect(again).toMatchObject({ status: 304, text: "", statements: [VERSION] });
        expect([tagOf(again), cacheControl(again)]).toEqual([tagOf(first), FRESH]);
      }

      await load(11);
      const fresh = await served.get({ query: FIGURES }, { "if-none-match": tagOf(first) });
      expect(fresh).toMatchObject({
        status: 200,
        text: `{"data":{"observations":{"nodes":[{"value":11}]}}}\n`,
      });
      expect(tagOf(fresh)).not.toBe(tagOf(first));
    },
  );

  it("has no content-length in a 304, which caches would take for that of their own copy", async () => {
    const { address } = await Served.start(graph);
    const url = `${address}/graphql?${parameters({ query: FIGURES })}`;
    const headersOf = (headers: Record<string, string>): Promise<IncomingHttpHeaders> =>
      new Promise((resolve, reject) => {
        httpGet(url, { headers: { "apollo-require-preflight": "1", ...headers } }, (response) => {
          response.resume().once("end", () => {
            resolve(response.headers);
          });
        }).once("error", reject);
      });
    const { etag = "", "content-length": length } = await headersOf({});
    expect(Number(length)).toBeGreaterThan(0);
    expect(await headersOf({ "if-none-match": etag })).not.toHaveProperty("content-length");
  });

  it("has its own tag for each operation, variables and media type", async () => {
    const served = await Served.start(graph);
    const answers = [
      await served.get({ query: FIGURES }),
      await served.get({ query: FIGURES, variables: { first: 1 } }),
      await served.get({ query: FIGURES, variables: { first: 2 } }),
      await served.get({ query: `${FIGURES} ` }),
      await served.get({ query: FIGURES }, { accept: "application/graphql-response+json" }),
    ];
    expect(new Set(answers.map(tagOf)).size).toBe(answers.length);
    expect(answers.at(-1)?.headers.get("content-type")).toMatch(/^application\/graphql-response\+json/);
  });

  it("is the same from the cache, by POST and by GET, and the log says that it was cached", async () => {
    const served = await Served.start(graph);
    const answers = [
      await served.post({ query: FIGURES }),
      await served.post({ query: FIGURES }),
      await served.post({ query: FIGURES }),
      await served.get({ query: FIGURES }),
    ];
    expect(answers.map(({ statements }) => statements.join())).toEqual([
      "Observation page",
      `${VERSION},Observation page`,
      VERSION,
      VERSION,
    ]);
    for (const { status, text } of answers)
      expect({ status, text }).toMatchObject({ status: 200, text: answers[0]?.text });
    expect(answers.map(cacheControl)).toEqual(["no-store", "no-store", "no-store", FRESH]);
    expect(answers.map(({ headers }) => headers.has("etag"))).toEqual([false, false, false, true]);
    const lines = served.log.map((line) => JSON.parse(line) as { route?: string; cached?: boolean });
    const noted = lines.filter(({ route }) => route === "/graphql").map(({ cached }) => cached ?? false);
    expect(noted).toEqual([false, false, true, true]);
  });

  it("is never cached when it has errors or is refused", async () => {
    const served = await Served.start(graph);
    const answers = [
      await served.get({
        query: `{ provinces { totalCount } observations(asOf: "2999-01-01T00:00:00Z") { totalCount } }`,
      }),
      await served.get({ query: "{ wrong }" }),
      await served.get({ query: FIGURES, variables: { first: "many" } }),
      await served.get({ query: FIGURES, operationName: "Missing" }),
      await served.get({ query: FIGURES }, { accept: "text/csv" }),
      await served.get({ query: "mutation { wrong }" }),
      await served.ask(`/graphql?${parameters({ query: FIGURES })}`),
      await served.ask("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{",
      }),
    ];
    for (const answer of answers) {
      expect(answer.text).toContain("message");
      expect([cacheControl(answer), tagOf(answer)]).toEqual(["no-store", ""]);
    }
  });

  it("is found by the hash of its document alone, once the document is cached", async () => {
    const served = await Served.start(graph);
    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash("sha256").update(FIGURES).digest("hex") },
    };
    const unknown = await served.get({ extensions });
    expect(unknown.text).toContain("PERSISTED_QUERY_NOT_FOUND");
    // Apollo Server allows storing this error in private caches, but requires revalidation.
    expect([cacheControl(unknown), tagOf(unknown)]).toEqual(["private, no-cache, must-revalidate", ""]);
    const registered = await served.get({ extensions, query: FIGURES });
    const byHash = await served.get({ extensions });
    expect(byHash).toMatchObject({ status: 200, text: registered.text });
    expect(cacheControl(byHash)).toBe(FRESH);
    expect([tagOf(registered), tagOf(await served.get({ query: FIGURES }))]).toEqual([
      tagOf(byHash),
      tagOf(byHash),
    ]);
    expect(await served.get({ extensions }, { "if-none-match": tagOf(byHash) })).toMatchObject({
      status: 304,
      statements: [VERSION],
    });
    await load(11);
    expect(await served.get({ extensions }, { "if-none-match": tagOf(byHash) })).toMatchObject({
      status: 200,
      text: expect.stringContaining("11"),
    });
  });

  it("is neither cached nor taken from the cache when it is a page of an export", async () => {
    const served = await Served.start(graph);
    const query = `{ observations { nodes { value } } }`;
    const exports: Answer[] = [];
    for (let time = 0; time < 3; time += 1) exports.push(await served.post({ query }, "/export?format=csv"));
    for (const { text, statements } of exports) {
      expect(text).toContain("10");
      expect(statements).toEqual(exports[0]?.statements);
      expect(statements).toContain("about.listDatasets");
    }
  });

  it("is still sent when it needs no data and the database is gone", async () => {
    const served = await Served.start(graph);
    for (let time = 0; time < 2; time += 1) await served.post({ query: FIGURES });
    const source = graph.dataSource as any;
    const { driver, reading } = source;
    const failing = engine.name === "sqlite" ? "databaseConnection" : "pool";
    const connection = driver[failing];
    driver[failing] = null;
    source.reading = null;
    try {
      const typename = await served.get({ query: "{ __typename }" });
      expect(typename).toMatchObject({ status: 200, text: `{"data":{"__typename":"Query"}}\n` });
      expect([cacheControl(typename), tagOf(typename)]).toEqual(["no-store", ""]);
      expect(JSON.parse((await served.post({ query: FIGURES })).text)).toMatchObject({
        errors: [{ path: ["observations"] }],
      });
    } finally {
      driver[failing] = connection;
      source.reading = reading;
    }
  });
}

describeEachEngine("An answer over HTTP", tests);
