import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { writeSynthetic } from "../../src/transfer/synthetic/write-synthetic.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph } from "../support/graph.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cakupan-synthetic-"));
});
afterAll(() => rm(folder, { recursive: true }));

const write = (name: string, scale: number, seed: number): ReturnType<typeof writeSynthetic> =>
  writeSynthetic({ dataFolder: "data", out: join(folder, name), scale, seed });

/** The rows of a file that was written, by column. */
async function rowsOf(name: string, file: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(folder, name, file), "utf8"), { columns: true });
}

describe("Synthetic data", () => {
  it("are the same for the same scale and seed, and differ for another seed", async () => {
    const observations = (name: string): Promise<string> =>
      readFile(join(folder, name, "observations.csv"), "utf8");
    await write("one", 0.001, 7);
    await write("same", 0.001, 7);
    await write("other", 0.001, 8);
    expect(await observations("one")).toBe(await observations("same"));
    expect(await observations("one")).not.toBe(await observations("other"));
  });

  it("grow with the scale", async () => {
    const rows = Object.fromEntries((await write("tenth", 0.1, 1)).map(({ table, rows }) => [table, rows]));
    expect(rows).toMatchObject({
      employers: 10_000,
      worker_cohorts: 617,
      observations: 617 * 162,
      sources: 200,
      awards: 2,
      award_results: 300,
    });
  });

  it("have returns of every employer for the months that are chosen, and otherwise none", async () => {
    const folderOf = { dataFolder: "data", out: join(folder, "returns"), scale: 0.001, seed: 1 };
    const tables = await writeSynthetic({ ...folderOf, returns: 2 });
    expect(tables).toContainEqual({ table: "employer_returns", rows: 200 });
    const months = (await rowsOf("returns", "employer_returns.csv")).map(({ month }) => month);
    expect([...new Set(months)]).toEqual(["2026-05", "2026-06"]);
    const report = await openPackage(join(folder, "returns"));
    expect(report.tables.map(({ resource }) => resource.name)).toContain("employer_returns");
    expect((await write("no-returns", 0.001, 1)).map(({ table }) => table)).not.toContain("employer_returns");
  });

  it("have coverage of every regency and city when that is chosen, beside the same other rows", async () => {
    await write("without", 0.001, 1);
    await writeSynthetic({
      dataFolder: "data",
      out: join(folder, "with"),
      scale: 0.001,
      seed: 1,
      coverage: true,
    });
    const lines = async (name: string): Promise<string[]> =>
      (await readFile(join(folder, name, "observations.csv"), "utf8")).trim().split("\n");
    const [without, all] = [await lines("without"), await lines("with")];
    expect(without.some((line) => line.split(",")[1] === "")).toBe(false);
    expect(all.slice(0, without.length)).toEqual(without);
    expect(all).toHaveLength(without.length + 514 * 2 * 36);
    const jambi = all.filter((line) => line.startsWith("15.71,,"));
    expect(jambi.at(-2)).toMatch(/^15\.71,,POTENTIAL_WORKERS,,,,2026-06,2026-06,\d+,,,EXACT,ACTUAL,/);
    expect(jambi.at(-1)).toMatch(/^15\.71,,PROTECTED_WORKERS,,,,2026-06,2026-06,\d+,,,EXACT,ACTUAL,/);
  });

  it("are marked SYNTHETIC in every source and name", async () => {
    await write("marked", 0.001, 1);
    const named = { sources: "title", employers: "name", cohort_categories: "name_en", awards: "name" };
    for (const [table, column] of Object.entries(named)) {
      for (const row of await rowsOf("marked", `${table}.csv`)) expect(row[column]).toMatch(/^SYNTHETIC /);
    }
    for (const { type } of await rowsOf("marked", "sources.csv")) expect(type).toBe("SYNTHETIC");
  });

  it("have far more employers in a city of Jakarta than in a small regency", async () => {
    await write("skewed", 0.05, 1);
    const employers = await rowsOf("skewed", "employers.csv");
    const count = (code: string): number =>
      employers.filter(({ region_code: region }) => region === code).length;
    expect(count("31.72")).toBeGreaterThan(50 * count("11.01"));
  });

  /** A folder with the committed regions, and with table schemas of which the employers' are changed. */
  async function dataWith(change: (fields: object[]) => object[]): Promise<string> {
    const data = await mkdtemp(join(folder, "data-"));
    const descriptor = JSON.parse(await readFile("data/datapackage.json", "utf8"));
    const { schema } = descriptor.resources.find(({ name }: { name: string }) => name === "employers");
    schema.fields = change(schema.fields);
    await writeFile(join(data, "datapackage.json"), JSON.stringify(descriptor));
    await copyFile("data/regions.csv", join(data, "regions.csv"));
    return data;
  }

  it("leave an optional column empty for which they have no cells, in any position", async () => {
    const dataFolder = await dataWith((fields) => [
      { name: "motto", type: "string" },
      ...fields.toReversed(),
    ]);
    await write("without", 0.0005, 1);
    await writeSynthetic({ dataFolder, out: join(folder, "with-motto"), scale: 0.0005, seed: 1 });
    const employers = await rowsOf("without", "employers.csv");
    expect(employers).toHaveLength(50);
    expect(await rowsOf("with-motto", "employers.csv")).toEqual(
      employers.map((employer) => ({ ...employer, motto: "" })),
    );
  });

  it("are refused when a table lacks a column that they fill", async () => {
    const dataFolder = await dataWith((fields: any[]) => fields.filter(({ name }) => name !== "sector"));
    const written = writeSynthetic({ dataFolder, out: join(folder, "sectorless"), scale: 0.0005, seed: 1 });
    await expect(written).rejects.toThrow(/employers\.csv has no column sector$/);
  });
});

describeEachEngine("Synthetic data", (engine) => {
  it("are loaded without a fault", async () => {
    const graph = await openEmptyGraph(engine);
    await write(engine.name, 0.002, 1);
    expect(await loadPackage(graph.dataSource, await openPackage(join(folder, engine.name)))).toMatchObject({
      outcome: "loaded",
    });
    const { observations } = await graph.data(`{ observations { totalCount } }`);
    expect(observations.totalCount).toBe(12 * 162);
    await graph.close();
  });
});
