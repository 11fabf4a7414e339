import assert from "node:assert/strict";
import http from "node:http";
import { after, before, beforeEach, describe, it } from "node:test";
import { ownedBy } from "../lib/owned-by.js";
import { post } from "../lib/post.js";
import { ALL, failed, Trio } from "./trio.js";

const OWN = "query Own($code: String!) { city(code: $code) { ... on City { other: name } } }";

describe("An operation that Cakupan alone answers", () => {
  let trio;

  before(async () => {
    trio = await Trio.start();
  });
  after(() => trio?.stop());
  beforeEach(() => trio.reset());

  const sent = () => trio.cakupan.requests.map(({ body }) => JSON.parse(body));

  it("is sent to it as it is, the first time and later, with the caller's key and the request's id", async () => {
    for (const code of ["10", "20"]) {
      const response = await trio.send(OWN, {
        variables: { code },
        headers: { "x-api-key": "ckp_1", cookie: "a=b" },
      });
      assert.deepEqual(await response.json(), { data: { city: { other: `City ${code}` } } });
      const { headers } = trio.cakupan.requests.at(-1);
      assert.deepEqual(sent().at(-1), { query: OWN, variables: { code } });
      assert.deepEqual([headers["x-api-key"], headers.cookie], ["ckp_1", undefined]);
      assert.match(headers["x-request-id"], /^[\da-f-]{36}$/);
      assert.equal(response.headers.get("x-request-id"), headers["x-request-id"]);
      assert.equal(response.headers.get("x-data-version"), "v1");
    }
  });

  for (const [title, lie] of [
    ["is down", { status: 503, text: "Service Unavailable at /srv" }],
    ["ends without an answer", { send: (response) => response.destroy() }],
    ["leads elsewhere", { status: 307, text: "", headers: { location: "http://127.0.0.1:1/" } }],
    ["is silent", { text: "{}" }],
  ])
    it(`fails with no more than that, known or new, when it ${title}`, async () => {
      const fresh = OWN.replace("other", `other${title.replaceAll(" ", "")}`);
      Object.assign(trio.cakupan, lie);
      for (const query of [OWN, fresh, fresh]) {
        const response = await trio.send(query, { variables: { code: "10" } });
        const { data = null, errors } = await response.json();
        assert.deepEqual([response.status, data], [200, null]);
        assert.deepEqual(
          errors.map(({ message, extensions }) => [message, extensions]),
          [['The source "cakupan" did not answer.', failed("cakupan")]],
        );
      }
    });

  it("tells Cakupan's own errors beside what it answers", async () => {
    for (let time = 0; time < 2; time += 1) {
      const { data, errors } = await trio.ask('{ city(code: "10") { name secret } }');
      assert.deepEqual(data, { city: { name: "City 10", secret: null } });
      assert.deepEqual(
        errors.map(({ message, path, extensions }) => [message, path, extensions]),
        [["You may not read this.", ["city", "secret"], { code: "FORBIDDEN", source: "cakupan" }]],
      );
    }
  });

  it("is no operation with a field of others, or about the schema", async () => {
    for (const query of [
      ALL,
      "{ cities { code ... on City { povertyRate } } }",
      "{ cities { name } __schema { queryType { name } } }",
    ]) {
      for (let time = 0; time < 2; time += 1) await trio.ask(query);
      assert.ok(sent().every((each) => each.query !== query));
    }
  });
});

describe("A post", () => {
  it("is sent once more when the connection that was kept for it has been closed meanwhile", async () => {
    let asked = 0;
    const server = http.createServer((request, response) => {
      asked += 1;
      if (asked === 2) return request.socket.destroy();
      request.resume().once("end", () => response.end('{"data":{}}'));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${server.address().port}/`;
    try {
      for (let time = 0; time < 2; time += 1) {
        const { result } = await post(address, { headers: {}, body: "{}", mostBytes: 100 });
        assert.deepEqual(result, { data: {} });
      }
      assert.equal(asked, 3);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("A source owns", () => {
  const owns = ownedBy(
    "a",
    `enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
    type T @join__type(graph: A) @join__type(graph: B) {
      both: Int
      mine: Int @join__field(graph: A)
      theirs: Int @join__field(graph: B)
      shared: Int @join__field(graph: A) @join__field(graph: B)
      known: Int @join__field(graph: A, external: true) @join__field(graph: B)
      moved: Int @join__field(graph: A, usedOverridden: true) @join__field(graph: B, override: "a")
      moving: Int @join__field(graph: A) @join__field(graph: B, override: "a", overrideLabel: "percent(5)")
      attached: Int @resolveTo(sourceName: "b") @additionalField
    }
    interface I @join__type(graph: A, isInterfaceObject: true) { x: Int }
    type U @join__type(graph: B) { x: Int }`,
  );

  it("what it answers, and not what others add, provide, take over or take over by a label", () => {
    const fields = "both mine theirs shared known moved moving attached __typename".split(" ");
    assert.deepEqual(
      fields.filter((name) => owns.field("T", name)),
      ["both", "mine", "shared", "__typename"],
    );
    assert.deepEqual(
      ["T", "I", "U"].filter((name) => owns.type(name)),
      ["T"],
    );
  });
});
