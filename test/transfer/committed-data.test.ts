import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it, describe } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { getNullableType, isEnumType, isInterfaceType, isObjectType } from "graphql";
import { packageTables } from "../../src/modules/index.js";
import type { ColumnKind } from "../../src/package/column.js";
import { servedSchema } from "../../src/server/schema.js";
import { checkPackage } from "../../src/transfer/load/check-package.js";
import { describeFault } from "../../src/files/fault.js";
import { readDescriptor, type Resource } from "../../src/transfer/package/descriptor.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { describeEachEngine } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";

type Cells = Record<string, string>;

const rowsIn = async (path: string): Promise<Cells[]> =>
  parse(await readFile(path, "utf8"), { columns: true, bom: true });

/** Names in which we differ from the list on purpose: code, ours, theirs. */
const OTHER_NAMES = [
  // The city's own spelling; the list writes it as two words and with an e.
  ["12.77", "Kota Padangsidimpuan", "KOTA PADANG SIDEMPUAN"],
  ["34", "DI Yogyakarta", "DAERAH ISTIMEWA YOGYAKARTA"],
];

describe("The committed data", () => {
  it("has no faults", async () => {
    const faults: string[] = [];
    await checkPackage(await openPackage("data"), { onFault: (fault) => faults.push(describeFault(fault)) });
    expect(faults).toEqual([]);
  });

  it("says in both languages what each indicator measures", async () => {
    const rows = await rowsIn("data/indicators.csv");
    expect(rows.length).toBeGreaterThan(50);
    for (const { code, definition, definition_id: inIndonesian } of rows) {
      expect([code, definition, inIndonesian]).not.toContain("");
      expect([code, inIndonesian]).not.toEqual([code, definition]);
    }
  });

  it("keeps every file of the folder in its descriptor", async () => {
    const { tables } = await openPackage("data");
    const files = (await readdir("data")).filter((name) => name.endsWith(".csv")).sort();
    expect(tables.map(({ file }) => file).sort()).toEqual(files);
  });
});

describe("The committed descriptor", () => {
  // Most dates are texts in the data, since they may be known to the month or year only; what they must be is a rule.
  const TYPES: Partial<Record<ColumnKind, string>> = {
    number: "number",
    integer: "integer",
    year: "year",
    boolean: "boolean",
  };
  let resources: readonly Resource[];

  beforeAll(async () => {
    resources = (await readDescriptor("data")).descriptor.resources;
  });

  it("has each column of each table, but those that only partners fill, as it is declared", () => {
    const declared = packageTables.map(({ name, columns }) => [
      name,
      Object.entries(columns)
        .filter(([, { description }]) => description === undefined)
        .map(([column, { kind, required }]) => [column, TYPES[kind] ?? "string", required])
        .sort(),
    ]);
    const described = resources.map(({ name, schema }) => [
      name,
      schema.fields
        .map(({ name: field, type, constraints }) => [
          field,
          type === "date" ? "string" : type,
          constraints?.required ?? false,
        ])
        .sort(),
    ]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(declared));
  });

  it("allows the values of enumerations, and no others", () => {
    const { schema } = servedSchema();
    const compared = packageTables.flatMap(({ name, entity, columns }) => {
      const type = schema.getType(entity.name);
      const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
      const resource = resources.find((each) => each.name === name);
      return Object.entries(columns).flatMap(
        ([
          column,
          {
            properties: [property = ""],
          },
        ]) => {
          const named = fields[property] && getNullableType(fields[property].type);
          if (!isEnumType(named)) return [];
          const allowed = resource?.schema.fields.find((field) => field.name === column)?.constraints?.enum;
          const values = named.getValues().map((value) => value.name);
          return [{ column: `${name}.${column}`, allowed: allowed?.toSorted(), values: values.sort() }];
        },
      );
    });
    expect(compared.length).toBeGreaterThan(10);
    for (const { column, allowed, values } of compared) expect([column, allowed]).toEqual([column, values]);
  });
});

describe("The committed regions", () => {
  let regions: Cells[];
  let published: Cells[];

  beforeAll(async () => {
    regions = await rowsIn("data/regions.csv");
    published = [
      ...(await rowsIn("node_modules/idn-area-data/data/provinces.csv")),
      ...(await rowsIn("node_modules/idn-area-data/data/regencies.csv")),
    ];
  });

  it("are the country and all 38 provinces and 514 regencies and cities that are published", () => {
    const codes = regions.map(({ code = "" }) => code).filter((code) => /^\d\d(\.\d\d)?$/.test(code));
    expect(published).toHaveLength(38 + 514);
    expect(codes.sort()).toEqual(published.map(({ code }) => code).sort());
    expect(regions.filter(({ code }) => code === "ID")).toHaveLength(1);
  });

  it("bear the published names, ignoring case and spacing, with the exceptions stated", () => {
    const plain = (name = ""): string =>
      name
        .toLowerCase()
        .replace(/^(provinsi|kabupaten administrasi|kabupaten|kota administrasi|kota) /, "")
        .replaceAll(/[^a-z]/g, "");
    const theirs = new Map(published.map(({ code, name }) => [code, name]));
    const others = regions
      .filter(({ code, official_name: name }) => theirs.has(code) && plain(name) !== plain(theirs.get(code)))
      .map(({ code, official_name: name }) => [code, name, theirs.get(code)]);
    expect(others).toEqual(OTHER_NAMES);
  });

  it("know a regency from a city as published", () => {
    const isCity = (name = ""): boolean => /^kota /i.test(name);
    const ours = new Map(regions.map(({ code, official_name: name }) => [code, name]));
    const differing = published.filter(
      ({ code, name }) => code?.includes(".") && isCity(name) !== isCity(ours.get(code)),
    );
    expect(differing).toEqual([]);
  });

  it("hang below a region of the file", () => {
    const codes = new Set(regions.map(({ code }) => code));
    const orphans = regions.filter(
      ({ code = "" }) => code.includes(".") && !codes.has(code.slice(0, code.length > 5 ? 5 : 2)),
    );
    expect(orphans).toEqual([]);
  });

  it("bear BPS codes that differ from the others where BPS numbers otherwise", () => {
    const byBpsCode = new Map(regions.map(({ bps_code: bps, code }) => [bps, code]));
    const known = { "3172": "31.75", "3175": "31.72", "1571": "15.71", "3171": "31.74", "3404": "34.04" };
    expect(Object.keys(known).map((bps) => [bps, byBpsCode.get(bps)])).toEqual(Object.entries(known));
    const name = (code?: string): string | undefined =>
      regions.find((row) => row.code === code)?.official_name;
    expect(name(byBpsCode.get("3172"))).toBe("Kota Administrasi Jakarta Timur");
  });
});

describeEachEngine("The committed data", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openRealGraph(engine);
  });
  afterAll(async () => {
    await graph.dataSource.destroy();
  });

  it("is loaded to the last row", async () => {
    const lines = async (file: string): Promise<number> => (await rowsIn(`data/${file}.csv`)).length;
    const stored = async (table: string): Promise<number> =>
      Number((await graph.dataSource.query(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);
    const { tables } = await openPackage("data");
    for (const { name } of tables.map(({ resource }) => resource)) {
      const table = name === "worker_cohorts" ? "cohort_statements" : name;
      expect([name, await stored(table)]).toEqual([name, await lines(name)]);
    }
  });

  it("keeps its row counts with the package", async () => {
    const [row] = await graph.dataSource.query("SELECT row_counts FROM datasets WHERE name = 'cakupan'");
    const counts: { table: string; rows: number }[] = JSON.parse(row.row_counts);
    expect(Object.fromEntries(counts.map(({ table, rows }) => [table, rows]))).toMatchObject({
      regions: (await rowsIn("data/regions.csv")).length,
      observations: (await rowsIn("data/observations.csv")).length,
    });
  });
});
