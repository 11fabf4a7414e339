import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
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

describe("Synthetic data", () => {
  it("are the same for the same scale and seed, and others for another seed", async () => {
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

  it("state coverage of all workers of every regency and city when asked to, and the same of the rest", async () => {
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
    expect(jambi.at(-2)).toMatch(/^15\.71,,POTENTIAL_WORKERS,2026-06,2026-06,\d+,,,EXACT,ACTUAL,/);
    expect(jambi.at(-1)).toMatch(/^15\.71,,PROTECTED_WORKERS,2026-06,2026-06,\d+,,,EXACT,ACTUAL,/);
  });

  it("say so in every source and name", async () => {
    await write("marked", 0.001, 1);
    const lines = async (path: string): Promise<string[]> =>
      (await readFile(join(folder, "marked", path), "utf8")).trim().split("\n").slice(1);
    for (const path of ["sources.csv", "employers.csv", "cohort_categories.csv", "awards.csv"]) {
      for (const line of await lines(path)) expect(line).toContain("SYNTHETIC");
    }
    for (const line of await lines("sources.csv")) expect(line.split(",")[1]).toBe("SYNTHETIC");
  });

  it("place far more employers in Jakarta's cities than in a small regency", async () => {
    await write("skewed", 0.05, 1);
    const employers = await readFile(join(folder, "skewed", "employers.csv"), "utf8");
    const count = (code: string): number =>
      employers.split("\n").filter((line) => line.split(",")[5] === code).length;
    expect(count("31.72")).toBeGreaterThan(50 * count("11.01"));
  });
});

describeEachEngine("Synthetic data", (engine) => {
  it("load without a fault", async () => {
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
