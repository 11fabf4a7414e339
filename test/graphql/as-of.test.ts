import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import fc from "fast-check";
import { asOfOrNow } from "../../src/database/as-of.js";
import { observeStatements } from "../../src/database/statement.js";
import { copyOfRealData } from "../support/copied-tables.js";
import { describeEachEngine } from "../support/engines.js";
import "../support/fast-check.js";
import { openEmptyGraph, TestGraph, type Tables } from "../support/graph.js";
import { observation, source, WORLD } from "../support/rows.js";
import { worlds } from "../support/worlds.js";

const observed = (...rows: Tables[string]): Tables => ({ ...WORLD, observations: rows.map(observation) });
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describeEachEngine("Statements as of an earlier instant", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(() => graph.close());

  /** Loads versions one after the other, and answers with an instant after each. */
  async function versions(...tables: Tables[]): Promise<string[]> {
    const instants: string[] = [];
    for (const table of tables) {
      await graph.mustLoad(table);
      await later();
      instants.push(new Date().toISOString());
      await later();
    }
    return instants;
  }
  const values = async (asOf: string | null, more = ""): Promise<unknown> =>
    (
      await graph.data(
        `query ($asOf: DateTime) { observations(asOf: $asOf ${more}) { totalCount nodes { value recordedAt supersededAt } } }`,
        { asOf },
      )
    ).observations;

  it("are those that stood then, with when each was learnt and superseded", async () => {
    const before = new Date().toISOString();
    await later();
    const [first, second] = await versions(observed({ value: 1 }), observed({ value: 2 }));
    const [old, now] = [await values(first ?? ""), await values(null)] as any[];
    expect(old.nodes).toEqual([
      { value: 1, recordedAt: expect.any(String), supersededAt: expect.any(String) },
    ]);
    expect(now.nodes).toEqual([{ value: 2, recordedAt: old.nodes[0].supersededAt, supersededAt: null }]);
    expect(await values(second ?? "")).toEqual(now);
    expect(await values(before)).toEqual({ totalCount: 0, nodes: [] });
    // The instant of the change itself belongs to what was learnt then.
    expect(await values(old.nodes[0].supersededAt)).toEqual(now);
    expect(await values(old.nodes[0].recordedAt)).toEqual(old);
  });

  it("hold those that have vanished from their dataset since, and their sources", async () => {
    const [first] = await versions(observed({ value: 1, source_id: "b" }, { value: 7 }), {
      ...observed({ value: 7 }),
      sources: [source("a")],
    });
    const document = `query ($asOf: DateTime) {
      region(code: "15.71") { observations(asOf: $asOf, orderBy: { field: VALUE }) { nodes { value source { title } } } }
    }`;
    const { region: then } = await graph.data(document, { asOf: first });
    expect(then.observations.nodes).toEqual([
      { value: 1, source: { title: "A report" } },
      { value: 7, source: { title: "A report" } },
    ]);
    expect((await graph.data(document)).region.observations.nodes).toHaveLength(1);
  });

  it("are paged, filtered and ordered as those of now are", async () => {
    const year = (value: number, period_start: string): Tables[string][number] => ({ value, period_start });
    const [first] = await versions(
      observed(year(1, "2020"), year(2, "2021"), year(3, "2022"), year(4, "2023")),
      observed(year(10, "2020"), year(2, "2021"), year(30, "2022"), year(40, "2023")),
    );
    const page = async (more: string): Promise<any> =>
      (
        await graph.data(
          `query ($asOf: DateTime) {
            observations(asOf: $asOf, filter: { value: { lte: 3 } }, orderBy: { field: VALUE, direction: DESC }, ${more}) {
              totalCount nodes { value } pageInfo { hasNextPage endCursor }
            }
          }`,
          { asOf: first },
        )
      ).observations;
    const one = await page("first: 2");
    expect(one).toMatchObject({
      totalCount: 3,
      nodes: [{ value: 3 }, { value: 2 }],
      pageInfo: { hasNextPage: true },
    });
    const two = await page(`first: 2, after: "${one.pageInfo.endCursor}"`);
    expect(two).toMatchObject({ nodes: [{ value: 1 }], pageInfo: { hasNextPage: false } });
  });

  it.each([
    ["observations", "{ observations(asOf: $asOf) { nodes { value } } }"],
    ["coverage", '{ region(code: "15.71") { coverage(asOf: $asOf) { rate { value } } } }'],
  ])("are refused for an instant in the future and for what is no instant: %s", async (_, selection) => {
    await graph.mustLoad(observed({ value: 1 }));
    const ask = (asOf: string): ReturnType<TestGraph["ask"]> =>
      graph.ask(`query ($asOf: DateTime) ${selection}`, { asOf });
    const future = await ask(new Date(Date.now() + 60_000).toISOString());
    expect(future.errors).toMatchObject([
      {
        message: expect.stringMatching(/^`asOf` must not be in the future, but is/),
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    const unreadable = await ask("yesterday");
    expect(unreadable.errors).toMatchObject([
      {
        message: expect.stringContaining('"yesterday" is not a DateTime'),
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    expect((await ask(new Date().toISOString())).errors).toEqual([]);
  });

  const coverage = async (asOf: string | null, selection: string, more = ""): Promise<any> =>
    (
      await graph.data(
        `query ($asOf: DateTime) { region(code: "15.71") { coverage(asOf: $asOf ${more}) { ${selection} } } }`,
        { asOf },
      )
    ).region.coverage;

  it("give the coverage that was known then", async () => {
    const potential = { indicator: "POTENTIAL_WORKERS", value: 100 };
    const [first, second] = await versions(
      observed({ value: 40 }, potential),
      observed({ value: 50 }, potential),
      observed(potential),
    );
    const rates =
      "rate { value } protectedWorkers { value observation { supersededAt } } potentialWorkers { value }";
    expect(await coverage(first ?? "", rates)).toEqual({
      rate: { value: 0.4 },
      protectedWorkers: { value: 40, observation: { supersededAt: expect.any(String) } },
      potentialWorkers: { value: 100 },
    });
    expect(await coverage(second ?? "", rates)).toMatchObject({ rate: { value: 0.5 } });
    expect(await coverage(null, rates)).toMatchObject({ rate: null, protectedWorkers: null });
  });

  it("prefer among rivals what was preferable then, and name no conflict of now", async () => {
    const stated = (value: number, source_id: string, qualifier: string): Tables[string][number] => ({
      value,
      source_id,
      qualifier,
    });
    const [first] = await versions(
      observed(stated(1, "a", "EXACT"), stated(2, "b", "APPROXIMATE")),
      observed(stated(1, "a", "APPROXIMATE"), stated(2, "b", "EXACT")),
    );
    const figure = "protectedWorkers { value alternatives { value } conflict { resolved } }";
    expect(await coverage(first ?? "", figure)).toEqual({
      protectedWorkers: { value: 1, alternatives: [{ value: 2 }], conflict: null },
    });
    expect(await coverage(null, figure)).toEqual({
      protectedWorkers: { value: 2, alternatives: [{ value: 1 }], conflict: { resolved: true } },
    });
  });

  it("were rivals of statements that have vanished, and a tie between them has no value", async () => {
    const [first] = await versions(
      observed({ value: 1 }, { value: 2, source_id: "b" }),
      observed({ value: 1 }),
    );
    const figure = "protectedWorkers { value alternatives { value } }";
    expect(await coverage(first ?? "", figure)).toEqual({
      protectedWorkers: { value: null, alternatives: expect.arrayContaining([{ value: 1 }, { value: 2 }]) },
    });
    expect(await coverage(null, figure)).toEqual({ protectedWorkers: { value: 1, alternatives: [] } });
  });

  it("that were preferred do not answer before their day has come, and their rivals do", async () => {
    const [first] = await versions(
      observed(
        { value: 10, qualifier: "APPROXIMATE", period_start: "2024" },
        { value: 12, period_start: "2024-10" },
      ),
      observed({ value: 10, qualifier: "APPROXIMATE", period_start: "2024" }),
    );
    const on = ', on: "2024-07-01"';
    const figure = "protectedWorkers { value }";
    expect(await coverage(first ?? "", figure, on)).toEqual({ protectedWorkers: { value: 10 } });
    expect(await coverage(first ?? "", figure)).toEqual({ protectedWorkers: { value: 12 } });
  });

  it("answer on the day of the instant unless another is named", async () => {
    const [first] = await versions(observed({ value: 1, period_start: "2020" }));
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date(first ?? ""));
    const { region } = await graph.data(
      `query ($asOf: DateTime!, $day: Date!) {
        region(code: "15.71") {
          named: coverage(asOf: $asOf, on: $day) { protectedWorkers { value } }
          earlier: coverage(asOf: $asOf, on: "2019-12-31") { protectedWorkers { value } }
          unnamed: coverage(asOf: $asOf) { protectedWorkers { value } }
        }
      }`,
      { asOf: first, day },
    );
    expect(region).toEqual({
      named: { protectedWorkers: { value: 1 } },
      earlier: { protectedWorkers: null },
      unnamed: { protectedWorkers: { value: 1 } },
    });
  });

  it("roll up to a province as its regencies and cities reported then", async () => {
    const period_start = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
    const both = (region_code: string, value: number): Tables[string] => [
      { region_code, value, period_start },
      { region_code, indicator: "POTENTIAL_WORKERS", value: 100, period_start },
    ];
    const [first] = await versions(
      observed(...both("15.01", 10), ...both("15.71", 30)),
      observed(...both("15.01", 10), ...both("15.71", 90)),
    );
    const document = `query ($asOf: DateTime) {
      region(code: "15") { coverage(asOf: $asOf) { rate { value basis } rollUp { rate protectedWorkers } } }
    }`;
    expect((await graph.data(document, { asOf: first })).region.coverage).toEqual({
      rate: { value: 0.2, basis: "ROLLED_UP" },
      rollUp: { rate: 0.2, protectedWorkers: 40 },
    });
    expect((await graph.data(document)).region.coverage.rollUp.rate).toBe(0.5);
  });

  const OF_REGIONS = `query ($asOf: DateTime) {
    regions(filter: { level: { in: [REGENCY, CITY] } }) {
      nodes { coverage(asOf: $asOf) { protectedWorkers { value } } }
    }
  }`;
  const LAST = "data.lastInstant";
  const FIRST = "observations.firstInstant";

  it("of many regions are read in one statement, and those about segments in another", async () => {
    const [first] = await versions(observed({ value: 1 }), observed({ value: 2 }));
    const { errors, statements } = await graph.ask(OF_REGIONS, { asOf: first });
    expect(errors).toEqual([]);
    const read = [FIRST, "observations.observationsAsOf"];
    expect(statements).toEqual(["Region page", LAST, ...read, ...read]);
  });

  it("are read as those of now where nothing was loaded since, and not at all before the first were recorded", async () => {
    const [first] = await versions(observed({ value: 1 }));
    const now = await graph.ask(OF_REGIONS, { asOf: first });
    const read = "observations.observationsByGroup";
    expect(now.statements).toEqual(["Region page", LAST, read, read, LAST]);
    const before = await graph.ask(OF_REGIONS, { asOf: "2020-01-01T00:00:00Z" });
    expect(before.statements).toEqual(["Region page", LAST, FIRST, FIRST]);
    const [one, none] = [now, before].map(({ data }) =>
      data.regions.nodes.flatMap((node: any) => node.coverage.protectedWorkers ?? []),
    );
    expect([one, none]).toEqual([[{ value: 1 }], []]);
  });

  it("are listed as those of now where nothing was loaded since", async () => {
    const [first] = await versions(observed({ value: 1 }));
    const asked = `query ($asOf: DateTime) {
      observations(asOf: $asOf) { totalCount nodes { value } }
      region(code: "15.71") { observations(asOf: $asOf) { nodes { value } } }
    }`;
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    const { data, statements } = await graph.ask(asked, { asOf: first }).finally(stop);
    const nodes = [{ value: 1 }];
    expect(data).toEqual({ observations: { totalCount: 1, nodes }, region: { observations: { nodes } } });
    expect(statements.filter((name) => name === LAST)).toHaveLength(4);
    expect(texts.filter((text) => text.includes("recorded_at"))).toEqual([]);
  });

  it("are read once more where a load has ended while they were read as those of now", async () => {
    await versions(observed({ value: 1 }));
    const instant = new Date().toISOString().replace("T", " ").slice(0, 23);
    const read: (string | null)[] = [];
    await asOfOrNow(graph.dataSource, instant, async (asOf) => {
      read.push(asOf);
      if (asOf === null) await versions(observed({ value: 2 }));
    });
    expect(read).toEqual([null, instant]);
  });
});

const FIGURE =
  "{ value lowerBound upperBound qualifier basis countedBy effectiveOn areaDiffers conflict { id } }";
const COVERAGE = `{
  rate { value published derived basis consistent difference effectiveOn conflict { id } derivedFrom { value } }
  protectedWorkers ${FIGURE} potentialWorkers ${FIGURE} unprotectedWorkers ${FIGURE} monthsCovered ${FIGURE}
  rollUp { rate protectedWorkers omitted { code } }
}`;
const RANKED =
  "{ countedBy comparableRegions omitted { reason region { code } } rows { rank rankTo region { code } coverage { rate { value } } } }";
const LISTED = "{ totalCount nodes { value recordedAt supersededAt conflicts { id } } }";
const TABLE =
  "{ totalRows rows { year month province { code } category { code } cells { value observations reportingRegions } } }";

const instantIn = (beside: string): string => beside.split(", ")[0] ?? "";

/** What is asked as of an instant, of a day, of a category or all workers. */
const QUESTIONS: readonly ((about: string, beside: string) => string)[] = [
  (about) =>
    `regions(first: 500, filter: { level: { in: [PROVINCE, CITY] } }) { nodes { code coverage(${about}) ${COVERAGE} } }`,
  (about) => `coverageRanking(level: CITY, ${about}) ${RANKED}`,
  (about) => `coverageRanking(level: PROVINCE, countedBy: RESIDENCE, ${about}) ${RANKED}`,
  (_, beside) =>
    `provinces(first: 50) { nodes { coverageTargets(${beside}) { value reached latest { value } } } }`,
  (_, beside) =>
    `workerCohorts(first: 100) { nodes { coverage(${beside}) { rate { value } } protectedWorkers(${beside}) ${FIGURE} } }`,
  (_, beside) =>
    `statistics(indicators: ["PROTECTED_WORKERS", "COVERAGE_RATE"], groupBy: [PROVINCE], ${beside}) ${TABLE}`,
  (_, beside) =>
    `observations(${instantIn(beside)}, orderBy: [{ field: VALUE }, { field: PERIOD }]) ${LISTED}`,
  (_, beside) => `provinces(first: 50) { nodes { observations(${instantIn(beside)}, first: 3) ${LISTED} } }`,
  (_, beside) => `statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [CATEGORY], ${beside}) ${TABLE}`,
];

describeEachEngine("What the data package tells as of an instant", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    const { url, drop } = await copyOfRealData(engine);
    graph = await TestGraph.open(url, drop);
  });
  afterAll(() => graph.close());

  it("is the same whether or not something was loaded since", async () => {
    const asOf = new Date().toISOString();
    const loaded = async (at: string): Promise<void> => {
      await graph.dataSource.query(`UPDATE datasets SET loaded_at = '${at}'`);
    };
    const { codes } = (await graph.data("{ codes: cohortCategories { code } }")) as {
      codes: { code: string }[];
    };
    const question = fc.record({
      ask: fc.constantFrom(...QUESTIONS),
      on: fc.option(
        fc.date({ min: new Date("2018-01-01"), max: new Date("2026-06-01"), noInvalidDate: true }),
      ),
      category: fc.option(fc.constantFrom(...codes.map(({ code }) => code))),
    });
    await fc.assert(
      fc.asyncProperty(question, async ({ ask, on, category }) => {
        const beside = `asOf: "${asOf}"${on === null ? "" : `, on: "${on.toISOString().slice(0, 10)}"`}`;
        const document = `{ ${ask(category === null ? beside : `${beside}, category: "${category}"`, beside)} }`;
        await loaded("2020-01-01 00:00:00.000");
        const now = await graph.data(document);
        await loaded("2100-01-01 00:00:00.000");
        expect(await graph.data(document)).toEqual(now);
      }),
      { numRuns: worlds(engine, 30) },
    );
  });
});
