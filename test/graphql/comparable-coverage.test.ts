import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";

const ON = "2025-12-31";

describeEachEngine("Coverage that may be compared, of the data package,", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  const region = async (code: string, fields: string): Promise<any> =>
    (await graph.data(`query ($code: RegionCode!) { region(code: $code) { ${fields} } }`, { code })).region;
  const coverage = async (code: string, fields: string, more = ""): Promise<any> =>
    (await region(code, `coverage(on: "${ON}" ${more}) { ${fields} }`)).coverage;

  it.each([
    ["21", 583_094, "2024-09-30"],
    ["13", 623_114, "2025-11-18"],
    ["12", 2_138_817, "2025-09-30"],
    ["16", 982_000, "2024-12-31"],
    ["61", 575_504, "2025-07-31"],
    ["63", 758_000, "2025-08-11"],
    ["92", 151_371, "2025-12-31"],
  ])(
    "has the latest protected workers of %s, whatever its rate rests on",
    async (code, value, effectiveOn) => {
      expect((await coverage(code, "protectedWorkers { value effectiveOn }")).protectedWorkers).toEqual({
        value,
        effectiveOn,
      });
    },
  );

  it.each([
    ["ID", "VULNERABLE", { value: 1_798_000, qualifier: "APPROXIMATE", basis: "SUMMED" }],
    ["64.72", "VULNERABLE", { value: 32_000, qualifier: "APPROXIMATE", basis: "SUMMED" }],
    ["32.03", "VULNERABLE", { value: 168_000, qualifier: "EXACT", basis: "REPORTED" }],
    ["94.04", "VULNERABLE", { value: 18_000, qualifier: "EXACT", basis: "REPORTED" }],
    ["94.04", "OAP_VULNERABLE", { value: 6_000, qualifier: "AT_LEAST", basis: "REPORTED" }],
  ])("lets no payer of %s %s answer for all", async (code, category, figure) => {
    const { protectedWorkers } = await coverage(
      code,
      "protectedWorkers { value qualifier basis conflict { kind } }",
      `category: "${category}"`,
    );
    expect(protectedWorkers).toEqual({ ...figure, conflict: null });
  });

  it("adds no payers of 35.13 of which a better statement says another number", async () => {
    const { protectedWorkers } = await coverage(
      "35.13",
      "protectedWorkers { value qualifier basis conflict { kind } }",
      'category: "VULNERABLE"',
    );
    expect(protectedWorkers).toEqual({
      value: 25_215,
      qualifier: "AT_LEAST",
      basis: "REPORTED",
      conflict: { kind: "VALUE" },
    });
  });

  it("shows the published rate of DI Yogyakarta beside its own counts, which contradict it", async () => {
    const { labour, potential } = await region(
      "34",
      `labour: coverage(on: "2022-12-31", denominator: "LABOUR_FORCE") {
        rate { value published derived consistent denominator { code } derivedFrom { value } }
      }
      potential: coverageHistory(to: "2025-12-31") { rate { derivedFrom { value } } }`,
    );
    expect(labour.rate).toEqual({
      value: null,
      published: 0.3195,
      derived: 328_119 / 1_614_923,
      consistent: false,
      denominator: { code: "LABOUR_FORCE" },
      derivedFrom: [{ value: 328_119 }, { value: 1_614_923 }],
    });
    const numerators = potential.map(({ rate }: any) => rate.derivedFrom[0]?.value);
    expect(numerators).not.toContain(328_119);
  });

  it("holds what is dated to a day before what is dated to its year, and nothing before it is known", async () => {
    const rate = "{ rate { value effectiveOn } }";
    const east = await region("64", `a: coverage(on: "2025-12-01") ${rate} b: coverage(on: "${ON}") ${rate}`);
    expect([east.a, east.b]).toEqual(Array(2).fill({ rate: { value: 0.5853, effectiveOn: "2025-12-01" } }));
    expect((await region("31", `coverage(on: "2025-01-01") ${rate}`)).coverage.rate).toBeNull();
  });

  it("never divides workers counted where their firm is by people counted where they live", async () => {
    const { rate } = await coverage(
      "31",
      "rate { value countedBy derivedFrom { value } }",
      'denominator: "EMPLOYED_POPULATION"',
    );
    expect(rate).toMatchObject({ countedBy: "RESIDENCE", derivedFrom: [{ value: 2_291_409 }, {}] });
    expect(rate.value).toBeLessThan(0.5);
  });

  it("takes no gap to a target for all unprotected workers, and no difference below zero", async () => {
    expect((await coverage("18", "unprotectedWorkers { value }")).unprotectedWorkers.value).toBe(2_413_000);
    const { regions } = await graph.data(
      `{ regions(first: 500) { nodes { coverage(on: "${ON}") { unprotectedWorkers { value } } } } }`,
    );
    for (const { coverage: found } of regions.nodes)
      expect(found.unprotectedWorkers?.value ?? 0).toBeGreaterThanOrEqual(0);
  });

  describe("in rankings", () => {
    const ranking = async (more: string): Promise<any> =>
      (
        await graph.data(`{
          coverageRanking(on: "${ON}", ${more}) {
            countedBy comparableRegions omittedRegions omitted { reason region { code } }
            rows { rank rankFrom rankTo ageInDays region { code } coverage { rate { value qualifier countedBy areaDiffers denominator { code } } } }
          }
        }`)
      ).coverageRanking;
    const reasons = ({ omitted }: any): Record<string, string> =>
      Object.fromEntries(omitted.map(({ reason, region: { code } }: any) => [code, reason]));

    it("of provinces there is nothing old, over another base, of an earlier territory or without a base", async () => {
      const found = await ranking("level: PROVINCE, first: 38");
      expect([...found.rows, ...found.omitted]).toHaveLength(38);
      expect(found.omitted).toHaveLength(found.omittedRegions);
      for (const {
        rank,
        rankFrom,
        rankTo,
        ageInDays,
        coverage: { rate },
      } of found.rows) {
        expect(ageInDays).toBeLessThanOrEqual(731);
        expect(rate).toMatchObject({ areaDiffers: false, denominator: { code: "POTENTIAL_WORKERS" } });
        expect(rate.countedBy ?? found.countedBy).toBe(found.countedBy);
        expect(rankFrom).toBeLessThanOrEqual(rank);
        expect(rankTo).toBeGreaterThanOrEqual(rank);
      }
      expect(reasons(found)).toMatchObject({
        "34": "STALE",
        "51": "INCONSISTENT",
        "92": "STALE",
        "95": "NO_FIGURE",
      });
    });

    it("of regencies East Kutai does not lead, and what is below a bound may be anywhere below", async () => {
      const found = await ranking("level: REGENCY, first: 416");
      expect(reasons(found)["64.08"]).toBe("INCONSISTENT");
      expect(reasons(found)["33.29"]).toBe("BASE_UNSTATED");
      const below = found.rows.filter(({ coverage: { rate } }: any) => rate.qualifier === "AT_MOST");
      expect(below.length).toBeGreaterThan(0);
      for (const { rankTo } of below) expect(rankTo).toBe(found.comparableRegions);
      const above = found.rows.filter(({ coverage: { rate } }: any) => rate.qualifier === "AT_LEAST");
      expect(above.length).toBeGreaterThan(0);
      for (const { rankFrom } of above) expect(rankFrom).toBe(1);
    });

    it("over the employed population most provinces are compared, over figures of one counting", async () => {
      const found = await ranking('level: PROVINCE, first: 38, denominator: "EMPLOYED_POPULATION"');
      expect(found.comparableRegions).toBeGreaterThan(25);
      const firms = await ranking("level: PROVINCE, first: 38, countedBy: WORKPLACE");
      expect(firms.countedBy).toBe("WORKPLACE");
      expect(reasons(firms)["31"]).toBe("OTHER_COUNTING");
    });
  });

  it("matches filters by what is certain, and none that is too old on the day", async () => {
    const { regencies } = await graph.data(`{
      regencies(first: 500, filter: { coverageRate: { gte: 0.5 } }) { nodes { code coverage { rate { value lowerBound qualifier ageInDays denominator { code } } } } }
    }`);
    expect(regencies.nodes.length).toBeGreaterThan(5);
    for (const {
      code,
      coverage: { rate },
    } of regencies.nodes) {
      expect(rate.qualifier).not.toBe("AT_MOST");
      // "About 58 percent" is 57.5 at least, by the rule that ranks it.
      expect(rate.lowerBound ?? rate.value).toBeGreaterThanOrEqual(0.5);
      expect(rate.ageInDays).toBeLessThanOrEqual(731);
      expect(code).not.toBe("64.08");
    }
  });

  it("tells regions of which nothing is known", async () => {
    const { without, all } = await graph.data(`{
      without: regions(filter: { hasCoverage: false }) { totalCount }
      all: regions(filter: { hasObservations: true }) { totalCount }
    }`);
    expect(all.totalCount).toBe(553);
    expect(without.totalCount).toBeGreaterThan(100);
  });

  it("rolls nothing up that is incomplete", async () => {
    const { rollUp } = await coverage(
      "32",
      "rollUp { rate partialRate reportingRegions totalRegions omitted { code } }",
    );
    expect(rollUp).toMatchObject({ rate: null, totalRegions: 27 });
    expect(rollUp.omitted).toHaveLength(27 - rollUp.reportingRegions);
  });

  it("sets two targets for one year side by side, in as many statements for one region as for all provinces", async () => {
    const fields = `coverageTargets(on: "${ON}") { value dueOn setBy reached gapPoints latest { value } observation { source { title } } }`;
    const { coverageTargets } = await region("ID", fields);
    expect(coverageTargets.filter(({ dueOn }: any) => dueOn === ON)).toMatchObject([
      { value: 0.3215, setBy: "RPJMN 2025-2029", reached: true, gapPoints: -7.85, latest: { value: 0.4 } },
      { value: 0.5215, setBy: "Ministry of Home Affairs", reached: false, gapPoints: 12.15 },
    ]);
    const { errors, statements } = await graph.ask(`{ provinces(first: 38) { nodes { name ${fields} } } }`);
    expect(errors).toEqual([]);
    expect(statements.filter((name) => name === "coverage.targetsByRegion")).toHaveLength(1);
    expect(statements.length).toBeLessThanOrEqual(7);
  });

  it.each([
    ["coverageRanking(level: CITY, maxAgeMonths: -1) { on }", "it may be 0 to 1200"],
    ['coverageRanking(level: CITY, denominator: "INHABITANTS") { on }', "Use one of POTENTIAL_WORKERS"],
    ['coverageRanking(level: CITY, category: "NOBODY") { on }', 'No cohort category has the code "NOBODY"'],
    ['region(code: "15") { coverageHistory(denominator: "X") { isBreak } }', "Use one of POTENTIAL_WORKERS"],
    ['region(code: "15") { coverageTargets(denominator: "X") { value } }', "Use one of POTENTIAL_WORKERS"],
    ['region(code: "15") { coverageHistory(asOf: "2099-01-01T00:00:00Z") { isBreak } }', "2099-01-01"],
  ])("says what is wrong with %s", async (field, message) => {
    const { errors } = await graph.ask(`{ ${field} }`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
    expect(errors[0]?.message).toContain(message);
  });
});
