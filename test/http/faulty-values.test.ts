import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askRepeatedly, expectRefusal, ServedRealData, type Given } from "../support/served.js";

type Row = [title: string, given: Given, message: RegExp];

let served: ServedRealData;
beforeAll(async () => {
  served = await ServedRealData.start();
});
afterAll(() => served.close());

const JAMBI = `{ region(code: "15.71") { name } }`;
const NAMED = `query ($text: String!) { regions(filter: { name: { contains: $text } }) { totalCount } }`;
const FILTERED = `query ($filter: RegionFilter) { regions(filter: $filter) { totalCount } }`;
const ENTITIES = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }`;
const ORDERED = `query ($field: RegionOrderField!) { regions(orderBy: [{ field: $field }]) { totalCount } }`;
const FOUND = `query ($code: RegionCode!) { region(code: $code) { name } }`;
const SINCE = `query ($asOf: DateTime) { observations(asOf: $asOf) { totalCount } }`;

const nested = (depth: number, open = "[", close = "]", inner = ""): object =>
  JSON.parse(open.repeat(depth) + inner + close.repeat(depth)) as object;
const withProto = JSON.parse(`{ "__proto__": { "name": { "eq": "x" } } }`) as object;

describe("A value is refused in the same way each time, by POST and by GET:", () => {
  it.each<Row>([
    ["U+0000", { query: NAMED, variables: { text: "a\0" } }, /`variables` has a text with .* U\+0000/],
    ["half a surrogate pair", { query: NAMED, variables: { text: "a\uD800" } }, /half of a surrogate pair/],
    [
      "a value that the enum does not have",
      { query: ORDERED, variables: { field: "constructor" } },
      /"constructor" does not exist/,
    ],
    [
      "a condition that no filter has",
      { query: FILTERED, variables: { filter: { toString: {} } } },
      /"toString" is not/,
    ],
    ["a prototype", { query: FILTERED, variables: { filter: withProto } }, /has the key "__proto__"/],
    ["a day that no calendar has", { query: SINCE, variables: { asOf: "2026-02-30T00:00:00Z" } }, /DateTime/],
    ["a list for a code", { query: FOUND, variables: { code: nested(100) } }, /must be a string, not a list/],
    [
      "a number for a code",
      { query: FOUND, variables: { code: 15.71 } },
      /must be a string, not 15\.71\. Write it in quotes: "15\.71"/,
    ],
    [
      "a very long code",
      { query: FOUND, variables: { code: "1".repeat(5000) } },
      /got invalid value .*…1+"; "1{59}… is not a RegionCode/,
    ],
    ["a missing value of a required variable", { query: FOUND }, /was not provided/],
    [
      "many at once",
      { query: ENTITIES, variables: { of: Array(90).fill(null) } },
      /must not be null|Expected/,
    ],
  ])("%s", (_title, given, message) => expectRefusal(served, given, "BAD_USER_INPUT", message));

  it.each<Row>([
    [
      "a filter",
      { query: FILTERED, variables: { filter: nested(1000, `{"not":`, "}", "{}") } },
      /`variables`/,
    ],
    ["a key", { query: ENTITIES, variables: { of: [{ __typename: "City", code: nested(1000) }] } }, /`var/],
    [
      "a variable that is not declared",
      { query: JAMBI, variables: { other: nested(200) } },
      /`variables` must not nest/,
    ],
    [
      "extensions",
      { query: JAMBI, extensions: { other: nested(200) } },
      /`extensions` must not nest deeper than 200/,
    ],
  ])("%s that nests too deep", (_title, given, message) =>
    expectRefusal(served, given, "QUERY_TOO_LARGE", message),
  );

  it.each<Row>([
    ["variables", { query: JAMBI, variables: [] }, /^`variables` must be a JSON object/],
    ["extensions", { query: JAMBI, extensions: [] }, /^`extensions` must be a JSON object/],
  ])("%s that are a list", (_title, given, message) => expectRefusal(served, given, "BAD_REQUEST", message));

  it("but null is the same as none", async () => {
    const { status, body } = await askRepeatedly(served, { query: JAMBI, variables: null, extensions: null });
    expect({ status, body }).toEqual({ status: 200, body: { data: { region: { name: "Jambi" } } } });
  });

  it.each([
    [`{ region(code: "x") { name } }`, /^"x" is not a RegionCode/, 16],
    [
      `{ region(code: ID) { name } }`,
      /^RegionCode must be a string, not ID\. Write it in quotes: "ID"\.$/,
      16,
    ],
    [`{ region(code: ["15"]) { name } }`, /^RegionCode must be a string, not \["15"\]/, 16],
    [`{ employers(filter: { workers: { gt: 1.5 } }) { totalCount } }`, /^SafeInt must .* not 1.5/, 38],
    [`{ observations(asOf: "2026-01-01T24:00:00Z") { totalCount } }`, /is not a DateTime/, 22],
    [
      `{ observations(filter: { value: { gt: 1e400 } }) { totalCount } }`,
      /exceeds the range of a double/,
      39,
    ],
  ])("with its place in the document: %s", async (query, message, column) => {
    await expectRefusal(served, { query }, "BAD_USER_INPUT", message);
    const { body } = await askRepeatedly(served, { query });
    expect(body.errors[0].locations).toEqual([{ line: 1, column }]);
  });

  it("at its own place in a list, and nowhere else", async () => {
    const ids = ["City:15.71", "constructor:1", Buffer.from("City:15.71\0").toString("base64url")];
    const [jambi = ""] = ids;
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`;
    const { status, body } = await askRepeatedly(served, { query, variables: { ids: [...ids, "x", jambi] } });
    expect(status).toBe(200);
    expect(body.data.nodes).toEqual([{ id: jambi }, null, null, null, { id: jambi }]);
    expect(body.errors).toMatchObject(
      [1, 2, 3].map((place) => ({ path: ["nodes", place], extensions: { code: "BAD_USER_INPUT" } })),
    );
  });

  it.each(["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"])(
    "a code that is the name of a property of every object: %s",
    async (code) => {
      for (const field of [
        `statistics(indicators: ["${code}"], groupBy: [YEAR]) { totalRows }`,
        `region(code: "15") { coverage(denominator: "${code}") { workerMonths } }`,
      ]) {
        const { body } = await askRepeatedly(served, { query: `{ ${field} }` });
        expect(body.errors).toMatchObject([
          { message: expect.stringContaining(code), extensions: { code: "BAD_USER_INPUT" } },
        ]);
      }
    },
  );

  it("a representation without any key, in a message that names the possible keys", async () => {
    const of = [{ __typename: "City", name: "Jambi" }];
    const { body } = await askRepeatedly(served, { query: ENTITIES, variables: { of } });
    expect(body.errors).toMatchObject([{ message: expect.stringMatching(/has no key: give `\w+` or/) }]);
  });

  it("in variables that hold more values than the limit", async () => {
    const query = `query ($in: [String!]) { regions(filter: { code: { in: $in } }) { totalCount } }`;
    const variables = { in: Array.from({ length: 20_001 }, () => "1") };
    await expectRefusal(served, { query, variables }, "QUERY_TOO_LARGE", /at most 16,000 values/);
  });

  it("among very many wrong ones, of which only the first few are reported", async () => {
    const filter = Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`k${index}`, 1]));
    const query = `query ($filter: RegionFilter) { regions(filter: $filter) { totalCount } }`;
    const { body } = await askRepeatedly(served, { query, variables: { filter } });
    expect(body.errors.length).toBeLessThan(6);
    expect(body.errors[0].extensions.code).toBe("BAD_USER_INPUT");
    expect(JSON.stringify(body).length).toBeLessThan(10_000);
  });

  it.each(["constructor", "toString", "Planet", 5, null, { a: 1 }])(
    "a representation of type %j, at its own place",
    async (typeName) => {
      const of = [{ __typename: typeName, code: "15.71" }, { __typename: "City", code: "15.71" }, "City", []];
      const { status, body } = await askRepeatedly(served, { query: ENTITIES, variables: { of } });
      expect(status).toBe(200);
      expect(body.data._entities).toEqual([null, { __typename: "City" }, null, null]);
      expect(body.errors).toMatchObject(
        [0, 2, 3].map((place) => ({ path: ["_entities", place], extensions: { code: "BAD_USER_INPUT" } })),
      );
    },
  );
});

describe("A persisted operation", () => {
  const sha256Hash = createHash("sha256").update(JAMBI).digest("hex");
  const MALFORMED = /^`extensions.persistedQuery` must be \{ version: 1, sha256Hash \}/;

  it.each<[string, unknown, RegExp]>([
    [
      "with the hash of another document",
      { version: 1, sha256Hash: "0".repeat(64) },
      /is not the hash of `query`/,
    ],
    ["with a malformed hash", { version: 1, sha256Hash: "abc" }, MALFORMED],
    ["with a hash in capitals", { version: 1, sha256Hash: sha256Hash.toUpperCase() }, MALFORMED],
    ["without a hash", { version: 1 }, MALFORMED],
    ["with a nested list as hash", { version: 1, sha256Hash: nested(190) }, MALFORMED],
    ["with another version", { version: 2, sha256Hash }, MALFORMED],
    ["with a version as text", { version: "1", sha256Hash }, MALFORMED],
    ["that is a text", sha256Hash, MALFORMED],
    ["that is a list", [], MALFORMED],
    ["that is false", false, MALFORMED],
    ["that is 0", 0, MALFORMED],
  ])(
    "is refused when it is one %s, with or without its document",
    async (_title, persistedQuery, message) => {
      const extensions = { persistedQuery };
      await expectRefusal(served, { query: JAMBI, extensions }, "BAD_REQUEST", message);
      if (message === MALFORMED) await expectRefusal(served, { extensions }, "BAD_REQUEST", message);
    },
  );

  it("is found only after it has been sent with its document", async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const unknown = await askRepeatedly(served, { extensions });
    expect(unknown.status).toBe(200);
    expect(unknown.body.errors[0].extensions).toEqual({ code: "PERSISTED_QUERY_NOT_FOUND" });
    for (const given of [{ query: JAMBI, extensions }, { extensions }]) {
      const { status, body } = await askRepeatedly(served, given);
      expect({ status, body }).toEqual({ status: 200, body: { data: { region: { name: "Jambi" } } } });
    }
  });
});
