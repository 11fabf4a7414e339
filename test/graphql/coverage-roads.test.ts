import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type Tables, type TestGraph } from "../support/graph.js";
import { category, indicator, observation, source, WORLD } from "../support/rows.js";

type Row = Tables[string][number];

const CITY = "15.71";
const ON = "2025-12-31";
const TIME = { period_start: "2025-11", period_end: "2025-11" };

const world = (...observations: Row[]): Tables => ({
  ...WORLD,
  sources: [
    source("a", { published_on: "2025-11-20" }),
    source("b", { published_on: "2025-11-20" }),
    source("c"),
  ],
  cohort_categories: [...(WORLD.cohort_categories ?? []), category("JAKON"), category("PMI")],
  indicators: [...(WORLD.indicators ?? []), indicator("UNPROTECTED_WORKERS")],
  observations: observations.map((row) => observation({ ...TIME, ...row })),
});

const workers = (value: number, more: Row = {}): Row => ({ value, ...more });
const potential = (value: number, more: Row = {}): Row => ({
  indicator: "POTENTIAL_WORKERS",
  value,
  ...more,
});
const rate = (value: number, more: Row = {}): Row => ({ indicator: "COVERAGE_RATE", value, ...more });

const RATE =
  "rate { value lowerBound upperBound qualifier published derived basis consistent effectiveOn countedBy }";
const FIGURE = "{ value lowerBound upperBound qualifier basis countedBy effectiveOn parts { value } }";

describeEachEngine("Whichever way it is asked for, coverage", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(() => graph.close());

  /** What each road says of the city: the answer, the last point of the history, and the ranking. */
  async function roads(on = ON): Promise<any> {
    const { region, kept, regions, coverageRanking } = await graph.data(
      `query ($on: Date) {
        region(code: "${CITY}") {
          coverage(on: $on) { ${RATE} protectedWorkers ${FIGURE} potentialWorkers ${FIGURE} unprotectedWorkers ${FIGURE} }
          coverageHistory(to: $on) { ${RATE} }
        }
        kept: region(code: "${CITY}") { coverage { ${RATE} protectedWorkers { value } potentialWorkers { value } } }
        regions(first: 100, filter: { coverageRate: { gte: 0 } }) { nodes { code } }
        coverageRanking(level: CITY, on: $on) {
          rows { region { code } coverage { ${RATE} } } omitted { region { code } reason }
        }
      }`,
      { on },
    );
    const ofCity = ({ region: { code } }: any): boolean => code === CITY;
    return {
      ...region.coverage,
      kept: kept.coverage,
      isFiltered: regions.nodes.some(({ code }: any) => code === CITY),
      last: region.coverageHistory.at(-1)?.rate ?? null,
      ranked: coverageRanking.rows.find(ofCity)?.coverage.rate ?? null,
      omitted: coverageRanking.omitted.find(ofCity)?.reason ?? null,
    };
  }

  it("leaves a tie of published rates a tie, and shows the counts beside", async () => {
    await graph.mustLoad(
      world(
        rate(0.4603),
        rate(0.429, { source_id: "b" }),
        workers(2_730_000, { qualifier: "APPROXIMATE" }),
        potential(5_920_000, { qualifier: "APPROXIMATE" }),
      ),
    );
    const found = await roads();
    expect(found.rate).toMatchObject({ value: null, lowerBound: 0.429, upperBound: 0.4603, published: null });
    expect(found.rate.derived).toBeCloseTo(0.4611, 4);
    expect(found).toMatchObject({ last: found.rate, ranked: null, omitted: "TIE" });
    expect(found).toMatchObject({ kept: { rate: { value: null } }, isFiltered: false });
  });

  it("takes a claim that all are protected for none where a segment contradicts it, as long as that was known in its year", async () => {
    await graph.mustLoad(
      world(
        rate(1, { period_start: "2024-09", period_end: "2024-09" }),
        rate(0.6, { category_code: "BPU", period_start: "2024-10", period_end: "2024-10" }),
        rate(1, { category_code: "BPU", period_start: "2025-11", period_end: "2025-11" }),
      ),
    );
    expect(await roads("2024-09-30")).toMatchObject({
      rate: { value: 1 },
      last: { value: 1 },
      omitted: null,
    });
    for (const on of ["2024-10-31", ON]) {
      const found = await roads(on);
      expect(found.rate).toMatchObject({ value: null, published: 1, consistent: false });
      expect(found).toMatchObject({ last: found.rate, ranked: null, omitted: "INCONSISTENT" });
    }
  });

  it("names the conflict of a rate with the counts of its own source, and of a count with the smaller whole", async () => {
    const document = `{
      region(code: "${CITY}") {
        coverage(on: "${ON}") { rate { value conflict { kind resolved observations { value } } } }
        coverageHistory { rate { conflict { observations { value } } } }
        then: coverage(on: "${ON}", asOf: "NOW") { rate { value conflict { kind } } }
      }
      conflicts { nodes { observations { value } } }
    }`;
    for (const rows of [
      [rate(0.5088), workers(935_079), potential(1_873_899)],
      [workers(300), potential(200)],
      [workers(300), potential(200), rate(1.5)],
    ]) {
      await graph.mustLoad(world(...rows));
      const instant = new Date().toISOString();
      await sleep(5);
      // What is known as of an instant is read as what is known now until something is loaded.
      await graph.mustLoad({ sources: [source("later")] }, "later");
      const { region, conflicts } = await graph.data(document.replace("NOW", instant));
      const observations = rows.slice(0, rows[0]?.indicator ? 3 : 2).map(({ value }) => ({ value }));
      expect(region.coverage.rate).toEqual({
        value: null,
        conflict: { kind: "VALUE", resolved: false, observations },
      });
      expect(region.coverageHistory).toEqual([{ rate: { conflict: { observations } } }]);
      expect(region.then.rate).toEqual({ value: null, conflict: null });
      expect(conflicts.nodes).toEqual([{ observations }]);
    }
  });

  it("shows what the other counting says beside, where nothing decides between the two", async () => {
    await graph.mustLoad(
      world(
        workers(500, { counted_by: "WORKPLACE" }),
        workers(100, { counted_by: "RESIDENCE", source_id: "b" }),
        potential(200),
      ),
    );
    const { region, conflicts } = await graph.data(`{
      region(code: "${CITY}") {
        coverage {
          protectedWorkers { value countedBy conflict { kind } otherCounting { value countedBy observation { source { url } } otherCounting { value } } }
          potentialWorkers { otherCounting { value } }
        }
      }
      conflicts { nodes { kind resolved } }
    }`);
    expect(conflicts.nodes).toContainEqual({ kind: "COUNTING", resolved: false });
    expect(region.coverage).toEqual({
      protectedWorkers: {
        value: 500,
        countedBy: "WORKPLACE",
        conflict: null,
        otherCounting: {
          value: 100,
          countedBy: "RESIDENCE",
          observation: { source: { url: "https://example.org/b" } },
          otherCounting: null,
        },
      },
      potentialWorkers: { otherCounting: null },
    });
  });

  it("is filtered by the bounds that rank it", async () => {
    await graph.mustLoad(
      world(
        rate(0.9, { qualifier: "APPROXIMATE" }),
        rate(0.5, { qualifier: "AT_MOST", upper_bound: 0.5, region_code: "33.74" }),
        rate(0.5, { qualifier: "AT_LEAST", lower_bound: 0.5, region_code: "33.22" }),
      ),
    );
    const codes = async (filter: string): Promise<unknown> =>
      (
        await graph.data(`{ regions(filter: { coverageRate: ${filter} }) { nodes { code } } }`)
      ).regions.nodes.map(({ code }: any) => code);
    expect(await codes("{ gte: 0.5 }")).toEqual([CITY, "33.22"]);
    expect(await codes("{ gte: 0.85 }")).toEqual([CITY]);
    expect(await codes("{ gte: 0.86 }")).toEqual([]);
    expect(await codes("{ lte: 0.5 }")).toEqual(["33.74"]);
  });

  const segments = (values: Record<string, [number, number]>, more: Row = {}): Row[] =>
    Object.entries(values).flatMap(([category_code, [some, all]]) => [
      workers(some, { category_code, ...more }),
      potential(all, { category_code, ...more }),
    ]);
  const BATAM = { PU: [343_000, 349_000], BPU: [77_000, 205_000], JAKON: [43_700, 101_000] } as Record<
    string,
    [number, number]
  >;

  it("adds the segments of one source and period where nobody states a total", async () => {
    await graph.mustLoad(
      world(
        ...segments({ ...BATAM, PMI: [1_180, 4_000] }),
        workers(9, { category_code: "PU", period_start: "2025", period_end: "2025", source_id: "c" }),
      ),
    );
    const found = await roads();
    expect(found.protectedWorkers).toEqual({
      value: 464_880,
      lowerBound: 464_880,
      upperBound: 464_880,
      qualifier: "EXACT",
      basis: "SUMMED",
      countedBy: null,
      effectiveOn: "2025-11-20",
      parts: [343_000, 77_000, 43_700, 1_180].map((value) => ({ value })),
    });
    expect(found.potentialWorkers).toMatchObject({ value: 659_000, basis: "SUMMED" });
    expect(found.unprotectedWorkers).toMatchObject({ value: 194_120, basis: "DERIVED" });
    expect(found.rate).toMatchObject({ value: 464_880 / 659_000, basis: "DERIVED", published: null });
    expect(found).toMatchObject({ last: found.rate, ranked: found.rate, omitted: null });
    expect(found).toMatchObject({
      kept: { rate: found.rate, protectedWorkers: { value: 464_880 } },
      isFiltered: true,
    });
    expect(await roads("2025-11-19")).toMatchObject({ rate: null, protectedWorkers: null, last: null });
  });

  it("adds the same segments to both parts of a rate, and none that are not all, or not preferred", async () => {
    await graph.mustLoad(world(...segments(BATAM), workers(1_180, { category_code: "PMI" })));
    expect(await roads()).toMatchObject({
      protectedWorkers: { value: 463_700 },
      rate: { value: 463_700 / 655_000 },
    });
    await graph.mustLoad(world(...segments({ PU: [1, 2], BPU: [1, 2] })));
    expect(await roads()).toMatchObject({ protectedWorkers: null, rate: null, omitted: "NO_FIGURE" });
    await graph.mustLoad(
      world(...segments(BATAM), workers(88_000, { category_code: "BPU", source_id: "b" })),
    );
    expect(await roads()).toMatchObject({
      protectedWorkers: null,
      potentialWorkers: { value: 655_000 },
      rate: null,
    });
  });

  it("adds no segments where a total of all workers is stated, whatever its time and counting", async () => {
    await graph.mustLoad(
      world(
        ...segments(BATAM),
        workers(500, {
          period_start: "2025-01",
          period_end: "2025-01",
          counted_by: "WORKPLACE",
          source_id: "c",
        }),
      ),
    );
    expect(await roads()).toMatchObject({
      protectedWorkers: { value: 500, basis: "REPORTED" },
      potentialWorkers: { value: 655_000, basis: "SUMMED" },
      rate: { value: 500 / 655_000 },
    });
  });

  it("adds segments for roll-ups, and as of an earlier instant, as for answers", async () => {
    const kerinci = { region_code: "15.01" };
    await graph.mustLoad(world(...segments(BATAM), workers(10, kerinci), potential(40, kerinci)));
    const { region } = await graph.data(`{
      region(code: "15") {
        coverage { rate { value basis } rollUp { rate } } then: coverage(on: "${ON}", asOf: "2020-01-01T00:00:00Z") { rate { value } }
      }
    }`);
    const value = (463_700 + 10) / (655_000 + 40);
    expect(region).toEqual({
      coverage: { rate: { value, basis: "ROLLED_UP" }, rollUp: { rate: value } },
      then: { rate: null },
    });
  });
});
