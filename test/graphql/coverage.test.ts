import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { indicator, observation, region, source, WORLD } from "../support/rows.js";

describeEachEngine("Coverage of the data package", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  it("of a hundred regions is read in one statement", async () => {
    const { data, errors, statements } = await graph.ask(`{
      regencies(first: 100) { nodes { code coverage { period { start } protectedWorkers { value } rate { value published } } } }
    }`);
    expect(errors).toEqual([]);
    expect(data.regencies.nodes).toHaveLength(100);
    expect(statements).toEqual(["Regency page"]);
  });

  it("of a hundred regions with all that speaks for it takes one statement for each kind of row", async () => {
    const { errors, statements } = await graph.ask(`{
      regions(first: 100, filter: { coverageRate: { isNull: false } }) {
        nodes {
          coverage {
            region { name }
            protectedWorkers { observation { source { title } } alternatives { source { title } } conflict { kind observations { value } } }
            rate { denominator { name } observation { source { title } } conflict { rule } derivedFrom { indicator { name } } }
          }
        }
      }
    }`);
    expect(errors).toEqual([]);
    // The figures of all regions, and those of segments where no total is stated, and where all are said to be covered.
    const figures = statements.filter((name) => name === "observations.observationsByGroup");
    expect(figures).toHaveLength(3);
    expect(new Set(statements).size).toBe(statements.length - 2);
  });

  it("and its history of all provinces read what is kept of a date, what is stated where that is no answer, and what is kept of their children for roll-ups", async () => {
    const { statements } = await graph.ask(`{
      provinces(first: 38) { nodes { coverage(on: "2020-01-01") { rate { value } } coverageHistory(to: "2024-12-31") { rate { value } } } }
    }`);
    expect(statements.sort()).toEqual([
      "CoveragePoint by regionCode",
      "CoverageStep by regionCode",
      "Province page",
      "coverage.keptPortions",
      ...Array<string>(4).fill("observations.observationsByGroup"),
      "regions.childrenByRegion",
    ]);
  });

  it("of categories checks all that are named in one statement, once", async () => {
    const { errors, statements } = await graph.ask(`{
      cities(first: 20) {
        nodes {
          vulnerable: coverage(category: "VULNERABLE") { protectedWorkers { value } }
          pjlp: coverage(category: "PJLP") { protectedWorkers { value } }
        }
      }
    }`);
    expect(errors).toEqual([]);
    expect(statements).toEqual([
      "City page",
      "cohorts.categoriesExist",
      "observations.observationsByGroup",
      "observations.observationsByGroup",
    ]);
  });

  it("and figures of many cohorts are read in one statement", async () => {
    const { data, errors, statements } = await graph.ask(`{
      workerCohorts(first: 100) {
        nodes {
          registeredWorkers { value } verifiedWorkers { value } protectedWorkers { value } targetWorkers { value }
          coverage { rate { value } }
        }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.workerCohorts.nodes).toHaveLength(100);
    expect(statements).toEqual(["WorkerCohort page", "observations.observationsByGroup"]);
  });

  it("has the roll-ups of all provinces in two statements more, and those that stand in for a rate in two", async () => {
    const { data, statements } = await graph.ask(`{
      provinces(first: 38) { nodes { coverage { rollUp { rate reportingRegions totalRegions } } } }
    }`);
    expect(data.provinces.nodes).toHaveLength(38);
    expect(statements).toEqual([
      "Province page",
      "observations.observationsByGroup",
      "observations.observationsByGroup",
      "regions.childrenByRegion",
      "coverage.keptPortions",
      "regions.childrenByRegion",
      "coverage.keptPortions",
    ]);
  });

  it("rolls the provinces up to the country with those left out named, beside the country's own figure", async () => {
    const { country, provinces } = await graph.data(`{
      country: region(code: "ID") {
        coverage(on: "2026-01-01") {
          rate { value published basis }
          rollUp {
            rate protectedWorkers partialRate partialProtectedWorkers partialPotentialWorkers
            oldestEffectiveOn newestEffectiveOn reportingRegions totalRegions included { code } omitted { code }
          }
        }
      }
      provinces(first: 38) { nodes { code coverage(on: "2026-01-01") { rate { value basis consistent derivedFrom { value } } } } }
    }`);
    const { rate, rollUp } = country.coverage;
    expect(rate).toEqual({ value: 0.4, published: 0.4, basis: "REPORTED" });
    expect(rollUp.totalRegions).toBe(38);
    expect(rollUp.omitted).toHaveLength(38 - rollUp.reportingRegions);
    expect(rollUp.included).toHaveLength(rollUp.reportingRegions);
    expect(rollUp).toMatchObject({ rate: null, protectedWorkers: null });
    expect(rollUp.partialRate).toBeCloseTo(
      rollUp.partialProtectedWorkers / rollUp.partialPotentialWorkers,
      12,
    );
    expect(rollUp.oldestEffectiveOn >= "2024-01-01").toBe(true);
    expect(rollUp.newestEffectiveOn <= "2026-01-01").toBe(true);
    // Whoever shows a rate that its own parts contradict is in no sum.
    const omitted = new Set(rollUp.omitted.map(({ code }: { code: string }) => code));
    for (const { code, coverage } of provinces.nodes)
      if (coverage.rate?.consistent === false) expect(omitted.has(code)).toBe(true);
  });

  it("leaves five points of provinces with a published rate that does not follow from its own parts", async () => {
    const { provinces } = await graph.data(`{
      provinces(first: 38) {
        nodes { name coverageHistory(to: "2026-01-01") { period { end } rate { published derived consistent derivedFrom { value } } } }
      }
    }`);
    const inconsistent = provinces.nodes.flatMap(({ name, coverageHistory }: any) =>
      coverageHistory
        .filter(({ rate }: any) => rate.consistent === false)
        .map(({ period, rate }: any) => [
          name,
          period.end,
          rate.published,
          ...rate.derivedFrom.map(({ value }: any) => value),
        ]),
    );
    expect(inconsistent).toEqual([
      ["Bali", "2025-03-31", 0.5088, 935_079, 1_873_899],
      ["Kalimantan Timur", "2023-03-31", 0.7086, 962_711, 1_350_000],
      ["Sulawesi Tengah", "2020-12-31", 0.2422, 231_145, 946_261],
      ["Sulawesi Selatan", "2015-08-31", 0.136, 481_910, 3_570_000],
      ["Sulawesi Tenggara", "2023-12-05", 0.42, 284_207, 1_000_000],
    ]);
    const consistent = provinces.nodes
      .flatMap(({ coverageHistory }: any) => coverageHistory)
      .filter(({ rate }: any) => rate.consistent === true);
    expect(consistent.length).toBeGreaterThan(7);
  });

  it("names the cities that won a national Paritrana award, with what is known of their coverage", async () => {
    const winner = `{ stage: { eq: WINNER }, award: { level: { eq: NATIONAL }, name: { startsWith: "Paritrana" } } }`;
    const { data, statements } = await graph.ask(`{
      cities(first: 50, filter: { awardResults: { some: ${winner} } }) {
        nodes {
          officialName
          awardResults(filter: ${winner}) { nodes { rank award { cycleYear } } }
          coverage(on: "2026-01-01") { period { start end } protectedWorkers { value } rate { value published basis } }
        }
      }
    }`);
    const won = data.cities.nodes.map(({ officialName, awardResults, coverage }: any) => [
      officialName,
      ...awardResults.nodes.map(({ rank, award }: any) => `${award.cycleYear}: ${rank}`),
      coverage.rate?.value ?? null,
    ]);
    expect(won).toEqual([
      ["Kota Tanjungpinang", "2018: null", 59 / 75],
      ["Kota Cimahi", "2019: null", null],
      ["Kota Surakarta", "2017: 1", 100_512 / 227_164],
      ["Kota Serang", "2017: 3", null],
      ["Kota Manado", "2021: 3", 0.8114],
      ["Kota Bitung", "2018: 1", null],
      ["Kota Makassar", "2018: null", 0.52],
    ]);
    const [surakarta, makassar] = [data.cities.nodes[2], data.cities.nodes[6]];
    expect(surakarta.coverage.protectedWorkers).toEqual({ value: 100_512 });
    expect(makassar.coverage).toEqual({
      period: { start: "2025-08-01", end: "2025-08-31" },
      protectedWorkers: { value: 263_903 },
      rate: { value: 0.52, published: 0.52, basis: "REPORTED" },
    });
    expect(statements.sort()).toEqual(["City page", "CoverageStep by regionCode", "Region.awardResults"]);
  });

  it.each([
    ["11", "2025-12-31", 0.2546, 0.2546, true],
    ["17", "2025-12-31", 0.35, 0.35, true],
    ["74", "2022-01-31", 0.32, 0.32, null],
    ["74", "2025-12-31", null, 0.42, false],
    ["82", "2025-06-30", 0.4164, 0.4164, true],
    ["61", "2025-12-31", 0.37, 0.37, null],
    ["32.04", "2025-12-31", null, null, false],
    ["33.02", "2025-12-31", null, 0.31, false],
    ["71", "2023-12-31", 0.8, 0.8, true],
    ["ID", "2021-12-31", null, 0.5409, false],
  ])(
    "of %s on %s, whose sources disagree, is %p beside %p as published",
    async (code, on, value, published, consistent) => {
      const { region: found } = await graph.data(
        `query ($code: RegionCode!, $on: Date) { region(code: $code) { coverageHistory(to: $on) { rate { value published consistent } } } }`,
        { code, on },
      );
      const rates = found.coverageHistory.map(({ rate }: any) => rate);
      expect(rates).toContainEqual({ value, published, consistent });
    },
  );

  it("is ranked on one date, equal rates sharing a place, with those that cannot be compared counted", async () => {
    const { data, statements } = await graph.ask(`{
      coverageRanking(level: PROVINCE, on: "2026-01-01", first: 38) {
        on comparableRegions omittedRegions rows { rank region { code } coverage { rate { value denominator { code } } } }
      }
    }`);
    const { on, rows, comparableRegions } = data.coverageRanking;
    expect(on).toBe("2026-01-01");
    expect(total(data.coverageRanking)).toBe(38);
    expect(rows).toHaveLength(comparableRegions);
    const values = rows.map(({ coverage }: any) => coverage.rate.value);
    expect(values).toEqual([...values].sort((one, other) => other - one));
    for (const { rank, coverage } of rows) {
      expect(values[rank - 1]).toBe(coverage.rate.value);
      expect(values[rank - 2]).not.toBe(coverage.rate.value);
      expect(coverage.rate.denominator.code).toBe("POTENTIAL_WORKERS");
    }
    // Jakarta, about 58 percent, and Kepulauan Riau.
    expect(rows.filter(({ rank }: any) => rank === 4).map(({ region: { code } }: any) => code)).toEqual([
      "21",
      "31",
    ]);
    expect(statements.sort()).toEqual([
      "Indicator by code",
      "Region by code",
      "coverage.keptComparables",
      "coverage.keptPortions",
      // Of the provinces that report no rate, and of the ranked ones with the denominator, which is not kept.
      ...Array<string>(4).fill("observations.observationsByGroup"),
      "regions.childrenByRegion",
      "regions.listRegionCodes",
    ]);
  });

  it("is ranked within a region from either end, as many rows as asked for", async () => {
    const { java, country, village } = await graph.data(`{
      java: coverageRanking(level: REGENCY, within: "33", on: "2026-01-01", direction: ASC, first: 2) { comparableRegions omittedRegions rows { rank region { parent { code } } coverage { rate { value } } } }
      country: coverageRanking(level: CITY, within: "ID", on: "2026-01-01", first: 0) { comparableRegions omittedRegions rows { rank } }
      village: coverageRanking(level: CITY, within: "33.71", on: "2026-01-01") { comparableRegions omittedRegions }
    }`);
    expect(total(java)).toBe(29);
    for (const row of java.rows) expect(row.region.parent.code).toBe("33");
    expect(country.rows).toEqual([]);
    expect(total(country)).toBe(98);
    expect(village).toEqual({ comparableRegions: 0, omittedRegions: 1 });
  });

  it("keeps each region's rate for filters and orders as `coverage` answers it", async () => {
    const { regions } = await graph.data(`{
      regions(first: 500, filter: { coverageRate: { gte: 0.4 } }, orderBy: [{ field: COVERAGE_RATE, direction: DESC }]) { nodes { coverage { rate { value } } } }
    }`);
    const rates = regions.nodes.map(({ coverage }: any) => coverage.rate.value);
    expect(rates.length).toBeGreaterThan(5);
    expect(rates).toEqual([...rates].sort((one, other) => other - one));
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.4);
  });

  it.each([
    [
      `region(code: "15.71") { coverage(category: "NOBODY") { period { start } } }`,
      'No cohort category has the code "NOBODY"',
    ],
    [
      `region(code: "15.71") { coverage(category: "vulnerable") { period { start } } }`,
      'No cohort category has the code "vulnerable"',
    ],
    [
      `region(code: "15.71") { coverage(denominator: "INHABITANTS") { period { start } } }`,
      "Use one of POTENTIAL_WORKERS",
    ],
    [
      `region(code: "15.71") { coverage(denominator: "toString") { period { start } } }`,
      '"toString" is no denominator',
    ],
    [`region(code: "15.71") { coverage(on: "2024-02-30") { period { start } } }`, "expected a calendar date"],
    [`coverageRanking(level: CITY, within: "99") { on }`, 'No region has the code "99"'],
    [`coverageRanking(level: CITY, within: "Jambi") { on }`, "expected a code such as"],
    [`coverageRanking(level: CITY, first: 501) { on }`, "500"],
    [`coverageRanking(level: CITY, first: -1) { on }`, "500"],
  ])("says what is wrong with %s", async (field, message) => {
    const { errors } = await graph.ask(`{ ${field} }`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
    expect(errors[0]?.message).toContain(message);
  });
});

const total = (ranking: { comparableRegions: number; omittedRegions: number }): number =>
  ranking.comparableRegions + ranking.omittedRegions;

const protectedWorkers = (region_code: string, value: number, more = {}): ReturnType<typeof observation> =>
  observation({ region_code, value, ...more });
const potentialWorkers = (region_code: string, value: number, more = {}): ReturnType<typeof observation> =>
  observation({ region_code, indicator: "POTENTIAL_WORKERS", value, ...more });
const rate = (region_code: string, value: number, more = {}): ReturnType<typeof observation> =>
  observation({ region_code, indicator: "COVERAGE_RATE", value, ...more });

describeEachEngine("Coverage", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({
      ...WORLD,
      regions: [
        ...(WORLD.regions ?? []),
        region("51", "Bali", "Provinsi"),
        region("71", "Sulawesi Utara", "Provinsi"),
      ],
      sources: [source("a"), source("b", { published_on: "2024-07-01" }), source("c")],
      indicators: [
        ...(WORLD.indicators ?? []),
        indicator("COHORT_SIZE"),
        indicator("REGISTERED_WORKERS"),
        indicator("VERIFIED_WORKERS"),
      ],
      worker_cohorts: [
        { region_code: "15.71", category_code: "FISHER", status: "PARTIAL", source_id: "a" },
        { region_code: "33.74", category_code: "FISHER", status: "ENROLLED", since: "2023", source_id: "a" },
        { region_code: "33.74", category_code: "FISHER", status: "PLANNED", since: "2024", source_id: "b" },
        { region_code: "33.22", category_code: "FISHER", status: "ENROLLED", source_id: "a" },
        { region_code: "33.22", category_code: "FISHER", status: "NOT_ENROLLED", source_id: "b" },
      ],
      observations: [
        // Bali prints a rate that its own counts do not give.
        rate("51", 0.5088),
        protectedWorkers("51", 935_079),
        potentialWorkers("51", 1_873_899),
        // Jambi reports its own; only one of its two regions reports both parts.
        rate("15", 0.5),
        protectedWorkers("15.71", 30),
        potentialWorkers("15.71", 100),
        potentialWorkers("15.01", 50),
        // Both regions of Jawa Tengah report both parts, and the province nothing.
        protectedWorkers("33.22", 100, { period_start: "2023" }),
        potentialWorkers("33.22", 400, { period_start: "2023" }),
        protectedWorkers("33.74", 200),
        potentialWorkers("33.74", 200),
        protectedWorkers("33.74", 999, { value_status: "TARGET" }),
        // Two offices print a rate for the same year, and nothing tells them apart.
        rate("71", 0.3),
        rate("71", 0.34, { source_id: "c" }),
        protectedWorkers("71", 32),
        potentialWorkers("71", 100),
        // A cohort with everything.
        protectedWorkers("15.71", 40, { category_code: "FISHER", qualifier: "AT_LEAST", lower_bound: 40 }),
        observation({ category_code: "FISHER", indicator: "COHORT_SIZE", value: 80 }),
        observation({ category_code: "FISHER", indicator: "REGISTERED_WORKERS", value: 50 }),
        observation({ category_code: "FISHER", indicator: "VERIFIED_WORKERS", value: 45 }),
        observation({
          category_code: "FISHER",
          indicator: "COHORT_QUOTA",
          value: 100,
          value_status: "TARGET",
        }),
      ],
    });
  });
  afterAll(() => graph.close());

  const ask = async (code: string, fields: string): Promise<any> =>
    (await graph.data(`query ($code: RegionCode!) { region(code: $code) { ${fields} } }`, { code })).region;

  it("shows 50.88 percent as Bali prints it and 49.90 percent as its counts give it, and calls them inconsistent", async () => {
    const { coverage } = await ask(
      "51",
      `coverage { rate { value published derived consistent difference basis derivedFrom { value } } }`,
    );
    const derived = 935_079 / 1_873_899;
    expect(coverage.rate).toEqual({
      value: null,
      published: 0.5088,
      derived,
      consistent: false,
      difference: 0.5088 - derived,
      basis: "REPORTED",
      derivedFrom: [{ value: 935_079 }, { value: 1_873_899 }],
    });
    expect(derived).toBeCloseTo(0.499, 3);
  });

  it("answers with a province's own figure, and with its roll-up beside it", async () => {
    const { coverage } = await ask(
      "15",
      `coverage(on: "2025-06-30") {
        rate { value basis }
        rollUp { rate protectedWorkers partialRate partialProtectedWorkers partialPotentialWorkers reportingRegions totalRegions included { name } omitted { name } }
      }`,
    );
    expect(coverage).toEqual({
      rate: { value: 0.5, basis: "REPORTED" },
      rollUp: {
        rate: null,
        protectedWorkers: null,
        partialRate: 0.3,
        partialProtectedWorkers: 30,
        partialPotentialWorkers: 100,
        reportingRegions: 1,
        totalRegions: 2,
        included: [{ name: "Jambi" }],
        omitted: [{ name: "Kerinci" }],
      },
    });
  });

  it("lets a complete roll-up stand in where a province reports none, sum over sum, and says so", async () => {
    const { coverage, before } = await ask(
      "33",
      `coverage(on: "2025-06-30") {
        period { start end } rate { value basis published derived denominator { code } }
        protectedWorkers { value basis } potentialWorkers { value basis } unprotectedWorkers { value }
        rollUp { rate omitted { code } }
      }
      before: coverage(on: "2023-12-31") { rate { value } rollUp { rate partialRate omitted { code } } }`,
    );
    expect(coverage).toMatchObject({
      period: { start: "2023-01-01", end: "2024-12-31" },
      rate: {
        value: 0.5,
        basis: "ROLLED_UP",
        published: null,
        derived: 0.5,
        denominator: { code: "POTENTIAL_WORKERS" },
      },
      protectedWorkers: { value: 300, basis: "ROLLED_UP" },
      potentialWorkers: { value: 600, basis: "ROLLED_UP" },
      rollUp: { rate: 0.5, omitted: [] },
    });
    expect(before).toEqual({
      rate: null,
      rollUp: { rate: null, partialRate: 0.25, omitted: [{ code: "33.74" }] },
    });
  });

  it("has no roll-up for a regency or city", async () => {
    expect(await ask("15.71", `coverage { rollUp { rate } }`)).toEqual({ coverage: { rollUp: null } });
  });

  it("leaves a tie of printed rates a tie and names the conflict, where the counts of one of them contradict it", async () => {
    const { coverage } = await ask(
      "71",
      `coverage { rate { value published consistent observation { value } conflict { resolved rule spread preferred { value } observations { value } } } }`,
    );
    expect(coverage.rate).toMatchObject({
      value: null,
      published: null,
      consistent: false,
      observation: null,
      conflict: { resolved: false, rule: null, preferred: null },
    });
    expect(coverage.rate.conflict.spread).toBeCloseTo(0.04, 12);
    expect(coverage.rate.conflict.observations.map(({ value }: any) => value).sort()).toEqual([0.3, 0.34]);
  });

  it("ranks with places shared, rolled-up provinces among the others, and counts those without a rate", async () => {
    const { coverageRanking } = await graph.data(`{
      coverageRanking(level: PROVINCE, on: "2025-06-30") {
        comparableRegions omittedRegions omitted { reason region { code } }
        rows { rank rankFrom rankTo ageInDays region { code } coverage { rate { value basis } } }
      }
    }`);
    expect(coverageRanking).toMatchObject({
      comparableRegions: 2,
      omittedRegions: 2,
      omitted: [
        { reason: "INCONSISTENT", region: { code: "51" } },
        { reason: "TIE", region: { code: "71" } },
      ],
    });
    expect(coverageRanking.rows.map(({ rank, region: { code } }: any) => [rank, code])).toEqual([
      [1, "15"],
      [1, "33"],
    ]);
    expect(coverageRanking.rows[0]).toMatchObject({ rankFrom: 1, rankTo: 1 });
    const regencies = await graph.data(
      `{ coverageRanking(level: REGENCY, on: "2025-06-30", direction: ASC) { comparableRegions omittedRegions rows { rank region { code } } } }`,
    );
    expect(regencies.coverageRanking).toEqual({
      comparableRegions: 1,
      omittedRegions: 1,
      rows: [{ rank: 1, region: { code: "33.22" } }],
    });
  });

  it("goes through history from one day to another", async () => {
    const { all, late, early } = await ask(
      "33.22",
      `all: coverageHistory { period { start precision } rate { value } }
      late: coverageHistory(from: "2024-01-01") { rate { value } }
      early: coverageHistory(to: "2022-12-31") { rate { value } }`,
    );
    expect(all).toEqual([{ period: { start: "2023-01-01", precision: "YEAR" }, rate: { value: 0.25 } }]);
    expect([late, early]).toEqual([[], []]);
  });

  describe("of a cohort", () => {
    const cohort = async (code: string, fields: string): Promise<any> =>
      (await ask(code, `workerCohorts { nodes { ${fields} } }`)).workerCohorts.nodes[0];

    it("has every figure under its own name, and the rate over its size, which is wider than its register", async () => {
      expect(
        await cohort(
          "15.71",
          `registeredWorkers { value } verifiedWorkers { value } targetWorkers { value observation { valueStatus } }
          protectedWorkers { value lowerBound upperBound qualifier }
          coverage { category { code } rate { value lowerBound upperBound denominator { code } } }`,
        ),
      ).toEqual({
        registeredWorkers: { value: 50 },
        verifiedWorkers: { value: 45 },
        targetWorkers: { value: 100, observation: { valueStatus: "TARGET" } },
        protectedWorkers: { value: 40, lowerBound: 40, upperBound: null, qualifier: "AT_LEAST" },
        coverage: {
          category: { code: "FISHER" },
          rate: { value: 0.5, lowerBound: 0.5, upperBound: null, denominator: { code: "COHORT_SIZE" } },
        },
      });
    });

    it("has no figure before it is known", async () => {
      expect(
        await cohort(
          "15.71",
          `registeredWorkers(on: "2023-12-31") { value } coverage(on: "2023-12-31") { rate { value } }`,
        ),
      ).toEqual({
        registeredWorkers: null,
        coverage: { rate: null },
      });
    });

    it("that is enrolled stays so when a later source plans more, and not when a later one denies it", async () => {
      expect(await cohort("33.74", `status sinceText sources { id }`)).toMatchObject({
        status: "ENROLLED",
        sinceText: "2023",
      });
      expect(await cohort("33.22", `status`)).toEqual({ status: "NOT_ENROLLED" });
    });
  });
});
