import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { ANONYMOUS, viewerOf, type Viewer } from "../../src/access/viewer.js";
import { findDataVersion } from "../../src/database/revision.js";
import { ReleaseOnTime } from "../../src/server/release-on-time.js";
import { dataVersion } from "../../src/server/data-version.js";
import { readTemplate } from "../../src/transfer/package/descriptor.js";
import { writePackage } from "../../src/transfer/package/write-package.js";
import { dayAfter, today } from "../../src/time/today.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

const EVERYTHING = `{
  observations(first: 50, orderBy: [{ field: VALUE }]) { totalCount nodes { value releasedOn period { start } region { code } indicator { code } supersededAt } }
  regions(first: 10) { nodes { code coverage { rate { value basis } protectedWorkers { value } potentialWorkers { value } period { start } } } }
  conflicts { totalCount }
  statistics(indicators: ["PROTECTED_WORKERS", "COVERAGE_RATE"], groupBy: [YEAR]) { rows { year cells { value } } }
  search(text: "4321") { __typename }
  sources { nodes { observations { totalCount } } }
  about { datasets { tables { table rows } } }
}`;

const holder = (regions: string[] | null): Viewer =>
  viewerOf({ partner: null, keyId: "k", scopes: ["figures:embargoed"], regions, expiresAt: null });

const PUBLIC = [
  observation({ value: 1_000, period_start: "2024-06" }),
  observation({ value: 4_000, period_start: "2024-06", indicator: "POTENTIAL_WORKERS" }),
];
const tomorrow = dayAfter(today());
const embargoed = (more: object = {}): ReturnType<typeof observation> =>
  observation({ value: 4_321, period_start: "2024-09", released_on: tomorrow, ...more });

describeEachEngine("A figure under embargo", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await graph.close();
  });

  const load = (on: TestGraph, observations: ReturnType<typeof observation>[]): Promise<void> =>
    on.mustLoad({ ...WORLD, observations });

  const seenBy = async (viewer: Viewer, on = graph): Promise<any> => {
    on.viewer = viewer;
    const data = await on.data(EVERYTHING);
    expect((await on.askRemembering(EVERYTHING)).data).toEqual(data);
    return data;
  };

  const waitUntil = async (day: string): Promise<void> => {
    jest.useFakeTimers({
      now: new Date(`${day}T00:00:00+07:00`),
      doNotFake: [
        "hrtime",
        "nextTick",
        "performance",
        "queueMicrotask",
        "setImmediate",
        "clearImmediate",
        "setInterval",
        "clearInterval",
        "setTimeout",
        "clearTimeout",
      ],
    });
    await Promise.all(
      [1, 2].map(() => new ReleaseOnTime(graph.dataSource, pino({ level: "silent" })).look()),
    );
  };

  it("changes nothing derived before its day, and on its day everything as if it were loaded then", async () => {
    await load(graph, PUBLIC);
    const before = await seenBy(ANONYMOUS);
    const later = [...PUBLIC, embargoed(), embargoed({ indicator: "POTENTIAL_WORKERS", value: 9_000 })];
    await load(graph, later);
    for (const viewer of [ANONYMOUS, holder(null)]) expect(await seenBy(viewer)).toEqual(before);
    const waiting = await dataVersion(graph.dataSource);

    await waitUntil(tomorrow);

    expect(await dataVersion(graph.dataSource)).not.toBe(waiting);
    const after = await seenBy(ANONYMOUS);
    expect(after.observations.totalCount).toBe(4);
    const other = await openEmptyGraph(engine);
    await load(other, later);
    expect(await seenBy(ANONYMOUS, other)).toEqual(after);
    expect(await findDataVersion(graph.dataSource)).toBe(await findDataVersion(other.dataSource));
    await other.close();
    expect(after.regions).not.toEqual(before.regions);
    graph.viewer = holder(null);
    expect(
      (await graph.data(`{ embargoedObservations { totalCount } }`)).embargoedObservations.totalCount,
    ).toBe(0);
  });

  it("corrects a public one on its day, until which that one stands", async () => {
    await load(graph, PUBLIC);
    const before = await seenBy(ANONYMOUS);
    const [first, ...others] = PUBLIC;
    await load(graph, [{ ...first, value: 1_234, released_on: tomorrow }, ...others]);
    expect(await seenBy(ANONYMOUS)).toEqual(before);
    await waitUntil(tomorrow);
    const { observations } = await seenBy(ANONYMOUS);
    expect(observations.nodes.map(({ value }: any) => value).sort()).toEqual([1_234, 4_000]);
    // As of an instant before, the embargoed figure was not known.
    const asOf = `${today().slice(0, 4)}-01-01T00:00:00Z`;
    const past = await graph.data(`query ($at: DateTime) { observations(asOf: $at) { totalCount } }`, {
      at: asOf,
    });
    expect(past.observations.totalCount).toBe(0);
  });

  it("is seen by keys of its region with the scope, by no others, and by none when it is withdrawn", async () => {
    await load(graph, [...PUBLIC, embargoed()]);
    const list = `{ embargoedObservations(filter: { releasedOn: { gte: "${tomorrow}" } }) { totalCount nodes { id value releasedOn period { start } region { code } indicator { code } source { publisher } } } }`;
    const of = async (viewer: Viewer): Promise<any> => {
      graph.viewer = viewer;
      return graph.ask(list);
    };
    const found = (await of(holder(["15"]))).data.embargoedObservations;
    expect(found).toMatchObject({
      totalCount: 1,
      nodes: [{ value: 4_321, releasedOn: tomorrow, region: { code: "15.71" } }],
    });
    expect((await of(holder(["33"]))).data.embargoedObservations.totalCount).toBe(0);
    const refused = await of(ANONYMOUS);
    expect([refused.data, refused.errors[0].extensions.code]).toEqual([{ __typename: "Query" }, "FORBIDDEN"]);
    const byId = `query ($id: ID!) { node(id: $id) { id } }`;
    for (const viewer of [ANONYMOUS, holder(["33"])]) {
      graph.viewer = viewer;
      expect(await graph.data(byId, { id: found.nodes[0].id })).toEqual({ node: null });
    }
    await load(graph, PUBLIC);
    expect((await of(holder(null))).data.embargoedObservations.totalCount).toBe(0);
    await waitUntil(tomorrow);
    expect((await seenBy(ANONYMOUS)).observations.totalCount).toBe(2);
  });

  it("stays under embargo when all is exported and imported elsewhere", async () => {
    await load(graph, [...PUBLIC, embargoed()]);
    const folder = await mkdtemp(join(tmpdir(), "cakupan-embargo-"));
    try {
      const out = join(folder, "all");
      await writePackage(graph.dataSource, await readTemplate("data"), {
        wanted: { tables: null, region: null, since: null },
        out,
      });
      expect(await readFile(join(out, "observations.csv"), "utf8")).toMatch(new RegExp(`4321.*,${tomorrow}`));
      const part = join(folder, "part");
      await writePackage(graph.dataSource, await readTemplate("data"), {
        wanted: { tables: null, region: "15", since: null },
        out: part,
      });
      expect(await readFile(join(part, "observations.csv"), "utf8")).not.toContain("4321");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("needs a whole day to be released on", async () => {
    const report = await graph.load({ ...WORLD, observations: [embargoed({ released_on: "2031-01" })] });
    expect(report).toMatchObject({
      outcome: "refused",
      faults: [expect.objectContaining({ column: "released_on" })],
    });
  });
});
