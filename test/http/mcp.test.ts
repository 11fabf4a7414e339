import { Client, StreamableHTTPClientTransport, type CallToolResult } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { compiled, startProgram } from "../support/started.js";
import { ServedRealData } from "../support/served.js";

const ENVIRONMENT = { MAX_DEPTH: "8", MAX_ROWS: "2000", LOG_LEVEL: "silent" };

/** What a tool answered: an answer with its sources, or errors. */
interface Answer {
  data?: any;
  errors?: { message: string; extensions: { code: string } }[];
  sources?: string[];
  dataVersion?: string;
  citation?: string;
  attribution?: string;
  found?: { place: string }[];
  sdl?: string;
}

let served: ServedRealData;
beforeAll(async () => {
  served = await ServedRealData.start({ ...ENVIRONMENT, MCP: "true", CORS_ORIGINS: "https://example.go.id" });
});
afterAll(() => served.close());

const overHttp = () => new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${served.port}/mcp`));
const overStdio = () =>
  new StdioClientTransport({
    command: process.execPath,
    args: [compiled("scripts/mcp.ts")],
    env: {
      PATH: process.env.PATH ?? "",
      DATABASE_URL: process.env.CAKUPAN_TEST_REAL_SQLITE ?? "",
      ...ENVIRONMENT,
    },
  });

// The second transport is also asked by the protocol as it was before it knew no sessions.
describe.each([
  ["over HTTP", overHttp, "auto"],
  ["over standard input and output", overStdio, "legacy"],
] as const)("Tools %s", (_name, transport, mode) => {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  beforeAll(() => client.connect(transport()));
  afterAll(() => client.close());

  const called = async (name: string, given: object): Promise<CallToolResult> =>
    await client.callTool({ name, arguments: given as Record<string, unknown> });
  const answer = async (name: string, given: object): Promise<Answer> => {
    const { isError, structuredContent, content } = await called(name, given);
    expect(isError ?? false).toBe(false);
    expect(content).toEqual([{ type: "text", text: JSON.stringify(structuredContent) }]);
    return structuredContent as Answer;
  };
  const refusal = async (name: string, given: object): Promise<string> => {
    const { isError, structuredContent } = await called(name, given);
    expect(isError).toBe(true);
    const [error] = (structuredContent as Answer).errors ?? [];
    return `${error?.extensions.code}: ${error?.message}`;
  };

  it("are the examples with their questions in both languages, and with the types of their variables", async () => {
    const { tools } = await client.listTools();
    expect(tools.length).toBeGreaterThan(30);
    const tool = tools.find(({ name }) => name === "conflicts-by-spread");
    expect(tool?.description).toMatch(/Where do sources disagree most[\s\S]*\n\nBahasa Indonesia: Di mana/);
    expect(tool?.annotations).toMatchObject({ readOnlyHint: true });
    expect(tool?.inputSchema).toMatchObject({
      properties: {
        first: { type: "integer", default: 20 },
        kind: { $ref: "#/$defs/ConflictKindFilter", examples: [{ eq: "VALUE" }] },
      },
      additionalProperties: false,
    });
    expect(tools.filter(({ name }) => name.startsWith("page-"))).toEqual([]);
  });

  it("answer with their sources, the version of the data and how to cite it", async () => {
    const {
      data,
      sources = [],
      dataVersion,
      citation,
    } = await answer("province-ranking", { on: "2025-12-31" });
    const [first] = data.coverageRanking.rows;
    expect(first.coverage.rate.value).toBeGreaterThan(0.5);
    const line = first.coverage.rate.observation.source.cited as number;
    expect(sources[line - 1]).toContain(dataVersion);
    expect(new Set(sources).size).toBe(sources.length);
    expect(citation).toContain(dataVersion);
  });

  it("ask what the caller writes", async () => {
    const query = "query Named($code: RegionCode!) { region(code: $code) { officialName } }";
    const { data } = await answer("query", { query, variables: { code: "15.71" }, operationName: "Named" });
    expect(data).toEqual({ region: { officialName: "Kota Jambi" } });
  });

  it("list citations that the caller asked for by name", async () => {
    const query = `{ region(code: "15.71") { observations(first: 1) { nodes { source { citation } } } } }`;
    const { data, sources } = await answer("query", { query });
    expect(sources).toEqual([data.region.observations.nodes[0].source.citation]);
  });

  it("find names of the schema by words in both languages", async () => {
    const places = async (text: string): Promise<string[]> =>
      ((await answer("search-schema", { text })).found ?? []).map(({ place }) => place);
    expect(await places("coverage rate")).toContain("CoverageRate");
    expect(await places("pekerja rentan")).toContain("WorkerCohort.vulnerable");
    expect((await answer("describe-type", { name: "Coverage" })).sdl).toMatch(/^type Coverage|"""/);
  });

  it("refuse faults of the caller with their code", async () => {
    expect(await refusal("province-ranking", {})).toMatch(/^BAD_USER_INPUT: .*\$on/);
    expect(await refusal("province-ranking", { on: "soon" })).toMatch(/^BAD_USER_INPUT: .*YYYY-MM-DD/);
    expect(await refusal("province-ranking", { on: "2025-12-31", at: 1 })).toBe(
      "BAD_USER_INPUT: The tool has no argument `at`. It has `on`.",
    );
    expect(await refusal("query", { query: "{ nowhere }" })).toMatch(/^GRAPHQL_VALIDATION_FAILED: /);
    expect(await refusal("query", { query: "{" })).toMatch(/^GRAPHQL_PARSE_FAILED: /);
    expect(await refusal("query", { query: "mutation { a }" })).toMatch(/^GRAPHQL_VALIDATION_FAILED: /);
    expect(await refusal("query", {})).toMatch(/^BAD_USER_INPUT: `query`/);
    expect(await refusal("describe-type", { name: "Coverag" })).toMatch(/^BAD_USER_INPUT: .*CoverageRate/);
  });

  it("keep to the limits of the server", async () => {
    const rows = "{ provinces(first: 500) { nodes { observations(first: 500) { nodes { value } } } } }";
    expect(await refusal("query", { query: rows })).toMatch(/^QUERY_TOO_LARGE: .*2,000/);
    const deep =
      "{ provinces { nodes { regencies { nodes { observations { nodes { source { publisher } } } } } } } }";
    expect(await refusal("query", { query: deep })).toMatch(/^QUERY_TOO_LARGE: .*8/);
    const nested = `{ a${"(a: ".padEnd(4)}${"[".repeat(300)}${"]".repeat(300)}) }`;
    expect(await refusal("query", { query: nested })).toMatch(/^QUERY_TOO_LARGE: .*200/);
  });

  it("are not to be found under other names", async () => {
    await expect(client.callTool({ name: "nothing", arguments: {} })).rejects.toThrow(
      /There is no tool "nothing"/,
    );
  });
});

describe("The address of the tools", () => {
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    served.send({
      path: "/mcp",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify(body),
    });

  it("answers pages of allowed origins only", async () => {
    expect((await post(list, { origin: "https://example.go.id" })).status).toBe(200);
    const { status, body } = await post(list, { origin: "http://elsewhere.example" });
    expect([status, body.errors[0].extensions.code]).toEqual([403, "FORBIDDEN"]);
  });

  it("takes one message at a time, by POST", async () => {
    expect((await post([list, list])).status).toBe(400);
    const { status, headers } = await served.send({ method: "GET", path: "/mcp" });
    expect([status, headers.allow]).toEqual([405, "POST"]);
  });

  it("refuses keys that are not accepted", async () => {
    expect((await post(list, { "x-api-key": "ckp_none" })).status).toBe(401);
  });

  it("opens no stream that stays open", async () => {
    const listen = {
      jsonrpc: "2.0",
      id: 1,
      method: "subscriptions/listen",
      params: {
        notifications: { toolsListChanged: true },
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    };
    const { text } = await post(listen, {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "subscriptions/listen",
    });
    expect(text).toContain("Subscription limit reached");
  });

  it("is not there unless it is configured", async () => {
    const other = await ServedRealData.start();
    const { status } = await other.send({
      path: "/mcp",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    await other.close();
    expect(status).toBe(404);
  });
});

describe("The command of the tools", () => {
  it("says what is wrong with the configuration on standard error, and nothing else", async () => {
    const { ended } = startProgram("scripts/mcp.ts", { DATABASE_URL: "nowhere" });
    const { code, output, errors } = await ended;
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toMatch(/DATABASE_URL/);
  });

  it("says so when the database cannot be prepared", async () => {
    const { ended } = startProgram("scripts/mcp.ts", {
      DATABASE_URL: "mysql://nobody@127.0.0.1:1/nothing",
      DATABASE_WAIT_SECONDS: "0",
    });
    const { code, output, errors } = await ended;
    expect([code, output]).toEqual([1, ""]);
    expect(errors).toMatch(/The tools cannot be offered: /);
  });
});
