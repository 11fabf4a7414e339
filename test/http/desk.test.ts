import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { PartnerCommands } from "../../src/access/partner-command.js";
import type { Scope } from "../../src/access/scope.js";
import { ConfigError, readConfig } from "../../src/config.js";
import { copyOfRealData } from "../support/copied-tables.js";
import { type RawAnswer, ServedRealData } from "../support/served.js";

const ARTICLE = `JAMBI – Sebanyak 1.234 pekerja rentan di Kota Jambi terlindungi BPJS Ketenagakerjaan pada Desember 2024, kata kepala dinas.`;
const CSV_HEADER =
  "region_code,indicator,period_start,period_end,value,qualifier,value_status,attributed_to,source_id";
const row = (region: string, value: number): string =>
  `${region},PROTECTED_WORKERS,2011,2011,${value},EXACT,ACTUAL,An office,`;

let copy: Awaited<ReturnType<typeof copyOfRealData>>;
let local: ServedRealData;
let served: ServedRealData;
let sourceId = "";

beforeAll(async () => {
  copy = await copyOfRealData();
  local = await ServedRealData.start({ DESK: "local" }, copy.url);
  served = await ServedRealData.start({ BODY_LIMIT_BYTES: "5000", MCP: "true" }, copy.url);
  const { body } = await graphql(
    served,
    `
      {
        sources(first: 1) {
          nodes {
            slug: id
            citation
          }
        }
        observations(first: 1) {
          nodes {
            source {
              id
            }
          }
        }
      }
    `,
  );
  sourceId = (body.data.sources.nodes[0].slug as string).replace(/^Source:/, "");
});
afterAll(async () => {
  await local.close();
  await served.close();
  await copy.drop();
});

const post = (
  to: ServedRealData,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<RawAnswer> =>
  to.send({ path, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
const graphql = (
  to: ServedRealData,
  query: string,
  variables: object = {},
  key?: string,
): Promise<RawAnswer> =>
  post(to, "/graphql", { query, variables }, key === undefined ? {} : { "x-api-key": key });
const codeOf = ({ body }: RawAnswer): unknown => body.errors?.[0]?.extensions.code;
const csvOf = (...rows: string[]): string => [CSV_HEADER, ...rows.map((line) => line + sourceId)].join("\n");

it("reads an article for whoever sits at the machine, and stores what is accepted with the words that it rests on", async () => {
  const session = await local.send({ method: "GET", path: "/desk/session" });
  expect(session.body).toEqual({ mayReview: true, partner: null, isLocal: true, reason: null });
  const { body: reading } = await post(local, "/desk/read", {
    kind: "article",
    name: "jambi.txt",
    content: ARTICLE,
  });
  expect(reading.document).toBe(ARTICLE);
  const found = reading.rows.find(({ cells }: any) => cells.value === "1234");
  for (const { start, end, quote } of found.evidence) expect(ARTICLE.slice(start, end)).toBe(quote);
  const [source] = reading.rows;
  expect(source).toMatchObject({ table: "sources", cells: { id: "jambi" } });
  const wanted = {
    idempotencyKey: "one",
    title: "Jambi",
    tables: [
      { table: "sources", rows: [source.cells] },
      { table: "observations", rows: [found.cells] },
    ],
    document: reading.document,
    evidence: found.evidence.map((one: object) => ({ ...one, row: 2 })),
  };
  const first = await post(local, "/desk/accept", wanted);
  expect([first.status, first.body]).toEqual([200, { id: expect.any(String) }]);
  expect((await post(local, "/desk/accept", wanted)).body).toEqual(first.body);
  const stored = await graphql(
    local,
    `
      {
        observations(filter: { value: { eq: 1234 } }) {
          totalCount
          nodes {
            region {
              code
            }
          }
        }
      }
    `,
  );
  expect(stored.body.data.observations).toEqual({ totalCount: 1, nodes: [{ region: { code: "15.71" } }] });
});

it("is of this machine alone: no page of elsewhere, and no name of elsewhere, opens it", async () => {
  const dropped = { kind: "article", name: "a.txt", content: ARTICLE };
  for (const headers of [
    { origin: "https://elsewhere.example" },
    { host: "elsewhere.example" },
    { "sec-fetch-site": "cross-site" },
  ] as Record<string, string>[])
    expect(codeOf(await post(local, "/desk/read", dropped, headers))).toBe("FORBIDDEN");
  const otherName = {
    host: "127.0.0.1:4000",
    origin: "http://localhost:4000",
    "sec-fetch-site": "cross-site",
  };
  expect((await post(local, "/desk/read", dropped, otherName)).status).toBe(200);
  for (const origin of ["http://localhost:4001", "https://localhost:4000", "null"])
    expect(codeOf(await post(local, "/desk/read", dropped, { ...otherName, origin }))).toBe("FORBIDDEN");
  expect(() => readConfig({ DESK: "local", HOST: "0.0.0.0" })).toThrow(ConfigError);
  expect(() => readConfig({ DESK: "local", TRUST_PROXY: "true" })).toThrow("through the proxy");
  expect(readConfig({ DESK: "local", HOST: "localhost" }).desk).toBe("local");
});

it("needs a key that may review, everywhere else and as soon as there are partners", async () => {
  const dropped = { kind: "csv", name: "a.csv", table: "observations", content: csvOf(row("15.71", 77)) };
  expect(codeOf(await post(served, "/desk/read", dropped))).toBe("UNAUTHENTICATED");
  const commands = new PartnerCommands(served.dataSource);
  for (const slug of ["sender", "judge"]) await commands.create(slug, slug, "GOVERNMENT");
  const keyOf = (partner: string, ...scopes: Scope[]): Promise<string> =>
    commands.key({ partner, scopes, regions: ["15"], days: null });
  const write = await keyOf("sender", "submissions:write");
  const review = await keyOf("judge", "submissions:review");
  const closed = await local.send({ method: "GET", path: "/desk/session" });
  expect(closed.body).toMatchObject({
    mayReview: false,
    reason: expect.stringContaining("without partners"),
  });
  expect((await post(local, "/desk/read", dropped)).status).toBe(403);
  expect(codeOf(await post(served, "/desk/read", dropped, { "x-api-key": write }))).toBe("FORBIDDEN");
  const { body } = await post(served, "/desk/read", dropped, { "x-api-key": review });
  expect(body.rows).toMatchObject([{ cells: { value: "77" }, faults: [] }]);
  const foreign = {
    idempotencyKey: "f",
    title: "F",
    tables: [{ table: "observations", rows: [{ ...body.rows[0].cells, region_code: "33.74" }] }],
  };
  expect(codeOf(await post(served, "/desk/accept", foreign, { "x-api-key": review }))).toBe("FOREIGN_REGION");

  // Mutations are taken by POST at /graphql alone, and longer bodies from keys that may send rows in.
  const csv = csvOf(
    ...Array.from({ length: 200 }, (_, index) => row("15.71", index)).map((line) =>
      line.replaceAll("2011", "1990"),
    ),
  );
  const mutation = `mutation ($input: SubmitRowsInput!) { submitRows(input: $input) { id faultyRows } }`;
  const variables = { input: { idempotencyKey: "k", title: "T", tables: [{ table: "observations", csv }] } };
  expect((await graphql(served, mutation, variables)).status).toBe(413);
  const chunked = await fetch(`http://127.0.0.1:${served.port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new Blob([JSON.stringify({ query: mutation, variables })]).stream(),
    duplex: "half",
  });
  expect(chunked.status).toBe(413);
  const sent = await graphql(served, mutation, variables, write);
  expect(sent.body.data.submitRows).toMatchObject({ faultyRows: 200 });
  const parameters = new URLSearchParams({
    query: `mutation { withdrawSubmission(id: "${sent.body.data.submitRows.id}") { id } }`,
  });
  for (const path of ["/graphql", "/export"]) {
    const headers = { "x-api-key": write, "apollo-require-preflight": "true" };
    const answer = await served.send({ method: "GET", path: `${path}?${parameters.toString()}`, headers });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
  const tool = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "query", arguments: { query: parameters.get("query") } },
  };
  const called = await post(served, "/mcp", tool, {
    "x-api-key": write,
    accept: "application/json, text/event-stream",
  });
  expect(called.text).toContain("Mutations are taken by POST at /graphql");
  const state = await graphql(
    served,
    `
      {
        submissions {
          nodes {
            state
          }
        }
      }
    `,
    {},
    write,
  );
  expect(state.body.data.submissions.nodes).toEqual([{ state: "WAITING" }]);
  expect([...served.faults(), ...local.faults()]).toEqual([]);
});

it("says what it cannot read", async () => {
  for (const [path, body] of [
    ["/desk/read", { kind: "song" }],
    ["/desk/accept", { title: 1 }],
    ["/desk/examine", { rows: [{ table: "regions", cells: {} }] }],
  ] as const)
    expect((await post(local, path, body)).status).toBeGreaterThanOrEqual(400);
  expect((await post(local, "/desk/nothing", {})).status).toBe(404);
  expect([...local.faults()]).toEqual([]);
});
