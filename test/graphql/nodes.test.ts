import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { isInterfaceType } from "graphql";
import { OPERATOR } from "../../src/access/viewer.js";
import { servedSchema } from "../../src/server/schema.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type Answer, type TestGraph } from "../support/graph.js";
import { formerId, globalId, sampleNodes, type NodeSample } from "../support/node-samples.js";
import { WORLD, observation } from "../support/rows.js";

describeEachEngine("Nodes", (engine) => {
  let graph: TestGraph;
  let samples: NodeSample[];

  beforeAll(async () => {
    graph = await openRealGraph(engine);
    samples = await sampleNodes(graph);
  });
  afterAll(() => graph.close());

  const nodes = (ids: unknown): Promise<Answer> =>
    graph.ask(`query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`, { ids });

  it("are known by the ids that they answer with, whatever their type", async () => {
    const { schema } = servedSchema();
    const node = schema.getType("Node");
    if (!isInterfaceType(node)) throw new Error("Node is an interface");
    const types = schema.getPossibleTypes(node).map(({ name }) => name);
    const sampled = new Set(samples.map(({ type }) => type));
    expect(types).toEqual(expect.arrayContaining([...sampled]));
    expect(sampled.size).toBeGreaterThanOrEqual(16);
    for (const { type, id } of samples) {
      const { data } = await graph.ask(`query ($id: ID!) { node(id: $id) { __typename id } }`, { id });
      expect(data.node).toEqual({ __typename: type, id });
    }
  });

  it("come in the order asked for, twice when asked for twice, and with one statement for each table", async () => {
    const ids = [...samples, ...samples.toReversed()];
    const { data, statements } = await nodes(ids.map(({ id }) => id));
    expect(data.nodes).toEqual(ids.map(({ type, id }) => ({ __typename: type, id })));
    expect(statements.sort()).toEqual([...new Set(samples.map(({ statement }) => statement))].sort());
  });

  it("are null where there is none, and where the key belongs to another type", async () => {
    const city = globalId("City", "15.71");
    const ids = [
      globalId("City", "15.99"),
      city,
      globalId("City", "15"),
      globalId("Province", "15.71"),
      globalId("Employer", "15.71"),
      globalId("Employer", "x".repeat(200)),
      globalId("Observation", "0"),
      globalId("City", "15.71 "),
      city,
    ];
    const { data } = await nodes(ids);
    const found = { __typename: "City", id: city };
    expect(data.nodes).toEqual([null, found, null, null, null, null, null, null, found]);
    const { data: single } = await graph.ask(`query ($id: ID!) { node(id: $id) { id } }`, { id: ids[0] });
    expect(single.node).toBeNull();
  });

  it("are found by the ids that the graph wrote before, and have those that it writes now", async () => {
    const { data } = await nodes([
      formerId("City", "15.71"),
      globalId("City", "15.71"),
      formerId("City", "15.99"),
    ]);
    const found = { __typename: "City", id: globalId("City", "15.71") };
    expect(data.nodes).toEqual([found, found, null]);
  });

  it.each([
    ["nothing", ""],
    ["a bare key", "15.71"],
    ["padding", `${formerId("City", "15.7")}=`],
    ["a former id's former id", Buffer.from(formerId("City", "15.71")).toString("base64url")],
    ["no key", globalId("City", "")],
    ["no type", globalId("", "15.71")],
    ["a very long key", globalId("City", "1".repeat(201))],
    ["bytes that are no text", Buffer.from([67, 58, 255, 254]).toString("base64url")],
    ["a type that does not exist", globalId("Planet", "15.71")],
    ["a type that has no global ids", globalId("Tariff", "BPU")],
    ["a type that is no row", globalId("PageInfo", "1")],
    ["a number", 15],
    ["a letter that belongs to no id", `${formerId("City", "15.71")}!`],
    ["a letter that belongs to no id, within", formerId("City", "15.71").replace("l", "l ")],
    ["a blank before it", ` ${globalId("City", "15.71")}`],
  ])("are null with an error in its place, and nowhere else, for an id with %s", async (_title, id) => {
    const known = samples[0];
    const found = { __typename: known?.type, id: known?.id };
    const { data, errors } = await nodes([known?.id, id, known?.id, id]);
    expect(data.nodes).toEqual([found, null, found, null]);
    expect(errors).toMatchObject(
      [1, 3].map((place) => ({
        path: ["nodes", place],
        message: expect.stringContaining("is not an id of this graph"),
        extensions: { code: "BAD_USER_INPUT" },
      })),
    );
    const single = await graph.ask(`query ($id: ID!) { node(id: $id) { id } }`, { id });
    expect(single.data).toEqual({ node: null });
    expect(single.errors).toMatchObject([{ path: ["node"], extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it("are at most 500 in one list", async () => {
    const { id } = samples[0] ?? { id: "" };
    const allowed = await nodes(Array.from({ length: 500 }, () => id));
    expect(allowed.data.nodes).toHaveLength(500);
    const { errors, statements } = await nodes(Array.from({ length: 501 }, () => id));
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(errors[0]?.message).toContain("at most 500");
    expect(statements).toEqual([]);
  });

  it("are none for an empty list", async () => {
    const { data, statements } = await nodes([]);
    expect(data.nodes).toEqual([]);
    expect(statements).toEqual([]);
  });
});

describeEachEngine("One employer", (engine) => {
  let graph: TestGraph;
  const id = globalId("Employer", "alpha");

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const employers = ["alpha", "beta"].map((slug) => ({
      id: slug,
      name: slug,
      kind: "PRIVATE",
      region_code: "15.71",
      source_id: "a",
    }));
    await graph.mustLoad({ ...WORLD, employers });
    // No data package of today states registration numbers.
    await graph.dataSource.query("UPDATE employers SET registration_number = 'Npp-1' WHERE slug = 'alpha'");
    graph.viewer = OPERATOR;
  });
  afterAll(() => graph.close());

  const employer = (args: string): Promise<Answer> => graph.ask(`{ employer(${args}) { name } }`);

  it("is found by its id or by its registration number, letter by letter", async () => {
    const found = { employer: { name: "alpha" } };
    expect((await employer(`id: "${id}"`)).data).toEqual(found);
    expect((await employer(`registrationNumber: "Npp-1"`)).data).toEqual(found);
    expect((await employer(`id: "${id}", registrationNumber: null`)).data).toEqual(found);
    for (const number of ["npp-1", "Npp-1 ", "Npp", ""]) {
      expect((await employer(`registrationNumber: "${number}"`)).data).toEqual({ employer: null });
    }
    expect((await employer(`id: "${globalId("Employer", "gamma")}"`)).data).toEqual({ employer: null });
  });

  describe("is refused", () => {
    it.each([
      ["without an argument", "id: null", "Exactly one"],
      ["with both arguments null", "id: null, registrationNumber: null", "Exactly one"],
      ["with both arguments", `id: "${id}", registrationNumber: "Npp-1"`, "Exactly one"],
      [
        "for an id of another type",
        `id: "${globalId("City", "15.71")}"`,
        "is the id of a City, not of an Employer",
      ],
      ["for an id that is none", `id: "alpha"`, "is not an id of this graph"],
    ])("%s", async (_title, args, reason) => {
      const { data, errors, statements } = await employer(args);
      expect(data).toEqual({ employer: null });
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
      expect(errors[0]?.message).toContain(reason);
      expect(statements).toEqual([]);
    });
  });
});

describeEachEngine("A figure that its source corrected", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    for (const value of [10, 20]) {
      await graph.mustLoad({ ...WORLD, observations: [observation({ value })] });
    }
  });
  afterAll(() => graph.close());

  it("keeps its id, and is the only one that lists, counts and relations show", async () => {
    const stored = await graph.dataSource.query<unknown[]>("SELECT value FROM observations");
    expect(stored).toHaveLength(2);
    const { observations, region, sources } = await graph.data(`{
      observations { totalCount nodes { id value } }
      region(code: "15.71") { observations { totalCount nodes { value } } }
      sources(last: 1) { nodes { observations { totalCount nodes { value } } } }
    }`);
    const one = { totalCount: 1, nodes: [{ value: 20 }] };
    expect(observations).toMatchObject(one);
    expect(region.observations).toEqual(one);
    expect(sources.nodes[0].observations).toEqual(one);
    const data = await graph.data(`query ($id: ID!) { node(id: $id) { ... on Observation { value } } }`, {
      id: observations.nodes[0].id,
    });
    expect(data.node).toEqual({ value: 20 });
  });
});
