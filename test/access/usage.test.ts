import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { documentsIn } from "../../src/access/document-manifest.js";
import { PartnerCommands } from "../../src/access/partner-command.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { today } from "../../src/time/today.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { startProgram } from "../support/started.js";
import { WORLD } from "../support/rows.js";

describeEachEngine("What partners use", (engine) => {
  let graph: TestGraph;
  let commands: PartnerCommands;
  const apps: FastifyInstance[] = [];

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD);
    commands = new PartnerCommands(graph.dataSource);
    for (const slug of ["one-agency", "other-agency"]) await commands.create(slug, slug, "GOVERNMENT");
  });
  afterEach(async () => {
    await stop();
    await graph.close();
  });

  const stop = async (): Promise<void> => {
    for (const app of apps.splice(0)) await app.close();
  };
  const serve = async (environment: NodeJS.ProcessEnv = {}): Promise<FastifyInstance> => {
    const config = readConfig({ NODE_ENV: "test", EXPLORER: "false", LOG_LEVEL: "silent", ...environment });
    const app = await createApp({
      config,
      dataSource: graph.dataSource,
      logger: createLogger(config),
      assetsFolder: "dist/explorer",
      operationsFolder: "schema/operations",
    });
    apps.push(app);
    return app;
  };
  const keyOf = async (partner: string, ...scopes: string[]): Promise<{ authorization: string }> => ({
    authorization: `Bearer ${await commands.key({ partner, scopes, regions: [], days: null })}`,
  });
  const post = async (
    app: FastifyInstance,
    payload: object,
    headers: object,
    url = "/graphql",
  ): Promise<any> => {
    const { statusCode, body } = await app.inject({ method: "POST", url, headers: { ...headers }, payload });
    return { status: statusCode, text: body, body: body.startsWith("{") ? JSON.parse(body) : null };
  };

  it("is counted by field and day, from memory or not, and is the partner's own", async () => {
    const [one, other] = [
      await keyOf("one-agency", "usage:read", "returns:read"),
      await keyOf("other-agency", "usage:read"),
    ];
    const unable = await keyOf("one-agency", "returns:read");
    const query = `query ($name: String) { region(code: "15") { name employers(filter: { name: { eq: $name } }) { totalCount nodes { registrationNumber returns { totalCount } } } } }`;
    const app = await serve();
    graph.log.names = [];
    for (let time = 0; time < 4; time += 1)
      await post(app, { query, variables: { name: "a secret name" } }, one);
    await post(app, { query: `{ region(code: "15") { code } }` }, other);
    await post(app, { query: `{ about { version } }` }, {});
    expect(graph.log.names.filter((name) => /usage|audit/.test(name))).toEqual([]);
    await stop();
    const fresh = await serve();
    const usageOf = async (key: object): Promise<any> =>
      (await post(fresh, { query: `{ viewer { usage(days: 2) { day coordinate operations } } }` }, key)).body
        .data.viewer.usage;
    const day = today();
    const rows = (operations: number, ...coordinates: string[]): unknown =>
      coordinates.map((coordinate) => ({ day, coordinate, operations }));
    expect(await usageOf(one)).toEqual(
      rows(
        4,
        "Employer.returns",
        "EmployerConnection.nodes",
        "EmployerConnection.totalCount",
        "EmployerReturnConnection.totalCount",
        "Query.region",
        "Region.employers",
        "Region.name",
      ),
    );
    expect(await usageOf(other)).toEqual(rows(1, "Query.region", "Region.code"));
    const refused = await post(fresh, { query: `{ viewer { usage { day } } }` }, unable);
    expect(refused.body.errors[0].extensions.code).toBe("FORBIDDEN");
    const wrong = await post(fresh, { query: `{ viewer { usage(days: 367) { day } } }` }, one);
    expect(wrong.body.errors[0].extensions.code).toBe("BAD_USER_INPUT");
    expect((await commands.usage("one-agency", 1)).length).toBe(7);
  });

  it("is for the record where it is protected, with what was done about keys, and without values and secrets", async () => {
    const { authorization } = await keyOf("one-agency", "returns:read");
    const app = await serve();
    for (let time = 0; time < 2; time += 1)
      await post(
        app,
        { query: `{ employerReturns(filter: { workers: { gt: 4711 } }) { totalCount } }` },
        { authorization },
      );
    await stop();
    // Another server has counted it already.
    await post(await serve(), { query: `{ employerReturns { totalCount } }` }, { authorization });
    await stop();
    const [{ id } = { id: "" }] = await commands.list("one-agency");
    await commands.rotate(id, 14);
    await commands.revoke(id);
    const events = await commands.audit("one-agency");
    const told = events.map(({ action, detail }) => `${action} ${detail.split(";")[0] ?? ""}`);
    expect(told.filter((text) => !text.startsWith("read"))).toEqual([
      "revoke ",
      "rotate returns:read",
      "key returns:read",
      "create GOVERNMENT one-agency",
    ]);
    expect(told.filter((text) => text.startsWith("read"))).toEqual([
      `read Query.employerReturns on ${today()}`,
    ]);
    expect(JSON.stringify(events)).not.toMatch(/4711|_[\w-]{43}_/);
  });

  it("is only what it has registered, by id or text, at every door, when it is held to that", async () => {
    const query = `{ regions(first: 2) { nodes { code } } }`;
    const sha256Hash = createHash("sha256").update(query).digest("hex");
    const headers = await keyOf("one-agency", "returns:read");
    const free = await keyOf("other-agency", "returns:read");
    await commands.documents("one-agency", new Map([["names-1", query]]));
    await commands.safelist("one-agency", true);
    const app = await serve({ MCP: "true" });
    const apq = (hash: string, more: object = {}): object => ({
      extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
      ...more,
    });
    for (const given of [
      { query },
      apq("names-1"),
      apq(sha256Hash),
      { documentId: "names-1" },
      { documentId: `sha256:${sha256Hash}` },
    ])
      expect([given, (await post(app, given, headers)).body.data]).toEqual([
        given,
        { regions: { nodes: [{ code: "15" }, { code: "15.01" }] } },
      ]);
    const other = `{ about { version } }`;
    const otherHash = createHash("sha256").update(other).digest("hex");
    for (const given of [
      { query: other },
      apq(otherHash, { query: other }),
      apq(otherHash),
      apq("names-1", { query: other }),
      { documentId: "names-2" },
      {},
    ]) {
      const { status, body } = await post(app, given, headers);
      expect([given, status, body.errors[0].extensions.code]).toEqual([given, 403, "DOCUMENT_NOT_TRUSTED"]);
    }
    expect((await post(app, { query: other }, headers, "/export?format=csv")).status).toBe(403);
    expect((await post(app, { query }, headers, "/export?format=csv")).text).toContain("15.01");
    const get = (search: Record<string, string>): Promise<number> =>
      app
        .inject({
          url: `/graphql?${new URLSearchParams(search).toString()}`,
          headers: { ...headers, "apollo-require-preflight": "1" },
        })
        .then(({ statusCode }) => statusCode);
    expect(await get({ query: other })).toBe(403);
    expect(await get({ documentId: "names-1" })).toBe(200);
    // A tool writes documents of its own, whatever is sent beside it.
    const tool = {
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "query", arguments: { query: other } },
      query,
    };
    const called = await post(
      app,
      tool,
      { ...headers, accept: "application/json, text/event-stream" },
      "/mcp",
    );
    expect([called.status, called.body.errors[0].extensions.code]).toEqual([403, "DOCUMENT_NOT_TRUSTED"]);
    // A link names a document, whatever is named beside it: one that anybody has persisted may have such a variable.
    const named = `query ($documentId: String) { about { version } regions(filter: { name: { eq: $documentId } }) { nodes { code } } }`;
    const namedHash = createHash("sha256").update(named).digest("hex");
    expect((await post(app, apq(namedHash, { query: named }), {})).status).toBe(200);
    for (const file of [`${namedHash}.csv`, "13-award-winning-cities.csv"]) {
      const url = `/export/${file}?documentId=names-1`;
      const { statusCode, body } = await app.inject({ url, headers });
      expect([file, statusCode, JSON.parse(body).errors[0].extensions.code]).toEqual([
        file,
        403,
        "DOCUMENT_NOT_TRUSTED",
      ]);
    }
    // Nobody else is held to it, and it has registered nothing for others.
    expect((await post(app, { query: other }, {})).status).toBe(200);
    expect((await post(app, apq(otherHash), {})).body.errors[0].extensions.code).toBe(
      "PERSISTED_QUERY_NOT_FOUND",
    );
    expect((await post(app, { query: other }, free)).status).toBe(200);
  });

  if (engine.name === "sqlite")
    it("is registered from manifests of Apollo and Relay, on the command line", async () => {
      const folder = await mkdtemp(join(tmpdir(), "cakupan-manifest-"));
      const partner = (...given: string[]): ReturnType<typeof startProgram>["ended"] =>
        startProgram("scripts/partner.ts", { DATABASE_URL: graph.url, NODE_ENV: "test" }, { given }).ended;
      try {
        const file = join(folder, "manifest.json");
        const operations = [{ id: "a", name: "A", type: "query", body: "query A { about { version } }" }];
        await writeFile(
          file,
          JSON.stringify({ format: "apollo-persisted-query-manifest", version: 1, operations }),
        );
        expect(await partner("document", "one-agency", "--file", file)).toMatchObject({ code: 0 });
        expect(await partner("safelist", "one-agency", "--only", "on")).toMatchObject({ code: 0 });
        const { output } = await partner("audit", "one-agency");
        expect(output.split("\n").map((line) => line.split("\t").slice(1).join(" "))).toEqual([
          "safelist one-agency  on",
          "document one-agency  1 documents",
          "create one-agency  GOVERNMENT one-agency",
        ]);
        expect([...documentsIn(`{"b": "query B { about { version } }"}`).keys()]).toEqual(["b"]);
        expect([...documentsIn("query C { about { version } }").values()]).toEqual([
          "query C { about { version } }",
        ]);
        expect(() => documentsIn(`{"b": "query B {"}`)).toThrow("The document b is not GraphQL");
        expect(await readFile(file, "utf8")).toContain("apollo");
      } finally {
        await rm(folder, { recursive: true });
      }
    });
});
