import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { describeFault, type Fault } from "../../src/files/fault.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import type { LoadReport } from "../../src/transfer/load/load-report.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type Tables, type TestGraph } from "../support/graph.js";
import { category, indicator, observation, region, source, WORLD } from "../support/rows.js";

type Rows = Tables[string];

const award = { id: "best-2024", name: "Best", organiser: "Us", level: "NATIONAL", category: "city" };
const result = (more: Rows[number]): Rows[number] => ({
  award_id: "best-2024",
  recipient_type: "REGION",
  recipient_id: "15.71",
  stage: "WINNER",
  source_id: "a",
  ...more,
});
const employer = (id: string, more: Rows[number] = {}): Rows[number] => ({
  id,
  name: id,
  kind: "PRIVATE",
  region_code: "15.71",
  source_id: "a",
  ...more,
});
const cohort = (more: Rows[number]): Rows[number] => ({
  region_code: "15.71",
  category_code: "FISHER",
  status: "ENROLLED",
  source_id: "a",
  ...more,
});
const observed = (...rows: Rows): Tables => ({ ...WORLD, observations: rows.map(observation) });

// The graph's own way to close wants to have answered an operation.
async function close({ dataSource, drop }: TestGraph): Promise<void> {
  await dataSource.destroy();
  await drop();
}

describeEachEngine("Checking a data package", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterAll(() => close(graph));

  const faultsOf = (report: LoadReport): Fault[] => {
    if (report.outcome !== "refused") throw new Error(`The package was not refused but ${report.outcome}`);
    return report.faults;
  };
  const faultsIn = async (tables: Tables): Promise<string[]> =>
    faultsOf(await graph.load(tables)).map((fault) => `${fault.code} ${describeFault(fault)}`);
  // Writes a file of the package as it is, so that it can be none that a table writer would write.
  const loadWith = async (file: string, change: (text: string) => string | Buffer): Promise<LoadReport> => {
    const folder = await writePackage(WORLD);
    try {
      await writeFile(join(folder, file), change(await readFile(join(folder, file), "utf8")));
      return await loadPackage(graph.dataSource, await openPackage(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const faultsWith = async (file: string, change: (text: string) => string | Buffer): Promise<string[]> =>
    faultsOf(await loadWith(file, change)).map((fault) => `${fault.code} ${describeFault(fault)}`);

  describe("names a fault of the file:", () => {
    it("a missing, an unknown and a repeated column of the header together", async () => {
      expect(
        await faultsWith("regions.csv", (text) => text.replace("code,name,official_name", "kode,name,name")),
      ).toEqual([
        'HEADER regions.csv:1: column "kode" is not in the table schema; column "code" is missing; ' +
          'column "official_name" is missing; column "name" stands twice',
      ]);
    });

    it("a file without a header", async () => {
      expect(await faultsWith("tariffs.csv", () => "")).toEqual([
        expect.stringMatching(/^HEADER tariffs\.csv:1: is empty; expected the header programme,segment/),
      ]);
    });

    it("rows with too few and too many cells, each of them, and other faults after them", async () => {
      expect(
        await faultsWith(
          "regions.csv",
          (text) => `${text}16,Sumatera Selatan\n17,B,B,17,,,,\nx,Riau,Riau,,,\n`,
        ),
      ).toEqual([
        "FORMAT regions.csv:9: has 2 cells, but the header has 6",
        "FORMAT regions.csv:10: has 8 cells, but the header has 6",
        expect.stringMatching(/^CONSTRAINT regions\.csv:11 code "x": does not have the form/),
      ]);
    });

    it("a quote that is not closed, at the row where it opens, after the faults of rows before", async () => {
      expect(
        await faultsWith("regions.csv", (text) => `${text}x,Riau,Riau,,,\n16,"Sumatera\n17,Bengkulu,B,,,\n`),
      ).toEqual([
        expect.stringMatching(/^CONSTRAINT regions\.csv:9 code "x": does not have the form/),
        "FORMAT regions.csv:10: has a quote that is never closed",
      ]);
    });

    it("a quote in the middle of a cell", async () => {
      expect(await faultsWith("regions.csv", (text) => `${text}16,Suma"tera",S,,,\n`)).toEqual([
        "FORMAT regions.csv:9: has a quote inside a cell that does not begin with one",
      ]);
    });

    it("text after a closing quote", async () => {
      expect(await faultsWith("regions.csv", (text) => `${text}16,"Suma"tera,S,,,\n`)).toEqual([
        "FORMAT regions.csv:9: has text between a closing quote and the next delimiter",
      ]);
    });

    it("a byte that is not UTF-8, at its line, after the faults of rows before", async () => {
      expect(
        await faultsWith("regions.csv", (text) =>
          Buffer.concat([
            Buffer.from(`${text}x,Riau,Riau,,,\n`),
            Buffer.from("16,Sumat\xe9ra,S,,,\n", "latin1"),
          ]),
        ),
      ).toEqual([
        expect.stringMatching(/^CONSTRAINT regions\.csv:9 code "x": does not have the form/),
        "FORMAT regions.csv:10: is not UTF-8",
      ]);
    });

    it("counting lines as an editor does, past empty lines and line breaks in cells", async () => {
      expect(
        await faultsWith("regions.csv", (text) =>
          `${text}\n\n16,"Sumatera\nSelatan",S,,,\n\nx,Riau,R,,,\n`.replaceAll("\n", "\r\n"),
        ),
      ).toEqual([expect.stringMatching(/^CONSTRAINT regions\.csv:14 code "x": /)]);
    });

    it("without calling references broken that lead to a table of which a part could not be read", async () => {
      expect(await faultsWith("sources.csv", () => "id\n")).toHaveLength(1);
    });
  });

  it("reads a file with a byte order mark, carriage returns and letters that lie across two reads", async () => {
    const name = "é".repeat(70);
    const codes = Array.from({ length: 90 }, (_, index) => `17.${index + 10}`);
    const report = await loadWith("regions.csv", (text) => {
      const rows = codes.map((code) => `${code},${name},Kabupaten ${name},,,${"é".repeat(400)}\n`);
      return `\ufeff${text}17,x,Provinsi x,,,\n${rows.join("")}`.replaceAll("\n", "\r\n");
    });
    expect(report.outcome).toBe("loaded");
    expect((await graph.dataSource.query("SELECT name FROM regions WHERE code = '17.99'"))[0].name).toBe(
      name,
    );
  });

  describe("names a fault of a cell or row:", () => {
    const cases: [string, Tables, (string | RegExp)[]][] = [
      [
        "an empty cell that must not be empty",
        { ...WORLD, sources: [...(WORLD.sources ?? []), source("c", { title: "" })] },
        ['REQUIRED sources.csv:4 title "": is empty, but must not be'],
      ],
      [
        "a value of another type",
        observed({ value: "1.234,5" }),
        ['TYPE observations.csv:2 value "1.234,5": is not a number with a point as decimal mark'],
      ],
      [
        "a value outside an enumeration",
        observed({ value: 1, value_status: "MAYBE" }),
        [/^CONSTRAINT observations\.csv:2 value_status "MAYBE": must be one of ACTUAL, ALLOCATED, PLANNED/],
      ],
      [
        "a value that breaks a pattern",
        { ...WORLD, regions: [...(WORLD.regions ?? []), region("15.7", "Jambi")] },
        [/^CONSTRAINT regions\.csv:9 code "15\.7": does not have the form/],
      ],
      [
        "a value below the minimum",
        observed({ value: -1 }),
        ['CONSTRAINT observations.csv:2 value "-1": must be at least 0'],
      ],
      [
        "a primary key that stands twice",
        { ...WORLD, sources: [...(WORLD.sources ?? []), source("a", { url: "https://example.org/x" })] },
        ['DUPLICATE sources.csv:4 id "a": stands in line 2 already'],
      ],
      [
        "a row that stands twice, though no key says so",
        observed({ qualifier: "UNQUANTIFIED" }, { qualifier: "UNQUANTIFIED" }),
        ["DUPLICATE observations.csv:3: repeats line 2"],
      ],
      [
        "a reference to a row that is missing",
        observed({ value: 1, region_code: "99" }),
        ['REFERENCE observations.csv:2 region_code "99": is not in the column code of the table regions'],
      ],
      [
        "a reference within the table to a row that is missing",
        { ...WORLD, cohort_categories: [category("A", { parent_code: "B" })] },
        [
          'REFERENCE cohort_categories.csv:2 parent_code "B": is not in the column code of the table cohort_categories',
        ],
      ],
      [
        "a recipient that is no region",
        {
          ...WORLD,
          awards: [{ ...award, cycle_year: 2024, source_id: "a" }],
          award_results: [result({ recipient_id: "99.99" })],
        },
        ['REFERENCE award_results.csv:2 recipient_id "99.99": is not in the table regions'],
      ],
      [
        "a recipient that is no employer",
        {
          ...WORLD,
          awards: [{ ...award, cycle_year: 2024, source_id: "a" }],
          award_results: [result({ recipient_type: "EMPLOYER", recipient_id: "nobody" })],
        },
        ['REFERENCE award_results.csv:2 recipient_id "nobody": is not in the table employers'],
      ],
      [
        "a period that ends before it starts",
        observed({ value: 1, period_start: "2024-03", period_end: "2024-02" }),
        ['RULE observations.csv:2 period_end "2024-02": is before period_start 2024-03'],
      ],
      [
        "bounds that do not fit the qualifier",
        observed({ value: 5, qualifier: "AT_LEAST", lower_bound: 4 }),
        ['RULE observations.csv:2 lower_bound "4": must equal the value for AT_LEAST, with no upper bound'],
      ],
      [
        "a day that no calendar has",
        observed({ value: 1, period_start: "2024-02-31", period_end: "2024-03" }),
        [
          'TYPE observations.csv:2 period_start "2024-02-31": is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD',
        ],
      ],
      [
        "more enrolled workers than workers",
        { ...WORLD, employers: [employer("x", { workers: 5, enrolled_workers: 6 })] },
        ['RULE employers.csv:2 enrolled_workers "6": is more than the 5 workers'],
      ],
      [
        "text that is longer than its column",
        { ...WORLD, employers: [employer("x", { name: "é".repeat(201) })] },
        [`CONSTRAINT employers.csv:2 name "${"é".repeat(80)}…": is longer than 200 characters`],
      ],
      [
        "a remark that is longer than any text that is stored",
        { ...WORLD, employers: [employer("x", { note: "é".repeat(32_768) })] },
        [/^CONSTRAINT employers\.csv:2 note "é+…": is longer than 65535 bytes/],
      ],
      [
        "a number that its column cannot hold",
        { ...WORLD, employers: [employer("x", { workers: "2147483648" })] },
        [
          'CONSTRAINT employers.csv:2 workers "2147483648": exceeds 2147483647, the largest number that can be stored',
        ],
      ],
    ];
    it.each(cases)("%s", async (_title, tables, expected) => {
      expect(await faultsIn(tables)).toEqual(
        expected.map((text) => (typeof text === "string" ? text : expect.stringMatching(text))),
      );
    });

    it("takes text that is exactly as long as its column", async () => {
      const name = "🐟".repeat(200);
      await graph.mustLoad({ ...WORLD, employers: [employer("x", { name })] });
      expect((await graph.dataSource.query("SELECT name FROM employers"))[0].name).toBe(name);
    });
  });

  it("names all faults of all files at once, table by table in the order in which they refer to one another", async () => {
    const faults = await faultsIn({
      ...observed(
        { value: "many", region_code: "99" },
        { value: 1, source_id: "nobody", period_end: "2020" },
      ),
      sources: [...(WORLD.sources ?? []), source("c", { type: "RUMOUR" })],
      employers: [employer("x", { region_code: "98" })],
    });
    expect(faults.map((fault) => fault.split(" ").slice(0, 3).join(" "))).toEqual([
      "CONSTRAINT sources.csv:4 type",
      "REFERENCE employers.csv:2 region_code",
      "TYPE observations.csv:2 value",
      "REFERENCE observations.csv:2 region_code",
      "RULE observations.csv:3 period_end",
      "REFERENCE observations.csv:3 source_id",
    ]);
  });
});

describeEachEngine("Loading a data package", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(() => close(graph));

  const rowsOf = (statement: string): Promise<any[]> => graph.dataSource.query(statement);
  const count = async (table: string): Promise<number> =>
    Number((await rowsOf(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);
  const everything = async (): Promise<Record<string, any[]>> => {
    const tables = graph.dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();
    const contents: Record<string, any[]> = {};
    for (const table of tables)
      contents[table] = await rowsOf(`SELECT t.* FROM \`${table}\` t ORDER BY 1, 2`);
    return contents;
  };

  it("leaves nothing of a package that it refuses", async () => {
    const empty = await everything();
    expect((await graph.load(observed({ value: 1 }, { value: "many" }))).outcome).toBe("refused");
    expect(await everything()).toEqual(empty);
  });

  it("changes nothing when a package is loaded twice", async () => {
    const tables = observed({ value: 1 });
    await graph.mustLoad(tables);
    const before = await everything();
    expect(await graph.load(tables)).toEqual({ outcome: "unchanged" });
    expect(await everything()).toEqual(before);
  });

  it("counts the loads that changed anything", async () => {
    await graph.mustLoad(observed({ value: 1 }));
    await graph.mustLoad(observed({ value: 1 }));
    await graph.mustLoad(observed({ value: 2 }));
    expect(await rowsOf("SELECT name, revision FROM datasets")).toEqual([{ name: "test", revision: 2 }]);
  });

  const statements = (): Promise<any[]> =>
    rowsOf(
      "SELECT region_code, value, note, recorded_at, superseded_at FROM observations ORDER BY region_code, id",
    );
  const NOT_SUPERSEDED = "9999-12-31 00:00:00.000";

  it("supersedes a statement that has changed and keeps the old one, with when each was known", async () => {
    await graph.mustLoad(observed({ value: 1, region_code: "15.01" }, { value: 5, region_code: "15.71" }));
    const [kept, old] = await statements();
    await graph.mustLoad(observed({ value: 1, region_code: "15.01" }, { value: 6, region_code: "15.71" }));
    const after = await statements();
    expect(after).toEqual([
      kept,
      { ...old, superseded_at: after[2].recorded_at },
      { ...old, value: 6, recorded_at: after[2].recorded_at, superseded_at: NOT_SUPERSEDED },
    ]);
    expect(kept.superseded_at).toBe(NOT_SUPERSEDED);
  });

  it("supersedes a statement whose remark, bounds or qualifier has changed", async () => {
    await graph.mustLoad(observed({ value: 1 }));
    await graph.mustLoad(observed({ value: 1, note: "Read again" }));
    await graph.mustLoad(observed({ value: 1, note: "Read again", qualifier: "APPROXIMATE" }));
    await graph.mustLoad(
      observed({ value: 1, note: "Read again", qualifier: "APPROXIMATE", upper_bound: 2 }),
    );
    expect(await statements()).toHaveLength(4);
  });

  it("ends a statement that has vanished, and records it anew when it comes back", async () => {
    await graph.mustLoad(observed({ value: 1 }, { value: 2, region_code: "33" }));
    await graph.mustLoad(observed({ value: 2, region_code: "33" }));
    expect((await statements()).map((row) => row.superseded_at === NOT_SUPERSEDED)).toEqual([false, true]);
    await graph.mustLoad(observed({ value: 1 }, { value: 2, region_code: "33" }));
    expect((await statements()).map((row) => row.superseded_at === NOT_SUPERSEDED)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("removes rows that have vanished, also those that only each other refer to", async () => {
    await graph.mustLoad({
      ...WORLD,
      cohort_categories: [
        ...(WORLD.cohort_categories ?? []),
        category("ABOVE"),
        category("BETWEEN", { parent_code: "ABOVE" }),
        category("BELOW", { parent_code: "BETWEEN" }),
      ],
      sources: [...(WORLD.sources ?? []), source("gone")],
      employers: [employer("gone", { source_id: "gone" })],
      worker_cohorts: [cohort({ category_code: "BELOW", source_id: "gone", employer_id: "gone" })],
      awards: [{ ...award, cycle_year: 2024, source_id: "gone" }],
      award_results: [result({ recipient_type: "EMPLOYER", recipient_id: "gone", source_id: "gone" })],
    });
    await graph.mustLoad(WORLD);
    for (const table of ["employers", "worker_cohorts", "cohort_statements", "awards", "award_results"])
      expect([table, await count(table)]).toEqual([table, 0]);
    expect(await count("sources")).toBe(WORLD.sources?.length);
    expect(await count("cohort_categories")).toBe(WORLD.cohort_categories?.length);
  });

  it("lets a cohort show its next best statement when the best has vanished", async () => {
    const sources = [source("a"), source("b", { type: "REPORT" })];
    const [best, next] = [cohort({ source_id: "b" }), cohort({ source_id: "a", status: "PLANNED" })];
    const status = async (): Promise<string> => (await rowsOf("SELECT status FROM worker_cohorts"))[0].status;
    await graph.mustLoad({ ...WORLD, sources, worker_cohorts: [best, next] });
    const before = await status();
    await graph.mustLoad({ ...WORLD, sources, worker_cohorts: [before === "ENROLLED" ? next : best] });
    expect(await status()).not.toBe(before);
  });

  it("lets a BPS code move from one region to another, and two regions swap theirs", async () => {
    const regions = (codes: Record<string, string>): Tables => ({
      ...WORLD,
      regions: (WORLD.regions ?? []).map((row) => ({ ...row, bps_code: codes[row.code ?? ""] ?? "" })),
    });
    const stored = async (): Promise<unknown> =>
      rowsOf("SELECT code, name, bps_code FROM regions WHERE bps_code IS NOT NULL ORDER BY code");
    await graph.mustLoad(regions({ "15.01": "1501", "15.71": "1571", "33.22": "3322" }));
    await graph.mustLoad(regions({ "15.01": "1571", "15.71": "1501", "33.74": "3322" }));
    expect(await stored()).toEqual([
      { code: "15.01", name: "Kerinci", bps_code: "1571" },
      { code: "15.71", name: "Jambi", bps_code: "1501" },
      { code: "33.74", name: "Semarang", bps_code: "3322" },
    ]);
  });

  describe("beside another package", () => {
    const other: Tables = {
      ...observed({ value: 7 }),
      sources: [source("a", { title: "As the other has it" }), source("b")],
      employers: [employer("theirs")],
      worker_cohorts: [cohort({})],
    };

    it("keeps a vanished row that the other one refers to", async () => {
      const more: Tables = {
        ...WORLD,
        sources: [...(WORLD.sources ?? []), source("shared"), source("alone")],
      };
      await graph.mustLoad(more, "ours");
      await graph.mustLoad({ ...more, employers: [employer("x", { source_id: "shared" })] }, "theirs");
      await graph.mustLoad(WORLD, "ours");
      const slugs = (await rowsOf("SELECT slug FROM sources ORDER BY slug")).map(({ slug }) => slug);
      expect(slugs).toEqual(["a", "b", "shared"]);
    });

    it("neither changes, takes over nor removes the other one's rows", async () => {
      await graph.mustLoad(other, "theirs");
      const theirs = async (): Promise<Record<string, any[]>> =>
        Object.fromEntries(
          Object.entries(await everything()).map(([table, rows]) => [
            table,
            rows.filter((row) => row.dataset === "theirs" || row.name === "theirs"),
          ]),
        );
      const before = await theirs();
      expect(before.observations).toHaveLength(1);
      const ours = {
        ...observed({ value: 8 }, { value: 9, region_code: "33" }),
        employers: [employer("ours")],
      };
      await graph.mustLoad(ours, "ours");
      expect(await theirs()).toEqual(before);
      await graph.mustLoad(WORLD, "ours");
      expect(await theirs()).toEqual(before);
      expect(await rowsOf("SELECT slug FROM employers")).toEqual([{ slug: "theirs" }]);
      expect(await rowsOf("SELECT slug FROM worker_cohorts")).toEqual([{ slug: "15.71:FISHER" }]);
    });
  });

  describe("that fails half-way", () => {
    const refuse = (table: string): string =>
      engine.name === "sqlite"
        ? `CREATE TRIGGER refuse BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`
        : `CREATE TRIGGER refuse BEFORE INSERT ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'`;

    it.each(["sources", "observations", "award_results", "datasets"])(
      "leaves all as it was when %s cannot be written, and loads once they can",
      async (table) => {
        await graph.mustLoad(observed({ value: 1 }));
        const before = await everything();
        const next: Tables = {
          ...observed({ value: 2 }, { value: 3, region_code: "33" }),
          sources: [...(WORLD.sources ?? []), source("c")],
          indicators: [...(WORLD.indicators ?? []), indicator("NEW")],
          awards: [{ ...award, cycle_year: 2024, source_id: "b" }],
          award_results: [result({})],
        };
        await rowsOf(refuse(table));
        await expect(graph.load(next)).rejects.toThrow("refused");
        expect(await everything()).toEqual(before);
        await rowsOf("DROP TRIGGER refuse");
        await graph.mustLoad(next);
        expect(await count("award_results")).toBe(1);
      },
    );
  });

  it("tells how far it has come, to the last row", async () => {
    const folder = await writePackage(observed({ value: 1 }));
    const steps: number[] = [];
    let total = 0;
    await loadPackage(graph.dataSource, await openPackage(folder), {
      onProgress: (progress) => {
        steps.push(progress.done);
        total = progress.total;
      },
    });
    await rm(folder, { recursive: true });
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(steps.at(-1)).toBe(total);
  });
});

describe("Opening a data package", () => {
  const opening = async (change: (text: string) => string): Promise<unknown> => {
    const folder = await writePackage(WORLD);
    const path = join(folder, "datapackage.json");
    await writeFile(path, change(await readFile(path, "utf8")));
    return openPackage(folder).finally(() => rm(folder, { recursive: true }));
  };

  it("names the file that is not JSON", async () => {
    await expect(opening((text) => text.slice(1))).rejects.toThrow(/datapackage\.json is not JSON: /);
  });

  it("names what is wrong with a descriptor, and takes no file from elsewhere", async () => {
    await expect(opening((text) => text.replace('"regions.csv"', '"../regions.csv"'))).rejects.toThrow(
      /must be a CSV file beside the descriptor[^]*resources\[0\]\.path/,
    );
  });

  it("names a file that is missing", async () => {
    await expect(opening((text) => text.replace('"regions.csv"', '"missing.csv"'))).rejects.toThrow(
      /missing\.csv/,
    );
  });
});
