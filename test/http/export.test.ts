import { get as httpGet } from "node:http";
import { connect as openSocket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { parquetReadObjects } from "hyparquet";
import { pino } from "pino";
import { createDataSource } from "../../ormconfig.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine, engines, type Engine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";
import { fileOf, readAll, removeFolders } from "../transfer/input-files.js";

interface Selection {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

interface Served {
  address: string;
  /** Names of the SQL statements so far. */
  statements: string[];
  post: (format: string, asked: Selection) => Promise<Response>;
  graph: (asked: Selection) => Promise<any>;
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(
  environment: NodeJS.ProcessEnv = {},
  url = realData(),
  log: (line: string) => void = () => undefined,
): Promise<Served> {
  const config = readConfig({ NODE_ENV: "test", EXPLORER: "false", ...environment });
  const statements: string[] = [];
  const quiet = (): void => undefined;
  const dataSource = await createDataSource(databaseConfig(url), {
    logQuery: (statement) => {
      statements.push(/^\/\* (.+?) \*\//.exec(statement)?.[1] ?? statement);
    },
    logQueryError: quiet,
    logQuerySlow: quiet,
    logSchemaBuild: quiet,
    logMigration: quiet,
    log: quiet,
  }).initialize();
  cleanUps.push(() => dataSource.destroy());
  const app = await createApp({
    config,
    dataSource,
    logger: pino({ level: "warn" }, { write: log }),
    assetsFolder: "dist/explorer",
    operationsFolder: "schema/operations",
  });
  cleanUps.push(() => app.close());
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const send = (path: string, asked: Selection): Promise<Response> =>
    fetch(`${address}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(asked),
    });
  return {
    address,
    statements,
    post: (format, asked) => send(`/export?format=${format}`, asked),
    graph: async (asked) => ((await (await send("/graphql", asked)).json()) as any).data,
  };
}

/** Waits until a growing number stops growing, and returns it. */
async function settled(number: () => number): Promise<number> {
  let before = -1;
  while (before !== number()) {
    before = number();
    await pause(500);
  }
  return before;
}

function realData(): string {
  const url = process.env.CAKUPAN_TEST_REAL_SQLITE;
  if (url === undefined) throw new Error("Global setup has loaded no data");
  return url;
}

const csv = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true });
const ndjson = (text: string): any[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

/** Cells of a workbook's sheet, row by row, as text. */
function sheet(file: ArrayBuffer, number: number): string[][] {
  const xml = Buffer.from(
    unzipSync(new Uint8Array(file))[`xl/worksheets/sheet${number}.xml`] ?? [],
  ).toString();
  return [...xml.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<c(?: t="\w+")?(?:\/>|>(.*?)<\/c>)/gs)].map(([, cell = ""]) =>
      cell
        .replaceAll(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&"),
    ),
  );
}

const errorOf = async (response: Response): Promise<{ status: number; code: string; message: string }> => {
  const { errors } = (await response.json()) as any;
  return { status: response.status, code: errors[0].extensions.code, message: errors[0].message };
};

const FIELDS = `id value qualifier programmes note region { code name } category { code } source { id }`;
const ALL = `query AllFigures { observations { nodes { ${FIELDS} } } }`;

describe("An export of the real data", () => {
  let paged: any[];
  beforeAll(async () => {
    const { graph } = await serve();
    paged = [];
    for (let after: string | null = null, more = true; more;) {
      const { observations } = await graph({
        query: `query ($after: String) { observations(first: 500, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`,
        variables: { after },
      });
      paged.push(...observations.nodes);
      ({ hasNextPage: more, endCursor: after } = observations.pageInfo);
    }
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  it("has every row once in each format, in the order of paging through the graph", async () => {
    const { post } = await serve();
    expect(paged.length).toBeGreaterThan(1000);
    const flat = paged.map(({ region, category, source, ...row }) => ({
      ...row,
      "region.code": region.code,
      "region.name": region.name,
      "category.code": category?.code ?? null,
      "source.id": source.id,
    }));
    const cells = flat.map((row) =>
      Object.entries(row).map(([name, value]) =>
        name === "programmes" ? (value as string[]).join("; ") : String((value ?? "") as string | number),
      ),
    );
    const names = Object.keys(flat[0] ?? {});

    expect(ndjson(await (await post("ndjson", { query: ALL })).text())).toEqual(flat);

    const rows = csv(await (await post("csv", { query: ALL })).text());
    const beside = rows.map(({ "region.code_text": text, ...row }) => [text, row["region.code"]]);
    for (const [text, code] of beside) expect(text).toBe(code === "ID" ? "ID" : `ID-${code}`);
    const given = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => name !== "region.code_text")),
    );
    expect(Object.keys(given[0] ?? {})).toEqual(names);
    expect(given.map((row) => Object.values(row))).toEqual(cells);

    const workbook = await (await post("xlsx", { query: ALL })).arrayBuffer();
    expect(sheet(workbook, 1)).toEqual([names, ...cells]);
    expect(sheet(workbook, 2).flat().join(" ")).toContain("Open Database License");
  });

  it("is named after the operation, has the attribution, and begins with a byte order mark in CSV", async () => {
    const { post } = await serve();
    const response = await post("csv", { query: ALL });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="AllFigures-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(response.headers.get("x-attribution")).toContain("ODbL");
    expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const plain = await post("ndjson", { query: "{ provinces { nodes { name } } }" });
    expect(plain.headers.get("content-disposition")).toContain('filename="provinces-');
  });

  it("supports aliases, fragments, directives, variables, and types that only some rows have", async () => {
    const { post } = await serve();
    const query = `
      query Places($level: RegionLevel!, $rows: Int, $deep: Boolean!, $no: Boolean = false) {
        areas: regions(first: $rows, filter: { level: { eq: $level } }) { ...page }
      }
      fragment page on RegionConnection { list: nodes { kode: code ...more parent @include(if: $deep) { up: name } name @include(if: $no) } }
      fragment more on Region { ... on City { administrative } ... on Regency { administrative } }`;
    const variables = { level: "CITY", rows: 3, deep: true };
    const rows = ndjson(await (await post("ndjson", { query, variables })).text());
    expect(rows).toEqual([
      { kode: "11.71", administrative: false, "parent.up": "Aceh" },
      { kode: "11.72", administrative: false, "parent.up": "Aceh" },
      { kode: "11.73", administrative: false, "parent.up": "Aceh" },
    ]);
    const shallow = await post("csv", { query, variables: { ...variables, deep: false } });
    expect((await shallow.text()).split("\r\n")[0]).toBe("kode,kode_text,administrative");
  });

  it("has one cell for a list: texts joined, rows of a nested connection as JSON, its count in a column", async () => {
    const { post } = await serve();
    const query = `{ provinces(first: 2) { edges { cursor node { code aliases cities(first: 2) { totalCount nodes { name } } } } } }`;
    const [aceh] = csv(await (await post("csv", { query })).text());
    expect(aceh).toEqual({
      cursor: expect.any(String),
      code: "11",
      code_text: "ID-11",
      aliases: "Nanggroe Aceh Darussalam; NAD; Daerah Istimewa Aceh; DI Aceh",
      "cities.totalCount": "5",
      cities: '[{"name":"Banda Aceh"},{"name":"Sabang"}]',
    });
    const [same] = ndjson(await (await post("ndjson", { query })).text());
    expect(same.cities).toEqual([{ name: "Banda Aceh" }, { name: "Sabang" }]);
  });

  it("takes `first` as the number of rows, and `after` as where to start", async () => {
    const { post, statements } = await serve();
    const query = `query ($after: String) { observations(first: 700, after: $after) { edges { cursor node { id } } } }`;
    const rows = ndjson(await (await post("ndjson", { query })).text());
    expect(rows.map(({ id }) => id)).toEqual(paged.slice(0, 700).map(({ id }) => id));
    expect(statements.filter((name) => name.startsWith("Observation "))).toEqual([
      "Observation page with count",
      "Observation page",
    ]);
    const rest = ndjson(
      await (await post("ndjson", { query, variables: { after: rows.at(-1).cursor } })).text(),
    );
    expect(rest.map(({ id }) => id)).toEqual(paged.slice(700, 1400).map(({ id }) => id));
    const none = await post("csv", { query: "{ observations(first: 0) { nodes { id value } } }" });
    expect(await none.text()).toBe("id,value\r\n");
  });

  it("keeps the types of values in Parquet, codes as texts and dates as dates", async () => {
    const { post } = await serve();
    const query = `{ provinces { nodes { code officialName bpsCode cities(first: 1) { totalCount } coverage { period { end } rate { value consistent } } } } }`;
    const rows = ndjson(await (await post("ndjson", { query })).text());
    const response = await post("parquet", { query });
    expect(response.headers.get("content-type")).toBe("application/vnd.apache.parquet");
    const read = await parquetReadObjects({ file: await response.arrayBuffer() });
    expect(rows).toHaveLength(38);
    expect(read).toEqual(
      rows.map((row) => {
        const end = row["coverage.period.end"];
        const dates = { "coverage.period.end": end === null ? null : new Date(end) };
        return { ...row, ...dates, "cities.totalCount": BigInt(row["cities.totalCount"]) };
      }),
    );
  });

  it("has real dates in a workbook, and texts where only a month or year is known", async () => {
    const { post } = await serve();
    const query = `{ sources(first: 20) { nodes { id publishedOn publishedText } } }`;
    const rows = ndjson(await (await post("ndjson", { query })).text());
    const workbook = Buffer.from(await (await post("xlsx", { query })).arrayBuffer());
    cleanUps.push(removeFolders);
    const [sheetRead] = await readAll(await fileOf("sources.xlsx", workbook));
    expect(sheetRead?.rows.map(([, ...cells]) => cells)).toEqual(
      rows.map((row) => Object.values(row).map((value) => value ?? "")),
    );
    const xml = Buffer.from(unzipSync(workbook)["xl/worksheets/sheet1.xml"] ?? []).toString();
    expect(xml).toMatch(/<c s="1"><v>4\d{4}<\/v><\/c>/);
  });

  it("has a column for each indicator of statistics", async () => {
    const { post, graph } = await serve();
    const query = `{ statistics(indicators: ["PROTECTED_WORKERS", "COVERAGE_RATE"], groupBy: [PROVINCE, YEAR]) {
      rows { province { name } year cells { value reportingRegions indicator { unit } } } } }`;
    const rows = ndjson(await (await post("ndjson", { query })).text());
    const { statistics } = await graph({ query });
    expect(rows).toEqual(
      statistics.rows.map(({ province, year, cells: [workers, rate] }: any) => ({
        "province.name": province?.name ?? null,
        year,
        PROTECTED_WORKERS: workers.value,
        "PROTECTED_WORKERS.reportingRegions": workers.reportingRegions,
        "PROTECTED_WORKERS.indicator.unit": workers.indicator.unit,
        COVERAGE_RATE: rate.value,
        "COVERAGE_RATE.reportingRegions": rate.reportingRegions,
        "COVERAGE_RATE.indicator.unit": rate.indicator.unit,
      })),
    );
    expect(rows.length).toBeGreaterThan(10);
  });

  it("reads smaller pages when rows contain many others", async () => {
    const { post } = await serve({ MAX_ROWS: "20000" });
    const query = `{ regions { nodes { code observations(first: 500) { nodes { id } } } } }`;
    const rows = ndjson(await (await post("ndjson", { query })).text());
    expect(rows).toHaveLength(553);
    expect(rows.flatMap(({ observations }) => observations).length).toBeGreaterThan(1000);
  });
});

describe("An export is refused", () => {
  const query = "{ provinces { nodes { code } } }";

  it("when it has more rows than the limit, before any is sent", async () => {
    const { post, statements } = await serve({ MAX_ROWS: "1000" });
    expect(await errorOf(await post("csv", { query: ALL }))).toEqual({
      status: 400,
      code: "QUERY_TOO_LARGE",
      message: expect.stringMatching(/would have \d{5} rows; this server exports at most 1000/),
    });
    expect(statements.filter((name) => name.startsWith("Observation "))).toEqual([
      "Observation page with count",
    ]);
    const some = await post("ndjson", { query: ALL.replace("observations", "observations(first: 1000)") });
    expect(ndjson(await some.text())).toHaveLength(1000);
  });

  it("in the same way as by /graphql: for faults of syntax, fields, variables, depth and the request", async () => {
    const { address, post, statements } = await serve({ MAX_DEPTH: "5" });
    const faults: Selection[] = [
      { query: "{ provinces {" },
      { query: "{ provinces { nodes { wrong } } }" },
      { query: "query ($n: Int!) { provinces(first: $n) { nodes { code } } }", variables: { n: "many" } },
      { query, operationName: "Missing" },
      { query: "{ provinces { nodes { cities { nodes { villages { nodes { code } } } } } } }" },
      { query: "" },
      { query, operationName: "" },
      { query: "mutation { x }" },
      { query: "query ($valueOf: Int) { provinces(first: $valueOf) { nodes { code } } }" },
      {
        query: "query ($yes: Boolean = true) { provinces @include(if: $yes) { nodes { code } } }",
        variables: { yes: null },
      },
    ];
    for (const fault of faults) {
      const graphql = await fetch(`${address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(fault),
      });
      expect(await errorOf(await post("csv", fault))).toEqual(await errorOf(graphql));
    }
    expect(new Set(statements)).toEqual(new Set(["about.listDatasets", "data.findVersion"]));
  });

  it.each([
    ["{ provinces { nodes { code } } cities { nodes { code } } }", /exactly one root field/],
    ['{ region(code: "15") { observations { nodes { id } } } }', /`region` cannot be exported/],
    [
      `{ region(code: "15") { coverageHistory { isBreak } coverageTargets { value } } }`,
      /`region` cannot be/,
    ],
    ["{ __typename }", /`__typename` cannot be exported/],
    ["{ provinces { totalCount } }", /Select the rows to export once, in `nodes` or `edges`/],
    ["{ provinces { nodes { code } edges { cursor } } }", /Select the rows to export once/],
    ["{ provinces(last: 3) { nodes { code } } }", /cannot page backwards/],
    ["{ provinces(first: -1) { nodes { code } } }", /must be 0 or more/],
    ['{ observations(after: "x") { nodes { id } } }', /is not a cursor of this list/],
  ])("when it is not a list paged forward: %s", async (wrong, message) => {
    const { post } = await serve();
    expect(await errorOf(await post("csv", { query: wrong }))).toEqual({
      status: 400,
      code: "BAD_USER_INPUT",
      message: expect.stringMatching(message),
    });
  });

  it("without a supported format", async () => {
    const { post, address } = await serve();
    expect(await errorOf(await post("pdf", { query }))).toMatchObject({
      status: 400,
      code: "BAD_USER_INPUT",
    });
    expect((await fetch(`${address}/export`, { method: "HEAD" })).status).toBe(405);
  });

  it("when another site's page could have sent it", async () => {
    const { address, statements } = await serve();
    const url = `${address}/export?format=csv&query=${encodeURIComponent(query)}`;
    expect(await errorOf(await fetch(url))).toMatchObject({
      status: 400,
      message: expect.stringContaining("Cross-Site Request Forgery"),
    });
    const form = await fetch(url, { method: "POST", headers: { "content-type": "text/plain" }, body: query });
    expect(form.status).toBe(415);
    // The version of the data is read for the header of every answer.
    expect(statements.filter((name) => name !== "data.findVersion")).toEqual([]);
    const headers = { "apollo-require-preflight": "1", accept: "text/csv" };
    expect((await (await fetch(url, { headers })).text()).split("\r\n")).toHaveLength(40);
  });

  it("with a masked error when the database fails", async () => {
    const { post } = await serve({}, await unmigrated());
    expect(await errorOf(await post("csv", { query }))).toEqual({
      status: 500,
      code: "INTERNAL_SERVER_ERROR",
      message: expect.stringContaining("on our side"),
    });
  });
});

async function unmigrated(): Promise<string> {
  const { url, drop } = await sqlite().create();
  cleanUps.push(drop);
  return url;
}

function sqlite(): Engine {
  const [engine] = engines();
  if (!engine) throw new Error("SQLite is always there");
  return engine;
}

async function manyRows(
  count: number,
  engine = sqlite(),
): Promise<{ url: string; graph: TestGraph; observations: Record<string, string | number>[] }> {
  const graph = await openEmptyGraph(engine);
  cleanUps.push(async () => {
    await graph.dataSource.destroy();
    await graph.drop();
  });
  const notes = ["=1+1", "+62", "-5", "@SUM(A1)", "\tx", "-a", "plain", "1,5"];
  // Each figure is about another area and day, so that no two are rivals.
  const areas = (WORLD.regions ?? []).map(({ code }) => code ?? "");
  const observations = Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(2000, 0, 1 + Math.floor(index / areas.length)));
    return observation({
      indicator: "CLAIM_CASES",
      region_code: areas[index % areas.length] ?? "",
      period_start: day.toISOString().slice(0, 10),
      period_end: day.toISOString().slice(0, 10),
      value: index,
      note: notes[index] ?? "",
    });
  });
  await graph.mustLoad({ ...WORLD, observations });
  // Long texts are written by SQL, since Jest takes twenty times as long as Node to load them from files.
  await graph.dataSource.query("UPDATE observations SET note = ? WHERE note IS NULL", ["x".repeat(2_000)]);
  return { url: graph.url, graph, observations };
}

describe("A file", () => {
  it("has no cell that a spreadsheet would run as a formula; numbers stay", async () => {
    const { url } = await manyRows(8);
    const { post } = await serve({}, url);
    const query = `{ observations(orderBy: [{ field: VALUE }]) { nodes { note } } }`;
    const text = await (await post("csv", { query })).text();
    expect(csv(text).map(({ note }) => note)).toEqual([
      "'=1+1",
      "+62",
      "-5",
      "'@SUM(A1)",
      "'\tx",
      "'-a",
      "plain",
      "1,5",
    ]);
    const workbook = await (await post("xlsx", { query })).arrayBuffer();
    expect(sheet(workbook, 1)[1]).toEqual(["=1+1"]);
    const xml = Buffer.from(unzipSync(new Uint8Array(workbook))["xl/worksheets/sheet1.xml"] ?? []).toString();
    expect(xml).not.toContain("<f>");
    expect(xml).toContain('<c t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>');
  });

  it("is read from the database only as fast as the client reads it, and no further once the client has left", async () => {
    const { url } = await manyRows(6_000);
    const { address, statements } = await serve({}, url);
    const query = `{ observations { nodes { id value note attributedTo region { code name } source { id title } } } }`;
    const path = `/export?format=ndjson&query=${encodeURIComponent(query)}`;
    const pages = (): number => statements.filter((name) => name === "Observation page").length;
    await new Promise<void>((resolve, reject) => {
      const request = httpGet(
        `${address}${path}`,
        { headers: { "apollo-require-preflight": "1" } },
        (response) => {
          response.once("data", () => {
            response.pause();
            void (async () => {
              const stalled = await settled(pages);
              expect(stalled).toBeLessThan(12);
              response.destroy();
              const gone = await settled(pages);
              expect(gone).toBeLessThanOrEqual(stalled + 1);
            })().then(resolve, reject);
          });
        },
      );
      request.on("error", reject);
    });
  });

  it("is refused while the maximum number is being sent, and accepted once one has ended or its client has left", async () => {
    const { url } = await manyRows(6_000);
    const { address, post } = await serve({ MAX_EXPORTS: "2" }, url);
    const query = `{ observations { nodes { id value note attributedTo } } }`;
    const path = `/export?format=ndjson&query=${encodeURIComponent(query)}`;
    const leave = new AbortController();
    const slow = await Promise.all(
      [0, 1].map(() =>
        fetch(`${address}${path}`, {
          headers: { "apollo-require-preflight": "1" },
          signal: leave.signal,
        }),
      ),
    );
    expect(slow.map(({ status }) => status)).toEqual([200, 200]);
    const small = { query: `{ regions(first: 1) { nodes { code } } }` };
    const refused = await post("csv", small);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await errorOf(refused)).toEqual({
      status: 503,
      code: "TOO_MANY_EXPORTS",
      message: expect.stringContaining("already sending 2 exports"),
    });
    leave.abort();
    await pause(300);
    for (let turn = 0; turn < 5; turn += 1) expect((await post("csv", small)).status).toBe(200);
    for (let turn = 0; turn < 5; turn += 1) expect((await post("pdf", small)).status).toBe(400);
  });

  it("breaks off, unterminated, when a later page fails", async () => {
    const { url, graph } = await manyRows(6_000);
    const { address } = await serve({}, url);
    const query = `{ observations { nodes { id value note attributedTo } } }`;
    const path = `/export?format=csv&query=${encodeURIComponent(query)}`;
    const response = await fetch(`${address}${path}`, { headers: { "apollo-require-preflight": "1" } });
    expect(response.status).toBe(200);
    await graph.dataSource.query("ALTER TABLE observations RENAME TO gone");
    await expect(response.text()).rejects.toThrow("terminated");
  });
});

describeEachEngine("Data that is loaded while a file is being sent", (engine) => {
  const query = `{ observations(orderBy: [{ field: VALUE }]) { nodes { id value note attributedTo } } }`;
  const path = `/export?format=csv&query=${encodeURIComponent(query)}`;
  // Compressed, the file is so small that it is sent before the load.
  const headers = { "apollo-require-preflight": "1", "accept-encoding": "identity" };

  it("breaks the file off, so that no file mixes rows from before and after the load", async () => {
    const { url, graph, observations } = await manyRows(6_000, engine);
    const { address, statements } = await serve({}, url);
    const response = await fetch(`${address}${path}`, { headers });
    expect(response.status).toBe(200);
    const pages = (): number => statements.filter((name) => name === "Observation page").length;
    await graph.mustLoad({ ...WORLD, observations: observations.map((row) => ({ ...row, value: 7 })) });
    await expect(response.text()).rejects.toThrow("terminated");
    expect(pages()).toBeLessThan(12);
    const again = await fetch(`${address}${path}`, { headers });
    expect(new Set(csv(await again.text()).map(({ value }) => value))).toEqual(new Set(["7"]));
  }, 120_000);

  it("does not break the file off when it was loaded before", async () => {
    const { url, graph, observations } = await manyRows(6_000, engine);
    const { address } = await serve({}, url);
    const response = await fetch(`${address}${path}`, { headers });
    await graph.mustLoad({ ...WORLD, observations });
    expect(csv(await response.text())).toHaveLength(6_000);
  }, 120_000);
});

describe("A client that hardly reads", () => {
  const note = `query Long { observations(first: 500) { nodes { note } } }`;
  const large = `{ ${Array.from({ length: 8 }, (_, index) => `a${index}: observations(first: 500) { nodes { id note } }`).join(" ")} }`;
  const exported = `{ observations { nodes { id note } } }`;

  /** Sends a request and reads a few bytes of the answer at intervals until a condition holds. */
  async function askSlowly(address: string, path: string, bytes: number, ends: () => boolean): Promise<void> {
    const { port, hostname } = new URL(address);
    const socket = openSocket(Number(port), hostname).pause();
    cleanUps.push(() => Promise.resolve(socket.destroy()));
    socket.on("error", () => undefined);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: 1\r\n\r\n`);
    for (let turn = 0; turn < 400 && !ends(); turn += 1) {
      await pause(50);
      if (bytes > 0) socket.read(bytes);
    }
  }
  const graphql = `/graphql?query=${encodeURIComponent(large)}`;
  const file = `/export?format=ndjson&query=${encodeURIComponent(exported)}`;

  it.each([
    ["nothing of an answer", graphql, 0, { SEND_IDLE_SECONDS: "1" }],
    ["nothing of an export", file, 0, { SEND_IDLE_SECONDS: "1" }],
    ["an answer byte by byte", graphql, 1, { SEND_TIMEOUT_SECONDS: "2" }],
    ["an export byte by byte", file, 1, { SEND_TIMEOUT_SECONDS: "2" }],
  ])("is dropped when it reads %s, and the export's place is free again", async (_, path, bytes, limits) => {
    const { url } = await manyRows(6_000);
    const lines: any[] = [];
    const environment = { MAX_EXPORTS: "1", ANSWER_CACHE_MB: "0", ...limits };
    const { address, post } = await serve(environment, url, (line) => lines.push(JSON.parse(line)));
    const dropped = (): number => lines.filter(({ msg }) => msg.startsWith("dropped a client")).length;
    await askSlowly(address, path, bytes, () => dropped() > 0);
    expect(dropped()).toBe(1);
    for (let turn = 0; turn < 3; turn += 1) {
      const response = await post("csv", { query: note });
      expect(response.status).toBe(200);
      await response.text();
    }
  });
});
