import { afterEach, describe, expect, it } from "@jest/globals";
import { ServedRealData, type RawAnswer } from "../support/served.js";

const APP = "https://app.example.go.id";
const OTHER = "https://other.example";

let served: ServedRealData | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function start(environment: NodeJS.ProcessEnv = {}): Promise<ServedRealData> {
  return (served = await ServedRealData.start(environment));
}

const ask = (server: ServedRealData, origin: string, query = "{ __typename }"): Promise<RawAnswer> =>
  server.send({
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ query }),
  });

const preflight = (server: ServedRealData, path: string, origin = APP): Promise<RawAnswer> =>
  server.send({
    method: "OPTIONS",
    path,
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,apollo-require-preflight",
    },
  });

describe("A page of another origin", () => {
  it.each(["/graphql", "/export?format=csv"])("may ask %s before it sends a request", async (path) => {
    const { status, headers, text } = await preflight(await start(), path);
    expect([status, text]).toEqual([204, ""]);
    expect(headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, POST",
      "access-control-allow-headers": "content-type,apollo-require-preflight",
      "access-control-max-age": "86400",
    });
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });

  it("may read answers and their headers, errors included", async () => {
    const server = await start();
    for (const query of ["{ __typename }", "{ nothing }"]) {
      const { headers } = await ask(server, APP, query);
      expect(headers).toMatchObject({
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
      });
      expect(String(headers["access-control-expose-headers"]).split(", ")).toEqual(
        expect.arrayContaining(["etag", "x-request-id", "x-data-version", "retry-after"]),
      );
    }
    const missing = await server.send({ path: "/nowhere", headers: { origin: APP } });
    expect([missing.status, missing.headers["access-control-allow-origin"]]).toEqual([404, "*"]);
  });

  it("may read answers when its origin is listed, and no other may", async () => {
    const server = await start({ CORS_ORIGINS: `${APP}, https://second.example` });
    const [listed, unlisted] = await Promise.all([ask(server, APP), ask(server, OTHER)]);
    expect(listed.headers).toMatchObject({ "access-control-allow-origin": APP });
    expect(String(listed.headers.vary)).toMatch(/\borigin\b/i);
    expect(unlisted.headers["access-control-allow-origin"]).toBeUndefined();
    // Requests of programs, and of pages that cannot read the answer, are still answered.
    expect([listed.status, unlisted.status]).toEqual([200, 200]);
  });

  it("keeps what an answer varies with when caches may store it", async () => {
    const server = await start({ CORS_ORIGINS: APP });
    const { headers } = await server.send({
      method: "GET",
      path: "/graphql?query=%7B__typename%7D",
      headers: { origin: APP, "apollo-require-preflight": "1" },
    });
    expect(String(headers.vary).toLowerCase().split(", ").sort()).toEqual([
      "accept",
      "accept-encoding",
      "authorization",
      "origin",
      "x-api-key",
    ]);
  });

  it("may read nothing when no origin may", async () => {
    const { headers } = await ask(await start({ CORS_ORIGINS: "none" }), APP);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  });

  it("is told of OPTIONS without an origin, too, that they are fine", async () => {
    const server = await start();
    expect((await server.send({ method: "OPTIONS" })).status).toBe(204);
  });
});
