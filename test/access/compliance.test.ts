import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ANONYMOUS, viewerOf, type Viewer } from "../../src/access/viewer.js";
import type { Scope } from "../../src/access/scope.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD } from "../support/rows.js";

const PLACES: readonly [code: string, employers: number][] = [
  ["15.01", 12],
  ["15.71", 2],
  ["33.22", 11],
  ["33.74", 14],
];
const SECTORS = ["A", "C", "G"];
const employers = PLACES.flatMap(([region_code, count]) =>
  Array.from({ length: count }, (_, index) => ({
    id: `e-${region_code.replace(".", "-")}-${index}`,
    name: `Employer ${region_code} ${index}`,
    kind: "PRIVATE",
    size: "SMALL",
    sector: SECTORS[index % 3] ?? "",
    region_code,
    source_id: "a",
  })),
);
const returnOf = ({ id, region_code }: (typeof employers)[number], month: string, more: object = {}) => ({
  employer_id: id,
  region_code,
  month,
  workers: 10,
  risk_group: "LOW",
  wage_bill_idr: 40_000_000,
  contributions_paid_idr: 1_000_000,
  arrears_idr: 500_000,
  source_id: "a",
  ...more,
});

const tariffs = [
  ["JHT", 0.057, "monthly wage"],
  ["JP", 0.03, "monthly wage"],
  ["JKM", 0.003, "monthly wage"],
  ["JKK", 0.0054, "monthly wage, low risk group"],
].map(([programme = "", rate = "", base = ""]) => ({
  programme,
  segment: "PU",
  rate,
  base,
  valid_from: "2015-07-01",
  source_id: "a",
}));

const DOCUMENT = `query ($month: Month!, $by: [ComplianceDimension!]!, $in: RegionCode) {
  compliance(month: $month, groupBy: $by, filter: { province: $in }) {
    month minimumEmployers rows { region { code } sector size employers workers paidShare arrears suppressed arrearsSuppressed }
  }
}`;

const keyFor = (regions: string[] | null, ...scopes: Scope[]): Viewer =>
  viewerOf({ partner: null, keyId: "k", scopes, regions, expiresAt: null });

describeEachEngine("Totals of returns", (engine) => {
  let graph: TestGraph;
  const load = (months: string[], more: object = {}): Promise<void> =>
    graph.mustLoad({
      ...WORLD,
      tariffs,
      employers,
      employer_returns: months.flatMap((month) =>
        employers.map((employer) => returnOf(employer, month, more)),
      ),
    });

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await load(["2025-01", "2025-02"]);
  });
  afterAll(() => graph.close());

  async function rowsFor(viewer: Viewer, by: string[], more: object = {}): Promise<any[]> {
    graph.viewer = viewer;
    const variables = { month: "2025-01", by, ...more };
    const { compliance } = await graph.data(DOCUMENT, variables);
    expect((await graph.askRemembering(DOCUMENT, variables)).data.compliance).toEqual(compliance);
    expect(compliance.minimumEmployers).toBe(3);
    return compliance.rows;
  }
  const brief = (rows: any[]): unknown[] =>
    rows.map(({ region, employers: count, workers, suppressed }) => [
      region.code,
      count,
      workers,
      suppressed,
    ]);

  it("are for everybody, rounded, and suppressed with others where they would give one employer away", async () => {
    graph.log.names = [];
    expect(brief(await rowsFor(ANONYMOUS, []))).toEqual([["ID", 40, 390, null]]);
    expect(
      graph.log.texts.filter((text) => text.includes("employer_returns") && text.includes("WHERE t.month")),
    ).toHaveLength(2);
    expect(brief(await rowsFor(ANONYMOUS, ["PROVINCE"]))).toEqual([
      ["15", 15, 140, null],
      ["33", 25, 250, null],
    ]);
    const regencies = await rowsFor(ANONYMOUS, ["REGENCY"]);
    expect(brief(regencies)).toEqual([
      ["15.01", null, null, "COMPLEMENTARY"],
      ["15.71", null, null, "TOO_FEW"],
      ["33.22", 10, 110, null],
      ["33.74", 15, 140, null],
    ]);
    for (const { suppressed, paidShare, arrears } of regencies)
      expect([paidShare === null, arrears === null]).toEqual([suppressed !== null, suppressed !== null]);
    expect((await rowsFor(ANONYMOUS, ["REGENCY"], { in: "33" })).length).toBe(2);
    for (const by of [
      ["PROVINCE", "SECTOR"],
      ["SIZE", "PROVINCE"],
    ])
      expect((await rowsFor(ANONYMOUS, by)).length).toBe(by.includes("SIZE") ? 2 : 6);
  });

  it("are exact for keys that may read every return in them, and for no others", async () => {
    const both: Scope[] = ["returns:read", "wages:read"];
    expect(brief(await rowsFor(keyFor(["15"], ...both), ["REGENCY"]))).toEqual([
      ["15.01", 12, 120, null],
      ["15.71", 2, 20, null],
      ["33.22", 10, 110, null],
      ["33.74", 15, 140, null],
    ]);
    expect(brief(await rowsFor(keyFor(["15.71"], ...both), ["PROVINCE"]))).toEqual([
      ["15", 15, 140, null],
      ["33", 25, 250, null],
    ]);
    const [country] = await rowsFor(keyFor(null, ...both), []);
    // 5.7, 3, 0.3 and 0.54 percent of 40 million.
    expect(country.paidShare).toBeCloseTo(1_000_000 / 3_816_000);
    expect(country).toMatchObject({ employers: 39, workers: 390, arrears: 39 * 500_000 });
    const anonymous = await rowsFor(ANONYMOUS, ["REGENCY"]);
    for (const viewer of [keyFor(["15"], "returns:read"), keyFor(["15"], "wages:read"), keyFor([], ...both)])
      expect(await rowsFor(viewer, ["REGENCY"])).toEqual(anonymous);
  });

  it("are of no other groups, by which they could be compared", async () => {
    for (const by of [
      ["SECTOR"],
      ["SIZE"],
      ["REGENCY", "SECTOR"],
      ["PROVINCE", "SECTOR", "SIZE"],
      ["PROVINCE", "REGENCY"],
    ]) {
      const { errors } = await graph.ask(DOCUMENT, { month: "2025-01", by });
      expect([by, errors[0]?.extensions.code]).toEqual([by, "BAD_USER_INPUT"]);
    }
  });

  it("follow what is loaded, corrected and withdrawn", async () => {
    await load(["2025-01"], { arrears_idr: 0, workers: 20 });
    const [country] = await rowsFor(ANONYMOUS, []);
    expect(country).toMatchObject({ employers: 40, workers: 780, arrears: 0, arrearsSuppressed: null });
    expect(await rowsFor(ANONYMOUS, [], { month: "2025-02" })).toEqual([]);
    await graph.mustLoad({
      ...WORLD,
      tariffs,
      employers: employers.map((one) => ({ ...one, sector: "A" })),
      employer_returns: employers.map((one) => returnOf(one, "2025-01")),
    });
    expect((await rowsFor(ANONYMOUS, ["PROVINCE", "SECTOR"])).map(({ sector }) => sector)).toEqual([
      "A",
      "A",
    ]);
    await graph.mustLoad({ ...WORLD, tariffs, employers });
    expect(await rowsFor(ANONYMOUS, [])).toEqual([]);
  });
});
