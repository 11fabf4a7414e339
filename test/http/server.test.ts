import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect as openSocket } from "node:net";
import { json } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { Readiness } from "../../src/server/readiness.js";
import { copyTables } from "../support/copied-tables.js";
import { databaseConfig } from "../support/database-config.js";
import { engines } from "../support/engines.js";

interface Served {
  app: FastifyInstance;
  dataSource: DataSource;
  address: string;
  /** The log so far: as text, and by line. */
  log: { text: () => string; lines: () => any[] };
}

const QUERY = `{ region(code: "15.71") { name } }`;
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(
  environment: NodeJS.ProcessEnv = {},
  url = realData(),
  readiness = new Readiness(),
): Promise<Served> {
  const config = readConfig({ NODE_ENV: "test", EXPLORER: "false", ...environment });
  const lines: string[] = [];
  const logger = createLogger(config, {
    write: (line) => {
      lines.push(line);
    },
  });
  const dataSource = await createDataSource(databaseConfig(url)).initialize();
  cleanUps.push(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
  });
  const app = await createApp({
    config,
    dataSource,
    logger,
    assetsFolder: "dist/explorer",
    operationsFolder: "schema/operations",
    readiness,
  });
  cleanUps.push(() => app.close());
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const log = { text: () => lines.join(""), lines: () => lines.map((line) => JSON.parse(line)) };
  return { app, dataSource, address, log };
}

function realData(): string {
  const url = process.env.CAKUPAN_TEST_REAL_SQLITE;
  if (url === undefined) throw new Error("Global setup has loaded no data");
  return url;
}

async function emptyDatabase(): Promise<string> {
  const [engine] = engines();
  if (!engine) throw new Error("SQLite is always there");
  const { url, drop } = await engine.create();
  cleanUps.push(drop);
  return url;
}

async function migrated(): Promise<string> {
  const url = await emptyDatabase();
  await copyTables(url);
  return url;
}

interface Answer {
  status: number;
  body: any;
  text: string;
  headers: Headers;
}

async function answerOf(request: Promise<Response>): Promise<Answer> {
  const { status, headers, ...response } = await request.then(async (given) => ({
    status: given.status,
    headers: given.headers,
    text: await given.text(),
  }));
  const isJson = headers.get("content-type")?.includes("json") ?? false;
  return { status, headers, text: response.text, body: isJson ? JSON.parse(response.text) : null };
}

const post = (
  address: string,
  query: string,
  { variables = {}, headers = {} }: { variables?: object; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  answerOf(
    fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
    }),
  );

/** Internals that no answer may contain: paths, stacks, SQL, names of drivers. */
const INTERNAL = /node_modules|\.[jt]s\b|\bat \w|SELECT|FROM|sqlite|typeorm|mysql|no such table|QueryFailed/i;

describe("Health", () => {
  it("is live and ready when the database answers and has all migrations", async () => {
    const { address } = await serve();
    expect(await answerOf(fetch(`${address}/health/live`))).toMatchObject({
      status: 200,
      body: { status: "live" },
    });
    expect(await answerOf(fetch(`${address}/health/ready`))).toMatchObject({
      status: 200,
      body: { status: "ready", database: "up", migrations: "current" },
    });
  });

  it("is live but not ready, and gives no details, when the database is gone", async () => {
    const { address, dataSource } = await serve();
    await dataSource.destroy();
    expect((await answerOf(fetch(`${address}/health/live`))).status).toBe(200);
    expect(await answerOf(fetch(`${address}/health/ready`))).toMatchObject({
      status: 503,
      body: { status: "unready", database: "down", migrations: "unknown" },
    });
  });

  it("is not ready, and changes nothing, when migrations are pending", async () => {
    const { address, dataSource } = await serve({}, await emptyDatabase());
    expect(await answerOf(fetch(`${address}/health/ready`))).toMatchObject({
      status: 503,
      body: { status: "unready", database: "up", migrations: "pending" },
    });
    expect(await dataSource.query("SELECT name FROM sqlite_master")).toEqual([]);
  });

  it("is live but not ready as soon as a newer version migrates the database", async () => {
    const { address, dataSource } = await serve({}, await migrated());
    expect((await answerOf(fetch(`${address}/health/ready`))).status).toBe(200);
    await dataSource.query("INSERT INTO migrations (timestamp, name) VALUES (9999, 'Future9999')");
    expect((await answerOf(fetch(`${address}/health/live`))).status).toBe(200);
    expect(await answerOf(fetch(`${address}/health/ready`))).toMatchObject({
      status: 503,
      body: { status: "unready", database: "up", migrations: "newer" },
    });
  });
});

describe("A request", () => {
  it("is answered, by POST and by GET", async () => {
    const { address } = await serve();
    const data = { region: { name: "Jambi" } };
    expect(await post(address, QUERY)).toMatchObject({ status: 200, body: { data } });
    const url = `${address}/graphql?query=${encodeURIComponent(QUERY)}`;
    const headers = { "apollo-require-preflight": "1" };
    expect(await answerOf(fetch(url, { headers }))).toMatchObject({ status: 200, body: { data } });
  });

  it("is refused when another site's form could have sent it", async () => {
    const { address } = await serve();
    const body = JSON.stringify({ query: QUERY });
    const asText = { method: "POST", headers: { "content-type": "text/plain" }, body };
    const byText = await answerOf(fetch(`${address}/graphql`, asText));
    const byLink = await answerOf(fetch(`${address}/graphql?query=${encodeURIComponent(QUERY)}`));
    const asForm = { method: "POST", body: new URLSearchParams({ query: QUERY }) };
    const byForm = await answerOf(fetch(`${address}/graphql`, asForm));
    for (const { text } of [byText, byLink, byForm]) expect(text).not.toContain("Jambi");
    expect([byText.status, byForm.status]).toEqual([415, 415]);
    expect(byLink.status).toBe(400);
    expect(byLink.text).toContain("CSRF");
  });

  it("has the id that the caller gave it, or a new one when that is invalid", async () => {
    const { address, log } = await serve();
    const idOf = async (given?: string): Promise<string | null> =>
      (
        await post(address, QUERY, { headers: given === undefined ? {} : { "x-request-id": given } })
      ).headers.get("x-request-id");
    expect(await idOf("trace-17")).toBe("trace-17");
    expect(log.lines().filter(({ requestId }) => requestId === "trace-17")).toHaveLength(1);
    const [generated, another] = [await idOf(), await idOf("<script>")];
    expect(generated).toMatch(/^[\w-]{36}$/);
    expect(another).toMatch(/^[\w-]{36}$/);
    expect(another).not.toBe(generated);
  });

  it("that is not JSON is reported as the caller's fault, in plain words", async () => {
    const { address, log } = await serve();
    const headers = { "content-type": "application/json" };
    const body = `{"query": "{ x }", "variables": {"password": "hunter2"`;
    const { status, text } = await answerOf(fetch(`${address}/graphql`, { method: "POST", headers, body }));
    expect(status).toBe(400);
    expect(text).toMatch(/not valid JSON/);
    expect(text).not.toMatch(INTERNAL);
    expect(log.text()).not.toContain("hunter2");
  });

  it("to a path that does not exist is answered 404 without internals", async () => {
    const { address } = await serve();
    const { status, text } = await answerOf(fetch(`${address}/.env`));
    expect(status).toBe(404);
    expect(text).not.toMatch(INTERNAL);
  });

  it("is answered with headers that forbid sniffing and framing, and without the name of the server", async () => {
    const { address } = await serve();
    const { headers } = await post(address, QUERY);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("server")).toBeNull();
  });

  it("is answered with the same when it is refused before anything is read", async () => {
    const { address } = await serve();
    const authorization = "Bearer nobody";
    const { status, headers } = await fetch(`${address}/graphql?query={__typename}`, {
      headers: { authorization, "apollo-require-preflight": "1" },
    });
    expect(status).toBe(401);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("Limits", () => {
  it("refuse introspection when it is off, and allow it when it is on", async () => {
    const question = `{ __schema { queryType { name } } }`;
    const off = await serve({ INTROSPECTION: "false" });
    const refused = await post(off.address, question);
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] },
    });
    expect((await post(off.address, QUERY)).status).toBe(200);
    const on = await serve();
    expect((await post(on.address, question)).body.data.__schema.queryType.name).toBe("Query");
  });

  it("refuse a body that is too large before reading it as JSON", async () => {
    const { address } = await serve({ BODY_LIMIT_BYTES: "1000" });
    expect((await post(address, QUERY)).status).toBe(200);
    const { status, body, text } = await post(address, QUERY.padEnd(1000));
    expect(status).toBe(413);
    expect(body.errors).toEqual([
      {
        message: "The body must not be larger than 1000 bytes.",
        extensions: { code: "QUERY_TOO_LARGE" },
      },
    ]);
    expect(text).not.toMatch(INTERNAL);
  });

  it("refuse a document with too many tokens", async () => {
    const { address } = await serve({ MAX_TOKENS: "100" });
    const { status, body } = await post(address, `{ ${"a ".repeat(100)} }`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject(
      [{ extensions: { code: "GRAPHQL_PARSE_FAILED" }, message: /100 tokens/ }].map((error) => ({
        ...error,
        message: expect.stringMatching(error.message),
      })),
    );
  });

  it("refuse an operation that nests too deep, also through fragments, and name the limit", async () => {
    const { address } = await serve({ MAX_DEPTH: "5" });
    const parents = (depth: number): string => `${"parent { ".repeat(depth)} name ${"}".repeat(depth)}`;
    const ask = (depth: number): Promise<Answer> =>
      post(address, `{ region(code: "15.71") { ${parents(depth)} } }`);
    expect((await ask(3)).status).toBe(200);
    const inFragments = post(
      address,
      `{ region(code: "15.71") { ...a } } fragment a on Region { parent { parent { ...b } } } fragment b on Region { ${parents(3)} }`,
    );
    for (const { status, body } of [await ask(9), await inFragments]) {
      expect(status).toBe(400);
      expect(body.errors[0]).toMatchObject({
        message: expect.stringContaining("5 levels"),
        extensions: { code: "QUERY_TOO_LARGE" },
      });
    }
  });

  it("refuse several operations in one request", async () => {
    const { address } = await serve();
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify([{ query: QUERY }, { query: QUERY }]);
    const { status, text } = await answerOf(fetch(`${address}/graphql`, { method: "POST", headers, body }));
    expect(status).toBe(400);
    expect(text).not.toContain("Jambi");
  });
});

describe("An internal fault", () => {
  const EMPLOYERS = `query Hers($name: String!) { employers(filter: { name: { contains: $name } }) { nodes { name } } }`;

  async function broken(): Promise<Served> {
    const served = await serve({}, await migrated());
    await served.dataSource.query("DROP TABLE employers");
    return served;
  }

  it("is masked: the caller sees one sentence and nothing else", async () => {
    const { address } = await broken();
    const { body, text } = await post(address, EMPLOYERS, { variables: { name: "x" } });
    expect(body.errors).toEqual([
      {
        message: "Something went wrong on our side; it has been recorded.",
        locations: expect.any(Array),
        path: ["employers"],
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      },
    ]);
    expect(text).not.toMatch(INTERNAL);
  });

  it("is logged once, with the request's id and where it happened", async () => {
    const { address, log } = await broken();
    await post(address, EMPLOYERS, { variables: { name: "x" }, headers: { "x-request-id": "trace-18" } });
    const errors = log.lines().filter(({ level }) => level >= 50);
    expect(errors).toMatchObject([
      {
        requestId: "trace-18",
        path: ["employers"],
        err: { message: expect.stringContaining("no such table: employers"), stack: expect.any(String) },
      },
    ]);
  });

  it("is logged, too, when a value does not fit the schema", async () => {
    const url = await migrated();
    const { address, dataSource, log } = await serve({}, url);
    await dataSource.query(
      "INSERT INTO sources (slug, type, publisher, title, dataset) VALUES ('a', 'RUMOUR', 'p', 't', 'd')",
    );
    const { body } = await post(address, "{ sources { nodes { type } } }");
    expect(body.errors[0].extensions).toEqual({ code: "INTERNAL_SERVER_ERROR" });
    expect(log.lines().filter(({ level }) => level >= 50)).toHaveLength(1);
  });

  it("is neither reported nor logged for the caller's own mistakes", async () => {
    const { address, log } = await serve();
    const { body } = await post(address, `{ region(code: "x") { name } }`);
    expect(body.errors[0].extensions.code).toBe("BAD_USER_INPUT");
    expect(log.lines().filter(({ level }) => level >= 50)).toEqual([]);
  });
});

describe("A server that is starting", () => {
  it("answers operations only when it is ready, and until then says what it waits for", async () => {
    const readiness = new Readiness("the database");
    const { address } = await serve({}, realData(), readiness);
    const statusOf = async (path: string): Promise<[number, any]> => {
      const answer = await fetch(`${address}${path}`, { headers: { "apollo-require-preflight": "1" } });
      return [answer.status, await answer.json()];
    };
    const operation = `/graphql?query=${encodeURIComponent(QUERY)}`;
    const held = (what: string): object => ({
      errors: [
        {
          message: `This server is starting and is waiting for ${what}. Try again shortly.`,
          extensions: { code: "SERVICE_UNAVAILABLE" },
        },
      ],
    });
    expect(await statusOf(operation)).toEqual([503, held("the database")]);
    readiness.waitFor("the data to be loaded");
    for (const path of [operation, "/export?format=csv", "/graphql"])
      expect(await statusOf(path)).toEqual([503, held("the data to be loaded")]);
    expect(await statusOf("/health/live")).toEqual([200, { status: "live" }]);
    expect(await statusOf("/health/ready")).toEqual([
      503,
      { status: "unready", waitingFor: "the data to be loaded" },
    ]);
    readiness.reach();
    expect(await statusOf(operation)).toEqual([200, { data: { region: { name: "Jambi" } } }]);
    expect(await statusOf("/health/ready")).toEqual([200, expect.objectContaining({ status: "ready" })]);
  });
});

describe("The log", () => {
  it("contains no identifying headers, no variables and no addresses with a query", async () => {
    const { address, log } = await serve({ LOG_LEVEL: "trace" });
    const headers = { "proxy-authorization": "Bearer secret-0", cookie: "session=secret-2" };
    const query = `query Find($code: RegionCode!) { region(code: $code) { name } }`;
    await post(address, query, { headers, variables: { code: "15.71" } });
    await post(address, query, { headers, variables: { code: "secret-3" } });
    await answerOf(
      fetch(`${address}/graphql?query=${encodeURIComponent("{ x }")}&token=secret-4`, { headers }),
    );
    await answerOf(fetch(`${address}/nothing?token=secret-5`, { headers }));
    // A key that is not accepted.
    await post(address, query, {
      headers: { authorization: "Bearer secret-1" },
      variables: { code: "15.71" },
    });
    expect(log.lines().some(({ operation }) => operation === "Find")).toBe(true);
    expect(log.text()).not.toMatch(/secret-|15\.71/);
  });

  it("omits the password from an error that contains one", async () => {
    const { app, log } = await serve();
    app.log.error({ options: { password: "hunter2", url: "mysql://u:hunter2@h/d" } }, "no connection");
    expect(log.text()).toContain("[left out]");
    expect(log.text()).not.toContain("hunter2");
  });
});

describe("Shutting down", () => {
  it("answers the request in flight and refuses new connections meanwhile", async () => {
    const { app, address } = await serve();
    const body = JSON.stringify({ query: "{ cohortCategories { code } }" });
    const headers = { "content-type": "application/json", "content-length": body.length };
    const inFlight = httpRequest(`${address}/graphql`, { method: "POST", headers });
    const arrived = once(app.server, "request");
    inFlight.write(body.slice(0, 10));
    await arrived;
    let isClosed = false;
    const closing = app.close().then(() => (isClosed = true));
    while (app.server.listening) await turn();

    const { port, hostname } = new URL(address);
    const socket = openSocket(Number(port), hostname);
    const [refusal] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(refusal.code).toBe("ECONNREFUSED");
    expect(isClosed).toBe(false);

    inFlight.end(body.slice(10));
    const [response] = (await once(inFlight, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    expect(await json(response)).toEqual({ data: { cohortCategories: expect.any(Array) } });
    await closing;
  });

  it("cuts lines, so that no caller can make one arbitrarily long", async () => {
    const { app, address, log, dataSource } = await serve({ LOG_LEVEL: "trace" });
    const long = "x".repeat(150_000);
    const send = (body: unknown, headers = {}): Promise<unknown> =>
      fetch(`${address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    await send({ query: `query Operation_${long} { about { attribution } }` });
    await send({ query: `query Operation_${long.slice(0, 150)} { about { attribution } }` });
    await send({ query: QUERY, operationName: long });
    await send({ query: `{ ${long} }` });
    await send(`{"query": ${long}`);
    await send({ query: QUERY }, { "x-request-id": long.slice(0, 10_000) });
    await fetch(`${address}/${long.slice(0, 10_000)}?${long.slice(0, 5_000)}`);
    // An internal error with names that a caller chose, from a driver that quotes its input.
    dataSource.query = () => Promise.reject(new Error(`near "${long}"`));
    await dataSource.destroy();
    await send({ query: `{ ${"a".repeat(200)}: region(code: "15.71") { name } }` });
    app.log.error({ err: new Error(long, { cause: new Error(long) }) }, long);
    expect(log.lines().length).toBeGreaterThan(4);
    expect(log.text()).toContain("Operation_xxx");
    expect(Math.max(...log.lines().map((line) => JSON.stringify(line).length))).toBeLessThan(5_000);
  });
});
