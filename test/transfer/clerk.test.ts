import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openGrids } from "../../src/files/read/open-input.js";
import { writeParts } from "../../src/files/write/whole-file.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import type { Mapping } from "../../src/transfer/mapping/mapping.js";
import { openImport } from "../../src/transfer/mapping/open-import.js";
import { readDescriptor } from "../../src/transfer/package/descriptor.js";
import { previewImport } from "../../src/transfer/preview/preview-import.js";
import { fileTotals } from "../../src/transfer/preview/totals.js";
import { readImportVocabulary, type ImportVocabulary } from "../../src/transfer/propose/import-vocabulary.js";
import { proposeMapping } from "../../src/transfer/propose/propose-mapping.js";
import { templateFile } from "../../src/transfer/template/template-file.js";
import { templateMapping } from "../../src/transfer/template/template-mapping.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { category, indicator, region, source } from "../support/rows.js";

const WORLD = {
  regions: [
    region("ID", "Indonesia", "Republik"),
    region("33", "Jawa Tengah", "Provinsi"),
    region("33.22", "Semarang", "Kabupaten"),
    region("33.74", "Semarang", "Kota"),
  ],
  sources: [source("office", { type: "PARTNER", publisher: "The office" })],
  cohort_categories: [category("BPU")],
  indicators: [indicator("WORKERS", { name_id: "Peserta aktif" })],
};

const NEW_SOURCE = {
  ...{ source: "new", publisher: "Dinas", title: "Rekap", "source-type": "PARTNER", "published-on": "-" },
};

describeEachEngine("A clerk's road", (engine) => {
  let graph: TestGraph;
  let folder: string;
  let vocabulary: ImportVocabulary;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cakupan-clerk-"));
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD, "world");
    vocabulary = await readImportVocabulary(graph.dataSource);
  });
  afterAll(async () => {
    await graph.close();
    await rm(folder, { recursive: true });
  });

  const monthly = async (
    month: string,
    total: number,
    ...values: [string, number | string][]
  ): Promise<string> => {
    const path = join(folder, `${month}.csv`);
    const rows = values.map(([name, value]) => `${name};${value}`);
    await writeFile(
      path,
      [`Posisi ${month};`, "Wilayah;Peserta aktif (ribu)", ...rows, `Jumlah;${total}`, ""].join("\n"),
    );
    return path;
  };
  const proposed = async (path: string): Promise<Mapping> => {
    const { mapping, questions } = proposeMapping(await openGrids(path), vocabulary, NEW_SOURCE);
    expect(questions).toEqual([]);
    if (!mapping) throw new Error("No mapping was proposed");
    return mapping;
  };
  const opened = async <T>(
    path: string,
    mapping: Mapping,
    use: (file: Awaited<ReturnType<typeof openImport>>) => Promise<T>,
  ): Promise<T> => {
    const { descriptor } = await readDescriptor("data");
    const file = await openImport(graph.dataSource, path, descriptor.resources, { mapping });
    return use(file).finally(file.close);
  };
  const load = (path: string, mapping: Mapping) =>
    opened(path, mapping, (file) =>
      loadPackage(graph.dataSource, file, { isWhole: false, takeOver: true, refersToStored: true }),
    );
  const preview = (path: string, mapping: Mapping) =>
    opened(path, mapping, async (file) =>
      previewImport(graph.dataSource, file, {
        totals: await fileTotals(path, { mapping }, vocabulary.matcher, () => true),
      }),
    );
  const stored = (): Promise<Record<string, unknown>[]> =>
    graph.dataSource.query(
      "SELECT region_code AS region, category_code AS category, period_start AS start, value, source_slug AS source FROM observations WHERE superseded_at > '9999' ORDER BY period_start, region_code",
    );

  it("leads from a file with a new source to its figures, and doubts those of the next month", async () => {
    const june = await monthly("Juni 2025", 8, ["Semarang", 5], ["Kota Semarang", 3]);
    const mapping = await proposed(june);
    expect(await preview(june, mapping)).toMatchObject({
      tables: [
        { table: "sources", new: 1 },
        { table: "observations", new: 2, changed: 0, doubtful: 0 },
      ],
      totals: [{ label: "Jumlah", stated: 8, sum: 8, agrees: true }],
      faultCount: 0,
    });
    expect(await stored()).toEqual([]);
    expect(await load(june, mapping)).toMatchObject({ outcome: "loaded" });
    expect(await stored()).toMatchObject([
      { region: "33.22", start: "2025-06-01", value: 5000, source: "dinas-rekap" },
      { region: "33.74", value: 3000 },
    ]);

    const july = await monthly("Juli 2025", 9, ["Semarang", 60], ["Kota Semarang", "0,3"]);
    const next = await preview(july, mapping);
    expect(next).toMatchObject({
      tables: [{ table: "observations", new: 2, doubtful: 2 }],
      totals: [{ stated: 9, sum: 60.3, agrees: false }],
    });
    expect(next.rows.flatMap(({ doubts }) => doubts)).toEqual([
      "is 12 times 5000, stored for 2025-06",
      "is at most a tenth of 3000, stored for 2025-06",
    ]);
    expect(await load(july, mapping)).toMatchObject({ outcome: "loaded", warningCount: 2 });

    const corrected = await monthly("Juni 2025", 8, ["Semarang", 50], ["Kota Semarang", 3]);
    const { tables, rows } = await preview(corrected, mapping);
    expect(tables).toMatchObject([{ new: 0, changed: 1, unchanged: 1, doubtful: 1 }]);
    expect(rows[0]).toMatchObject({
      state: "CHANGED",
      replaced: 5000,
      doubts: ["is 10 times 5000, which it replaces"],
    });
  }, 30_000);

  it("reads a filled template without a mapping, and leaves out what is not filled in", async () => {
    const { descriptor } = await readDescriptor("data");
    const resource = descriptor.resources.find(({ name }) => name === "observations");
    if (!resource) throw new Error("No table of observations");
    const options = {
      ...{ indicators: ["WORKERS"], categories: ["BPU"], region: "33" },
      cells: { period: "TW II 2024", source_id: "office", attributed_to: "The office" },
    };
    const path = join(folder, "template.xlsx");
    const now = new Date();
    await writeParts(await templateFile(graph.dataSource, resource, undefined, options, now), path);
    const grids = await openGrids(path);
    expect(grids[0]?.rows[1]?.cells).toEqual(
      expect.arrayContaining([
        "Kabupaten Semarang (33.22)",
        "Peserta aktif (WORKERS)",
        "bpu (BPU)",
        "TW II 2024",
      ]),
    );
    const mapping = await templateMapping(graph.dataSource, grids, descriptor.resources);
    if (!mapping) throw new Error("The template is not recognised");
    expect(await load(path, mapping)).toMatchObject({ outcome: "empty", leftOut: [{ count: 2 }] });

    const filled = await templateFile(
      graph.dataSource,
      resource,
      undefined,
      { ...options, cells: { ...options.cells, value: "7,5", unit: "ribu orang" } },
      now,
    );
    await writeParts(filled, path);
    expect(await load(path, mapping)).toMatchObject({ outcome: "loaded" });
    expect(await stored()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ region: "33.22", category: "BPU", start: "2024-04-01", value: 7500 }),
      ]),
    );
  }, 30_000);

  it("takes a workbook for a template only if it has the lists of one", async () => {
    const { descriptor } = await readDescriptor("data");
    const grids = await openGrids(join(folder, "template.xlsx"));
    const alone = grids.filter(({ isHidden }) => !isHidden);
    expect(await templateMapping(graph.dataSource, alone, descriptor.resources)).toBeNull();
  });
});
