import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, openRealGraph, type TestGraph } from "../support/graph.js";
import { WORLD } from "../support/rows.js";

const ABOUT = `{
  about {
    datasets { name title version revision loadedAt licences { name title url } tables { table rows } }
    changedAt attribution version
  }
}`;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

interface Descriptor {
  title: string;
  version: string;
  licenses: { name: string; title: string; path: string }[];
}
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

describeEachEngine("About", (engine) => {
  let graph: TestGraph;

  it("states the loaded package with its licences and rows, in one statement", async () => {
    const real = await openRealGraph(engine);
    const { data, errors, statements } = await real.ask(ABOUT);
    await real.close();
    const { title, version, licenses } = readJson("data/datapackage.json") as Descriptor;
    expect(errors).toEqual([]);
    expect(statements).toEqual(["about.listDatasets"]);
    expect(data.about.datasets).toEqual([
      {
        name: "cakupan",
        title,
        version,
        revision: 1,
        loadedAt: expect.stringMatching(INSTANT),
        licences: licenses.map(({ path: url, ...licence }) => ({ ...licence, url })),
        tables: expect.arrayContaining([{ table: "regions", rows: 590 }]),
      },
    ]);
    expect(data.about.changedAt).toBe(data.about.datasets[0].loadedAt);
  });

  describe("in an installation of its own", () => {
    beforeEach(async () => {
      graph = await openEmptyGraph(engine);
    });
    afterEach(() => graph.close());

    it("has no datasets and no last change while nothing is loaded, but a version and an attribution", async () => {
      const { about } = await graph.data(ABOUT);
      expect(about).toMatchObject({ datasets: [], changedAt: null });
      expect(about.version).toBe((readJson("package.json") as { version: string }).version);
    });

    it("names whose data it is", async () => {
      const { about } = await graph.data(`{ about { attribution } }`);
      for (const owner of ["idn-area-data", "Kemendagri", "(ODbL) 1.0", "BPS", "publisher"])
        expect(about.attribution).toContain(owner);
    });

    it("counts the revision over all packages and states the latest load", async () => {
      await graph.mustLoad(WORLD, "first");
      const before = await graph.data(ABOUT);
      await graph.mustLoad({ regions: WORLD.regions ?? [] }, "another");
      const { about } = await graph.data(ABOUT);
      expect(about.datasets.map(({ name, revision }: any) => [name, revision])).toEqual([
        ["another", 2],
        ["first", 1],
      ]);
      expect(about.datasets[1]).toEqual(before.about.datasets[0]);
      expect(about.changedAt).toBe(about.datasets[0].loadedAt);
      expect(about.changedAt >= before.about.changedAt).toBe(true);
      expect(about.datasets[0].tables).toContainEqual({ table: "regions", rows: 7 });
    });
  });
});
