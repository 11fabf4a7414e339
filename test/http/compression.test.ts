import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { servedSchema } from "../../src/server/schema.js";
import { ServedRealData, type RawAnswer } from "../support/served.js";

const LONG = "{ regions(first: 500) { nodes { code name officialName } } }";
const DECODE: Record<string, (bytes: Uint8Array) => Buffer> = { br: brotliDecompressSync, gzip: gunzipSync };

describe("An answer", () => {
  let served: ServedRealData;
  let plain: string;
  beforeAll(async () => {
    served = await ServedRealData.start();
    plain = (await ask(LONG, {})).text;
  });
  afterAll(() => served.close());

  const ask = (query: string, headers: Record<string, string>, method = "POST"): Promise<RawAnswer> =>
    served.send({
      method,
      ...(method === "GET" ? { path: `/graphql?query=${encodeURIComponent(query)}` } : {}),
      headers: { "content-type": "application/json", ...headers },
      ...(method === "GET" ? {} : { body: JSON.stringify({ query }) }),
    });

  it.each(["br", "gzip"])(
    "of over 1 kB is compressed as %s where the client accepts it",
    async (encoding) => {
      const { headers, bytes } = await ask(LONG, { "accept-encoding": encoding });
      expect(headers).toMatchObject({ "content-encoding": encoding });
      expect(String(headers.vary)).toMatch(/accept-encoding/);
      expect(bytes.length * 3).toBeLessThan(plain.length);
      expect(DECODE[encoding]?.(bytes).toString()).toBe(plain);
    },
  );

  it("is compressed as br rather than gzip where a client accepts both alike", async () => {
    const { headers } = await ask(LONG, { "accept-encoding": "gzip, deflate, br" });
    expect(headers["content-encoding"]).toBe("br");
  });

  it.each([
    ["that accepts nothing", {}],
    ["that accepts identity only", { "accept-encoding": "identity" }],
    ["that forbids both", { "accept-encoding": "br;q=0, gzip;q=0" }],
  ])("is sent as it is to a client %s", async (_, headers) => {
    const answer = await ask(LONG, headers);
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.text).toBe(plain);
  });

  it("of less than 1 kB is sent as it is", async () => {
    const answer = await ask("{ __typename }", { "accept-encoding": "br" });
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.text).toBe('{"data":{"__typename":"Query"}}\n');
  });

  it("has the same tag compressed or not, and is not sent again to a client that has it", async () => {
    const preflight = { "apollo-require-preflight": "1" };
    const compressed = await ask(LONG, { ...preflight, "accept-encoding": "br" }, "GET");
    const whole = await ask(LONG, preflight, "GET");
    expect(compressed.headers["content-encoding"]).toBe("br");
    expect(compressed.headers.etag).toBe(whole.headers.etag);
    const again = await ask(
      LONG,
      { ...preflight, "accept-encoding": "br", "if-none-match": String(whole.headers.etag) },
      "GET",
    );
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    expect(again.headers).not.toHaveProperty("content-encoding");
  });

  it("of /schema.graphql is compressed and cached as any other", async () => {
    const { clientSdl } = servedSchema();
    const path = "/schema.graphql";
    const first = await served.send({ method: "GET", path, headers: { "accept-encoding": "br" } });
    expect(first.headers).toMatchObject({
      "content-encoding": "br",
      "content-type": "text/plain; charset=utf-8",
    });
    expect(brotliDecompressSync(first.bytes).toString()).toBe(clientSdl);
    const etag = String(first.headers.etag);
    const again = await served.send({ method: "GET", path, headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    const hidden = await ServedRealData.start({ INTROSPECTION: "false" });
    const refused = await hidden.send({ method: "GET", path });
    await hidden.close();
    expect(refused.status).toBe(404);
  });

  it("from /export is compressed, too", async () => {
    const { headers, bytes } = await served.send({
      path: "/export?format=csv",
      headers: { "content-type": "application/json", "accept-encoding": "gzip" },
      body: JSON.stringify({ query: LONG.replace("(first: 500)", "") }),
    });
    expect(headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "text/csv; charset=utf-8; header=present",
    });
    expect(gunzipSync(bytes).toString()).toContain("Kota Magelang");
  });
});

describe("A browser that opens /graphql", () => {
  it.each([
    ["is led to the explorer", { EXPLORER: "true" }, 303, "/explorer"],
    ["is answered as any client where there is no explorer", { EXPLORER: "false" }, 400, undefined],
  ])("%s", async (_, environment, status, location) => {
    const served = await ServedRealData.start(environment);
    try {
      const answer = await served.send({
        method: "GET",
        headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
      });
      expect([answer.status, answer.headers.location]).toEqual([status, location]);
    } finally {
      await served.close();
    }
  });

  it("is answered when its address holds an operation", async () => {
    const served = await ServedRealData.start({ EXPLORER: "true" });
    try {
      const answer = await served.send({
        method: "GET",
        path: "/graphql?query=%7B__typename%7D",
        headers: { accept: "text/html,*/*;q=0.8", "apollo-require-preflight": "1" },
      });
      expect(answer.body).toEqual({ data: { __typename: "Query" } });
    } finally {
      await served.close();
    }
  });
});
