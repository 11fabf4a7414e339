import { describe, expect, it } from "@jest/globals";
import {
  isNonNullType,
  buildSchema,
  getOperationAST,
  parse,
  print,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { allowedPart, type AllowedPart } from "../../src/access/allowed-part.js";
import { forbiddenValue } from "../../src/access/allowed-values.js";
import { unguardedPlaces } from "../../src/access/unguarded.js";
import { ANONYMOUS, viewerOf, type Viewer } from "../../src/access/viewer.js";
import { neededBy, partsOf } from "../../src/graph/declare/scope.js";
import { variablesOf } from "../../src/graph/execution/variables.js";
import { buildServedSchema } from "../../src/server/schema.js";

const SDL = `
  interface Named { name: String  secret: String }
  type Firm implements Named { name: String  secret: String  parent: Firm  hidden: Firm }
  type Person implements Named { name: String  secret: String }
  union Any = Firm | Person
  enum By { NAME SECRET }
  input Filter { name: String  secret: String  not: Filter  by: By }
  type Query { firm: Firm  named: Named  any: Any  firms(filter: Filter, by: [By!], secret: String): [Firm!]!  closed: Firm }
`;
const PROTECTED = [
  "Firm.secret",
  "Firm.hidden",
  "By.SECRET",
  "Filter.secret",
  "Query.firms(secret)",
  "Query.closed",
];

function schemaWith(places: readonly string[]): GraphQLSchema {
  const schema = buildSchema(SDL);
  for (const [names, part] of partsOf(schema))
    if (names.some((name) => places.includes(name)))
      part.extensions = { needed: { scopes: ["wages:read"], denial: "refused" } };
  return schema;
}

const schema = schemaWith(PROTECTED);
const allowing: Viewer = viewerOf({
  partner: null,
  keyId: "k",
  scopes: ["wages:read"],
  regions: null,
  expiresAt: null,
});

const valid = (text: string): DocumentNode => {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return document;
};
function partOf(text: string, viewer = ANONYMOUS, name?: string): AllowedPart & { text: string } {
  const document = valid(text);
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error("There is no such operation");
  const part = allowedPart(schema, document, operation, viewer);
  return { ...part, text: print(part.document).replaceAll(/\s+/g, " ") };
}

describe("Pruning", () => {
  it.each([
    ["a field", "{ firm { name secret } }", "{ firm { name } }"],
    ["an alias", "{ firm { name: secret other: name } }", "{ firm { other: name } }"],
    [
      "a field below",
      "{ firm { parent { parent { name secret } } } }",
      "{ firm { parent { parent { name } } } }",
    ],
    ["a whole selection", "{ firm { hidden { name parent { name } } name } }", "{ firm { name } }"],
    ["all of a selection", "{ firm { secret } }", "{ firm { __typename } }"],
    ["all of an operation", "{ closed { name } }", "{ __typename }"],
    ["an inline fragment", "{ named { name ... on Firm { secret } } }", "{ named { name } }"],
    ["an inline fragment that is all", "{ named { ... on Firm { secret } } }", "{ named { __typename } }"],
    ["a field of an interface", "{ named { name secret } }", "{ named { name } }"],
    [
      "a union",
      "{ any { ... on Person { name secret } ... on Firm { name secret } } }",
      "{ any { ... on Person { name secret } ... on Firm { name } } }",
    ],
    [
      "a fragment",
      "{ firm { ...F } } fragment F on Firm { name secret }",
      "{ firm { ...F } } fragment F on Firm { name }",
    ],
    [
      "@include",
      "query ($a: Boolean!) { firm { name secret @include(if: $a) } }",
      "query ($a: Boolean!) { firm { name } }",
    ],
    ["@skip", "{ firm { name ... @skip(if: true) { secret } } }", "{ firm { name } }"],
  ])("takes out what is protected: %s", (_case, given, left) => {
    const { text, pruned, refused } = partOf(given);
    expect(text.trim()).toBe(left);
    const rules = specifiedRules.filter(({ name }) => name !== "NoUnusedVariablesRule");
    expect(validate(schema, parse(text), rules)).toEqual([]);
    expect(pruned).toHaveLength(1);
    expect(refused).toEqual([]);
    expect(pruned[0]?.extensions.code).toBe("FORBIDDEN");
    expect(pruned[0]?.locations).toHaveLength(1);
    expect(pruned[0]?.message).not.toMatch(/wages|scope/);
  });

  it("leaves other operations out, and tells nothing of what they ask for", () => {
    const text = "query A { firm { ...F } } query B { closed { name } } fragment F on Firm { secret }";
    const { pruned } = partOf(text, ANONYMOUS, "A");
    expect(pruned.map(({ message }) => message)).toEqual([expect.stringContaining("`Firm.secret`")]);
    expect(print(partOf(text, ANONYMOUS, "B").document)).not.toMatch(/closed|secret/);
  });

  it("keeps the document itself for whoever may see all of it, and makes each part once", () => {
    const [open, closed] = [valid("{ firm { name } }"), valid("{ firm { name secret } }")];
    const of = (document: DocumentNode, viewer: Viewer): DocumentNode => {
      const operation = getOperationAST(document);
      if (!operation) throw new Error("There is one operation");
      return allowedPart(schema, document, operation, viewer).document;
    };
    expect(of(open, ANONYMOUS)).toBe(open);
    expect(of(closed, allowing)).toBe(closed);
    const own = valid("{ firm { ...F } } fragment F on Firm { secret }");
    // Caches know an operation by its nodes, though only a fragment differs.
    expect(of(own, ANONYMOUS).definitions[0]).not.toBe(own.definitions[0]);
    expect(of(closed, ANONYMOUS)).not.toBe(closed);
    expect(of(closed, ANONYMOUS)).toBe(of(closed, ANONYMOUS));
  });

  it.each([
    ["an argument", `{ firms(secret: "a") { name } }`],
    ["an input field", `{ firms(filter: { secret: "a" }) { name } }`],
    ["an input field below", `{ firms(filter: { not: { not: { secret: "a" } } }) { name } }`],
    ["an input field with a variable", `query ($a: String) { firms(filter: { secret: $a }) { name } }`],
    ["an enum value", `{ firms(by: [NAME, SECRET]) { name } }`],
    ["an enum value in an input", `{ firms(filter: { by: SECRET }) { name } }`],
    ["a default of a variable", `query ($a: [By!] = [SECRET]) { firms(by: $a) { name } }`],
  ])("refuses what would choose by it: %s", (_case, given) => {
    expect(partOf(given).refused.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
    expect(partOf(given, allowing).refused).toEqual([]);
  });

  it.each([
    ["an input field", "$f: Filter", "filter: $f", { f: { secret: "a" } }],
    ["an input field that is null", "$f: Filter", "filter: $f", { f: { secret: null } }],
    ["an input field below", "$f: Filter", "filter: $f", { f: { name: "a", not: { secret: "a" } } }],
    ["part of a literal", "$f: Filter", "filter: { not: $f }", { f: { not: { by: "SECRET" } } }],
    ["an enum value", "$b: By", "filter: { by: $b }", { b: "SECRET" }],
    ["an enum value in a list", "$b: [By!]", "by: $b", { b: ["NAME", "SECRET"] }],
  ])("refuses variables that would choose by it: %s", (_case, declared, given, values) => {
    const found = (viewer: Viewer, some: object): unknown => {
      const operation = getOperationAST(valid(`query (${declared}) { firms(${given}) { name } }`));
      const coerced = operation && variablesOf(schema, operation, some as Record<string, unknown>).coerced;
      return operation && coerced && forbiddenValue(schema, operation, coerced, viewer);
    };
    expect(found(ANONYMOUS, values)).toMatchObject({ extensions: { code: "FORBIDDEN" } });
    expect(found(allowing, values)).toBeNull();
    expect(
      found(
        ANONYMOUS,
        JSON.parse(JSON.stringify(values).replaceAll("SECRET", "NAME").replaceAll("secret", "name")),
      ),
    ).toBeNull();
  });
});

describe("The schema", () => {
  it("has no argument, input field or enum value that is named after what is protected and is open", () => {
    expect(unguardedPlaces(buildServedSchema().schema)).toEqual([]);
  });

  it("lets every field be null that some may not see, as it then is behind a gateway", () => {
    const needy = [...partsOf(buildServedSchema().schema)].filter(([, part]) => neededBy(part));
    const outputs = needy.flatMap(([[place], , output]) => (output ? [[place, output.type]] : []));
    expect(outputs.map(([place]) => place)).toContain("Query.employerReturns");
    expect(outputs.filter(([, type]) => isNonNullType(type))).toEqual([]);
  });

  it("is found to have one as soon as the guard of one is gone", () => {
    const { schema: served } = buildServedSchema();
    const argument = served
      .getQueryType()
      ?.getFields()
      .employer?.args.find(({ name }) => name !== "id");
    if (!argument) throw new Error("An employer is looked up by its registration number");
    argument.extensions = {};
    expect(unguardedPlaces(served)).toEqual(["Query.employer(registrationNumber)"]);
  });
});
