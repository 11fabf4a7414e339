import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { buildSchema, parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from "graphql";
import { documentBounds } from "../../src/graph/document/document-bounds.js";
import { isPlainlyValid } from "../../src/graph/document/plainly-valid.js";
import { soundDocument } from "../../src/graph/document/sound-document.js";
import { servedSchema } from "../../src/server/schema.js";
import { operationWithRandomArguments } from "../support/random-arguments.js";
import { randomOperation } from "../support/random-operation.js";

const MAX_DEPTH = 12;
const RULES = [...specifiedRules, documentBounds(MAX_DEPTH), soundDocument];
const served = servedSchema().schema;

const schema = buildSchema(`
  type Query { node(id: ID!): Node pet(by: By, names: [String!], size: Size = SMALL): Pet dogs(first: Int! = 3): [Dog!]! one(of: One): Int }
  interface Node { id: ID! }
  type Dog implements Node { id: ID! name: String! nick: String mother: Dog barks(loud: Boolean): Int }
  type Cat implements Node { id: ID! name: String nick: String lives: Int! }
  union Pet = Dog | Cat
  enum Size { SMALL LARGE }
  input By { name: String! size: Size = SMALL near: [Float!] by: By }
  input One @oneOf { a: Int b: Int }
  type Mutation { feed: Int }
  type Subscription { fed: Int }
`);

const isValid = (of: GraphQLSchema, document: DocumentNode): boolean =>
  validate(of, document, RULES).length === 0;

describe("A document", () => {
  it.each([
    `{ dogs { id name } }`,
    `query ($id: ID!, $yes: Boolean = true) { node(id: $id) { id ... on Dog @include(if: $yes) { name } } }`,
    `query ($by: By, $n: Int!) { pet(by: $by) { ... on Dog { id } } dogs(first: $n) @skip(if: false) { id } }`,
    `query ($n: Int) { dogs(first: $n) { id } }`,
    `query ($n: String = "a") { pet(by: { name: $n, near: 1, by: { name: "b", size: LARGE, near: [1.5, 2] } }) { __typename } }`,
    `query ($n: String!) { pet(names: ["a", $n]) { ... on Node { id } } }`,
    `query ($n: [String!]!) { pet(names: $n, size: null) { ...D ...D ... on Cat { lives } } } fragment D on Dog { id, ...N } fragment N on Node { id }`,
    `{ dogs { mother { id } mother { name ...D } } } fragment D on Dog { mother { name } }`,
  ])("is plainly valid when it keeps all rules: %s", (text) => {
    expect(isValid(schema, parse(text))).toBe(true);
    expect(isPlainlyValid(schema, parse(text), MAX_DEPTH)).toBe(true);
  });

  it.each([
    `type A { b: Int }`,
    `{ dogs { id } } { dogs { id } }`,
    `fragment D on Dog { id }`,
    `{ dogs { id } } fragment D on Dog { id }`,
    `{ dogs { ...D } } fragment D on Dog { id } fragment D on Dog { id }`,
    `{ dogs { ...D } }`,
    `{ dogs { ...D } } fragment D on Dog { mother { ...D } }`,
    `{ dogs { ...D } } fragment D on Dog { ...D }`,
    `{ dogs { ...D } } fragment D on Cat { id }`,
    `{ dogs { ...D } } fragment D on Size { id }`,
    `{ dogs { ... on Nothing { id } } }`,
    `{ dogs { ... on Cat { id } } }`,
    `{ dogs }`,
    `{ dogs { id { name } } }`,
    `{ dogs { lives } }`,
    `{ pet { id } }`,
    `{ dogs { id: name, id } }`,
    `{ dogs { barks, barks(loud: true) } }`,
    `{ pet { ... on Dog { name } ... on Cat { name } } }`,
    `{ dogs { mother { a: id } mother { a: nick } } }`,
    `{ dogs { __proto__: id } }`,
    `{ dogs(last: 3) { id } }`,
    `{ dogs(first: 3, first: 4) { id } }`,
    `{ node { id } }`,
    `{ node(id: null) { id } }`,
    `{ node(id: 1.5) { id } }`,
    `{ dogs(first: [1]) { id } }`,
    `{ dogs(first: {}) { id } }`,
    `{ dogs(first: 9999999999) { id } }`,
    `{ pet(by: 1) { __typename } }`,
    `{ pet(by: [{ name: "a" }]) { __typename } }`,
    `{ pet(by: { size: LARGE }) { __typename } }`,
    `{ pet(by: { name: "a", name: "b" }) { __typename } }`,
    `{ pet(by: { name: "a", age: 1 }) { __typename } }`,
    `{ pet(by: { name: "a", near: [null] }) { __typename } }`,
    `{ pet(by: { name: "a", near: 1e999 }) { __typename } }`,
    `{ pet(by: { name: "\\u0000" }) { __typename } }`,
    `{ pet(size: BIG) { __typename } }`,
    `{ pet(size: "SMALL") { __typename } }`,
    `{ one(of: { a: 1, b: 2 }) }`,
    `query ($a: Int) { one(of: { a: $a }) }`,
    `{ dogs(first: $n) { id } }`,
    `query ($n: Int) { dogs { id } }`,
    `query ($n: Int, $n: Int) { dogs(first: $n) { id } }`,
    `query ($n: Nothing) { dogs(first: $n) { id } }`,
    `query ($n: Dog) { dogs(first: $n) { id } }`,
    `query ($n: Int = "a") { dogs(first: $n) { id } }`,
    `query ($n: String) { dogs(first: $n) { id } }`,
    `query ($id: ID) { node(id: $id) { id } }`,
    `query ($id: ID = null) { node(id: $id) { id } }`,
    `query ($n: [String]) { pet(names: $n) { __typename } }`,
    `query ($n: String) { pet(names: [$n]) { __typename } }`,
    `query ($toString: Int) { dogs(first: $toString) { id } }`,
    `query ($n: Int @skip(if: true)) { dogs(first: $n) { id } }`,
    `query @skip(if: true) { dogs { id } }`,
    `{ dogs { id @skip(if: true) @skip(if: true) } }`,
    `{ dogs { id @skip } }`,
    `{ dogs { id @skip(if: 1) } }`,
    `{ dogs { id @skip(if: true, unless: true) } }`,
    `{ dogs { id @skip(unless: true) } }`,
    `{ dogs { id @defer } }`,
    `query ($yes: Boolean) { dogs { id @skip(if: $yes) } }`,
    `{ dogs { ${"a".repeat(201)}: id } }`,
    `{ dogs { ${"mother { ".repeat(MAX_DEPTH)} id ${"}".repeat(MAX_DEPTH)} } }`,
    `{ dogs { ${"id ".repeat(400)} } }`,
  ])("that breaks a rule is never plainly valid: %s", (text) => {
    expect(isValid(schema, parse(text))).toBe(false);
    expect(isPlainlyValid(schema, parse(text), MAX_DEPTH)).toBe(false);
  });

  it.each([`mutation { feed }`, `subscription { fed }`, `{ __schema { description } }`])(
    "that is no query of data is left to the rules: %s",
    (text) => {
      expect(isPlainlyValid(schema, parse(text), MAX_DEPTH)).toBe(false);
    },
  );

  it("is left to the rules when fragments repeat values thousands of times", () => {
    const spreads = Array.from({ length: 40 }, (_, place) => `a${place}: regions { ...F }`).join(" ");
    const text = `{ ${spreads} } fragment F on RegionConnection { nodes { observations(filter: { indicator: { in: [${'"A" '.repeat(200)}] } }) { totalCount } } }`;
    expect(isValid(served, parse(text))).toBe(true);
    expect(isPlainlyValid(served, parse(text), MAX_DEPTH)).toBe(false);
  });

  it("is plainly valid only if all rules hold, however it was changed", () => {
    const operations = fc.oneof(randomOperation(served), operationWithRandomArguments(served));
    const seen = { plain: 0, valid: 0, faulty: 0 };
    fc.assert(
      fc.property(operations, changes(), ({ document: text }, change) => {
        const document = parsed(change(text)) ?? parse(text);
        const valid = isValid(served, document);
        const plain = isPlainlyValid(served, document, MAX_DEPTH);
        seen.valid += Number(valid);
        seen.plain += Number(plain);
        seen.faulty += Number(!valid);
        expect(plain && !valid).toBe(false);
      }),
      { numRuns: 800, endOnFailure: true },
    );
    expect(seen.plain).toBeGreaterThan(seen.valid * 0.7);
    expect(seen.valid).toBeGreaterThan(100);
    expect(seen.faulty).toBeGreaterThan(100);
  });

  it("of the examples is plainly valid", () => {
    const files = readdirSync("schema/operations").filter((file) => file.endsWith(".graphql"));
    for (const file of files) {
      const document = parse(readFileSync(`schema/operations/${file}`, "utf8"));
      expect([file, isPlainlyValid(served, document, MAX_DEPTH)]).toEqual([file, true]);
    }
  });
});

const TOKENS = /\$?\w+|"[^"]*"|[^\s\w]/g;

/** Leaves out, doubles or exchanges words of a text. */
const changes = (): fc.Arbitrary<(text: string) => string> =>
  fc
    .tuple(fc.constantFrom("leave", "double", "exchange"), fc.nat(), fc.nat())
    .map(([what, one, other]) => (text) => {
      const words = text.match(TOKENS) ?? [];
      const [here, there] = [one % words.length, other % words.length];
      const [a = "", b = ""] = [words[here], words[there]];
      if (what === "leave") words.splice(here, 1);
      else if (what === "double") words.splice(here, 0, a);
      else [words[here], words[there]] = [b, a];
      return words.join(" ").replaceAll(". . .", "...");
    });

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
