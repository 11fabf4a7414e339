import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { toGlobalId } from "../../src/graph/declare/global-id.js";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";

const SOURCE = `query ($id: ID!) {
  node(id: $id) {
    ... on Source {
      publisher publishedOn publishedText url
      observations(first: 50) {
        nodes {
          region { code } category { code } indicator { code } period { start end precision }
          value lowerBound upperBound qualifier valueStatus programmes funding
        }
      }
    }
  }
}`;

// Region, category, indicator, period, value, qualifier, status, programmes and payer of every figure.
const FIGURES: Record<string, string[]> = {
  "seed-000": [
    "15.71 - LARGE_EMPLOYER_COUNT 2019-02 2000 AT_LEAST ACTUAL",
    "15.71 - MSME_COUNT 2019-02 60000 AT_LEAST ACTUAL",
  ],
  "seed-001": [
    "15 BKBK_BENEFICIARY PROTECTED_WORKERS 2025-05 100000 AT_LEAST ACTUAL BKBK",
    "15.71 - COVERAGE_RATE 2025-05 0.44 EXACT ACTUAL",
    "15.71 - POTENTIAL_WORKERS 2025-05 228000 AT_LEAST ACTUAL",
    "15.71 - PROTECTED_WORKERS 2025-05 100000 AT_LEAST ACTUAL",
    "15.71 - UNPROTECTED_WORKERS 2025-05 null UNQUANTIFIED ACTUAL",
    "15.71 RELIGIOUS_WORKERS PROTECTED_WORKERS 2025-05-22 1316 EXACT ACTUAL APBD_CITY",
    "15.71 VULNERABLE COHORT_SIZE 2025-05 15000 APPROXIMATE ACTUAL",
    "15.71 VULNERABLE PROTECTED_WORKERS 2025-05-22 3000 EXACT ACTUAL APBD_CITY",
    "92 VULNERABLE BUDGET 2025 6000000000 APPROXIMATE ALLOCATED",
  ],
  "seed-002": [
    "12.71 - DISTRICTS_SOCIALISED 2023-01 11 EXACT ACTUAL",
    "12.71 VULNERABLE CONTRIBUTIONS_PAID 2022 2300000000 APPROXIMATE ACTUAL",
    "12.71 VULNERABLE MONTHS_COVERED 2022 12 EXACT ACTUAL",
    "12.71 VULNERABLE PROTECTED_WORKERS 2022 11797 EXACT ACTUAL",
    "12.71 VULNERABLE PROTECTED_WORKERS 2023 15000 EXACT ALLOCATED",
  ],
  "seed-003": [
    "31.72 - COVERAGE_RATE 2023-12 null ALL TARGET",
    "31.72 FORMAL COVERAGE_RATE 2023-12 null UNQUANTIFIED ACTUAL",
    "31.72 INFORMAL COHORT_SIZE 2023-12 null UNQUANTIFIED ACTUAL",
    "31.72 PJLP COVERAGE_RATE 2023-12 null ALL ACTUAL",
  ],
  "seed-004": [
    "33 - RECIPIENT_GOVERNMENTS 2024-10-10 7 EXACT ACTUAL",
    "33.71 - BUSINESS_WORKER_RATE 2024-10 0.58 APPROXIMATE ACTUAL",
    "33.71 VULNERABLE COHORT_QUOTA 2024 2300 EXACT TARGET",
    "33.71 VULNERABLE MONTHS_COVERED 2024-07-01..2024-12-31 6 EXACT ACTUAL APBD_CITY",
    "33.71 VULNERABLE MONTHS_COVERED 2025 12 EXACT PLANNED APBD_CITY",
    "33.71 VULNERABLE MONTHS_SHARE 2025 1 EXACT TARGET",
    "33.71 VULNERABLE PROTECTED_WORKERS 2024 2044 EXACT ACTUAL JKK JKM APBD_CITY",
    "33.71 VULNERABLE PROTECTED_WORKERS 2024-10 2046 EXACT ACTUAL APBD_CITY",
    "33.71 VULNERABLE TARGET_ATTAINMENT 2024-10 0.9 APPROXIMATE ACTUAL",
  ],
};

const PUBLISHED: Record<string, object> = {
  "seed-000": { publisher: "ANTARA", publishedOn: null, publishedText: "2019-02" },
  "seed-001": { publisher: "ANTARA", publishedOn: "2025-05-22", publishedText: null },
  "seed-002": { publisher: "buseronline.com", publishedOn: null, publishedText: "2023-01" },
  "seed-003": { publisher: "EmitenNews.com", publishedOn: null, publishedText: "2023-12" },
  "seed-004": { publisher: "ANTARA", publishedOn: "2024-10-11", publishedText: null },
};

describeEachEngine("The five articles", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(() => graph.close());

  const ask = async (code: string, fields: string): Promise<any> =>
    (await graph.data(`query ($code: RegionCode!) { region(code: $code) { ${fields} } }`, { code })).region;

  it.each(Object.keys(FIGURES))("%s: the graph answers with every figure as it was stated", async (id) => {
    const { node } = await graph.data(SOURCE, { id: toGlobalId("Source", id) });
    const { observations, ...published } = node;
    expect(published).toEqual({ ...PUBLISHED[id], url: null });
    expect(observations.nodes.map(line).sort()).toEqual(FIGURES[id]);
    for (const { qualifier, value, lowerBound, upperBound } of observations.nodes) {
      expect([lowerBound, upperBound]).toEqual([qualifier === "AT_LEAST" ? value : null, null]);
    }
  });

  it("Kota Jambi covers 44 percent: 100,000 or more of 228,000 or more, which is consistent", async () => {
    const { coverage } = await ask(
      "15.71",
      `coverage(on: "2025-06-01") {
        period { start end precision }
        protectedWorkers { value lowerBound upperBound qualifier basis observation { attributedTo } }
        potentialWorkers { value qualifier }
        unprotectedWorkers { value lowerBound upperBound qualifier basis }
        rate { value lowerBound upperBound published derived basis consistent difference denominator { code } observation { source { title } } }
      }`,
    );
    expect(coverage).toMatchObject({
      period: { start: "2025-05-01", end: "2025-05-31", precision: "MONTH" },
      protectedWorkers: {
        value: 100_000,
        lowerBound: 100_000,
        upperBound: null,
        qualifier: "AT_LEAST",
        basis: "REPORTED",
      },
      potentialWorkers: { value: 228_000, qualifier: "AT_LEAST" },
      // Another source says so; one number of at least less another of at least may be anything.
      unprotectedWorkers: {
        value: 100_000,
        lowerBound: 100_000,
        upperBound: null,
        qualifier: "AT_LEAST",
        basis: "REPORTED",
      },
      // The publisher divided unrounded numbers.
      rate: {
        value: 0.44,
        lowerBound: 0.44,
        upperBound: 0.44,
        published: 0.44,
        derived: 100 / 228,
        basis: "REPORTED",
        consistent: true,
        denominator: { code: "POTENTIAL_WORKERS" },
      },
    });
    expect(coverage.rate.difference).toBeCloseTo(0.0014, 4);
  });

  it("Kota Jambi protects 3,000 of about 15,000 vulnerable workers and, in addition, 1,316 religious officers", async () => {
    const { workerCohorts } = await ask(
      "15.71",
      `workerCohorts(first: 50, filter: { status: { in: [ENROLLED, PARTIAL] } }) {
        nodes {
          category { code } status funding
          registeredWorkers(on: "2025-12-31") { value qualifier }
          protectedWorkers(on: "2025-12-31") { value qualifier }
          coverage(on: "2025-12-31") { rate { value denominator { code } } }
        }
      }`,
    );
    const cohort = (code: string): unknown =>
      workerCohorts.nodes.find((node: { category: { code: string } }) => node.category.code === code);
    expect(cohort("VULNERABLE")).toMatchObject({
      status: "PARTIAL",
      funding: "APBD_CITY",
      registeredWorkers: { value: 15_000, qualifier: "APPROXIMATE" },
      // The city pays for 3,000; others may pay for more.
      protectedWorkers: { value: 3000, qualifier: "AT_LEAST" },
      coverage: { rate: { value: 0.2, denominator: { code: "COHORT_SIZE" } } },
    });
    expect(cohort("RELIGIOUS_WORKERS")).toMatchObject({
      status: "ENROLLED",
      funding: "APBD_CITY",
      registeredWorkers: null,
      protectedWorkers: { value: 1316, qualifier: "AT_LEAST" },
      coverage: { rate: null },
    });
  });

  it("Kota Jambi was one of 13 of 50 on the shortlist for 2018 and nominated, with permits that ask for enrolment", async () => {
    const region = await ask(
      "15.71",
      `awardResults(filter: { award: { cycleYear: { eq: 2018 } } }) { nodes { stage rank shortlistSize poolSize award { level cycleYear } source { publishedText } } }
      regulations(first: 50) { nodes { type year number status source { publishedText } } }
      initiatives(first: 50, orderBy: [{ field: NAME }]) { nodes { name type status startedOn source { id } } }
      workerCohorts(first: 50, filter: { status: { eq: PLANNED } }) { nodes { category { code } sources { id } } }`,
    );
    const [article, later] = [toGlobalId("Source", "seed-000"), toGlobalId("Source", "seed-001")];
    const of = (id: string, nodes: { source: { id: string } }[]): object[] =>
      nodes.filter(({ source }) => source.id === id);
    const award = { level: "NATIONAL", cycleYear: 2018 };
    expect(region.awardResults.nodes).toHaveLength(2);
    expect(region.awardResults.nodes).toEqual(
      expect.arrayContaining([
        {
          stage: "NOMINEE",
          rank: null,
          shortlistSize: null,
          poolSize: null,
          award,
          source: { publishedText: "2019-02" },
        },
        {
          stage: "SHORTLISTED",
          rank: null,
          shortlistSize: 13,
          poolSize: 50,
          award,
          source: { publishedText: "2019-02" },
        },
      ]),
    );
    expect(region.regulations.nodes).toEqual(
      expect.arrayContaining([
        {
          type: "PERWALI",
          year: 2017,
          number: null,
          status: "IN_FORCE",
          source: { publishedText: "2019-02" },
        },
        { type: "PERDA", year: 2019, number: null, status: "DRAFT", source: { publishedText: "2019-02" } },
      ]),
    );
    expect(of(article, region.initiatives.nodes)).toMatchObject([
      { name: "BPJS counters at permit points", type: "OUTREACH", status: "RUNNING" },
      { name: "DPMPTSP permits", type: "PERMIT_TIME_ENROLMENT", status: "RUNNING" },
      { name: "PATEN counters", type: "PERMIT_TIME_ENROLMENT", status: "RUNNING" },
    ]);
    expect(of(later, region.initiatives.nodes)).toMatchObject([
      {
        name: "City scheme for vulnerable workers and religious officers",
        type: "FUNDING",
        startedOn: "2025-05-22",
      },
    ]);
    expect(
      region.workerCohorts.nodes
        .filter(({ sources }: { sources: { id: string }[] }) => sources.some(({ id }) => id === article))
        .map(({ category }: { category: { code: string } }) => category.code),
    ).toEqual([
      "BILAL",
      "CORPSE_WASHER",
      "FORMAL",
      "HONORARY_STAFF",
      "IMAM",
      "INFORMAL",
      "KHATIB",
      "PKK_CADRE",
      "POSYANDU_CADRE",
      "QURAN_TEACHER",
    ]);
  });

  it("the 100,000 or more of the special grants are the province's, not the city's", async () => {
    const { coverage, initiatives } = await ask(
      "15",
      `coverage(on: "2025-12-31", category: "BKBK_BENEFICIARY") { rate { value } protectedWorkers { value lowerBound upperBound observation { funding } } }
      initiatives { nodes { name type } }`,
    );
    expect(coverage).toEqual({
      rate: null,
      protectedWorkers: {
        value: 100_000,
        lowerBound: 100_000,
        upperBound: null,
        observation: { funding: "BKBK" },
      },
    });
    expect(initiatives.nodes).toContainEqual({ name: "BKBK", type: "FUNDING" });
  });

  it("Medan protected 11,797 workers for Rp 2.3 billion, and the 15,000 of 2023 are never actual", async () => {
    const { observations, coverage, coverageHistory, workerCohorts } = await ask(
      "12.71",
      `observations(first: 50, filter: { category: { eq: "VULNERABLE" }, indicator: { eq: "PROTECTED_WORKERS" } }) { nodes { value valueStatus period { start } } }
      coverage(on: "2024-12-31", category: "VULNERABLE") {
        period { start } rate { value } protectedWorkers { value period { start } alternatives { value } } monthsCovered { value } workerMonths
      }
      coverageHistory { protectedWorkers { value } }
      workerCohorts(first: 50, filter: { status: { eq: ENROLLED } }) { nodes { category { code } protectedWorkers { value } coverage { protectedWorkers { value } } } }`,
    );
    expect(observations.nodes).toContainEqual({
      value: 15_000,
      valueStatus: "ALLOCATED",
      period: { start: "2023-01-01" },
    });
    expect(
      observations.nodes.filter((node: any) => node.value === 15_000 && node.valueStatus === "ACTUAL"),
    ).toEqual([]);
    expect(coverage).toEqual({
      period: null,
      rate: null,
      protectedWorkers: { value: 11_797, period: { start: "2022-01-01" }, alternatives: [] },
      monthsCovered: { value: 12 },
      workerMonths: 11_797 * 12,
    });
    expect(JSON.stringify([coverageHistory, workerCohorts])).not.toContain("15000");
  });

  it("what Medan paid is what 11,797 workers owe for 12 months at Rp 16,800, printed as Rp 2.3 billion", async () => {
    const { tariffs, region } = await graph.data(`{
      tariffs(on: "2025-12-31") { programmes segment amount }
      region(code: "12.71") {
        coverage(on: "2022-12-31", category: "VULNERABLE") { workerMonths }
        observations(filter: { indicator: { eq: "CONTRIBUTIONS_PAID" }, category: { eq: "VULNERABLE" } }) { nodes { value qualifier unit period { start } } }
      }
    }`);
    const monthly = (programmes: string): number =>
      tariffs.find(
        (tariff: any) => tariff.segment === "BPU" && tariff.amount && tariff.programmes.join() === programmes,
      )?.amount;
    expect(monthly("JKK,JKM")).toBe(16_800);
    const due = region.coverage.workerMonths * monthly("JKK,JKM");
    expect(due).toBe(2_378_275_200);
    const [paid] = region.observations.nodes;
    expect(paid).toEqual({
      value: 2_300_000_000,
      qualifier: "APPROXIMATE",
      unit: "IDR",
      period: { start: "2022-01-01" },
    });
    // Cut, not rounded, to the printed digit.
    expect(Math.floor(due / 1e8) * 1e8).toBe(paid.value);
  });

  it("the tariff of both programmes is the sum of its parts", async () => {
    const { tariffs } = await graph.data(`{ tariffs(on: "2026-01-01") { programmes segment amount base } }`);
    const amounts = tariffs
      .filter((tariff: any) => tariff.segment === "BPU" && [10_000, 6800, 16_800].includes(tariff.amount))
      .map(({ programmes, amount }: any) => [programmes.join(), amount]);
    expect(Object.fromEntries(amounts)).toEqual({ JKK: 10_000, JKM: 6800, "JKK,JKM": 16_800 });
  });

  it("Medan was a candidate and interviewed, with a direct payment, a city app and an agreement on data", async () => {
    const region = await ask(
      "12.71",
      `awardResults(filter: { award: { cycleYear: { eq: 2022 }, level: { eq: PROVINCIAL } } }) { nodes { stage rank source { publisher } } }
      regulations(first: 50) { nodes { type number year status source { publisher } implements { type number year } } }
      initiatives(first: 50) { nodes { name type source { publisher } } }
      workerCohorts(first: 50) { nodes { category { code } status funding sources { publisher } } }`,
    );
    const own = (nodes: { source: { publisher: string } }[]): any[] =>
      nodes.filter(({ source }) => source.publisher === "buseronline.com");
    expect(
      own(region.awardResults.nodes)
        .map(({ stage }) => stage)
        .sort(),
    ).toEqual(["CANDIDATE", "INTERVIEWED"]);
    expect(
      own(region.regulations.nodes)
        .map(({ type, number, year, status }) => [type, number, year, status].join(" "))
        .sort(),
    ).toEqual([
      "AGREEMENT   IN_FORCE",
      "AGREEMENT   IN_FORCE",
      "INSTRUKSI   PLANNED",
      "PERDA 3 2019 UNDER_REVISION",
    ]);
    expect(region.regulations.nodes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: "AGREEMENT",
          implements: { type: "INPRES", number: "2", year: 2021 },
        }),
      ]),
    );
    expect(own(region.initiatives.nodes)).toHaveLength(10);
    const statuses = region.workerCohorts.nodes
      .filter(({ sources }: any) => sources.some(({ publisher }: any) => publisher === "buseronline.com"))
      .map(({ category, status }: any) => `${category.code} ${status}`);
    expect(statuses).toEqual([
      "CONTRIBUTION_AID_RECIPIENT PARTIAL",
      "ECATALOG_MSME PLANNED",
      "MARBOT ENROLLED",
      "NEIGHBOURHOOD_HEAD ENROLLED",
      "NON_ASN ENROLLED",
      "PUBLIC_TRANSPORT_DRIVER PLANNED",
      // A later source says that the city pays for part of them.
      "QURAN_TEACHER PARTIAL",
      "SUNDAY_SCHOOL_TEACHER ENROLLED",
    ]);
  });

  it("all of North Jakarta's PJLP take part, without a number; its informal workers are very many, without a number", async () => {
    const { pjlp, informal, formal, everyone, size, initiatives } = await ask(
      "31.72",
      `pjlp: coverage(on: "2023-12-31", category: "PJLP") { protectedWorkers { value } potentialWorkers { value } unprotectedWorkers { value } rate { value published derived basis observation { value qualifier } } }
      informal: coverage(on: "2023-12-31", category: "INFORMAL", denominator: "COHORT_SIZE") { rate { value } potentialWorkers { value lowerBound upperBound qualifier observation { qualifier } } }
      formal: coverage(on: "2023-12-31", category: "FORMAL") { rate { value } }
      everyone: coverage(on: "2023-12-31") { rate { value } }
      size: workerCohorts(filter: { category: { eq: "INFORMAL" } }) { nodes { status registeredWorkers(on: "2023-12-31") { value qualifier } } }
      initiatives(first: 50) { totalCount }`,
    );
    expect(pjlp).toEqual({
      protectedWorkers: null,
      potentialWorkers: null,
      unprotectedWorkers: null,
      rate: {
        value: 1,
        published: null,
        derived: null,
        basis: "REPORTED",
        observation: { value: null, qualifier: "ALL" },
      },
    });
    expect(informal).toEqual({
      rate: null,
      potentialWorkers: {
        value: null,
        lowerBound: null,
        upperBound: null,
        qualifier: "UNQUANTIFIED",
        observation: { qualifier: "UNQUANTIFIED" },
      },
    });
    expect(size.nodes).toEqual([
      { status: "PLANNED", registeredWorkers: { value: null, qualifier: "UNQUANTIFIED" } },
    ]);
    // "At its best" is no number, and the goal that all take part is no actual rate.
    expect([formal.rate, everyone.rate]).toEqual([null, null]);
    expect(initiatives.totalCount).toBe(5);
  });

  it("North Jakarta enrols the heads of neighbourhoods and not yet their officers", async () => {
    const { workerCohorts } = await ask(
      "31.72",
      `workerCohorts(first: 50) { nodes { category { code } status employer { name } } }`,
    );
    expect(workerCohorts.nodes.map(({ category, status }: any) => `${category.code} ${status}`)).toEqual([
      "ASSISTED_SMALL_BUSINESS PLANNED",
      "FKDM ENROLLED",
      "INFORMAL PLANNED",
      "PJLP ENROLLED",
      "RT_HEAD ENROLLED",
      "RT_RW_OFFICER NOT_ENROLLED",
      "RW_HEAD ENROLLED",
      "WARD_COUNCIL ENROLLED",
    ]);
    expect(workerCohorts.nodes.find(({ category }: any) => category.code === "PJLP").employer).toEqual({
      name: "North Jakarta administrative city government",
    });
  });

  it("Magelang protects 2,044 workers, as the award citation says, rather than the mayor's 2,046, of 2,300", async () => {
    const { coverage } = await ask(
      "33.71",
      `coverage(on: "2024-12-31", category: "VULNERABLE", denominator: "COHORT_QUOTA") {
        period { start end }
        protectedWorkers { value observation { attributedTo } alternatives { value attributedTo } conflict { kind rule resolved spread preferred { value } observations { value } } }
        potentialWorkers { value observation { valueStatus } }
        unprotectedWorkers { value lowerBound upperBound }
        monthsCovered { value period { start end } } workerMonths
        rate { value published derived consistent difference basis denominator { code } derivedFrom { value } observation { qualifier } }
      }`,
    );
    expect(coverage).toEqual({
      period: { start: "2024-10-01", end: "2024-10-31" },
      protectedWorkers: {
        value: 2044,
        observation: { attributedTo: "Award citation" },
        alternatives: [{ value: 2046, attributedTo: "Acting mayor of Magelang" }],
        conflict: {
          kind: "TIME",
          rule: "official document or award citation over dated statement",
          resolved: true,
          spread: 2,
          preferred: { value: 2044 },
          observations: [{ value: 2044 }, { value: 2046 }],
        },
      },
      potentialWorkers: { value: 2300, observation: { valueStatus: "TARGET" } },
      // The city pays for 2,044; others may pay for more.
      unprotectedWorkers: { value: 256, lowerBound: null, upperBound: 256 },
      // Protection for 6 of 12 months is not full-year protection.
      monthsCovered: { value: 6, period: { start: "2024-07-01", end: "2024-12-31" } },
      workerMonths: 2044 * 6,
      rate: {
        value: 0.9,
        published: 0.9,
        derived: 2046 / 2300,
        consistent: true,
        difference: 0.9 - 2046 / 2300,
        basis: "REPORTED",
        denominator: { code: "COHORT_QUOTA" },
        // The office's rate follows from the office's count, whoever is preferred.
        derivedFrom: [{ value: 2046 }, { value: 2300 }],
        observation: { qualifier: "APPROXIMATE" },
      },
    });
  });

  it("Magelang's 90 percent, 58 percent and 12 of 12 months have three bases, which are never mixed", async () => {
    const region = await ask(
      "33.71",
      `everyone: coverage(on: "2025-12-31") { period { start } rate { value } protectedWorkers { value } }
      vulnerable: coverage(on: "2025-12-31", category: "VULNERABLE") { rate { value } protectedWorkers { value } }
      atEmployers: coverage(on: "2025-12-31", denominator: "WORKERS_AT_EMPLOYERS") { rate { value } }
      planned: coverage(on: "2025-12-31", category: "VULNERABLE", denominator: "COHORT_QUOTA") { monthsCovered { value } }
      coverageHistory { rate { value } }
      observations(filter: { indicator: { eq: "BUSINESS_WORKER_RATE" } }) { nodes { value indicator { denominator { code } } } }`,
    );
    expect(region).toEqual({
      everyone: { period: null, rate: null, protectedWorkers: null },
      vulnerable: { rate: null, protectedWorkers: { value: 2044 } },
      atEmployers: { rate: null },
      planned: { monthsCovered: { value: 6 } },
      coverageHistory: [],
      observations: { nodes: [{ value: 0.58, indicator: { denominator: null } }] },
    });
  });

  it("Magelang's fifteen groups take part in accident and death cover since July 2024, without numbers", async () => {
    const { workerCohorts, initiatives } = await ask(
      "33.71",
      `workerCohorts(first: 50) { totalCount nodes { status since sinceText programmes funding protectedWorkers { value } sources { publishedOn } } }
      initiatives { nodes { name type status } }`,
    );
    const own = workerCohorts.nodes.filter(({ sources }: any) =>
      sources.some(({ publishedOn }: any) => publishedOn === "2024-10-11"),
    );
    expect(own).toHaveLength(15);
    for (const cohort of own) {
      expect(cohort).toMatchObject({
        status: "PARTIAL",
        since: null,
        sinceText: "2024-07",
        programmes: ["JKK", "JKM"],
        funding: "APBD_CITY",
        protectedWorkers: null,
      });
    }
    expect(initiatives.nodes).toEqual(
      expect.arrayContaining([
        { name: "City budget cover of vulnerable workers", type: "FUNDING", status: "RUNNING" },
        { name: "Sweep for the uncovered", type: "OUTREACH", status: "PLANNED" },
      ]),
    );
  });

  it("seven governments received the regional award of 2024, Kabupaten Semarang among them and not the city", async () => {
    const { awardResults, province } = await graph.data(`{
      awardResults(first: 50, orderBy: [{ field: RANK }], filter: { award: { level: { eq: REGIONAL_OFFICE }, cycleYear: { eq: 2024 } } }) {
        totalCount
        nodes { stage rank decidedOn region { code officialName } recipient { __typename } award { awardedOn } source { publishedOn } }
      }
      province: region(code: "33") { observations(filter: { indicator: { eq: "RECIPIENT_GOVERNMENTS" } }) { nodes { value } } }
    }`);
    const names = awardResults.nodes.map(({ region }: any) => `${region.code} ${region.officialName}`).sort();
    expect(names).toEqual([
      "33.01 Kabupaten Cilacap",
      "33.02 Kabupaten Banyumas",
      "33.18 Kabupaten Pati",
      "33.19 Kabupaten Kudus",
      "33.22 Kabupaten Semarang",
      "33.23 Kabupaten Temanggung",
      "33.71 Kota Magelang",
    ]);
    expect(province.observations.nodes).toEqual([{ value: awardResults.totalCount }]);
    for (const { stage, rank, decidedOn, award } of awardResults.nodes) {
      expect([stage, rank, decidedOn, award.awardedOn]).toEqual(["WINNER", null, "2024-10-10", "2024-10-10"]);
    }
  });
});

function line({
  region,
  category,
  indicator,
  period,
  value,
  qualifier,
  valueStatus,
  programmes,
  funding,
}: any): string {
  const { start, end, precision } = period;
  const cut: Record<string, string> = { DAY: start, MONTH: start.slice(0, 7), YEAR: start.slice(0, 4) };
  const time = cut[precision] ?? `${start}..${end}`;
  return [
    region.code,
    category?.code ?? "-",
    indicator.code,
    time,
    String(value),
    qualifier,
    valueStatus,
    ...programmes,
    funding ?? "",
  ]
    .join(" ")
    .trim();
}
