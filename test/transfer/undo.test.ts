import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listLoads } from "../../src/transfer/load/load-log.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import type { LoadOptions, LoadReport } from "../../src/transfer/load/load-report.js";
import { undoLoad } from "../../src/transfer/load/undo-load.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type Tables, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

/** What tallies tell, and what they are made of. */
const TALLIES = [
  { column: "period_start", table: "observation_tallies" },
  { column: "region_code", table: "region_tallies" },
].map(({ column, table }) => ({
  tallied: `SELECT ${column} AS value, SUM(statements) AS count FROM ${table} GROUP BY ${column}`,
  counted: `SELECT ${column} AS value, COUNT(*) AS count FROM observations WHERE superseded = 0 GROUP BY ${column}`,
}));

describeEachEngine("Loads", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD, "world");
  });
  afterEach(() => graph.close());

  const importRows = async (
    tables: Tables,
    options: LoadOptions = {},
    name = "file a.csv",
  ): Promise<LoadReport> => {
    const folder = await writePackage(tables, name);
    try {
      const path = join(folder, "datapackage.json");
      const descriptor: object = JSON.parse(await readFile(path, "utf8"));
      await writeFile(path, JSON.stringify({ ...descriptor, "cakupan:whole": false }));
      const dataPackage = await openPackage(folder);
      return await loadPackage(graph.dataSource, dataPackage, {
        ...{ isWhole: false, takeOver: true, refersToStored: true },
        ...options,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const revisionOf = (report: LoadReport): number => ("revision" in report ? (report.revision ?? 0) : 0);
  const values = async (asOf?: string): Promise<number[]> => {
    const at = asOf === undefined ? "" : `asOf: "${asOf}", `;
    const { observations } = await graph.data(
      `{ observations(${at}orderBy: [{ field: VALUE }]) { nodes { value } } }`,
    );
    if (asOf === undefined)
      for (const { tallied, counted } of TALLIES)
        expect(await counts(tallied)).toEqual(await counts(counted));
    return observations.nodes.map((node: { value: number }) => node.value);
  };
  const counts = async (statement: string): Promise<Record<string, number>> => {
    const rows = await graph.dataSource.query<{ value: string; count: number | string }[]>(statement);
    return Object.fromEntries(rows.map(({ value, count }) => [value, Number(count)]));
  };
  const afterwards = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));
  const row = (value: number, year: string): Tables[string][number] =>
    observation({ value, period_start: year });
  const employer = { id: "x", name: "X", kind: "PRIVATE", region_code: "33.74", workers: 5, source_id: "a" };

  it("of an earlier release are taken back with what it did not store", async () => {
    await importRows({ employers: [employer] });
    await importRows({ employers: [{ ...employer, region_code: "15.71" }] });
    const changes = await graph.dataSource.query<{ batch: number; rows: string }[]>(
      "SELECT t.batch AS batch, t.changed_rows AS `rows` FROM load_changes t WHERE t.change_kind <> 'INSERTED'",
    );
    expect(changes.map(({ rows }) => rows).join()).toContain('"provinceCode":"33"');
    for (const { batch, rows } of changes)
      await graph.dataSource.query(
        "UPDATE load_changes SET changed_rows = ? WHERE batch = ? AND change_kind <> 'INSERTED'",
        [rows.replace(/"provinceCode":"33",?/, ""), batch],
      );
    await undoLoad(graph.dataSource);
    const { employers } = await graph.data(
      '{ employers(filter: { region: { within: "33" } }) { nodes { name } } }',
    );
    expect(employers.nodes).toEqual([{ name: "X" }]);
  });

  it("supersede what a complete file no longer has of its source, and nothing of other sources", async () => {
    const other = observation({ value: 7, source_id: "b" });
    await importRows({ observations: [row(1, "2023"), row(99, "2024"), other] });
    await importRows({ observations: [row(1, "2023")] });
    expect(await values()).toEqual([1, 7, 99]);
    const report = await importRows({ observations: [row(1, "2023")] }, { complete: true }, "file b.csv");
    expect("tables" in report && report.tables.filter(({ removed }) => removed > 0)).toMatchObject([
      { table: "observations", unchanged: 1, removed: 1 },
    ]);
    expect(await values()).toEqual([1, 7]);
  });

  it("remove rows of other tables that a complete file lacks, unless others refer to them", async () => {
    await importRows({ employers: [employer, { ...employer, id: "y" }] });
    await importRows({ employers: [employer] }, { complete: true });
    expect((await graph.data("{ employers { nodes { name } } }")).employers.nodes).toHaveLength(1);
  });

  it("are taken back as loads of their own, with history kept", async () => {
    await importRows({ observations: [row(1, "2023"), row(2, "2024")] });
    const before = new Date().toISOString();
    await afterwards();
    await importRows({ observations: [row(10, "2023"), row(3, "2022")] }, {}, "file b.csv");
    const between = new Date().toISOString();
    await afterwards();
    const undone = await undoLoad(graph.dataSource);
    expect(undone).toMatchObject({ left: 0, tables: [{ table: "observations", updated: 1, removed: 1 }] });
    expect(await values()).toEqual([1, 2]);
    expect(await values(before)).toEqual([1, 2]);
    expect(await values(between)).toEqual([2, 3, 10]);
    const [last, earlier] = await listLoads(graph.dataSource, 2);
    expect(last).toMatchObject({ kind: "UNDO", undoes: earlier?.revision, revision: undone.revision });
    expect(earlier).toMatchObject({ kind: "LOAD", datasetName: "file b.csv", undoneBy: undone.revision });
  });

  it("are taken back by their number, and may be loaded again or restored by taking that back", async () => {
    const first = revisionOf(await importRows({ observations: [row(1, "2023")] }));
    await importRows({ observations: [row(2, "2024")] }, {}, "file b.csv");
    const { revision } = await undoLoad(graph.dataSource, first);
    expect(await values()).toEqual([2]);
    await expect(undoLoad(graph.dataSource, first)).rejects.toThrow(
      `taken back already, by load ${revision}`,
    );
    await undoLoad(graph.dataSource, revision);
    expect(await values()).toEqual([1, 2]);
    await undoLoad(graph.dataSource, revision + 1);
    await importRows({ observations: [row(1, "2023")] });
    expect(await values()).toEqual([1, 2]);
  });

  it("leave what later loads have changed when they are taken back", async () => {
    const first = revisionOf(await importRows({ observations: [row(1, "2023")], employers: [employer] }));
    await importRows(
      { observations: [row(5, "2023")], employers: [{ ...employer, workers: 6 }] },
      {},
      "file b.csv",
    );
    expect(await undoLoad(graph.dataSource, first)).toMatchObject({ left: 2 });
    expect(await values()).toEqual([5]);
    expect((await graph.data("{ employers { nodes { workers } } }")).employers.nodes).toEqual([
      { workers: 6 },
    ]);
  });

  it("give back rows of tables without history as they were: changed, new and removed ones", async () => {
    const long = "é💧".repeat(8_000);
    const [y, z] = [
      { ...employer, id: "y" },
      { ...employer, id: "z", name: "Z", note: long },
    ];
    await importRows({ employers: [employer, z] });
    await importRows({ employers: [{ ...employer, workers: 9 }, y] }, { complete: true }, "file b.csv");
    const list = async (): Promise<unknown> =>
      graph.dataSource.query("SELECT slug, name, workers, note FROM employers ORDER BY slug");
    expect(await list()).toMatchObject([{ slug: "x", workers: 9 }, { slug: "y" }]);
    await undoLoad(graph.dataSource);
    expect(await list()).toMatchObject([
      { slug: "x", workers: 5 },
      { slug: "z", name: "Z", note: long },
    ]);
  });

  it("give back what a whole package has removed", async () => {
    await graph.mustLoad({ ...WORLD, observations: [row(1, "2023"), row(2, "2024")] }, "world");
    await graph.mustLoad({ ...WORLD, observations: [row(2, "2024")] }, "world");
    await undoLoad(graph.dataSource);
    expect(await values()).toEqual([1, 2]);
    expect(
      (await graph.data("{ about { datasets { tables { table rows } } } }")).about.datasets[0].tables,
    ).toContainEqual({
      table: "observations",
      rows: 2,
    });
    await graph.mustLoad({ ...WORLD, observations: [row(2, "2024")] }, "world");
    expect(await values()).toEqual([2]);
  });

  it("take back figures that wait for their day", async () => {
    await importRows({ observations: [row(2, "2024"), { ...row(1, "2023"), released_on: "2999-01-01" }] });
    await undoLoad(graph.dataSource);
    expect(await graph.dataSource.query("SELECT slug FROM embargoed_observations")).toEqual([]);
  });

  it("cannot be taken back when there are none of the number", async () => {
    await expect(undoLoad(graph.dataSource, 99)).rejects.toThrow("There is no load 99");
  });

  it("record no load that changes nothing", async () => {
    await importRows({ observations: [row(1, "2023")] });
    expect(revisionOf(await importRows({ observations: [row(1, "2023")] }))).toBe(0);
    expect(await listLoads(graph.dataSource, 10)).toHaveLength(2);
  });

  it("tell rows apart by their notes, in whatever order a file has them", async () => {
    const rows = [
      { ...row(1, "2023"), note: "15-24" },
      { ...row(2, "2023"), note: "25-34" },
    ];
    await importRows({ observations: rows });
    const report = await importRows({ observations: rows.toReversed() });
    expect("tables" in report && report.tables).toContainEqual(
      expect.objectContaining({ table: "observations", inserted: 0, updated: 0, unchanged: 2 }),
    );
    await importRows({ observations: [{ ...rows[1], value: 20 }, rows[0] ?? {}] });
    expect(await values()).toEqual([1, 20]);
  });
});
