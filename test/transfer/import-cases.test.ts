import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { describeFault, type Fault } from "../../src/files/fault.js";
import { UnreadableInput } from "../../src/files/read/unreadable-input.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { readMapping } from "../../src/transfer/mapping/read-mapping.js";
import { openImport } from "../../src/transfer/mapping/open-import.js";
import { readDescriptor } from "../../src/transfer/package/descriptor.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { indicator, source } from "../support/rows.js";
import { textCell, workbookOf } from "./input-files.js";

const REGIONS = parse<Record<string, string>>(
  readFileSync(new URL("../../data/regions.csv", import.meta.url), "utf8"),
  { columns: true },
);

const BASE = {
  regions: REGIONS,
  sources: [source("office", { type: "PARTNER" })],
  indicators: [
    indicator("WORKERS"),
    indicator("WAGE", { unit: "IDR", kind: "AMOUNT", additive_over_regions: "false" }),
    indicator("RATE", { unit: "FRACTION", kind: "RATE", additive_over_regions: "false" }),
  ],
};

interface Case {
  /** What the file holds, as text or as a workbook. */
  file: string | Buffer;
  name?: string;
  fields?: Record<string, unknown>;
  mapping?: Record<string, unknown>;
  /** The rows that must be stored, in any order, or what the import must say when it refuses. */
  rows?: Record<string, unknown>[];
  refused?: RegExp[];
  warns?: RegExp;
  leftOut?: Record<string, number>;
}

const FIELDS = {
  region_code: { column: "Wilayah", codeSystem: "NAME" },
  indicator: { constant: "WORKERS" },
  period_start: { constant: "2024" },
  period_end: { constant: "2024" },
  value: { column: "Nilai" },
  qualifier: { constant: "EXACT" },
  value_status: { constant: "ACTUAL" },
  attributed_to: { constant: "The office" },
  source_id: { constant: "office" },
};
const RATE = { indicator: { constant: "RATE" } };
const PERCENT_STYLE = '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>';

const row = (number: number, cells: string, more = ""): string => `<row r="${number}"${more}>${cells}</row>`;
const text = textCell;
const number = (reference: string, value: number, style = 0): string =>
  `<c r="${reference}" s="${style}"><v>${value}</v></c>`;
const sheet = (...rows: string[]): string => `<sheetData>${rows.join("")}</sheetData>`;
const HEADER = row(1, text("A1", "Wilayah") + text("B1", "Nilai"));
const workbook = (...rows: string[]): Buffer =>
  workbookOf({ sheets: { S: sheet(HEADER, ...rows) }, styles: PERCENT_STYLE });

const CASES: Record<string, Case> = {
  "refuses codes without a dot until the mapping says of which system they are": {
    file: "kode,n\n3171,1\n3172,2\n",
    fields: { region_code: { column: "kode" }, value: { column: "n" } },
    refused: [
      /kode "3171".*BPS or of Kemendagri/,
      /As BPS it is 31\.74 Kota .*Jakarta Selatan.*as KEMENDAGRI it is 31\.71/,
    ],
  },
  "refuses codes of provinces of Papua, which differ between the systems, but not those of others": {
    file: "kode,n\n33,1\n94,2\n",
    fields: { region_code: { column: "kode" }, value: { column: "n" } },
    refused: [/:3 kode "94"/],
  },
  "takes codes with dots for those of Kemendagri": {
    file: "kode,n\n31.71,1\n",
    fields: { region_code: { column: "kode" }, value: { column: "n" } },
    rows: [{ region: "31.71", value: 1 }],
  },
  "refuses a code of another region than the name beside it": {
    file: "kode,nama,n\n3171,Jakarta Selatan,1\n",
    fields: { region_code: { column: "kode", codeSystem: "KEMENDAGRI" }, value: { column: "n" } },
    refused: [/kode "3171": means 31\.71 .*Jakarta Pusat, but the name in "nama" is "Jakarta Selatan"/],
  },
  "refuses it also where the mapping names the column of names": {
    file: "kode,x,y,nama,n\n3171,,,Jakarta Selatan,1\n",
    fields: {
      region_code: { column: "kode", codeSystem: "KEMENDAGRI", nameColumn: "nama" },
      value: { column: "n" },
    },
    refused: [/the name in "nama"/],
  },
  "accepts names beside codes that are right, of the province, of something else, or not to be looked at": {
    file: "kode,nama,n\n3171,Kota Adm. Jakarta Pusat,1\n3374,Jawa Tengah,2\n3322,PT Maju,3\n",
    fields: { region_code: { column: "kode", codeSystem: "KEMENDAGRI" }, value: { column: "n" } },
    rows: [{ value: 1 }, { value: 2 }, { value: 3 }],
  },
  "looks at no names where the mapping says so": {
    file: "kode,asal,n\n3171,Jakarta Selatan,1\n",
    fields: {
      region_code: { column: "kode", codeSystem: "KEMENDAGRI", nameColumn: false },
      value: { column: "n" },
    },
    rows: [{ region: "31.71" }],
  },
  "says which region an old code of Papua is of": {
    file: "kode,n\n91.01,1\n",
    fields: { region_code: { column: "kode" }, value: { column: "n" } },
    refused: [/before Papua was divided in 2022.*93\.01 Kabupaten Merauke/],
  },
  "reads codes, years and dates that a program wrote as fractions": {
    file: "kode,tahun,n\n3526.0,2019.0,7\n33.0,2020.0,8\n",
    fields: {
      region_code: { column: "kode", codeSystem: "BPS" },
      period_start: { column: "tahun" },
      period_end: { column: "tahun" },
      value: { column: "n" },
    },
    rows: [
      { region: "35.26", start: "2019-01-01", value: 7 },
      { region: "33", start: "2020-01-01", value: 8 },
    ],
  },
  "scales a percent of a workbook once": {
    file: workbook(row(2, text("A2", "Kota Magelang") + number("B2", 0.44, 1))),
    fields: { ...RATE, value: { column: "Nilai", unit: "PERCENT" } },
    rows: [{ value: 0.44 }],
  },
  "refuses a cell shown as percent in another unit": {
    file: workbook(row(2, text("A2", "Kota Magelang") + number("B2", 0.44, 1))),
    fields: { ...RATE, value: { column: "Nilai", unit: "THOUSAND" } },
    refused: [/is shown as percent, but the mapping reads it in the unit THOUSAND/],
  },
  "refuses a bare number among percents of a workbook, which may be either": {
    file: workbook(
      row(2, text("A2", "Kota Magelang") + number("B2", 0.44, 1)),
      row(3, text("A3", "Kota Solo") + number("B3", 0.381)),
    ),
    fields: RATE,
    refused: [/:3 Nilai "0\.381": may be a fraction or a percent.*line 2 says percent.*"PERCENT".*"ONE"/],
  },
  "reads bare numbers among percents as the mapping says": {
    file: workbook(
      row(2, text("A2", "Kota Magelang") + number("B2", 0.44, 1)),
      row(3, text("A3", "Kota Solo") + number("B3", 38.1)),
    ),
    fields: { ...RATE, value: { column: "Nilai", unit: "PERCENT" } },
    rows: [{ value: 0.44 }, { value: 0.381 }],
  },
  "refuses bare numbers among percents of a text, also small ones": {
    file: "Wilayah;Nilai\nKota Magelang;44 %\nKota Solo;0,9\n",
    fields: RATE,
    refused: [/:3 Nilai "0\.9": may be a fraction or a percent/],
  },
  "refuses rates that can only be percents, and those beside them": {
    file: "Wilayah;Nilai\nKota Magelang;44,2\nKota Solo;0,9\n",
    fields: RATE,
    refused: [/"44\.2": is a rate above 2.*PERCENT/, /:3 Nilai "0\.9".*line 2 can only be a percent/],
  },
  "refuses a percentage of what is no rate": {
    file: "Wilayah;Nilai\nKota Magelang;44 %\n",
    refused: [/is read from a percentage, but WORKERS is in PERSONS/],
  },
  "warns of fractions that are read as percents": {
    file: "Wilayah;Nilai\nKota Magelang;0,44\nKota Solo;0,38\n",
    fields: { ...RATE, value: { column: "Nilai", unit: "PERCENT" } },
    rows: [{ value: 0.0044 }, { value: 0.0038 }],
    warns: /the file may have fractions already/,
  },
  "refuses two answers to one question, and names both rows": {
    file: "Wilayah;Nilai\nKota Solo;1\nKabupaten Kudus;5000\nKabupaten Kudus;500\n",
    refused: [/:4 Nilai "500": contradicts line 3/],
  },
  "refuses them also where they write the same period in two ways": {
    file: "Wilayah;d;Nilai\nKota Solo;2024;1\nKota Solo;2024-01-01;2\n",
    fields: { period_start: { column: "d" } },
    refused: [/:3 Nilai "2": contradicts line 2/],
  },
  "accepts two answers that a column tells apart": {
    file: "Wilayah;Siapa;Umur;Nilai\nKota Solo;A;15-24;1\nKota Solo;B;15-24;2\nKota Solo;B;25-34;3\n",
    fields: { attributed_to: { column: "Siapa" }, note: { column: "Umur" } },
    rows: [{ value: 1 }, { value: 2 }, { value: 3 }],
  },
  "reads the first sheet and the rows that are not hidden": {
    file: workbookOf({
      sheets: {
        Lists: sheet(row(1, text("A1", "Daftar"))),
        S: sheet(
          HEADER,
          row(2, text("A2", "Kota Solo") + number("B2", 1)),
          row(3, text("A3", "Kota Magelang") + number("B3", 2), ' hidden="1"'),
        ),
      },
      hidden: ["Lists"],
    }),
    rows: [{ value: 1 }],
    warns: /has hidden rows, which are not read: 3/,
  },
  "reads hidden rows when the mapping names them": {
    file: workbook(row(2, text("A2", "Kota Solo") + number("B2", 1), ' hidden="1"')),
    mapping: { hiddenRows: true },
    rows: [{ value: 1 }],
  },
  "refuses a workbook of hidden sheets, unless one is named": {
    file: workbookOf({ sheets: { S: sheet(HEADER) }, hidden: ["S"] }),
    refused: [/has only hidden sheets.*"S"/],
  },
  "counts what it leaves out by rule": {
    file: "Wilayah;2023;2024\nKota Solo;1;-\nKota Magelang;;2\nJumlah;1;2\nSumber: X;;\nSumber: Y;;\n",
    mapping: {
      skipWhere: [
        { column: "Wilayah", equals: "Jumlah" },
        { column: "Wilayah", matches: "Sumber*" },
      ],
      unpivot: {
        value: "value",
        columns: {
          "2023": { period_start: "2023", period_end: "2023" },
          "2024": { period_start: "2024", period_end: "2024" },
        },
      },
    },
    fields: { value: { empty: ["-"] }, period_start: undefined, period_end: undefined },
    rows: [{ value: 1 }, { value: 2 }],
    leftOut: {
      'cells "-" of "2024", which are no value': 1,
      'empty cells of "2023"': 1,
      'rows where "Wilayah" is "Jumlah"': 1,
      'rows where "Wilayah" matches "Sumber*"': 2,
    },
  },
  "does not mind formulas in columns and rows that the mapping does not read": {
    file: workbook(
      row(2, text("A2", "Kota Solo") + number("B2", 1) + '<c r="C2"><f>B2*2</f><v>2</v></c>'),
      row(4, '<c r="C4"><f>SUM(C2:C3)</f><v>2</v></c>'),
    ),
    rows: [{ value: 1 }],
  },
  "refuses formulas in columns that it reads": {
    file: workbook(row(2, text("A2", "Kota Solo") + '<c r="B2"><f>1+1</f><v>2</v></c>')),
    refused: [/Nilai.*cell B2 is a formula.*"formulas": "VALUES"/],
  },
  "reads the stored values of formulas by consent, also those of arrays": {
    file: workbook(
      row(2, text("A2", "Kota Solo") + '<c r="B2"><f t="array" ref="B2:B3">A2:A3</f><v>2</v></c>'),
      row(3, text("A3", "Kota Magelang") + number("B3", 3)),
    ),
    mapping: { formulas: "VALUES" },
    rows: [{ value: 2 }, { value: 3 }],
  },
  "refuses cells of an array formula that do not say so themselves": {
    file: workbook(
      row(2, text("A2", "Kota Solo") + '<c r="B2"><f t="array" ref="B2:B3">A2:A3</f><v>2</v></c>'),
      row(3, text("A3", "Kota Magelang") + number("B3", 3)),
    ),
    refused: [/cell B3 is a formula/],
  },
  "refuses a formula that has no stored value": {
    file: workbook(row(2, text("A2", "Kota Solo") + '<c r="B2"><f>1+1</f></c>')),
    mapping: { formulas: "VALUES" },
    refused: [/cell B2 is a formula without a stored value/],
  },
  "reads several indicators in units of their own from one sheet": {
    file: "Wilayah;Upah (Rp);Pekerja (ribu);Persen\nKota Solo;600.000;1,5;14,1\nKota Magelang;...;...;...\n",
    mapping: {
      unpivot: {
        value: "value",
        columns: {
          "Upah (Rp)": { indicator: "WAGE" },
          "Pekerja (ribu)": { indicator: "WORKERS", unit: "THOUSAND" },
          Persen: { indicator: "RATE", unit: "PERCENT" },
        },
      },
    },
    fields: { indicator: undefined, value: { empty: ["..."] } },
    rows: [
      { indicator: "RATE", value: 0.141 },
      { indicator: "WAGE", value: 600_000 },
      { indicator: "WORKERS", value: 1_500 },
    ],
  },
  "reads the unit of each row from a column": {
    file: "Wilayah;Apa;Satuan;Nilai\nKota Solo;WORKERS;Ribu Orang;1,5\nKota Solo;RATE;Persen (%);14\nKota Solo;WAGE;Juta Rp;2\n",
    fields: { indicator: { column: "Apa" }, value: { column: "Nilai", unitFrom: "Satuan" } },
    rows: [{ value: 1_500 }, { value: 0.14 }, { value: 2_000_000 }],
  },
  "refuses a unit that it does not know, unless the mapping translates it": {
    file: "Wilayah;Satuan;Nilai\nKota Solo;lusin;1,5\n",
    fields: { value: { column: "Nilai", unitFrom: "Satuan" } },
    refused: [/has the unit "lusin" in "Satuan".*unitFrom/],
  },
  "takes bare names for regencies where the mapping says so": {
    file: "Wilayah;Nilai\nBlitar;1\nKota Blitar;2\nJawa Timur;3\nSurabaya;4\n",
    fields: { region_code: { column: "Wilayah", codeSystem: "NAME", bareNames: "REGENCY" } },
    rows: [
      { region: "35.05", value: 1 },
      { region: "35.72", value: 2 },
      { region: "35", value: 3 },
      { region: "35.78", value: 4 },
    ],
  },
  "carries sections down, nested ones until the next of the outer kind": {
    file: "Uraian;Nilai\nJAWA TENGAH;\nKota Semarang;1\nKudus;2\nJAWA TIMUR;\nKota Blitar;3\n",
    mapping: { sections: [{ column: "Uraian", as: "Provinsi" }] },
    fields: {
      region_code: {
        column: "Uraian",
        codeSystem: "NAME",
        within: { column: "Provinsi", codeSystem: "NAME" },
      },
    },
    rows: [{ region: "33.74" }, { region: "33.19" }, { region: "35.72" }],
    leftOut: { 'headings in "Uraian", which carry down as "Provinsi"': 2 },
  },
  "carries down sections of fewer cells than the header, and the texts of merged cells": {
    file: "Prov;Kab;Nilai\nI. LAKI-LAKI\nJawa Tengah;Kota Semarang;1\n;Kudus;2\nII. PEREMPUAN\nJawa Timur;Kota Blitar;3\n",
    mapping: {
      sections: [{ column: "Prov", as: "Jenis", matches: "I*. *" }],
      carryDown: ["Prov"],
    },
    fields: {
      region_code: { column: "Kab", codeSystem: "NAME", within: { column: "Prov", codeSystem: "NAME" } },
      note: { column: "Jenis" },
    },
    rows: [
      { region: "33.19", note: "I. LAKI-LAKI" },
      { region: "33.74", note: "I. LAKI-LAKI" },
      { region: "35.72", note: "II. PEREMPUAN" },
    ],
  },
  "reads quarters, semesters and what began with the year": {
    file: "d;Nilai\nTW IV 2024;1\nSemester I 2024;2\nNopember 2023;3\n31 Desember 2022;4\ns.d. Agustus 2025;5\n",
    fields: {
      region_code: { constant: "33" },
      period_start: { column: "d", date: ["YYYY", "MMMM YYYY"] },
      period_end: { column: "d", date: "PERIOD" },
    },
    rows: [
      { start: "2024-10-01", end: "2024-12-31", value: 1 },
      { start: "2024-01-01", end: "2024-06-30", value: 2 },
      { start: "2023-11-01", end: "2023-11-30", value: 3 },
      { start: "2022-12-31", end: "2022-12-31", value: 4 },
      { start: "2025-01-01", end: "2025-08-31", value: 5 },
    ],
  },
  "reads the delimiter that the mapping names, and that of Excel's first line": {
    file: "sep=|\nWilayah|Nilai\nKota Solo|1,5\n",
    mapping: { delimiter: "|" },
    rows: [{ value: 1.5 }],
  },
  "refuses a web page that is named as a workbook, by its format": {
    file: "<html><body><table><tr><td>Wilayah</td></tr></table></body></html>",
    name: "input.xls",
    refused: [/is an HTML page named \.xls.*\.xlsx or \.csv/],
  },
  "reads names with marks of footnotes": {
    file: "Wilayah;Nilai\nKota Solo 1);1\nKota Magelang*);2\nKota Blitar²;3\nKudus [a];4\n",
    rows: [{ value: 1 }, { value: 2 }, { value: 3 }, { value: 4 }],
  },
  "says that there is nothing to load": {
    file: "Wilayah;Nilai\nJumlah;1\n",
    mapping: { skipWhere: [{ column: "Wilayah", equals: "Jumlah" }] },
    refused: [/^Nothing to load$/],
  },
};

describeEachEngine("A foreign file", (engine) => {
  let graph: TestGraph;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cakupan-cases-"));
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(BASE, "world");
  });
  afterEach(() => graph.dataSource.query("DELETE FROM observations"));
  afterAll(async () => {
    await graph.close();
    await rm(folder, { recursive: true });
  });

  const importCase = async ({ file, name, fields, mapping }: Case): Promise<Told> => {
    const path = join(folder, name ?? (typeof file === "string" ? "input.csv" : "input.xlsx"));
    await writeFile(path, file);
    const read = readMapping(
      JSON.stringify({ table: "observations", locale: "id", fields: { ...FIELDS, ...fields }, ...mapping }),
    );
    const { descriptor } = await readDescriptor("data");
    const said: Fault[] = [];
    const opened = await openImport(graph.dataSource, path, descriptor.resources, { mapping: read });
    try {
      const report = await loadPackage(graph.dataSource, opened, {
        ...{ isWhole: false, takeOver: true, refersToStored: true },
        onFault: (fault) => said.push(fault),
        onWarning: (warning) => said.push(warning),
      });
      const lines = [...said, ...opened.notes].map((fault) => `${describeFault(fault)}. ${fault.hint ?? ""}`);
      const leftOut = "leftOut" in report ? report.leftOut : [];
      return {
        outcome: report.outcome,
        lines,
        leftOut: Object.fromEntries(leftOut.map(({ rule, count }) => [rule, count])),
      };
    } finally {
      await opened.close();
    }
  };

  it.each(Object.keys(CASES))("%s", async (title) => {
    const { rows, refused, warns, leftOut, ...given } = CASES[title] ?? { file: "" };
    const told = await importCase(given).catch((error: unknown): Told => {
      if (!(error instanceof UnreadableInput)) throw error;
      return { outcome: "refused", lines: [describeFault(error.fault)], leftOut: {} };
    });
    const lines = [...told.lines, ...(told.outcome === "empty" ? ["Nothing to load"] : [])];
    const stored = await graph.dataSource.query<Record<string, unknown>[]>(
      "SELECT region_code AS region, indicator_code AS indicator, period_start AS start, period_end AS end, value, note FROM observations",
    );
    if (rows)
      expect({ stored, lines }).toMatchObject({
        stored: expect.arrayContaining(rows.map((one) => expect.objectContaining(one))),
      });
    expect({ count: stored.length, lines }).toMatchObject({ count: rows?.length ?? 0 });
    for (const pattern of refused ?? []) expect(lines).toContainEqual(expect.stringMatching(pattern));
    if (warns) expect(lines).toContainEqual(expect.stringMatching(warns));
    if (leftOut) expect(told.leftOut).toEqual(leftOut);
  });
});

interface Told {
  outcome: string;
  lines: string[];
  leftOut: Record<string, number>;
}
