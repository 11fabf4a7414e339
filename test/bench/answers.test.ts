import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { askedOfFloor, requestsOf, withoutIds } from "../../scripts/bench/drive.js";
import { ANSWERS } from "../../scripts/bench/floor/answers.js";
import { openFloorDatabase, type FloorDatabase } from "../../scripts/bench/floor/database.js";
import { TABLES } from "../../scripts/bench/floor/both-tables.js";
import { openLeanDatabase, type LeanDatabase } from "../../scripts/bench/lean-database.js";
import { readCodes, WORKLOADS, type Codes } from "../../scripts/bench/workloads.js";
import { writeSynthetic } from "../../src/transfer/synthetic/write-synthetic.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { createMigrated } from "../support/copied-tables.js";
import { describeEachEngine } from "../support/engines.js";
import { TestGraph } from "../support/graph.js";

// Bali and Yogyakarta: few regions, so that each has several cohorts and pages have ends.
const PROVINCES = ["34", "51"];
const REQUESTS = 15;

describeEachEngine("Every workload of the benchmark", (engine) => {
  let graph: TestGraph;
  let lean: LeanDatabase;
  let floors: Record<keyof typeof TABLES, FloorDatabase>;
  let codes: Codes;

  beforeAll(async () => {
    const { url, drop } = await createMigrated(engine);
    graph = await TestGraph.open(url, drop);
    await graph.dataSource.runMigrations();
    const out = await mkdtemp(join(tmpdir(), "cakupan-bench-"));
    const package_ = { dataFolder: "data", out, scale: 0.008, seed: 1, coverage: true, provinces: PROVINCES };
    await writeSynthetic(package_);
    const { outcome } = await loadPackage(graph.dataSource, await openPackage(out));
    if (outcome !== "loaded") throw new Error(`The package was ${outcome}`);
    await rm(out, { recursive: true });
    lean = await openLeanDatabase(url, "test", false);
    floors = { lean: openFloorDatabase(lean.url, TABLES.lean), wide: openFloorDatabase(url, TABLES.wide) };
    const { regions, provinces, ...rest } = await readCodes(floors.wide);
    const isMeant = ({ code }: { code: string }): boolean => PROVINCES.includes(code.slice(0, 2));
    codes = { ...rest, provinces: provinces.filter(isMeant), regions: regions.filter(isMeant) };
  }, 120_000);
  afterAll(async () => {
    await Promise.all(Object.values(floors).map((floor) => floor.close()));
    await lean.drop();
    await graph.close();
  });

  it.each(WORKLOADS)("is answered by the floor on both its tables as by Cakupan: $name", async (workload) => {
    const next = requestsOf(workload, codes, 1);
    const sizes: number[] = [];
    for (let index = 0; index < REQUESTS; index += 1) {
      const request = next();
      const expected = withoutIds(await graph.data(workload.document, request.variables));
      const { path } = askedOfFloor(workload, request) ?? { path: "" };
      for (const floor of Object.values(floors)) {
        const { searchParams } = new URL(path, "http://floor");
        expect(withoutIds(await ANSWERS[workload.name](floor, searchParams))).toEqual(expected);
      }
      sizes.push(JSON.stringify(expected).length);
    }
    // Answers that were all empty would prove nothing.
    expect(Math.max(...sizes)).toBeGreaterThan(LEAST_BYTES[workload.name]);
  });
});

const LEAST_BYTES = { W1: 150, W2: 10_000, W3: 10_000, W4: 5_000, W5: 1_000, W6: 2_000 };
