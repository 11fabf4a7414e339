import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Kind, parse } from "graphql";
import { OPERATOR } from "../../src/access/viewer.js";
import { buildServedSchema } from "../../src/server/schema.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type Answer, type TestGraph } from "../support/graph.js";
import { globalId, sampleNodes, type NodeSample } from "../support/node-samples.js";
import { WORLD } from "../support/rows.js";

const { schema, sdl } = buildServedSchema();

/** The keys that the SDL declares, by type. */
const KEYS = new Map(
  parse(sdl).definitions.flatMap((type): [string, string[]][] => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    const keys = (type.directives ?? []).flatMap(({ name, arguments: args }) =>
      name.value === "key" && args?.[0]?.value.kind === Kind.STRING ? [args[0].value.value] : [],
    );
    return keys.length > 0 ? [[type.name.value, keys.sort()]] : [];
  }),
);

describe("Keys in the SDL", () => {
  it("are on every type that has a global id, and on those known by their code", () => {
    const nodes = Object.values(schema.getTypeMap()).filter(
      (type) => "getInterfaces" in type && type.getInterfaces().some(({ name }) => name === "Node"),
    );
    expect(nodes.map(({ name }) => name).filter((name) => !KEYS.get(name)?.includes("id"))).toEqual([]);
    for (const region of ["Region", "Country", "Province", "Regency", "City", "Village"]) {
      expect(KEYS.get(region)).toEqual(["code", "id"]);
    }
    expect(KEYS.get("Employer")).toEqual(["id", "registrationNumber"]);
    expect(KEYS.get("CohortCategory")).toEqual(["code", "id"]);
    expect(KEYS.get("Indicator")).toEqual(["code", "id"]);
  });

  it("are on every object type that `_entities` may answer with, and on no other", () => {
    const union = schema.getType("_Entity");
    const members = union && "getTypes" in union ? union.getTypes().map(({ name }) => name) : [];
    expect(members.sort()).toEqual([...KEYS.keys()].filter((name) => name !== "Region").sort());
  });
});

describeEachEngine("Entities for a federation gateway", (engine) => {
  let graph: TestGraph;
  let samples: NodeSample[];

  beforeAll(async () => {
    graph = await openRealGraph(engine);
    samples = await sampleNodes(graph);
  });
  afterAll(() => graph.close());

  const entities = (representations: unknown): Promise<Answer> =>
    graph.ask(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          __typename ... on Node { id } ... on Region { region: code } ... on CohortCategory { code } ... on Indicator { code }
        }
      }`,
      { representations },
    );

  it("are found by id for every type that has one, in order, with one statement for each table", async () => {
    const keyed = [...KEYS].filter(([, keys]) => keys.includes("id")).map(([name]) => name);
    expect(keyed).toEqual(expect.arrayContaining(samples.map(({ type }) => type)));
    const asked = [...samples, ...samples.toReversed()];
    const { data, errors, statements } = await entities(
      asked.map(({ type, id }) => ({ __typename: type, id })),
    );
    expect(errors).toEqual([]);
    expect(data._entities.map(({ __typename: type, id }: any) => [type, id])).toEqual(
      asked.map(({ type, id }) => [type, id]),
    );
    expect(statements.sort()).toEqual([...new Set(samples.map(({ statement }) => statement))].sort());
  });

  it("are found by code: regions as what they are and as Region, categories and indicators, a statement for each", async () => {
    const { data, errors, statements } = await entities([
      { __typename: "Indicator", code: "PROTECTED_WORKERS" },
      { __typename: "City", code: "15.71" },
      { __typename: "Region", code: "15.71" },
      { __typename: "CohortCategory", code: "BPU" },
      { __typename: "Region", code: "15" },
      { __typename: "Country", code: "ID" },
      { __typename: "Region", code: "99" },
      { __typename: "Village", code: "15.71" },
      { __typename: "City", code: "15" },
      { __typename: "Region", id: globalId("City", "15.71") },
      { __typename: "City", id: globalId("City", "15") },
      { __typename: "Province", id: globalId("City", "15.71") },
    ]);
    expect(errors).toEqual([]);
    const jambi = { __typename: "City", id: globalId("City", "15.71"), region: "15.71" };
    expect(data._entities).toEqual([
      {
        __typename: "Indicator",
        id: globalId("Indicator", "PROTECTED_WORKERS"),
        code: "PROTECTED_WORKERS",
      },
      jambi,
      jambi,
      { __typename: "CohortCategory", id: globalId("CohortCategory", "BPU"), code: "BPU" },
      { __typename: "Province", id: globalId("Province", "15"), region: "15" },
      { __typename: "Country", id: globalId("Country", "ID"), region: "ID" },
      null,
      null,
      null,
      jambi,
      null,
      null,
    ]);
    expect(statements.sort()).toEqual(["CohortCategory by code", "Indicator by code", "Region by code"]);
  });

  it("are null for the id of another type, even where both types have the key", async () => {
    const { id = "" } = samples.find(({ type }) => type === "Employer") ?? {};
    const key = id.replace("Employer:", "");
    const { data, errors } = await entities([
      { __typename: "Employer", id },
      { __typename: "Employer", id: globalId("Award", key) },
    ]);
    expect(errors).toEqual([]);
    expect(data._entities).toEqual([{ __typename: "Employer", id }, null]);
  });

  it.each([
    ["a number as code", { __typename: "Region", code: 0 }, "must be a string, not 0"],
    ["true as code", { __typename: "City", code: true }, "must be a string, not true"],
    ["a list as code", { __typename: "City", code: ["15.71"] }, "must be a string"],
    ["a number as id", { __typename: "Employer", id: 7 }, "must be a string, not 7"],
    ["no key", { __typename: "Employer", name: "x" }, "has no key: give `registrationNumber` or `id`"],
    ["a malformed id", { __typename: "Employer", id: "abc" }, "is not an id of this graph"],
    ["no type", { code: "15.71" }, "must be an entity type of this subgraph"],
    [
      "a type without key",
      { __typename: "Tariff", id: globalId("Tariff", "x") },
      "must be an entity type of this subgraph",
    ],
    ["an unknown type", { __typename: "Planet", code: "15.71" }, "must be an entity type of this subgraph"],
    [
      "a property of every object as type",
      { __typename: "constructor", code: "1" },
      "must be an entity type",
    ],
    ["text", "Region", "must be an entity type of this subgraph"],
    ["a list", [], "must be an entity type of this subgraph"],
  ])("lack only where a representation is faulty: %s", async (_title, faulty, reason) => {
    const sound = { __typename: "Region", code: "15" };
    const { data, errors } = await entities([sound, faulty, sound]);
    const jambi = { __typename: "Province", id: globalId("Province", "15"), region: "15" };
    expect(data._entities).toEqual([jambi, null, jambi]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ path: ["_entities", 1], extensions: { code: "BAD_USER_INPUT" } });
    expect(errors[0]?.message).toContain(reason);
  });

  it("are null where all keys are null, as where a partner does not know them", async () => {
    const { data, errors, statements } = await entities([
      { __typename: "Employer", registrationNumber: null },
      { __typename: "City", id: null, code: null },
    ]);
    expect([data._entities, errors, statements]).toEqual([[null, null], [], []]);
  });

  it("are at most five thousand different ones in one call, however often each is named", async () => {
    const regions = (count: number, code: (index: number) => string): object[] =>
      Array.from({ length: count }, (_, index) => ({ __typename: "Region", code: code(index) }));
    const { data, statements } = await entities(regions(5_000, (index) => (index % 2 ? "15" : "33")));
    expect(data._entities).toHaveLength(5_000);
    expect(statements).toEqual(["Region by code"]);
    const different = await entities(regions(5_000, (index) => `15.${index}`));
    expect(different.errors).toEqual([]);
    const refused = await entities(regions(5_001, (index) => `15.${index}`));
    expect(refused.errors[0]?.extensions.code).toMatch(/BAD_USER_INPUT|QUERY_TOO_LARGE/);
    expect(refused.statements).toEqual([]);
  });

  it("lead on into the graph, a statement for each relation", async () => {
    const { data, statements } = await graph.ask(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on Region { name parent { name } observations(first: 1) { totalCount } } }
      }`,
      { representations: ["15.71", "15.01", "33.74"].map((code) => ({ __typename: "Region", code })) },
    );
    expect(data._entities.map(({ parent }: any) => parent.name)).toEqual(["Jambi", "Jambi", "Jawa Tengah"]);
    expect(statements.sort()).toEqual(["Region by code", "Region.observations count"]);
  });

  it("are described to the gateway by the SDL", async () => {
    const { data } = await graph.ask(`{ _service { sdl } }`);
    expect(data._service.sdl).toBe(sdl);
  });
});

describeEachEngine("Employers for a federation gateway", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const employers = ["alpha", "beta", "gamma"].map((slug) => ({
      id: slug,
      name: slug,
      kind: "PRIVATE",
      region_code: "15.71",
      source_id: "a",
    }));
    await graph.mustLoad({ ...WORLD, employers });
    // No data package of today states registration numbers.
    for (const slug of ["alpha", "beta"]) {
      await graph.dataSource.query("UPDATE employers SET registration_number = ? WHERE slug = ?", [
        `1${slug}`,
        slug,
      ]);
    }
    graph.viewer = OPERATOR;
  });
  afterAll(() => graph.close());

  it("are found by registration number, or by id when they have none; a number is not taken for text that begins with it", async () => {
    const { data, errors, statements } = await graph.ask(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Employer { name } } }`,
      {
        representations: [
          { __typename: "Employer", registrationNumber: "1beta" },
          { __typename: "Employer", registrationNumber: "1alpha" },
          { __typename: "Employer", registrationNumber: "1ALPHA" },
          { __typename: "Employer", registrationNumber: 1 },
          { __typename: "Employer", registrationNumber: null, id: globalId("Employer", "gamma") },
        ],
      },
    );
    expect(data._entities).toEqual([{ name: "beta" }, { name: "alpha" }, null, null, { name: "gamma" }]);
    expect(errors.map(({ path }) => path)).toEqual([["_entities", 3]]);
    expect(statements.sort()).toEqual(["Employer by registrationNumber", "Employer by slug"]);
  });
});
