import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { KNOWN_CONFLICTS } from "../support/known-conflicts.js";
import { indicator, observation, source, WORLD } from "../support/rows.js";

const CONFLICTS = `query (
  $filter: ObservationFilter, $first: Int, $after: String, $last: Int, $before: String, $orderBy: [ConflictOrder!],
  $kind: ConflictKindFilter, $resolved: Boolean, $spread: CakupanFloatFilter, $relativeSpread: CakupanFloatFilter, $asOf: DateTime
) {
  conflicts(
    filter: $filter, first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy,
    kind: $kind, resolved: $resolved, spread: $spread, relativeSpread: $relativeSpread, asOf: $asOf
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      region { code } indicator { code } category { code } period { start end precision } recordedAt supersededAt
      kind rule resolved spread relativeSpread preferred { value } observations { value indicator { code } }
    }
  }
}`;

const valuesOf = ({ observations }: any): number[] => observations.map(({ value }: any) => value as number);

describeEachEngine("Conflicts of the data package", (engine) => {
  let graph: TestGraph;
  let nodes: any[];

  beforeAll(async () => {
    graph = await openRealGraph(engine);
    ({ nodes } = (await graph.data(CONFLICTS, { first: 500 })).conflicts);
  });
  afterAll(() => graph.close());

  const ofRegion = (code: string): any[] => nodes.filter(({ region }) => region.code === code);

  it("are read with their statements in three statements, however many there are", async () => {
    const { data, statements } = await graph.ask(CONFLICTS, { first: 500 });
    expect(data.conflicts.totalCount).toBe(data.conflicts.nodes.length);
    expect(statements.filter((name) => !name.startsWith("Conflict"))).toEqual([
      "observations.statementsOfConflicts",
      "Indicator by code",
    ]);
  });

  it.each(KNOWN_CONFLICTS)("include that of %s about %s", (region, indicator, ...values) => {
    const found = ofRegion(region).filter((conflict) => conflict.indicator.code === indicator);
    const stated = found.map(valuesOf);
    expect(stated.some((all) => values.every((value) => all.includes(value)))).toBe(true);
  });

  it("are few: growth and rounding are none", () => {
    const count = (kind: string): number => nodes.filter((conflict) => conflict.kind === kind).length;
    for (const [kind, most] of Object.entries({ VALUE: 150, TIME: 120, COUNTING: 100, BASE: 10 }))
      expect([kind, count(kind) > 0, count(kind) <= most]).toEqual([kind, true, true]);
    // "About 2,000" and 2,044, 90 and 88.96 percent.
    for (const conflict of ofRegion("33.71")) expect(valuesOf(conflict)).toEqual([2044, 2046]);
    // Three figures of one source of which one is the sum.
    expect(ofRegion("32.03")).toEqual([]);
  });

  it("say what decides, how far they are apart, and nothing where nothing decides", () => {
    for (const { kind, resolved, rule, spread, relativeSpread, preferred, ...conflict } of nodes) {
      expect([rule === null, preferred === null]).toEqual([!resolved, !resolved]);
      if (kind === "BASE" || kind === "COUNTING") expect(resolved).toBe(false);
      const indicators = new Set(conflict.observations.map(({ indicator }: any) => indicator.code));
      const values = valuesOf(conflict);
      if (indicators.size === 1 && values.length < 10)
        expect(spread).toBeCloseTo(Math.max(...values) - Math.min(...values), 9);
      expect(relativeSpread).toBeGreaterThan(0);
      expect(relativeSpread).toBeLessThanOrEqual(1);
    }
    const [magelang] = ofRegion("33.71");
    expect(magelang).toMatchObject({
      kind: "TIME",
      resolved: true,
      rule: "official document or award citation over dated statement",
      preferred: { value: 2044 },
    });
    const [yogyakarta] = ofRegion("34").filter((conflict) => valuesOf(conflict)[0] === 0.3195);
    expect(yogyakarta).toMatchObject({ kind: "VALUE", resolved: false, spread: expect.closeTo(0.1163, 4) });
  });

  it("are found by kind, spread and what any of their statements says", async () => {
    const count = async (variables: object): Promise<number> =>
      (await graph.data(CONFLICTS, { ...variables })).conflicts.totalCount;
    const such = (holds: (conflict: any) => boolean): number => nodes.filter(holds).length;
    expect(await count({ filter: { region: { code: { eq: "33.71" } } } })).toBe(1);
    expect(await count({ filter: { value: { eq: 2046 } } })).toBe(1);
    expect(await count({ filter: { value: { eq: 2047 } } })).toBe(0);
    expect(await count({ kind: { eq: "BASE" } })).toBe(such(({ kind }) => kind === "BASE"));
    expect(await count({ kind: { in: ["BASE", "COUNTING"] }, resolved: true })).toBe(0);
    expect(await count({ resolved: false })).toBe(such(({ resolved }) => !resolved));
    expect(await count({ relativeSpread: { gte: 0.5 } })).toBe(such((one) => one.relativeSpread >= 0.5));
    expect(await count({ spread: { lt: 1 }, filter: { indicator: { eq: "COVERAGE_RATE" } } })).toBe(
      such(({ indicator }) => indicator.code === "COVERAGE_RATE"),
    );
  });

  it.each(["SPREAD", "RELATIVE_SPREAD", "REGION"])(
    "are read page by page from both ends by %s",
    async (field) => {
      const orderBy = [{ field, direction: "DESC" }];
      const whole = (await graph.data(CONFLICTS, { first: 500, orderBy })).conflicts.nodes;
      expect(whole).toHaveLength(nodes.length);
      const property = field === "SPREAD" ? "spread" : "relativeSpread";
      if (field !== "REGION")
        expect(whole.map((one: any) => one[property])).toEqual(
          nodes.map((one) => one[property]).sort((one: number, other: number) => other - one),
        );
      const seen: unknown[] = [];
      for (let after: string | null = null; ;) {
        const { conflicts }: any = await graph.data(CONFLICTS, { first: 90, after, orderBy });
        seen.push(...conflicts.nodes);
        if (!conflicts.pageInfo.hasNextPage) break;
        after = conflicts.pageInfo.endCursor;
      }
      expect(seen).toEqual(whole);
      const last = (await graph.data(CONFLICTS, { last: 5, orderBy })).conflicts.nodes;
      expect(last).toEqual(whole.slice(-5));
    },
  );

  it("are the same from a statement and by their id", async () => {
    const { observations } = await graph.data(`{
      observations(filter: { region: { code: { eq: "33.71" } }, value: { eq: 2046 } }) {
        nodes { conflicts { id kind observations { value } } }
      }
    }`);
    const [[conflict]] = observations.nodes.map(({ conflicts }: any) => conflicts);
    expect(conflict).toMatchObject({ kind: "TIME", observations: [{ value: 2044 }, { value: 2046 }] });
    const { node } = await graph.data(
      `query ($id: ID!) { node(id: $id) { ... on Conflict { region { code } spread } } }`,
      { id: conflict.id },
    );
    expect(node).toEqual({ region: { code: "33.71" }, spread: 2 });
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
    indicators: [
      ...(WORLD.indicators ?? []),
      indicator("EMPLOYED_POPULATION"),
      indicator("UNPROTECTED_WORKERS"),
    ],
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
        observation({ value: 1, region_code: "33.22", period_start: "2023" }),
        observation({ value: 2, region_code: "33.22", period_start: "2023", source_id: "b" }),
        observation({ value: 1, region_code: "33" }),
        observation({ value: 2, region_code: "33", source_id: "b" }),
        observation({ value: 1, region_code: "33.74" }),
        observation({ value: 2, region_code: "33.74", attributed_to: "Another office" }),
      ),
    );
    expect(
      (await conflicts()).map(({ region, preferred, rule }) => [region.code, preferred?.value ?? null, rule]),
    ).toEqual([
      ["15.71", 3, "primary dataset or registry over dated statement"],
      ["33", 2, "later effective day (2024-07-01) over earlier (2024-06-01)"],
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
        observation({ value: 8, period_start: "2023-10", source_id: "b" }),
      ),
    );
    expect(await conflicts()).toEqual([]);
  });

  const rate = (value: number, source_id: string, more = {}): ReturnType<typeof observation> =>
    observation({ indicator: "COVERAGE_RATE", value, source_id, ...more });
  const lines = async (): Promise<unknown[]> =>
    (await conflicts()).map((conflict) => [conflict.indicator.code, conflict.kind, valuesOf(conflict)]);

  it("between rates over different bases and between countings decide nothing, and leave rivals as they are", async () => {
    await graph.mustLoad(
      rows(
        rate(0.5, "a"),
        rate(0.3, "b", { base: "EMPLOYED_POPULATION" }),
        observation({ value: 1, region_code: "33.22", counted_by: "RESIDENCE" }),
        observation({ value: 2, region_code: "33.22", counted_by: "WORKPLACE", source_id: "b" }),
      ),
    );
    expect(await lines()).toEqual([
      ["COVERAGE_RATE", "BASE", [0.3, 0.5]],
      ["PROTECTED_WORKERS", "COUNTING", expect.arrayContaining([1, 2])],
    ]);
    const marks = await graph.dataSource.query(
      "SELECT COUNT(*) AS n FROM observations WHERE (rival_set IS NOT NULL OR rival_rank > 1 OR preferred = 0) AND superseded_at = '9999-12-31 00:00:00.000'",
    );
    expect(Number(marks[0].n)).toBe(0);
  });

  it("of a source with its own counts are told beside those with rivals, and a statement knows all of its own", async () => {
    await graph.mustLoad(
      rows(
        rate(0.5, "a"),
        rate(0.45, "b"),
        observation({ value: 40 }),
        observation({ indicator: "POTENTIAL_WORKERS", value: 100 }),
        observation({ value: 9, region_code: "33.22" }),
        observation({ indicator: "POTENTIAL_WORKERS", value: 8, region_code: "33.22" }),
      ),
    );
    expect(await lines()).toEqual(
      expect.arrayContaining([
        ["COVERAGE_RATE", "VALUE", [0.45, 0.5]],
        ["COVERAGE_RATE", "VALUE", [0.5, 40, 100]],
        ["PROTECTED_WORKERS", "VALUE", [9, 8]],
      ]),
    );
    const { data, statements } = await graph.ask(
      "{ observations(filter: { value: { eq: 0.5 } }) { nodes { conflicts { spread observations { value } } } } }",
    );
    expect(data.observations.nodes[0].conflicts).toHaveLength(2);
    expect(statements).toEqual([
      "Observation page",
      "observations.conflictsOfStatements",
      "observations.statementsOfConflicts",
    ]);
  });

  it("tell of rates whether their source states the denominator", async () => {
    await graph.mustLoad(
      rows(
        rate(0.5, "a"),
        rate(0.3, "b", { base: "UNSTATED" }),
        rate(0.4, "dataset", { base: "EMPLOYED_POPULATION" }),
        rate(0.6, "b", { region_code: "33.22" }),
        observation({ indicator: "POTENTIAL_WORKERS", value: 100 }),
      ),
    );
    const stated = async (filter: object): Promise<unknown> =>
      (
        await graph.data(
          "query ($filter: ObservationFilter) { observations(filter: $filter, orderBy: { field: VALUE }) { nodes { value } } }",
          { filter },
        )
      ).observations.nodes.map(({ value }: any) => value);
    expect(await stated({ denominatorStated: true })).toEqual([0.4, 0.5]);
    expect(await stated({ denominatorStated: false })).toEqual([0.3, 0.6]);
  });

  it("are found where a source's own counts leave another number than it calls unprotected", async () => {
    const own = (unprotected: number): Promise<void> =>
      graph.mustLoad(
        rows(
          observation({ value: 50 }),
          observation({ indicator: "POTENTIAL_WORKERS", value: 200 }),
          observation({ indicator: "UNPROTECTED_WORKERS", value: unprotected }),
        ),
      );
    const shown = async (): Promise<any> =>
      (
        await graph.data(
          `{ region(code: "15.71") { coverage { unprotectedWorkers { value conflict { kind spread } } } } }`,
        )
      ).region.coverage.unprotectedWorkers;
    await own(120);
    expect(
      (await conflicts()).map((one) => [one.indicator.code, one.kind, one.spread, valuesOf(one)]),
    ).toEqual([["UNPROTECTED_WORKERS", "VALUE", 30, [120, 50, 200]]]);
    expect(await shown()).toEqual({ value: 150, conflict: { kind: "VALUE", spread: 30 } });
    await own(150);
    expect(await conflicts()).toEqual([]);
    expect(await shown()).toEqual({ value: 150, conflict: null });
  });

  it("are found where one source counts more than another counts in all, and then there is no rate", async () => {
    const of = (protectedWorkers: number, more: Record<string, string> = {}): Promise<void> =>
      graph.mustLoad(
        rows(
          observation({ value: protectedWorkers, ...more }),
          observation({
            indicator: "POTENTIAL_WORKERS",
            value: 200,
            period_start: "2024-08",
            source_id: "b",
          }),
        ),
      );
    await of(300);
    expect((await conflicts()).map((one) => [one.indicator.code, one.kind, valuesOf(one)])).toEqual([
      ["PROTECTED_WORKERS", "TIME", [300, 200]],
    ]);
    const { region, coverageRanking } = await graph.data(`{
      region(code: "15.71") { coverage(on: "2024-12-31") {
        rate { value derived conflict { spread } } unprotectedWorkers { value }
      } }
      coverageRanking(level: CITY, on: "2024-12-31") { omitted { regionCode: region { code } reason } }
    }`);
    expect(region.coverage).toEqual({
      rate: { value: null, derived: 1.5, conflict: { spread: 100 } },
      unprotectedWorkers: null,
    });
    expect(coverageRanking.omitted).toContainEqual({ regionCode: { code: "15.71" }, reason: "INCONSISTENT" });
    await of(200);
    expect(await conflicts()).toEqual([]);
    await of(300, { counted_by: "WORKPLACE" });
    expect(await conflicts()).toEqual([]);
    await of(300, { funding: "CSR" });
    expect(await conflicts()).toEqual([]);
    await of(300, { period_start: "2022" });
    expect(await conflicts()).toEqual([]);
  });

  it("are found where all workers are said to be protected though rates of segments say otherwise", async () => {
    const claim = (segment: number, more: Record<string, string> = {}): Promise<void> =>
      graph.mustLoad(
        rows(
          observation({ indicator: "COVERAGE_RATE", value: 1 }),
          observation({
            indicator: "COVERAGE_RATE",
            value: segment,
            category_code: "PU",
            source_id: "b",
            ...more,
          }),
        ),
      );
    const rate = async (): Promise<any> =>
      (
        await graph.data(
          `{ region(code: "15.71") { coverage(on: "2025-01-01") { rate { value published conflict { kind } } } } }`,
        )
      ).region.coverage.rate;
    await claim(0.87);
    expect((await conflicts()).map((one) => [one.indicator.code, one.category, valuesOf(one)])).toEqual([
      ["COVERAGE_RATE", null, [1, 0.87]],
    ]);
    expect(await rate()).toEqual({ value: null, published: 1, conflict: { kind: "VALUE" } });
    // The statement about all workers stays as it is.
    await claim(1);
    expect(await conflicts()).toEqual([]);
    expect(await rate()).toEqual({ value: 1, published: 1, conflict: null });
    await claim(0.87, { qualifier: "AT_LEAST", lower_bound: "0.87" });
    expect(await conflicts()).toEqual([]);
  });

  it("are none between figures of different territories, whichever day they are of", async () => {
    const of = async (...areas: string[]): Promise<any> => {
      const [own = "", other = ""] = areas;
      await graph.mustLoad({
        ...rows(
          observation({ value: 40, region_code: "33", period_start: "2021", area: own }),
          observation({ value: 90, region_code: "33", period_start: "2021", area: other, source_id: "b" }),
        ),
        regions: (WORLD.regions ?? []).map((row) =>
          row.code === "33" ? { ...row, area_since: "2022-07-01" } : row,
        ),
      });
      const { region } = await graph.data(`{
        region(code: "33") { coverage(on: "2022-01-01") { protectedWorkers { value areaDiffers } } }
      }`);
      return [(await conflicts()).length, region.coverage.protectedWorkers];
    };
    expect(await of()).toEqual([1, { value: 90, areaDiffers: true }]);
    expect(await of("PRESENT")).toMatchObject([0, {}]);
    expect(await of("PRESENT", "PRESENT")).toEqual([1, { value: 90, areaDiffers: false }]);
    const later = async (area: string): Promise<any> => {
      await graph.mustLoad({
        ...rows(observation({ value: 90, region_code: "33", area })),
        regions: (WORLD.regions ?? []).map((row) =>
          row.code === "33" ? { ...row, area_since: "2022-07-01" } : row,
        ),
      });
      const { region } = await graph.data(`{
        region(code: "33") { coverage(on: "2025-01-01") { protectedWorkers { areaDiffers } } }
      }`);
      return region.coverage.protectedWorkers;
    };
    expect(await later("FORMER")).toEqual({ areaDiffers: true });
    expect(await later("")).toEqual({ areaDiffers: false });
  });

  it("about context come last, and may be left out", async () => {
    const pair = (code: string): ReturnType<typeof observation>[] => [
      observation({ value: 1, indicator: code }),
      observation({ value: 2, indicator: code, source_id: "b" }),
    ];
    await graph.mustLoad({
      ...rows(...pair("EMPLOYED_POPULATION"), ...pair("PROTECTED_WORKERS")),
      indicators: [
        ...(WORLD.indicators ?? []),
        indicator("EMPLOYED_POPULATION", { context: "true" }),
        indicator("UNPROTECTED_WORKERS"),
      ],
    });
    const codes = async (variables: Record<string, unknown>): Promise<string[]> =>
      (await graph.data(CONFLICTS, variables)).conflicts.nodes.map(({ indicator: { code } }: any) => code);
    expect(await codes({})).toEqual(["PROTECTED_WORKERS", "EMPLOYED_POPULATION"]);
    expect(await codes({ filter: { context: false } })).toEqual(["PROTECTED_WORKERS"]);
    expect(await codes({ filter: { context: true } })).toEqual(["EMPLOYED_POPULATION"]);
    // Whether an indicator is context may change without its statements.
    await graph.mustLoad(rows(...pair("EMPLOYED_POPULATION"), ...pair("PROTECTED_WORKERS")));
    expect(await codes({})).toEqual(["EMPLOYED_POPULATION", "PROTECTED_WORKERS"]);
  });

  it("are listed as of an earlier instant as they were, and stay as long as they are the same", async () => {
    const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
    const other = [
      observation({ value: 5, region_code: "33.22" }),
      observation({ value: 7, region_code: "33.22", source_id: "b" }),
    ];
    await graph.mustLoad(
      rows(observation({ value: 1 }), observation({ value: 2, source_id: "b" }), ...other),
    );
    await later();
    const instant = new Date().toISOString();
    await later();
    const first = await conflicts();
    await graph.mustLoad(
      rows(observation({ value: 1 }), observation({ value: 1, source_id: "b" }), ...other),
    );
    const then = (await graph.data(CONFLICTS, { asOf: instant })).conflicts.nodes;
    expect(then.map(valuesOf)).toEqual([
      [2, 1],
      [7, 5],
    ]);
    expect(then.map(({ supersededAt }: any) => supersededAt === null)).toEqual([false, true]);
    expect(await conflicts()).toEqual(first.slice(1));
    const filter = { value: { eq: 2 } };
    expect((await graph.data(CONFLICTS, { asOf: instant, filter })).conflicts.totalCount).toBe(1);
    expect((await graph.data(CONFLICTS, { filter })).conflicts.totalCount).toBe(0);
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
        observation({ value: 10, qualifier: "APPROXIMATE", period_start: "2024-03", period_end: "2024-03" }),
        observation({ value: 12, period_start: "2024-04", period_end: "2024-04", source_id: "b" }),
      ),
    );
    const { region } = await graph.data(`{
      region(code: "15.71") {
        spring: coverage(on: "2024-04-15") { protectedWorkers { value alternatives { value } } }
        winter: coverage(on: "2024-12-31") { protectedWorkers { value alternatives { value } } }
      }
    }`);
    expect(region.spring.protectedWorkers).toEqual({ value: 10, alternatives: [] });
    expect(region.winter.protectedWorkers).toEqual({ value: 12, alternatives: [{ value: 10 }] });
  });
});
