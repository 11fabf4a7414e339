import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askRepeatedly, byPost, expectRefusal, ServedRealData, type Given } from "../support/served.js";

type Row = [title: string, given: Given, code: string, message: RegExp];

let served: ServedRealData;
beforeAll(async () => {
  served = await ServedRealData.start();
});
afterAll(() => served.close());

const JAMBI = `{ region(code: "15.71") { name } }`;
const VALUED = "query ($value: Float = 1) { observations(filter: { value: { gt: $value } }) { totalCount } }";
const nest = (open: string, close: string, depth: number, inner = ""): string =>
  open.repeat(depth) + inner + close.repeat(depth);
const chain = Array.from({ length: 500 }, (_, at) => `fragment f${at} on Query { ...f${at + 1} }`).join(" ");

describe("A document is refused in the same way each time, by POST and by GET:", () => {
  const [VALIDATION, PARSE] = ["GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"];
  const [INPUT, REQUEST, NAME] = ["BAD_USER_INPUT", "BAD_REQUEST", "OPERATION_RESOLUTION_FAILURE"];
  it.each<Row>([
    ["asked for by an empty name", { query: JAMBI, operationName: "" }, NAME, /^Unknown operation named ""/],
    ["asked for by another name", { query: JAMBI, operationName: "toString" }, NAME, /named "toString"/],
    ["with several operations", { query: "query A { __typename } query B { __typename }" }, NAME, /provide/],
    ["with a mutation that there is not", { query: "mutation { x }" }, VALIDATION, /"x" on type "Mutation"/],
    [
      "with a subscription",
      { query: "subscription { __typename }" },
      VALIDATION,
      /only queries, not subscriptions/,
    ],
    [
      "with a mutation that there is not beside the requested query",
      { query: "mutation M { x } query Q { __typename }", operationName: "Q" },
      VALIDATION,
      /"x" on type "Mutation"/,
    ],
    ["with only a fragment", { query: "fragment A on Query { __typename }" }, VALIDATION, /never used/],
    ["with a type definition", { query: "type A { a: Int }" }, VALIDATION, /not executable/],
    ["that is missing", { operationName: "A" }, REQUEST, /non-empty `query`/],
    ["that is empty", { query: "" }, REQUEST, /non-empty `query`/],
    ["that is a comment", { query: " # nothing" }, PARSE, /Unexpected <EOF>/],
    ["that is not GraphQL", { query: "SELECT" }, PARSE, /Unexpected Name/],
    [
      "with a very long list of names that do not exist",
      { query: `{ region(code: "15.71") { name(${"a".repeat(200)}: 1) } x: ${"b".repeat(200)} }` },
      VALIDATION,
      /^Unknown argument "a{200}" on field "Region.name"\.$/,
    ],
    [
      "with a number out of range",
      { query: VALUED.replace("$value }", "1e400 }") },
      INPUT,
      /number 1e400 exceeds the range/,
    ],
    [
      "with such a number as default",
      { query: VALUED.replace("= 1", "= -1e999") },
      INPUT,
      /number -1e999 exceeds the range/,
    ],
    ["with U+0000 in a text", { query: `{ search(text: "\\u0000") { __typename } }` }, INPUT, /U\+0000/],
    ["with U+0000 unescaped", { query: `{ search(text: "\0") { __typename } }` }, INPUT, /U\+0000/],
    ["with half a surrogate pair", { query: `{ search(text: "\\uD800") { __typename } }` }, PARSE, /Unicode/],
    [
      "whose condition is null despite a default",
      { query: "query ($yes: Boolean = true) { __typename @include(if: $yes) }", variables: { yes: null } },
      INPUT,
      /must not be null/,
    ],
  ])("%s", (_title, given, code, message) => expectRefusal(served, given, code, message));
});

it("A document with half a surrogate pair is refused, also when that of the same bytes is known", async () => {
  const ask = (end: string) => served.send(byPost({ query: `{ __typename } # ${end}` }));
  for (let time = 0; time < 3; time += 1) expect((await ask("\uFFFD")).status).toBe(200);
  const { status, text } = await ask("\uD800");
  expect([status, text]).toEqual([400, expect.stringContaining("half of a surrogate pair")]);
});

describe("A document that nests too deep is refused:", () => {
  it.each([
    ["lists", `{ regions(filter: ${nest("[", "]", 10_000)}) { totalCount } }`],
    ["one list too many", `{ regions(first: ${nest("[", "]", 199)}) { totalCount } }`],
    ["objects", `{ regions(filter: ${nest("{not:", "}", 3000, "{}")}) { totalCount } }`],
    ["lists in a default", `query ($a: RegionFilter = ${nest("[", "]", 2000)}) { __typename }`],
    ["lists of a type", `query ($a: ${nest("[", "]", 2000, "Int")}) { __typename }`],
    ["fields", nest("{ a ", "}", 2000)],
    ["inline fragments", `{ ${nest("... {", "}", 1000, "__typename")} }`],
    ["an argument of a directive", `{ __typename @include(if: ${nest("[", "]", 3000)}) }`],
  ])("%s", (_title, query) =>
    expectRefusal(served, { query }, "QUERY_TOO_LARGE", /deeper than 200 brackets/),
  );

  it("fragments", () =>
    expectRefusal(
      served,
      { query: `{ ...f0 } ${chain} fragment f500 on Query { __typename }` },
      "QUERY_TOO_LARGE",
      /deeper than the 15 levels/,
    ));

  it("but not one that is merely long, or has brackets in strings", async () => {
    const texts = { block: `"""${"([{\n".repeat(10_000)}"""`, plain: `"${"([{".repeat(300)}"` };
    for (const query of [
      `{ ${"__typename @include(if: true) ".repeat(300)} }`,
      `{ __typename } ${"# comment\n".repeat(10_000)}`,
      `{ __typename ${", ".repeat(20_000)} }`,
      `{ regions(filter: { name: { eq: ${texts.block} } }) { __typename } }`,
      `{ regions(filter: { name: { eq: ${texts.plain} } }) { __typename } }`,
    ]) {
      const { status, body } = await askRepeatedly(served, { query });
      expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
    }
  });
});

const NAMES = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"];

describe.each(NAMES)("The name %s, which every JavaScript object has,", (name) => {
  it("may name a fragment or an operation", async () => {
    for (const given of [
      { query: `{ ...${name} } fragment ${name} on Query { region(code: "15.71") { name } }` },
      { query: `query ${name} { region(code: "15.71") { name } }`, operationName: name },
      {
        query: `query ($no: Boolean!) { region(code: "15.71") { ...${name} name } } fragment ${name} on Region { code @include(if: $no) }`,
        variables: { no: false },
      },
    ]) {
      const { status, body } = await askRepeatedly(served, given);
      expect({ status, body }).toEqual({ status: 200, body: { data: { region: { name: "Jambi" } } } });
    }
  });

  it("may be an alias, unless it cannot be set on an object", async () => {
    const query = `{ region(code: "15.71") { ${name}: name } }`;
    if (name === "__proto__")
      await expectRefusal(served, { query }, "GRAPHQL_VALIDATION_FAILED", /cannot have the alias/);
    else
      expect((await askRepeatedly(served, { query })).body).toEqual({
        data: { region: { [name]: "Jambi" } },
      });
  });

  it.each([
    `{ ${name} }`,
    `{ region(code: "15.71") { ${name} } }`,
    `{ ...${name} }`,
    `{ ... on ${name} { __typename } }`,
    `{ region(${name}: "15.71") { name } }`,
    `{ __typename @${name} }`,
    `{ regions(filter: { ${name}: { eq: "x" } }) { totalCount } }`,
    `{ regions(filter: { name: { ${name}: "x" } }) { totalCount } }`,
    `{ regions(orderBy: [{ field: ${name} }]) { totalCount } }`,
    `query ($a: ${name}) { __typename }`,
    `query ($${name}: String) { regions(filter: { name: { eq: $${name} } }) { totalCount } }`,
  ])("is refused as any other in %s", (query) =>
    expectRefusal(served, { query }, "GRAPHQL_VALIDATION_FAILED", new RegExp(name)),
  );
});
