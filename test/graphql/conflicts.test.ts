import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { indicator, observation, source, WORLD } from "../support/rows.js";

const CONFLICTS = `query ($filter: ObservationFilter, $first: Int, $after: String) {
  conflicts(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      region { code } indicator { code } category { code } period { start end precision }
      kind rule resolved spread preferred { value } observations { value }
    }
  }
}`;

const line = ({
  region,
  category,
  indicator: { code },
  kind,
  resolved,
  preferred,
  observations,
}: any): string =>
  [
    region.code,
    category?.code ?? "-",
    code,
    kind,
    resolved ? preferred.value : "tie",
    ...observations
      .map(({ value }: any) => value as number)
      .sort((one: number, other: number) => one - other),
  ].join(" ");

describeEachEngine("Conflicts of the data package", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it("are all those whose sources, or one source, state different numbers for the same thing and time", async () => {
    const { data, statements } = await graph.ask(CONFLICTS, { first: 100 });
    expect(data.conflicts.totalCount).toBe(data.conflicts.nodes.length);
    expect(data.conflicts.nodes.map(line).sort()).toEqual(
      [
        "31 - PROTECTED_WORKERS VALUE 2123056 2123056 8320000",
        "32.03 VULNERABLE PROTECTED_WORKERS VALUE tie 128000 168000",
        "32.04 - COVERAGE_RATE VALUE tie 0.3132 0.319",
        "32.04 - COVERAGE_RATE VALUE tie 0.35 0.3568",
        "33.02 - COVERAGE_RATE VALUE tie 0.3136 0.316",
        "33.24 ASN SHARE_OF_SPONSORS VALUE 0.0942 0.0924 0.0942",
        "33.71 VULNERABLE PROTECTED_WORKERS VALUE 2044 2044 2046",
        "35.13 VULNERABLE PROTECTED_WORKERS DEFINITION 25215 7215 18000 25215",
        "61 - COVERAGE_RATE VALUE 0.61 0.61 0.72",
        "62 - EMPLOYED_POPULATION VALUE 1343480 1343480 1344480",
        "64.09 VULNERABLE BUDGET DEFINITION 3024000000 1008000000 3000000000 3024000000",
        "94.04 OAP_VULNERABLE PROTECTED_WORKERS VALUE 14600 10000 14600",
        "ID - COVERAGE_RATE VALUE 0.3215 0.3215 0.5215",
      ].sort(),
    );
    for (const { resolved, rule, spread, preferred, observations } of data.conflicts.nodes) {
      expect([rule === null, preferred === null]).toEqual([!resolved, !resolved]);
      const values = observations.map(({ value }: any) => value);
      expect(spread).toBeCloseTo(Math.max(...values) - Math.min(...values), 12);
    }
    expect(new Set(statements).size).toBe(statements.length);
    expect(statements.sort()).toEqual(["Conflict count", "Conflict page", "Conflict.observations"]);
  });

  it("are found by what any of their statements says", async () => {
    const count = async (filter: object): Promise<number> =>
      (await graph.data(CONFLICTS, { filter })).conflicts.totalCount;
    expect(await count({ region: { code: { eq: "33.71" } } })).toBe(1);
    expect(await count({ region: { within: "33" } })).toBe(3);
    expect(await count({ indicator: { eq: "COVERAGE_RATE" }, valueStatus: { eq: "ACTUAL" } })).toBe(2);
    expect(await count({ value: { eq: 2046 } })).toBe(1);
    expect(await count({ value: { eq: 2047 } })).toBe(0);
  });

  it("are read page by page", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { conflicts }: any = await graph.data(CONFLICTS, { first: 5, after });
      seen.push(...conflicts.nodes.map(line));
      after = conflicts.pageInfo.hasNextPage ? conflicts.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(13);
    expect(new Set(seen).size).toBe(13);
  });

  it("are the same from the observation's figure and by their id", async () => {
    const { region } = await graph.data(`{
      region(code: "31") { coverage(on: "2026-01-01") { protectedWorkers { value alternatives { value qualifier } conflict { id rule } } } }
    }`);
    const { value, alternatives, conflict } = region.coverage.protectedWorkers;
    expect([value, alternatives]).toEqual([2_123_056, [{ value: 8_320_000, qualifier: "APPROXIMATE" }]]);
    expect(conflict.rule).toBe("exact over qualified (APPROXIMATE)");
    const { node } = await graph.data(
      `query ($id: ID!) { node(id: $id) { ... on Conflict { region { code } spread } } }`,
      { id: conflict.id },
    );
    expect(node).toEqual({ region: { code: "31" }, spread: 6_196_944 });
  });
});

describeEachEngine("Conflicts", (engine) => {
  let graph: TestGraph;
  const offices = [
    source("a"),
    source("b", { published_on: "2024-07-01" }),
    source("dataset", { type: "DATASET", published_on: "2020" }),
  ];
  const rows = (
    ...observations: ReturnType<typeof observation>[]
  ): Record<string, Record<string, string | number>[]> => ({
    ...WORLD,
    sources: offices,
    indicators: [...(WORLD.indicators ?? []), indicator("EMPLOYED_POPULATION")],
    observations,
  });

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterAll(() => graph.close());

  const conflicts = async (): Promise<any[]> => (await graph.data(CONFLICTS)).conflicts.nodes;

  it("are decided by the kind of evidence, then the date, and a tie is left", async () => {
    await graph.mustLoad(
      rows(
        observation({ value: 1, region_code: "15.71" }),
        observation({ value: 2, region_code: "15.71", source_id: "b" }),
        observation({ value: 3, region_code: "15.71", source_id: "dataset" }),
        observation({ value: 1, region_code: "33.22" }),
        observation({ value: 2, region_code: "33.22", source_id: "b" }),
        observation({ value: 1, region_code: "33.74" }),
        observation({ value: 2, region_code: "33.74", attributed_to: "Another office" }),
      ),
    );
    expect(
      (await conflicts()).map(({ region, preferred, rule }) => [region.code, preferred?.value ?? null, rule]),
    ).toEqual([
      ["15.71", 3, "primary dataset or registry over dated statement"],
      ["33.22", 2, "later publication (2024-07-01) over earlier (2024-06-01)"],
      ["33.74", null, null],
    ]);
  });

  it("are none between different statuses, categories, programmes or payers, nor where sources agree", async () => {
    await graph.mustLoad(
      rows(
        observation({ value: 1 }),
        observation({ value: 2, value_status: "TARGET", source_id: "b" }),
        observation({ value: 3, category_code: "FISHER", source_id: "b" }),
        observation({ value: 4, funding: "CSR" }),
        observation({ value: 5, funding: "APBD_CITY", source_id: "b" }),
        observation({ value: 6, programmes: "JHT" }),
        observation({ value: 7, region_code: "33.74" }),
        observation({ value: 7, region_code: "33.74", source_id: "b" }),
        observation({ value: 8, period_start: "2024-10", source_id: "b" }),
      ),
    );
    expect(await conflicts()).toEqual([]);
  });

  it("of rates are about the denominator when each source divides the category's workers by another number", async () => {
    const rate = (value: number, source_id: string, category_code = ""): ReturnType<typeof observation> =>
      observation({ indicator: "COVERAGE_RATE", value, source_id, category_code });
    const base = (value: number, source_id: string, category_code = ""): ReturnType<typeof observation> =>
      observation({ indicator: "POTENTIAL_WORKERS", value, source_id, category_code, region_code: "15.71" });
    await graph.mustLoad(
      rows(
        rate(0.1, "a", "FISHER"),
        rate(0.2, "b", "FISHER"),
        // What sources count as all workers says nothing of how many fishers they divide by.
        base(1000, "a"),
        base(500, "b"),
      ),
    );
    expect(
      (await conflicts()).map(({ indicator: { code }, category, kind }) => [
        code,
        category?.code ?? null,
        kind,
      ]),
    ).toEqual([
      ["COVERAGE_RATE", "FISHER", "VALUE"],
      ["POTENTIAL_WORKERS", null, "VALUE"],
    ]);
    await graph.mustLoad(rows(rate(0.1, "a"), rate(0.2, "b"), base(1000, "a"), base(500, "b")));
    expect((await conflicts()).map(({ indicator: { code }, kind }) => [code, kind])).toEqual([
      ["COVERAGE_RATE", "DENOMINATOR"],
      ["POTENTIAL_WORKERS", "VALUE"],
    ]);
  });

  it("vanish when a correction makes the sources agree, and the earlier statement stays in history", async () => {
    const office = (value: number): ReturnType<typeof observation> => observation({ value, source_id: "b" });
    await graph.mustLoad(rows(observation({ value: 1 }), office(2)));
    expect(await conflicts()).toHaveLength(1);
    await graph.mustLoad(rows(observation({ value: 1 }), office(1)));
    expect(await conflicts()).toEqual([]);
    const kept = await graph.dataSource.query(
      "SELECT COUNT(*) AS n FROM observations WHERE value = 2 AND superseded_at < '9999-01-01'",
    );
    expect(Number(kept[0].n)).toBeGreaterThan(0);
  });

  it("let those that have begun answer before the preferred rival's period has", async () => {
    await graph.mustLoad(
      rows(
        observation({ value: 10, qualifier: "APPROXIMATE", period_start: "2024" }),
        observation({ value: 12, period_start: "2024-10" }),
      ),
    );
    const { region } = await graph.data(`{
      region(code: "15.71") {
        spring: coverage(on: "2024-04-01") { protectedWorkers { value alternatives { value } } }
        winter: coverage(on: "2024-12-31") { protectedWorkers { value alternatives { value } } }
      }
    }`);
    expect(region.spring.protectedWorkers).toEqual({ value: 10, alternatives: [] });
    expect(region.winter.protectedWorkers).toEqual({ value: 12, alternatives: [{ value: 10 }] });
  });
});
