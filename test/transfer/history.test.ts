import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import type { LoadReport } from "../../src/transfer/load/load-report.js";
import { openImport } from "../../src/transfer/mapping/open-import.js";
import { readDescriptor, readTemplate } from "../../src/transfer/package/descriptor.js";
import { writePackage as exportPackage } from "../../src/transfer/package/write-package.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type Tables, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

describeEachEngine("A package with history", (engine) => {
  let old: TestGraph;
  let moved: TestGraph;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "cakupan-history-"));
    [old, moved] = [await openEmptyGraph(engine), await openEmptyGraph(engine)];
  });
  afterEach(async () => {
    await old.close();
    await moved.close();
    await rm(folder, { recursive: true });
  });

  const state = async (rows: Tables[string]): Promise<string> => {
    await old.mustLoad({ ...WORLD, observations: rows }, "world");
    const at = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    return at;
  };
  const write = (history: boolean): Promise<unknown> =>
    readTemplate("data").then((template) =>
      exportPackage(old.dataSource, template, {
        wanted: { tables: null, region: null, since: null, history },
        out: join(folder, "package"),
      }),
    );
  const read = async (graph: TestGraph, history: boolean): Promise<LoadReport> => {
    const { descriptor } = await readDescriptor("data");
    const opened = await openImport(graph.dataSource, join(folder, "package"), descriptor.resources, {});
    const report = await loadPackage(graph.dataSource, opened, {
      ...{ isWhole: false, takeOver: true, refersToStored: true, history },
    });
    await opened.close();
    return report;
  };
  const known = async (graph: TestGraph, asOf?: string): Promise<unknown> => {
    const at = asOf === undefined ? "" : `(asOf: "${asOf}")`;
    const { observations, region } = await graph.data(`{
      observations${asOf === undefined ? "(first: 100)" : `(first: 100, asOf: "${asOf}")`} { nodes { id value note recordedAt supersededAt } }
      region(code: "15.71") { coverage${at} { protectedWorkers { value } } } }`);
    return { observations: observations.nodes.map((node: object) => JSON.stringify(node)).sort(), region };
  };
  const row = (value: number, year: string, more = {}): Tables[string][number] =>
    observation({ value, period_start: year, ...more });

  it("lets another graph answer as of every instant as the first did", async () => {
    const instants = [
      await state([row(1, "2023"), row(2, "2024", { note: "a" }), row(3, "2024", { note: "b" })]),
      await state([row(10, "2023"), row(2, "2024", { note: "a" }), row(30, "2024", { note: "b" })]),
      await state([row(11, "2023"), row(20, "2024", { note: "a" })]),
    ];
    await write(true);
    expect(await read(moved, true)).toMatchObject({ outcome: "loaded", faults: [] });
    for (const asOf of [...instants, undefined])
      expect(await known(moved, asOf)).toEqual(await known(old, asOf));
    const before = await known(moved, instants[0]);
    await read(moved, true);
    expect(await known(moved, instants[0])).toEqual(before);
    const counts = (graph: TestGraph): Promise<unknown> =>
      graph.dataSource.query("SELECT COUNT(*) AS n FROM observations");
    expect(await counts(moved)).toEqual(await counts(old));
  });

  it("dates back what the other graph knows already, and leaves the history that it has of its own", async () => {
    const first = await state([row(1, "2023"), row(5, "2022")]);
    await state([row(10, "2023"), row(5, "2022")]);
    await moved.mustLoad({ ...WORLD, observations: [row(10, "2023"), row(4, "2022")] }, "world");
    await write(true);
    await read(moved, true);
    const values = async (asOf: string): Promise<number[]> =>
      (
        await moved.data(`{ observations(asOf: "${asOf}", orderBy: [{ field: VALUE }]) { nodes { value } } }`)
      ).observations.nodes.map(({ value }: { value: number }) => value);
    expect(await values(first)).toEqual([1]);
    expect(await values(new Date().toISOString())).toEqual([5, 10]);
  });

  it("is left out without consent, and counted", async () => {
    await state([row(1, "2023")]);
    await state([row(2, "2023")]);
    await write(true);
    expect(await read(moved, false)).toMatchObject({
      outcome: "loaded",
      leftOut: [{ count: 1, rule: expect.stringContaining("--history") }],
    });
    expect(await moved.dataSource.query("SELECT value FROM observations")).toEqual([{ value: 2 }]);
  });

  it("is written only when it is wanted", async () => {
    await state([row(1, "2023")]);
    await state([row(2, "2023")]);
    await write(false);
    const text = await readFile(join(folder, "package", "observations.csv"), "utf8");
    expect(text).not.toContain("recorded_at");
    expect(text.trim().split("\n")).toHaveLength(2);
  });

  it.each<[string, Tables[string][number], string]>([
    ["instants that are none", { recorded_at: "yesterday" }, "is not an instant"],
    ["instants to come", { recorded_at: "2999-01-01T00:00:00.000Z" }, "is after now"],
    [
      "an end before the beginning",
      { recorded_at: "2026-01-02T00:00:00.000Z", superseded_at: "2026-01-01T00:00:00.000Z" },
      "must be after recorded_at",
    ],
    ["the id of another statement", { statement: "x" }, "is not the id of what the other columns state"],
  ])("is refused for %s", async (_what, more, reason) => {
    const report = await old.load({ ...WORLD, observations: [row(1, "2023", more)] }, "world");
    expect("faults" in report && report.faults.map((fault) => fault.reason)).toContainEqual(
      expect.stringContaining(reason),
    );
  });
});
