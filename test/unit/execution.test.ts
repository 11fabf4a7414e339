import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  buildSchema,
  execute,
  GraphQLError,
  isInterfaceType,
  isObjectType,
  parse,
  type ExecutionResult,
  type GraphQLSchema,
} from "graphql";
import { preparing } from "../../src/server/executor.js";

const SDL = `
  enum Colour { RED GREEN }
  interface Thing { name: String  size: Int!  thing: Thing  things: [Thing] }
  type One implements Thing { name: String  size: Int!  thing: Thing  things: [Thing]  one: One!  colour: Colour }
  type Two implements Thing { name: String  size: Int!  thing: Thing  things: [Thing]  twos: [[Two!]]!  ratio: Float! }
  type Query { thing(at: Int! = 0): Thing  one: One!  numbers: [Int]  required: [Int!]!  things: [Thing]! }
`;

type Behaviour = () => unknown;

// A field that takes no promise leaves it alone, and nobody hears of its failure.
function rejected(message: string): Promise<never> {
  const promise = Promise.reject(new Error(message));
  promise.catch(() => undefined);
  return promise;
}

// What a field may do: answer well or badly, at once or later.
const behaviours: readonly Behaviour[] = [
  () => "text",
  () => 7,
  () => 0.5,
  () => "RED",
  () => null,
  () => undefined,
  () => new Error("answered an error"),
  () => {
    throw new Error("threw");
  },
  () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a resolver may throw anything
    throw "text";
  },
  () => {
    throw new GraphQLError("threw with a code", { extensions: { code: "SOME" } });
  },
  () => Promise.resolve(null),
  () => Promise.resolve(3),
  () => rejected("rejected"),
  () => [1, null, 2],
  () => new Set([1, 2]),
  () => [Promise.resolve(1), rejected("an item was rejected")],
  () => true,
  () => 2 ** 40,
];

/** A schema in which every field does what a stream of choices says. */
function schemaOf(choose: (count: number) => number): GraphQLSchema {
  const schema = buildSchema(SDL);
  const object = (depth: number): object => ({ type: choose(2) === 0 ? "One" : "Two", depth });
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = ({ type: name = "One" }: { type?: string }) => name;
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = (source: { depth?: number } | undefined) => {
        const depth = (source?.depth ?? 0) + 1;
        const isOdd = choose(4) === 0;
        if (isOdd) return behaviours[choose(behaviours.length)]?.();
        const text = String(field.type);
        if (/^(Int|Float)/.test(text)) return choose(100);
        if (text === "String") return "name";
        if (text === "Colour") return "GREEN";
        if (text.startsWith("[[")) return [[object(depth)], choose(3) === 0 ? null : [object(depth)]];
        if (text.startsWith("[Int")) return [1, 2, 3];
        const items = [object(depth), object(depth)];
        if (text.startsWith("[")) return choose(2) === 0 ? items : Promise.resolve(items);
        return choose(2) === 0 ? object(depth) : Promise.resolve(object(depth));
      };
    }
  }
  return schema;
}

const DOCUMENT = `query Q($at: Int = 1, $yes: Boolean = true) {
  thing(at: $at) { ...F things { ...F things { size __typename } } }
  again: thing { __typename ... on One { one { name one { colour size } } } ... on Two { twos { ratio thing { name } } } }
  one { name size colour thing { ...F } one { one { name } } }
  numbers required @include(if: $yes) things { ...F }
}
fragment F on Thing { name size thing @skip(if: $yes) { name } kind: __typename ... on Two { ratio twos { name } } }`;

// Which of several failures below one null is told depends on which comes first.
function comparable({ data, errors = [] }: ExecutionResult): object {
  const told = errors.map((error) => {
    const { extensions, ...rest } = error.toJSON();
    // graphql-js gives no code to its own errors.
    const code = extensions?.code === "BAD_USER_INPUT" ? undefined : extensions;
    return JSON.stringify({ ...rest, code, from: error.originalError?.message });
  });
  return { data: JSON.parse(JSON.stringify(data ?? null)) as unknown, errors: told.sort() };
}

describe("Execution", () => {
  it("answers as graphql-js does, error for error, whatever fields do", async () => {
    const document = parse(DOCUMENT);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }),
        fc.record({ at: fc.constantFrom(1, null, undefined, "x"), yes: fc.constantFrom(true, false, null) }),
        async (choices, variableValues) => {
          const run = async (how: (schema: GraphQLSchema) => typeof execute): Promise<object> => {
            let next = 0;
            const schema = schemaOf((count) => (choices[next++ % choices.length] ?? 0) % count);
            return comparable(await how(schema)({ schema, document, variableValues, contextValue: {} }));
          };
          const ours = await run((schema) => preparing(schema));
          expect(ours).toEqual(await run(() => execute));
        },
      ),
      { numRuns: 500 },
    );
  });

  const answer = (document: string, one: object): Promise<ExecutionResult> => {
    const schema = buildSchema("type One { name: String!  ones: [One!] } type Query { one: One }");
    const field = schema.getQueryType()?.getFields().one;
    if (field) field.resolve = () => one;
    return Promise.resolve(preparing(schema)({ schema, document: parse(document), contextValue: {} }));
  };

  it("lets others have their turns while it completes a long list", async () => {
    const ones = Array.from({ length: 200_000 }, () => ({ name: "a" }));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    const { data } = await Promise.race([
      answer("{ one { ones { name } } }", { ones }),
      new Promise<never>(() => setImmediate(count)),
    ]);
    isDone = true;
    expect((data as { one: { ones: object[] } }).one.ones).toHaveLength(200_000);
    expect(turns).toBeGreaterThan(1);
  });

  /** In which turn of the event loop each root field was resolved. */
  async function turnsOf(values: number, fields: number): Promise<{ turns: number[]; data: unknown }> {
    const schema = buildSchema("type Query { count(of: [Int!]!): Int! }");
    const field = schema.getQueryType()?.getFields().count;
    const turns: number[] = [];
    let now = 0;
    let isDone = false;
    const count = (): void => {
      now += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    if (field)
      field.resolve = (_source, { of }: { of: number[] }) => {
        turns.push(now);
        return Promise.resolve(of.length);
      };
    const names = Array.from({ length: fields }, (_, index) => `a${index}: count(of: $of)`);
    const document = parse(`query ($of: [Int!]!) { ${names.join(" ")} }`);
    const variableValues = { of: new Array<number>(values).fill(1) };
    const { data } = await preparing(schema)({ schema, document, variableValues, contextValue: {} });
    isDone = true;
    return { turns, data };
  }

  it("lets others have their turns between root fields whose arguments hold many values", async () => {
    const { turns, data } = await turnsOf(2_000, 6);
    expect(new Set(turns).size).toBe(6);
    expect(Object.values(data as object)).toEqual([2_000, 2_000, 2_000, 2_000, 2_000, 2_000]);
  });

  it("resolves root fields with few values in one turn, so that what they read is read together", async () => {
    expect(new Set((await turnsOf(10, 50)).turns).size).toBe(1);
  });

  it("outlives a root field that fails while others have their turns", async () => {
    const schema = buildSchema("type Query { count(of: [Int!]!): Int! }");
    const field = schema.getQueryType()?.getFields().count;
    let asked = 0;
    if (field) field.resolve = () => Promise.reject(new Error(`failed ${asked++}`));
    const document = parse("query ($of: [Int!]!) { a: count(of: $of) b: count(of: $of) c: count(of: $of) }");
    const variableValues = { of: new Array<number>(2_000).fill(1) };
    const { data, errors } = await preparing(schema)({ schema, document, variableValues, contextValue: {} });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ message: "failed 0", path: ["a"] }]);
    expect(asked).toBe(3);
  });

  it("outlives items that fail after their list has failed", async () => {
    const late = {
      name: new Promise((_, reject) =>
        setImmediate(() => {
          reject(new Error("late"));
        }),
      ),
    };
    const { data, errors } = await answer("{ one { ones { name } } }", { ones: [late, { name: null }] });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(data).toEqual({ one: { ones: null } });
    expect(errors).toMatchObject([{ path: ["one", "ones", 1, "name"] }]);
  });

  it("outlives items that fail while their list waits for its next turn", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): number => unheard.push(reason);
    process.on("unhandledRejection", hear);
    const failing = Array.from({ length: 3 }, () => ({ name: Promise.reject(new Error("early")) }));
    const ones = [...failing, ...Array.from({ length: 50_000 }, () => ({ name: "a" })), ...failing];
    const { errors } = await answer("{ one { ones { name } } }", { ones });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", hear);
    expect(unheard).toEqual([]);
    expect(errors).toMatchObject([{ message: "early", path: ["one", "ones", 0, "name"] }]);
  });
});
