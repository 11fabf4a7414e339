import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { ALL, CITIES, failed, Trio, whole } from "./trio.js";

describe("The gateway", () => {
  let trio, cakupan, poverty, wages, gateway, folder, send, ask;

  before(async () => {
    trio = await Trio.start();
    ({ cakupan, poverty, wages, gateway, folder } = trio);
    send = (...given) => trio.send(...given);
    ask = (...given) => trio.ask(...given);
  });
  after(() => trio?.stop());
  beforeEach(() => trio.reset());

  it("answers fields of all sources, with one request to each, and results matched by key", async () => {
    assert.deepEqual(await ask(ALL), { data: { cities: whole() } });
    assert.deepEqual(
      [cakupan, poverty, wages].map(({ requests }) => requests.length),
      [1, 1, 1],
    );
    assert.match(decodeURIComponent(wages.requests[0].url), /codes=10,20,30$/);
  });

  it("begins names of types and root fields of a service with its name, and leaves those of subgraphs", async () => {
    const { data } = await ask("{ __schema { types { name } queryType { fields { name } } } }");
    const names = data.__schema.types.map(({ name }) => name);
    assert.ok(names.includes("WagesWage") && !names.includes("Wage") && names.includes("City"));
    assert.deepEqual(data.__schema.queryType.fields.map(({ name }) => name).sort(), [
      "cities",
      "city",
      "wagesWageOf",
      "wagesWages",
    ]);
  });

  for (const [title, fault] of [
    ["is slow", { delay: 1_000 }],
    ["is down", { status: 503, text: "Service Unavailable" }],
    [
      "answers with a page",
      { text: "<html>at line 3 of /srv/app.js</html>", headers: { "content-type": "text/html" } },
    ],
    [
      "tells a fault",
      {
        text: '{"errors":[{"message":"SELECT * FROM secrets","extensions":{"stacktrace":["at /srv/app.js"]}}]}',
      },
    ],
  ]) {
    it(`lacks only the fields of a subgraph that ${title}, and tells callers nothing of why`, async () => {
      Object.assign(poverty, fault);
      const response = await send(ALL);
      const { data, errors } = await response.json();
      assert.equal(response.status, 200);
      assert.deepEqual(data, { cities: whole({ povertyRate: null }) });
      assert.ok(errors.length > 0);
      for (const { message, extensions } of errors) {
        assert.equal(message, 'The source "poverty" did not answer.');
        assert.deepEqual(extensions, failed("poverty"));
      }
    });

    it(`lacks only the fields of a service that ${title}, and tells callers nothing of why`, async () => {
      Object.assign(wages, fault, fault.text?.startsWith("{") ? { status: 500 } : {});
      const response = await send(ALL);
      const { data, errors } = await response.json();
      assert.equal(response.status, 200);
      assert.deepEqual(data, { cities: whole({ wage: null }) });
      for (const { message, extensions } of errors) {
        assert.equal(message, 'The source "wages" did not answer.');
        assert.deepEqual(extensions, failed("wages"));
      }
    });
  }

  it("tells the errors of Cakupan as they are, and no more than that it failed when it does", async () => {
    const { data, errors } = await ask('{ city(code: "10") { name secret } }');
    assert.deepEqual(data, { city: { name: "City 10", secret: null } });
    assert.deepEqual(
      errors.map(({ message, extensions }) => [message, extensions.code]),
      [["You may not read this.", "FORBIDDEN"]],
    );
    Object.assign(cakupan, { status: 502, text: "at /srv/cakupan.js" });
    const dead = await ask("{ cities { name } }");
    assert.deepEqual(
      dead.errors.map(({ extensions }) => extensions),
      [failed("cakupan")],
    );
  });

  it("sends a source the headers of its list and its own, and no others", async () => {
    await ask(ALL, {
      headers: {
        "x-api-key": "ckp_1",
        authorization: "Bearer caller",
        cookie: "a=b",
        "x-request-id": "request-1",
      },
    });
    const got = (source) => source.requests[0].headers;
    assert.equal(got(cakupan)["x-api-key"], "ckp_1");
    assert.equal(got(poverty)["x-partner"], "partner-key");
    assert.equal(got(cakupan)["x-partner"], undefined);
    for (const source of [poverty, wages]) {
      assert.doesNotMatch(JSON.stringify(source.requests[0]), /ckp_1|Bearer caller|a=b/);
    }
    assert.doesNotMatch(JSON.stringify(got(cakupan)), /Bearer caller|a=b/);
  });

  it("passes a caller's request id to every source, and back", async () => {
    const response = await send(ALL, { headers: { "x-request-id": "request-1" } });
    assert.equal(response.headers.get("x-request-id"), "request-1");
    for (const source of [cakupan, poverty, wages])
      assert.equal(source.requests[0].headers["x-request-id"], "request-1");
  });

  it("keeps the version of Cakupan's data, and tags answers to GET", async () => {
    const get = (headers) => fetch(`${gateway.url}/graphql?query=${encodeURIComponent(ALL)}`, { headers });
    const first = await get({ "content-type": "application/json" });
    assert.equal(first.headers.get("x-data-version"), "v1");
    const tag = first.headers.get("etag");
    assert.match(tag, /^W\/"/);
    const again = await get({ "content-type": "application/json", "if-none-match": tag });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
    const keyed = await get({ "content-type": "application/json", "x-api-key": "k", "if-none-match": tag });
    assert.deepEqual(
      [keyed.status, keyed.headers.get("etag"), keyed.headers.get("cache-control")],
      [200, null, "no-store"],
    );
    Object.assign(poverty, { status: 500, text: "down" });
    const faulty = await get({ "content-type": "application/json", "if-none-match": tag });
    assert.deepEqual([faulty.status, faulty.headers.get("etag")], [200, null]);
  });

  it("refuses operations that are too deep or too long, and requests that are too large, before asking any source", async () => {
    const deep = `{ city(code: "10") { ${"next { ".repeat(20)} name ${"} ".repeat(20)} } }`;
    const long = `{ ${Array.from({ length: 2_000 }, (_, index) => `a${index}: cities { name }`).join(" ")} }`;
    for (const query of [deep, long]) assert.ok((await ask(query)).errors.length > 0);
    const large = await send(`{ cities { name } } # ${"x".repeat(250_000)}`);
    assert.equal(large.status, 413);
    assert.deepEqual(cakupan.requests, []);
  });

  it("takes no list of operations in one request", async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ query: "{ cities { name } }" }, { query: "{ cities { name } }" }]),
    });
    assert.ok(response.status >= 400);
    assert.deepEqual(cakupan.requests, []);
  });

  it("serves the SDL of the whole graph to clients", async () => {
    const sdl = await (await fetch(`${gateway.url}/schema.graphql`)).text();
    assert.match(sdl, /type City \{[^}]*povertyRate: Float[^}]*wage: WagesWage/);
    assert.doesNotMatch(sdl, /join__|_entities/);
  });

  it("holds callers to the documents of a manifest, by id", async () => {
    const body = "{ cities { name } }";
    const id = createHash("sha256").update(body).digest("hex");
    const manifest = join(folder, "manifest.json");
    await writeFile(
      manifest,
      JSON.stringify({
        format: "apollo-persisted-query-manifest",
        version: 1,
        operations: [{ id, name: "Cities", type: "query", body }],
      }),
    );
    const held = await trio.serve({ manifest });
    const post = async (content) =>
      (
        await fetch(`${held.url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(content),
        })
      ).json();
    const names = { data: { cities: CITIES.map(({ name }) => ({ name })) } };
    assert.deepEqual(await post({ documentId: id }), names);
    assert.deepEqual(await post({ extensions: { persistedQuery: { version: 1, sha256Hash: id } } }), names);
    assert.ok((await post({ query: ALL })).errors.length > 0);
    await held.stop();
  });

  it("starts with what was composed last when a source cannot be described, and does not without", async () => {
    poverty.status = 503;
    const again = await trio.serve();
    const { cities } = (
      await (
        await fetch(`${again.url}/graphql?query=%7Bcities%7Bname%7D%7D`, {
          headers: { "content-type": "application/json" },
        })
      ).json()
    ).data;
    assert.equal(cities.length, 3);
    await again.stop();
    const other = await trio.written("other.json", trio.sources.slice(0, 2));
    await assert.rejects(trio.serve({ file: other }), /poverty cannot be described/);
  });

  it("keeps what a variable holds out of what is composed", async () => {
    const composed = await readFile(gateway.composed, "utf8");
    assert.doesNotMatch(composed, /partner-key/);
  });
});
