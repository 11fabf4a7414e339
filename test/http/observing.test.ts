import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-base";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { registeredTracer } from "../../src/server/observe/tracing.js";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";

const REGION = `query RegionCoverage($code: RegionCode!) { region(code: $code) { name } }`;

describeEachEngine("A server that is watched", (engine) => {
  const exporter = new InMemorySpanExporter();
  const lines: any[] = [];
  let graph: TestGraph;
  let app: Awaited<ReturnType<typeof createApp>>;
  let metricsAddress: string;

  beforeAll(async () => {
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    graph = await openRealGraph(engine);
    const config = readConfig({
      ...{ NODE_ENV: "test", EXPLORER: "false", METRICS_PORT: "0", SLOW_OPERATION_MS: "1", MAX_DEPTH: "5" },
    });
    const logger = createLogger(config, { write: (line) => void lines.push(JSON.parse(line)) });
    app = await createApp({
      ...{ config, dataSource: graph.dataSource, logger },
      ...{ assetsFolder: "dist/explorer", operationsFolder: "schema/operations" },
    });
    metricsAddress = lines.find(({ msg }) => msg === "serving metrics").address as string;
  });
  afterAll(async () => {
    await app.close();
    await graph.close();
    trace.disable();
  });

  const ask = async (query: string, variables: object = {}): Promise<any> => {
    const { body } = await app.inject({
      ...{ method: "POST", url: "/graphql", headers: { "content-type": "application/json" } },
      payload: JSON.stringify({ query, variables }),
    });
    return JSON.parse(body);
  };
  const metrics = (): Promise<string> => fetch(metricsAddress).then((answer) => answer.text());
  const logged = async (found: (line: any) => boolean): Promise<any> => {
    for (let waits = 0; !lines.some(found) && waits < 100; waits += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return lines.find(found);
  };

  it("counts operations by name and outcome, their rows and time, and statements by name", async () => {
    const [name] = /operation="(?!other)[^"]+"/.exec(await metrics()) ?? [null];
    expect(name).toBeNull();
    await ask("query RegionProfile { about { version } }");
    await ask("query Conflicts { conflicts(first: 1) { nodes { id } } }");
    await ask("{ nothing }");
    await ask(
      '{ region(code: "15") { name } about { datasets { name tables { table } } } nodes(ids: ["x"]) { id } }',
    );
    const text = await metrics();
    expect(text).toMatch(/cakupan_operations_total\{operation="Conflicts",outcome="ok"\} 1\n/);
    expect(text).toMatch(/cakupan_operations_total\{operation="other",outcome="refused"\} 1\n/);
    expect(text).toMatch(/cakupan_operations_total\{operation="other",outcome="partial"\} 1\n/);
    expect(text).toMatch(/cakupan_operation_errors_total\{code="GRAPHQL_VALIDATION_FAILED"\} 1\n/);
    expect(text).toMatch(/cakupan_operation_rows_total\{operation="Conflicts"\} [1-9]/);
    expect(text).toMatch(/cakupan_operation_seconds_count\{operation="Conflicts"\} 1\n/);
    expect(text).toMatch(/cakupan_statement_seconds_count\{statement="Conflict page"\} 1\n/);
    expect(text).toMatch(/cakupan_http_requests_total\{route="\/graphql",status="200"\} [1-9]/);
    expect(text).toMatch(/cakupan_pool_size [1-9]/);
    expect(text).toMatch(/cakupan_data_revision [1-9]/);
    expect(text).toMatch(/nodejs_eventloop_lag_seconds/);
    expect(text).toMatch(/cakupan_answer_cache_bytes \d/);
  });

  it("has every metric that the dashboard shows", async () => {
    const text = await metrics();
    const dashboard = await readFile("deploy/grafana-dashboard.json", "utf8");
    const shown = new Set(dashboard.match(/\b(?:cakupan|nodejs|process)_\w+/g));
    expect(shown.size).toBeGreaterThan(10);
    expect([...shown].filter((name) => !new RegExp(`^${name}[{ ]`, "m").test(text))).toEqual([]);
  });

  it("makes no series of the names that callers choose", async () => {
    const series = async (): Promise<number> =>
      (await metrics()).split("\n").filter((line) => line.startsWith("cakupan_operation")).length;
    await ask("query a0 { about { version } }");
    const before = await series();
    for (let name = 1; name < 30; name += 1) await ask(`query a${name} { about { version } }`);
    expect(await series()).toBe(before);
    expect(await metrics()).not.toMatch(/a29/);
  });

  it("serves metrics at a port of their own, and nothing else there", async () => {
    expect((await app.inject("/metrics")).statusCode).toBe(404);
    expect((await fetch(metricsAddress.replace("/metrics", "/graphql"))).status).toBe(404);
    expect(new URL(metricsAddress).hostname).toBe("127.0.0.1");
  });

  it("makes spans of a request, its operation, and the statements of that, one within the other", async () => {
    exporter.reset();
    await ask(REGION, { code: "15" });
    await new Promise((resolve) => setImmediate(resolve));
    const spans = exporter.getFinishedSpans();
    const named = (found: RegExp): ReadableSpan => {
      const span = spans.find(({ name }) => found.test(name));
      if (!span)
        throw new Error(`No span ${String(found)} among ${spans.map(({ name }) => name).join(", ")}`);
      return span;
    };
    const [request, operation, statement] = [
      named(/^POST \/graphql$/),
      named(/^operation/),
      named(/^Region by/),
    ];
    expect(operation.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(statement.parentSpanContext?.spanId).toBe(operation.spanContext().spanId);
    expect(request.attributes).toMatchObject({ "http.route": "/graphql", "http.response.status_code": 200 });
    expect(operation.attributes).toMatchObject({
      "graphql.operation.name": "RegionCoverage",
      "cakupan.outcome": "ok",
    });
    expect(statement.attributes["db.query.text"]).toMatch(/^SELECT .*\?/s);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('"15"');
  });

  it("logs a slow operation with its statements and the plan of the slowest, without values", async () => {
    const query = `query Slowly { observations(first: 500, filter: { value: { gt: 12345.5 } }) { totalCount nodes { id value region { name } source { title } } } }`;
    await ask(query);
    const slow = await logged(({ msg, operation }) => msg === "a slow operation" && operation === "Slowly");
    expect(slow).toMatchObject({
      level: 40,
      requestId: expect.any(String),
      price: expect.any(Number),
      milliseconds: expect.any(Number),
      statements: expect.arrayContaining([
        expect.objectContaining({ name: "Observation page with count", times: 1, rows: expect.any(Number) }),
      ]),
      plan: expect.arrayContaining([expect.stringMatching(/observations|\bt\b/)]),
    });
    expect(JSON.stringify(slow)).not.toContain("12345");
  });
});

describe("A server without an SDK of OpenTelemetry", () => {
  it("makes no spans", () => {
    expect(registeredTracer()).toBeNull();
  });
});
