import { describe, expect, it } from "@jest/globals";
import { graphql, buildSchema, GraphQLError, type GraphQLSchema } from "graphql";
import { badUserInput, queryTimeout } from "../../src/errors.js";
import { formatError, isOurFault } from "../../src/server/format-error.js";

const schema: GraphQLSchema = buildSchema(`
  enum Kind { CITY }
  interface Place { name: String! }
  type City implements Place { name: String! }
  type Query { fails(size: Int! = 1): String, kind: Kind, name: String!, place: Place }
`);

/** What a caller sees of the one error of an operation, and whether it is logged. */
async function told(source: string, field: object, variableValues = {}): Promise<object> {
  const { errors = [] } = await graphql({ schema, source, rootValue: field, variableValues });
  const [error] = errors;
  if (!error || errors.length > 1) throw new Error("The operation has one fault");
  const { message, extensions } = formatError(error.toJSON(), error);
  return { message, code: extensions?.code, isLogged: isOurFault(error) };
}

const throwing = (error: unknown): object => ({
  fails: () => {
    throw error;
  },
});
const OURS = {
  message: "Something went wrong on our side; it has been recorded.",
  code: "INTERNAL_SERVER_ERROR",
  isLogged: true,
};

describe("An error is ours", () => {
  it.each([
    ["a resolver threw", "{ fails }", throwing(new TypeError("SELECT secret"))],
    ["a resolver threw what is no error", "{ fails }", throwing("secret")],
    [
      "a resolver threw an error of GraphQL's that is not meant for callers",
      "{ fails }",
      throwing(new GraphQLError("secret")),
    ],
    ["a value is none of its enum", "{ kind }", { kind: "PLANET" }],
    ["there is null where there must not be", "{ name }", { name: null }],
    ["a row is of no type", "{ place { name } }", { place: { __typename: "Planet" } }],
  ])("when %s", async (_title, source, field) => {
    expect(await told(source, field)).toEqual(OURS);
  });

  it("when anything else was thrown before or beside GraphQL", () => {
    for (const error of [
      new Error("secret"),
      new GraphQLError("secret", { originalError: new RangeError("secret") }),
    ]) {
      expect(formatError(new GraphQLError("secret").toJSON(), error).message).toBe(OURS.message);
      expect(isOurFault(error)).toBe(true);
    }
  });
});

describe("An error is the request's", () => {
  it("when a resolver says so; with its cause it is logged as well", async () => {
    const wrong = badUserInput("`first` is -1.");
    expect(await told("{ fails }", throwing(wrong))).toEqual({
      message: "`first` is -1.",
      code: "BAD_USER_INPUT",
      isLogged: false,
    });
    expect(await told("{ fails }", throwing(queryTimeout(new Error("secret"))))).toMatchObject({
      code: "QUERY_TIMEOUT",
      isLogged: true,
    });
  });

  it.each([
    ["an argument", "query ($size: Int) { fails(size: $size) }", { size: null }, /"size" of non-null type/],
    ["a condition", "query ($if: Boolean = true) { name @skip(if: $if) }", { if: null }, /"if" of non-null/],
    ["a variable", "query ($size: Int!) { fails(size: $size) }", { size: "x" }, /got invalid value "x"/],
    ["a field", "{ missing }", {}, /Cannot query field/],
    ["the document", "{", {}, /Syntax Error/],
  ])("when GraphQL refuses %s", async (_title, source, variables, message) => {
    const refused = await told(source, { name: "x" }, variables);
    expect(refused).toMatchObject({ message: expect.stringMatching(message), isLogged: false });
    expect(refused).not.toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  });

  it("with a code, even when its finder has none", () => {
    const ofHttp = new GraphQLError("No", { extensions: { http: { status: 400 } } });
    const ofDocument = new GraphQLError("No");
    expect([ofHttp, ofDocument].map((error) => formatError(error.toJSON(), error).extensions?.code)).toEqual([
      "BAD_REQUEST",
      "BAD_USER_INPUT",
    ]);
  });

  it("and shows no more than the code, and not all of what it was sent", () => {
    const error = new GraphQLError(`Cannot ${"x".repeat(100_000)} it.`, {
      extensions: { code: "BAD_REQUEST", stacktrace: ["secret"], http: { status: 400 } },
    });
    const { message, extensions } = formatError(error.toJSON(), error);
    expect(extensions).toEqual({ code: "BAD_REQUEST" });
    expect(message).toMatch(/^Cannot x{400,}…x{400,} it\.$/);
    expect(message.length).toBeLessThan(1100);
  });
});
