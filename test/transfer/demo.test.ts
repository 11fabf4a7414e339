import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openDemo } from "../../src/server/demo.js";
import { readOperations } from "../../src/server/operations.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { copyOfRealData } from "../support/copied-tables.js";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, TestGraph } from "../support/graph.js";

const STATISTICS = `{
  statistics(indicators: ["PROTECTED_WORKERS", "POTENTIAL_WORKERS", "COVERAGE_RATE"], groupBy: [PROVINCE, YEAR], first: 5000) {
    rows { province { code } year cells { value reportingRegions } }
  }
}`;
const RATES = `{
  regions(first: 500) {
    nodes { code coverage { rate { value } protectedWorkers { value alternatives { value } } potentialWorkers { value } } }
  }
}`;

describeEachEngine("Synthetic rows beside the real data", (engine) => {
  let real: TestGraph;
  let demo: TestGraph;

  beforeAll(async () => {
    real = await openRealGraph(engine);
    const { url, drop } = await copyOfRealData(engine);
    demo = await TestGraph.open(url, drop);
    const report = await loadPackage(demo.dataSource, await openDemo("data", 0.01), { refersToStored: true });
    expect(report.outcome).toBe("loaded");
  }, 120_000);
  afterAll(async () => {
    await real.close();
    await demo.close();
  });

  it("change no answer to an example question but who is to be named", async () => {
    const changed: string[] = [];
    const all = await readOperations("schema/operations");
    // What the page lists and counts is whatever is loaded, marked as synthetic.
    for (const { name, document, variables } of all.filter((each) => !each.name.startsWith("page-"))) {
      const [before, after] = [await real.ask(document, variables), await demo.ask(document, variables)];
      expect(after.errors).toEqual([]);
      if (JSON.stringify(before.data) !== JSON.stringify(after.data)) changed.push(name);
    }
    expect(changed).toEqual(["24-about"]);
  }, 60_000);

  it.each([
    ["region's coverage", RATES],
    ["statistics of all workers", STATISTICS],
  ])("change no %s", async (_, document) => {
    expect(await demo.data(document)).toEqual(await real.data(document));
  });

  it("are told of wherever the data is described", async () => {
    const { about } = await demo.data(`{ about { attribution datasets { name synthetic } } }`);
    expect(about.datasets).toEqual([
      { name: "cakupan", synthetic: false },
      { name: "cakupan-synthetic", synthetic: true },
    ]);
    expect(about.attribution).toContain("Some of the data is SYNTHETIC");
    expect((await real.data(`{ about { attribution } }`)).about.attribution).not.toContain("SYNTHETIC");
  });
});
