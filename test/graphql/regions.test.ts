import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";

describeEachEngine("Regions", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it("counts the country, 38 provinces and 514 regencies and cities, and villages apart", async () => {
    const data = await graph.data(`{
      regions { totalCount } provinces { totalCount } regencies { totalCount } cities { totalCount } villages { totalCount }
    }`);
    expect(data).toEqual({
      regions: { totalCount: 553 },
      provinces: { totalCount: 38 },
      regencies: { totalCount: 416 },
      cities: { totalCount: 98 },
      villages: { totalCount: 37 },
    });
  });

  it("finds a region by its Kemendagri code and, when asked, by its BPS code, which may mean another", async () => {
    const { data, statements } = await graph.ask(`{
      kemendagri: region(code: "31.72") { __typename officialName bpsCode ... on City { administrative } }
      bps: region(code: "3172", system: BPS) { code officialName }
      unknown: region(code: "99") { code }
    }`);
    expect(data).toEqual({
      kemendagri: {
        __typename: "City",
        officialName: "Kota Administrasi Jakarta Utara",
        bpsCode: "3175",
        administrative: true,
      },
      bps: { code: "31.75", officialName: "Kota Administrasi Jakarta Timur" },
      unknown: null,
    });
    expect(statements.sort()).toEqual(["Region by bpsCode", "Region by code", "Region by code"]);
  });

  it("reads a hundred regions together with their parents", async () => {
    const { data, statements } = await graph.ask(
      `{ regencies(first: 100) { nodes { name parent { name } } } }`,
    );
    expect(data.regencies.nodes).toHaveLength(100);
    expect(statements).toEqual(["Regency page"]);
  });

  it("names what is wrong with a malformed code", async () => {
    const { errors } = await graph.ask(`query ($code: RegionCode!) { region(code: $code) { name } }`, {
      code: "Jambi",
    });
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(errors[0]?.message).toContain("expected a code such as ID, 15, 15.71");
  });
});
