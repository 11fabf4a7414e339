import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  byPost,
  expectStatus,
  getOf,
  sendRepeatedly,
  ServedRealData,
  type RawRequest,
} from "../support/served.js";

let served: ServedRealData;
beforeAll(async () => {
  served = await ServedRealData.start({ BODY_LIMIT_BYTES: "30000" });
});
afterAll(() => served.close());

const QUERY = `{ region(code: "15.71") { name } }`;
const BODY = JSON.stringify({ query: QUERY });

describe("A body is refused", () => {
  const typed = (type: string): RawRequest => ({ headers: { "content-type": type }, body: BODY });

  it.each<[string, string | Uint8Array, RegExp]>([
    ["that is empty", "", /body is empty/],
    ["that is not JSON", "{", /not valid JSON/],
    ["that has text after the JSON", `${BODY} x`, /not valid JSON/],
    ["that has JavaScript's numbers", `{"query":"{ __typename }","variables":{"a":NaN}}`, /not valid JSON/],
    ["that is not UTF-8", Buffer.from(BODY.replace("15.71", "\xFF"), "latin1"), /not valid UTF-8/],
    ["that is UTF-16", Buffer.from(BODY, "utf16le"), /not valid JSON/],
    ["that is null", "null", /POST body missing/],
    ["that is a number", "5", /POST body missing/],
    ["that is a text", JSON.stringify(QUERY), /POST body missing/],
    ["that has no operation", "{}", /POST body missing/],
    ["that is a list", `[${BODY}]`, /batching disabled/],
    ["whose query is a number", `{"query":5}`, /must be strings/],
    ["whose query is an object", `{"query":{"kind":"Document"}}`, /must be strings/],
    ["whose query is null", `{"query":null}`, /non-empty `query`/],
    ["whose name is a number", `{"query":"{ __typename }","operationName":5}`, /must be a string/],
    [
      "whose variables are a text",
      `{"query":"{ __typename }","variables":"{}"}`,
      /`variables` must be a JSON object/,
    ],
    [
      "whose variables are a number",
      `{"query":"{ __typename }","variables":0}`,
      /`variables` must be a JSON object/,
    ],
    [
      "whose extensions are true",
      `{"query":"{ __typename }","extensions":true}`,
      /`extensions` must be a JSON obj/,
    ],
  ])("%s", async (_title, body, message) => {
    const headers = { "content-type": "application/json" };
    await expectStatus(served, { headers, body }, 400, "BAD_REQUEST", message);
  });

  it.each([
    ["1e400", "larger than a number"],
    ['[{ "a": -1e400 }]', "larger than a number"],
    [`{ "__proto__": 1 }`, `the key "__proto__"`],
    [`{ "a": [{ "__proto__": {} }] }`, `the key "__proto__"`],
  ])("whose variables have %s", async (value, message) => {
    const body = `{ "query": "{ __typename }", "variables": { "a": ${value} } }`;
    await expectStatus(served, byPost(body), 400, "BAD_USER_INPUT", new RegExp(message));
    const parameters = new URLSearchParams({ query: "{ __typename }", variables: `{ "a": ${value} }` });
    const get = getOf(`/graphql?${parameters.toString()}`);
    await expectStatus(served, get, 400, "BAD_USER_INPUT", new RegExp(message));
  });

  it.each([
    ["variables", `{"filter":${'{"not":'.repeat(1000)}{}${"}".repeat(1000)}}`],
    ["variables", `{"filter":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
    ["extensions", `{"persistedQuery":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
  ])("whose %s nest too deep", async (name, value) => {
    const query = "query ($filter: RegionFilter) { regions(filter: $filter) { totalCount } }";
    const body = `{ "query": ${JSON.stringify(query)}, "${name}": ${value} }`;
    await expectStatus(served, byPost(body), 400, "QUERY_TOO_LARGE", /must not nest deeper than 200/);
  });

  it.each(["gzip", "br", "gzip, identity", "x-gzip", "utf-8"])(
    "that declares the encoding %s",
    async (coding) => {
      const headers = { "content-type": "application/json", "content-encoding": coding };
      for (const body of [BODY, gzipSync(BODY)]) {
        const told = await expectStatus(
          served,
          { headers, body },
          415,
          "BAD_REQUEST",
          /must not be compressed/,
        );
        expect(told.headers["accept-encoding"]).toBe("identity");
      }
    },
  );

  it.each(["utf-7", "utf-16", "UTF-16LE", '"latin1"', "us-ascii", "", "utf-8; charset=utf-7"])(
    "in the charset %s",
    (charset) =>
      expectStatus(
        served,
        typed(`application/json; charset=${charset}`),
        415,
        "BAD_REQUEST",
        /JSON in UTF-8: the cha/,
      ),
  );

  it.each([
    "text/plain",
    "text/json",
    "application/graphql",
    "application/graphql-response+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json, text/plain",
    "json",
  ])("of the type %s", (type) =>
    expectStatus(served, typed(type), 415, "BAD_REQUEST", /`content-type: application\/json`/),
  );

  it("without a type", () =>
    expectStatus(served, { body: BODY }, 415, "BAD_REQUEST", /`content-type: application\/json`/));

  it("over the limit", async () => {
    const long = byPost({ query: QUERY.padEnd(30_000) });
    await expectStatus(served, long, 413, "QUERY_TOO_LARGE", /not be larger than 30000 bytes/);
  });

  it("but not as JSON in UTF-8, however the header is spelled", async () => {
    const types = ["", '; charset="utf-8"', ";charset=UTF-8", " ; Charset=utf8", "; profile=x"];
    const requests: RawRequest[] = types.map((rest) => typed(`application/json${rest}`));
    requests.push({
      ...byPost(BODY),
      headers: { "content-type": "Application/JSON", "content-encoding": "Identity" },
    });
    requests.push(byPost(`\uFEFF${BODY}`));
    for (const request of requests) expect((await sendRepeatedly(served, request)).status).toBe(200);
  });
});

describe("An answer that is not accepted", () => {
  it.each(["text/html", "image/png", "application/json;q=0", "multipart/mixed", "x"])(
    "as %s",
    async (accept) => {
      for (const request of [
        byPost(BODY),
        byPost({ query: "{ x }" }),
        getOf(`/graphql?query=${encodeURIComponent(QUERY)}`),
      ])
        await expectStatus(
          served,
          { ...request, headers: { ...request.headers, accept } },
          406,
          "BAD_REQUEST",
          /does not accept application\/json/,
        );
    },
  );
});
