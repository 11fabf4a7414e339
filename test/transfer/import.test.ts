import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { Fault } from "../../src/files/fault.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import type { LoadOptions, LoadReport } from "../../src/transfer/load/load-report.js";
import { readMapping } from "../../src/transfer/mapping/read-mapping.js";
import { openImport, type ImportSource } from "../../src/transfer/mapping/open-import.js";
import { readDescriptor } from "../../src/transfer/package/descriptor.js";
import { writeSynthetic } from "../../src/transfer/synthetic/write-synthetic.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";
import { compiled } from "../support/started.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cakupan-import-"));
});
afterAll(() => rm(folder, { recursive: true }));

const TITLED = {
  table: "observations",
  locale: "id",
  codeSystem: "BPS",
  headerRow: 4,
  skipRows: 1,
  skipWhere: [
    { column: "Wilayah", matches: "Jumlah*" },
    { column: "Kode BPS", matches: "Catatan*" },
    { column: "Kode BPS", matches: "Sumber*" },
    { column: "Peserta (ribu orang)", equals: "-" },
  ],
  fields: {
    region_code: { column: "Kode BPS" },
    indicator: { constant: "PROTECTED_WORKERS" },
    period_start: { constant: "2024" },
    period_end: { constant: "2024" },
    value: { column: "Peserta (ribu orang)", unit: "THOUSAND" },
    qualifier: { constant: "EXACT" },
    value_status: { constant: "ACTUAL" },
    attributed_to: { constant: "Dinas Tenaga Kerja" },
    source_id: { constant: "a" },
  },
};

describeEachEngine("Importing", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(WORLD, "world");
  });
  afterEach(() => graph.close());

  const importPath = async (
    path: string,
    source: ImportSource = {},
    more: LoadOptions = {},
  ): Promise<LoadReport> => {
    const { descriptor } = await readDescriptor("data");
    const opened = await openImport(graph.dataSource, path, descriptor.resources, source);
    try {
      return await loadPackage(graph.dataSource, opened, {
        isWhole: false,
        takeOver: true,
        refersToStored: true,
        ...more,
      });
    } finally {
      await opened.close();
    }
  };
  const importText = async (
    name: string,
    text: string,
    source: ImportSource = {},
    more: LoadOptions = {},
  ): Promise<LoadReport> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return importPath(path, source, more);
  };
  const values = async (): Promise<unknown[]> =>
    (
      await graph.data(
        `{ observations(orderBy: [{ field: VALUE }]) { nodes { value region { code } source { title } } } }`,
      )
    ).observations.nodes;

  const OBSERVATIONS =
    "region_code,indicator,period_start,period_end,value,qualifier,value_status,attributed_to";

  it("takes a single file for the table it is named after, and the source of its rows from outside", async () => {
    const text = `${OBSERVATIONS}\n15.71,PROTECTED_WORKERS,2025-06,2025-06,120,EXACT,ACTUAL,An office\n`;
    expect(await importText("observations.csv", text, { sourceId: "b" })).toMatchObject({
      outcome: "loaded",
    });
    expect(await values()).toEqual([
      { value: 120, region: { code: "15.71" }, source: { title: "A report" } },
    ]);
  });

  it("changes nothing the second time, and says so", async () => {
    const text = `${OBSERVATIONS},source_id\n15.71,PROTECTED_WORKERS,2025-06,2025-06,120,EXACT,ACTUAL,An office,a\n`;
    await importText("observations.csv", text);
    const revision = async (): Promise<unknown> =>
      (await graph.data(`{ about { changedAt } }`)).about.changedAt;
    const before = await revision();
    const report = await importText("observations.csv", text);
    expect(report).toMatchObject({ outcome: "loaded", tables: [{ inserted: 0, updated: 0, unchanged: 1 }] });
    expect(await revision()).toBe(before);
  });

  it("lets a changed row of the same source supersede the earlier one, whoever brought that", async () => {
    await graph.mustLoad({ ...WORLD, observations: [observation({ value: 100 })] }, "world");
    const path = await writePackage({ ...WORLD, observations: [observation({ value: 90 })] }, "agency");
    expect(await importPath(path)).toMatchObject({ outcome: "loaded" });
    await rm(path, { recursive: true });
    expect(await values()).toMatchObject([{ value: 90 }]);
    const stored = await graph.dataSource.query<{ value: number }[]>(
      "SELECT value FROM observations ORDER BY value",
    );
    expect(stored.map(({ value }) => value)).toEqual([90, 100]);
  });

  it("keeps rows that the imported file does not have", async () => {
    await graph.mustLoad({ ...WORLD, observations: [observation({ value: 100 })] }, "world");
    await importText(
      "observations.csv",
      `${OBSERVATIONS},source_id\n33,PROTECTED_WORKERS,2025,2025,7,EXACT,ACTUAL,X,a\n`,
    );
    expect(await values()).toHaveLength(2);
  });

  it("places an award to an employer that is stored already in the employer's region", async () => {
    const employer = { id: "x", name: "X", kind: "PRIVATE", region_code: "33.74", source_id: "a" };
    const award = {
      id: "best",
      name: "Best",
      organiser: "Us",
      level: "NATIONAL",
      category: "city",
      cycle_year: 2024,
      source_id: "a",
    };
    await graph.mustLoad({ ...WORLD, employers: [employer], awards: [award] }, "world");
    await importText(
      "award_results.csv",
      "award_id,recipient_type,recipient_id,stage,source_id\nbest,EMPLOYER,x,WINNER,a\n",
    );
    const { awards } = await graph.data(
      `{ awards { nodes { results { nodes { recipient { ... on Employer { name } } } } } } }`,
    );
    expect(awards.nodes[0].results.nodes).toEqual([{ recipient: { name: "X" } }]);
    expect(await graph.dataSource.query("SELECT region_code FROM award_results")).toEqual([
      { region_code: "33.74" },
    ]);
  });

  it.each(["name", "aliases"])(
    "refuses half a character in the column %s, which engines would store each in another way",
    async (column) => {
      const row = { code: "XX", name_id: "x", name_en: "x", segment: "BPU", vulnerable: true };
      const cells = { ...row, [column === "name" ? "name_en" : column]: "a\ud83d" };
      const report = await importText("cohort_categories.ndjson", `${JSON.stringify(cells)}\n`);
      expect(report).toMatchObject({
        outcome: "refused",
        faults: [
          { line: 1, code: "CONSTRAINT", reason: expect.stringContaining("half of a surrogate pair") },
        ],
      });
    },
  );

  it("refuses the whole file for one fault, and names every fault with its line and column", async () => {
    const faults: Fault[] = [];
    const text = [
      OBSERVATIONS,
      "15.71,PROTECTED_WORKERS,2025-06,2025-06,120,EXACT,ACTUAL,An office",
      "15.71,PROTECTED_WORKERS,2025-06,2025-06,many,EXACT,ACTUAL,An office",
      "98.01,PROTECTED_WORKERS,2025-13,2025-13,5,EXACT,ACTUAL,An office",
    ].join("\n");
    const report = await importText(
      "figures.csv",
      text,
      { table: "observations", sourceId: "a" },
      { onFault: (fault) => faults.push(fault) },
    );
    expect(report.outcome).toBe("refused");
    expect(faults.map(({ file, line, column }) => [file, line, column])).toEqual(
      expect.arrayContaining([
        ["figures.csv", 3, "value"],
        ["figures.csv", 4, "region_code"],
        ["figures.csv", 4, "period_start"],
      ]),
    );
    expect(await values()).toEqual([]);
  });

  it("loads the valid rows when asked to, and says how many were left out", async () => {
    const text = `${OBSERVATIONS}\n15.71,PROTECTED_WORKERS,2025,2025,1,EXACT,ACTUAL,X\n99,PROTECTED_WORKERS,2025,2025,2,EXACT,ACTUAL,X\n`;
    const report = await importText("observations.csv", text, { sourceId: "a" }, { skipInvalid: true });
    expect(report).toMatchObject({ outcome: "loaded", tables: [{ inserted: 1, invalid: 1 }] });
    expect(await values()).toHaveLength(1);
  });

  it("leaves out what refers to a row that is left out", async () => {
    const path = await writePackage({
      sources: [{ ...(WORLD.sources?.[0] ?? {}), id: "new", url: "https://example.org/new", type: "RUMOUR" }],
      observations: [observation({ value: 1, source_id: "new" }), observation({ value: 2 })],
    });
    const report = await importPath(path, {}, { skipInvalid: true });
    await rm(path, { recursive: true });
    expect(report).toMatchObject({ outcome: "loaded" });
    expect(await values()).toMatchObject([{ value: 2 }]);
  });

  it("writes nothing in a dry run", async () => {
    const text = `${OBSERVATIONS}\n15.71,PROTECTED_WORKERS,2025,2025,1,EXACT,ACTUAL,X\n`;
    expect(await importText("observations.csv", text, { sourceId: "a" }, { dryRun: true })).toMatchObject({
      outcome: "checked",
    });
    expect(await values()).toEqual([]);
  });

  it("reads an agency's file by a mapping: names of regions, Indonesian numbers, several columns of years", async () => {
    const mapping = readMapping(
      JSON.stringify({
        table: "observations",
        locale: "id",
        codeSystem: "NAME",
        skipWhere: [{ column: "Wilayah", equals: "Jumlah" }],
        fields: {
          region_code: { column: "Wilayah" },
          indicator: { constant: "PROTECTED_WORKERS" },
          qualifier: { constant: "EXACT" },
          value_status: { constant: "ACTUAL" },
          attributed_to: { constant: "Labour office" },
          source_id: { constant: "a" },
          value: { empty: ["-"] },
        },
        unpivot: {
          columns: {
            "2023": { period_start: "2023", period_end: "2023" },
            "2024": { period_start: "2024", period_end: "2024" },
          },
          value: "value",
        },
      }),
    );
    const text =
      "Wilayah;2023;2024\nKAB. SEMARANG;11.797;12.000\nKota Semarang;-;1.234.567\nJumlah;11.797;1.246.567\n";
    expect(await importText("dinas.csv", text, { mapping })).toMatchObject({ outcome: "loaded" });
    expect(await values()).toMatchObject([
      { value: 11797, region: { code: "33.22" } },
      { value: 12000, region: { code: "33.22" } },
      { value: 1234567, region: { code: "33.74" } },
    ]);
    const faults: Fault[] = [];
    const unclear = "Wilayah;2023;2024\nSemarang;1;2\n";
    await importText("dinas.csv", unclear, { mapping }, { onFault: (fault) => faults.push(fault) });
    expect(faults).toMatchObject([{ file: "dinas.csv", line: 2, column: "Wilayah", value: "Semarang" }]);
    expect(JSON.stringify(faults)).toContain("33.74 Kota Semarang");
  });

  it("refuses columns that have no name or none of the table's, and says what would help", async () => {
    const text = `${OBSERVATIONS},,Ket\n15.71,PROTECTED_WORKERS,2025,2025,1,EXACT,ACTUAL,X,,\n`;
    expect(await importText("observations.csv", text, { sourceId: "a" })).toMatchObject({
      outcome: "refused",
      faults: [
        {
          line: 1,
          code: "HEADER",
          reason: 'column 9 has no name; column "Ket" is not in the table schema',
          hint: expect.stringContaining("--map"),
        },
      ],
    });
    expect(await values()).toEqual([]);
  });

  it("reads a file as an agency exports it: titles, BPS codes, units, a total and notes", async () => {
    const regions = WORLD.regions?.map((row) => (row.code === "15.71" ? { ...row, bps_code: "1571" } : row));
    await graph.mustLoad({ ...WORLD, regions: regions ?? [] }, "world");
    const mapping = readMapping(JSON.stringify(TITLED));
    const text = [
      "PESERTA BPJS KETENAGAKERJAAN, TAHUN 2024;;;",
      "",
      ";;;",
      "Kode BPS;Wilayah;Peserta (ribu orang);",
      "(1);(2);(3);(4)",
      "1571;Kota Jambi;1.234,5;",
      "3374;Kota Semarang;-;a)",
      ";Jumlah;1.234,5;",
      ";;;",
      "Catatan: a) belum tersedia",
      "Sumber: Dinas Tenaga Kerja; diolah",
    ].join("\r\n");
    expect(await importText("dinas.csv", text, { mapping })).toMatchObject({ outcome: "loaded", faults: [] });
    expect(await values()).toMatchObject([{ value: 1_234_500, region: { code: "15.71" } }]);

    const faults: Fault[] = [];
    const broken = text.replace("1571;Kota Jambi;1.234,5;", "1571;Kota Jambi;1.234,5\r\n1599;Kota X;1,2,3;");
    await importText("dinas.csv", broken, { mapping }, { onFault: (fault) => faults.push(fault) });
    expect(faults.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [6, null, "has 3 cells, but the header has 4"],
      [7, "Kode BPS", expect.any(String)],
      [7, "Peserta (ribu orang)", expect.any(String)],
    ]);
    faults.length = 0;
    const moved = readMapping(JSON.stringify({ ...TITLED, headerRow: 6 }));
    await importText("dinas.csv", text, { mapping: moved }, { onFault: (fault) => faults.push(fault) });
    expect(faults).toMatchObject([{ line: 6, code: "HEADER", hint: expect.stringContaining("headerRow") }]);
  });

  it("reports a file that cannot be read as it reports faults of rows, and exits with 1", async () => {
    const [broken, report] = [join(folder, "broken.xlsx"), join(folder, `report-${engine.name}.json`)];
    await writeFile(broken, "no workbook");
    const command = spawn(process.execPath, [compiled("scripts/import.ts"), broken, "--report", report], {
      env: { ...process.env, NODE_OPTIONS: "", DATABASE_URL: graph.url },
    });
    let errors = "";
    command.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(command, "close")) as [number];
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^FORMAT +broken\.xlsx: is not a readable zip archive[^]*Refused: 1 fault\(s\)\. Nothing was written\.$/m,
    );
    expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject([
      { file: "broken.xlsx", code: "FORMAT" },
    ]);
    expect(await values()).toEqual([]);
  }, 60_000);

  it("leaves nothing of a load that is killed half-way, and succeeds when it is run again", async () => {
    const out = join(folder, `killed-${engine.name}`);
    await writeSynthetic({ dataFolder: "data", out, scale: 0.01, seed: 1 });
    const { url } = graph;
    const command = spawn(process.execPath, [compiled("scripts/import.ts"), out], {
      env: { ...process.env, NODE_OPTIONS: "", DATABASE_URL: url },
      detached: true,
    });
    await new Promise<void>((resolve) => {
      command.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("observations")) resolve();
      });
    });
    process.kill(-(command.pid ?? 0), "SIGKILL");
    await new Promise((resolve) => command.once("close", resolve));
    const { employers } = await graph.data(`{ employers { totalCount } }`);
    expect(employers.totalCount).toBe(0);
    expect(await importPath(out)).toMatchObject({ outcome: "loaded" });
    expect((await graph.data(`{ employers { totalCount } }`)).employers.totalCount).toBe(1000);
  }, 120_000);
});
