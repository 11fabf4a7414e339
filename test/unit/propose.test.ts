import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import type { Grid, GridRow } from "../../src/files/read/grid.js";
import { levelOf, parentOf } from "../../src/modules/regions/region-code.rules.js";
import type { Unit } from "../../src/modules/observations/indicator.entity.js";
import { RegionMatcher } from "../../src/transfer/mapping/match-region.js";
import type { ImportVocabulary } from "../../src/transfer/propose/import-vocabulary.js";
import { NameFinder } from "../../src/transfer/propose/name-finder.js";
import { proposeMapping } from "../../src/transfer/propose/propose-mapping.js";
import { recognise } from "../../src/transfer/propose/recognise.js";

const table = (name: string): Record<string, string>[] =>
  parse(readFileSync(new URL(`../../data/${name}.csv`, import.meta.url), "utf8"), { columns: true });
const list = (cell = ""): string[] => cell.split(";").filter((text) => text !== "");
const named = (rows: Record<string, string>[]) =>
  new NameFinder(
    rows.map(({ code = "", name_id: name = "", name_en: english = "", aliases }) => ({
      code,
      names: [code, name, english, ...list(aliases)],
    })),
  );

const indicators = table("indicators");
const categories = table("cohort_categories");
const VOCABULARY: ImportVocabulary = {
  matcher: new RegionMatcher(
    table("regions").map(({ code = "", name = "", official_name: officialName = "", bps_code, aliases }) => ({
      ...{ code, name, officialName, aliases: list(aliases), level: levelOf(code, officialName) },
      bpsCode: bps_code === "" ? null : (bps_code ?? null),
      parentCode: parentOf(code),
    })),
  ),
  indicators: new Map(
    indicators.map(({ code = "", name_id: name = "", unit, kind = "" }) => [
      code,
      { code, name, unit: unit as Unit, kind },
    ]),
  ),
  indicatorNames: named(indicators),
  categories: new Map(categories.map(({ code = "", name_id: name = "" }) => [code, name])),
  categoryNames: named(categories),
  sources: [{ id: "office", publisher: "Dinas Contoh", title: "Rekap" }],
};

type Cell = string | number | null;

/** A sheet; numbers are stored as numbers, and percents of the form "44 %%" as cells that are shown as percent. */
function grid(rows: Cell[][], more: Partial<Grid> = {}): Grid {
  return {
    ...{ file: "file.xlsx", sheet: "Sheet1", isHidden: false, merged: [], delimiter: null, isCut: false },
    rows: rows.flatMap((cells, index): GridRow[] => {
      if (cells.length === 0) return [];
      const numbers = cells.flatMap((cell, place) => (typeof cell === "number" ? [place] : []));
      return [
        {
          line: index + 1,
          cells: cells.map((cell) => String(cell ?? "")),
          numbers,
          percents: [],
          formulas: [],
        },
      ];
    }),
    ...more,
  };
}

const propose = (rows: Cell[][], answers: Record<string, string> = {}, more: Partial<Grid> = {}) => {
  const proposal = proposeMapping([grid(rows, more)], VOCABULARY, { source: "office", ...answers });
  return { ...proposal, asked: proposal.questions.map(({ id }) => id) };
};

const TITLE = ["Peserta aktif BPU menurut kabupaten/kota di Provinsi Jawa Timur, Juni 2025"];

it("finds titles, a header of two rows, totals, notes, units and the period without a question", () => {
  const { mapping, asked } = propose(
    [
      ["Rekap peserta BPJS Ketenagakerjaan"],
      ["Posisi Juni 2025 (dalam ribu orang)"],
      [],
      ["No", "Kabupaten/Kota", "Peserta Aktif", null, "Jumlah"],
      [null, null, "PU", "BPU", null],
      [1, "Blitar", 10.5, 3, 13.5],
      [2, "Kota Blitar", 4, 1.25, 5.25],
      [3, "Pacitan", "-", 2, 2],
      [null, "Jumlah", 14.5, 6.25, 20.75],
      ["Sumber: Dinas Contoh"],
    ],
    {},
    { merged: ["C4:D4"] },
  );
  expect(asked).toEqual([]);
  expect(mapping).toMatchObject({
    headerRow: 4,
    headerRows: 2,
    skipWhere: [
      { column: "Kabupaten/Kota", equals: "Jumlah" },
      { column: "No", matches: "Sumber*" },
    ],
    fields: {
      region_code: { column: "Kabupaten/Kota", codeSystem: "NAME", bareNames: "REGENCY" },
      period_start: { title: true },
      value: { empty: ["-"] },
      source_id: { constant: "office" },
    },
    unpivot: {
      columns: {
        "Peserta Aktif PU": { indicator: "PROTECTED_WORKERS", category_code: "PU", unit: "THOUSAND" },
        "Peserta Aktif BPU": { indicator: "PROTECTED_WORKERS", category_code: "BPU", unit: "THOUSAND" },
      },
    },
  });
});

it("takes columns of years for periods", () => {
  const { mapping, asked } = propose(
    [
      ["Wilayah", "2023", "2024"],
      ["Aceh", 5, 6],
      ["Jawa Tengah", 7, 8],
    ],
    { indicator: "MSME_COUNT" },
  );
  expect(asked).toEqual([]);
  expect(mapping?.unpivot?.columns).toEqual({
    "2023": { indicator: "MSME_COUNT", period_start: "2023", period_end: "2023" },
    "2024": { indicator: "MSME_COUNT", period_start: "2024", period_end: "2024" },
  });
});

const ASKS: Record<string, { rows: Cell[][]; asks: string[]; answers?: Record<string, string> }> = {
  "which indicator is meant, where words may change it": {
    rows: [
      ["Wilayah", "Peserta aktif baru 2024"],
      ["Aceh", 5],
    ],
    asks: ["indicator"],
  },
  "which indicator is meant, where the file names none": {
    rows: [
      ["Wilayah", "Nilai 2024"],
      ["Aceh", 5],
    ],
    asks: ["indicator"],
  },
  "for the period, where neither titles nor columns state one": {
    rows: [
      ["Wilayah", "Peserta aktif"],
      ["Aceh", 5],
    ],
    asks: ["period"],
  },
  "again for a period that cannot be read": {
    rows: [
      ["Wilayah", "Peserta aktif"],
      ["Aceh", 5],
    ],
    answers: { period: "kemarin" },
    asks: ["period"],
  },
  "for the period, where titles state several": {
    rows: [["Rekap 2023, cetakan 2025"], ["Wilayah", "Peserta aktif"], ["Aceh", 5]],
    asks: ["period"],
  },
  "whether small rates are percents or fractions": {
    rows: [
      ["Wilayah", "Cakupan 2024"],
      ["Aceh", 0.44],
    ],
    asks: ["unit-coverage_rate"],
  },
  "in which unit people are counted that come in fractions": {
    rows: [
      ["Wilayah", "Peserta aktif 2024"],
      ["Aceh", 701.25],
    ],
    asks: ["unit-protected_workers"],
  },
  "how numbers are written that may be two": {
    rows: [
      ["Wilayah", "Anggaran 2024"],
      ["Aceh", "11.797"],
    ],
    asks: ["notation"],
  },
  "of which system codes are that both have": {
    rows: [
      ["kode wilayah", "Peserta aktif 2024"],
      ["3526", 5],
      ["3578", 6],
    ],
    asks: ["codes"],
  },
  "what a name means that several regions have": {
    rows: [
      ["Wilayah", "Peserta aktif 2024"],
      ["Blitar", 5],
      ["Kota Kediri", 6],
    ],
    asks: ["bare-names"],
  },
  "which region is meant, where none is named": {
    rows: [
      ["Golongan", "Peserta aktif 2024"],
      ["muda", 5],
    ],
    asks: ["region"],
  },
  "what texts say that tell apart rows of one region": {
    rows: [
      ["Wilayah", "Umur", "Peserta aktif 2024"],
      ["Aceh", "muda", 5],
      ["Aceh", "tua", 6],
    ],
    asks: ["column-B"],
  },
  "what headings say that are no provinces": {
    rows: [["Wilayah", "Peserta aktif 2024"], ["Usia muda"], ["Aceh", 5], ["Usia tua"], ["Riau", 6]],
    asks: ["headings"],
  },
  "whether rows of no region are left out": {
    rows: [
      ["Wilayah", "Peserta aktif 2024"],
      ["Aceh", 5],
      ["Luar negeri", 6],
    ],
    asks: ["unknown-regions"],
  },
  "what a column called total is that is no sum": {
    rows: [
      ["Wilayah 2024", "PU 2024", "BPU 2024", "Jumlah"],
      ["Aceh", 5, 6, 12],
    ],
    answers: { indicator: "PROTECTED_WORKERS", period: "2024" },
    asks: ["column-D"],
  },
  "whether a target is meant, where titles speak of one": {
    rows: [["Target peserta aktif 2024"], ["Wilayah", "Jumlah"], ["Aceh", 5]],
    asks: ["status"],
  },
};

it.each(Object.keys(ASKS))("asks %s", (title) => {
  const { rows, asks, answers } = ASKS[title] ?? { rows: [], asks: [] };
  const { mapping, asked } = propose(rows, answers);
  expect({ mapping, asked }).toEqual({ mapping: null, asked: asks });
});

it("takes codes for those of the system that the names beside them agree with", () => {
  const { mapping } = propose([
    ["kode", "nama", "Peserta aktif 2024"],
    ["3171", "Jakarta Selatan", 5],
  ]);
  expect(mapping?.fields.region_code).toEqual({ column: "kode", codeSystem: "BPS", nameColumn: "nama" });
});

it("reads the kind of regions from headings of BPS, and their province from the titles", () => {
  const { mapping, asked } = propose([
    TITLE,
    ["Kabupaten/Kota", "Jumlah"],
    ["Kabupaten/Regency"],
    ["1. Blitar", 5],
    ["Kota/Municipality"],
    ["71. Blitar", 6],
  ]);
  expect(asked).toEqual([]);
  expect(mapping?.fields).toMatchObject({
    region_code: { join: ["Heading: kind", "Kabupaten/Kota"], within: { constant: "35" } },
    indicator: { constant: "PROTECTED_WORKERS" },
    category_code: { constant: "BPU" },
  });
});

it("reads percents where a figure can be nothing else", () => {
  const { mapping } = propose([
    ["Wilayah", "Cakupan 2024"],
    ["Aceh", 44.2],
    ["Riau", 0.9],
  ]);
  expect(mapping?.fields.value).toMatchObject({ unit: "PERCENT" });
});

it.each([
  {
    names: [
      "Iuran Dibayarkan Semester I 2023 (juta rupiah)",
      "Iuran Dibayarkan Semester I 2024 (juta rupiah)",
    ],
    columns: [
      { unit: "MILLION", period_start: "2023-01", period_end: "2023-06" },
      { unit: "MILLION", period_start: "2024-01", period_end: "2024-06" },
    ],
  },
  {
    names: ["Target Pekerja Terlindungi 2023", "Target Pekerja Terlindungi 2024 *)"],
    columns: [
      { value_status: "TARGET", period_start: "2023" },
      { value_status: "TARGET", period_start: "2024" },
    ],
  },
  {
    names: ["Peserta Aktif Penerima Upah 2024", "Peserta Aktif Bukan Penerima Upah 2024"],
    columns: [{ category_code: "PU" }, { category_code: "BPU" }],
  },
])("keeps what columns say alike: $names", ({ names, columns }) => {
  const { mapping, asked } = propose([
    ["Wilayah", ...names],
    ["Aceh", 5, 6],
    ["Jawa Tengah", 7, 8],
  ]);
  expect(asked).toEqual([]);
  expect(Object.values(mapping?.unpivot?.columns ?? {})).toMatchObject(columns);
});

it("takes columns of quarters for periods of the year in the title", () => {
  const { mapping, asked } = propose([
    ["Pekerja terlindungi tahun 2024"],
    ["Wilayah", "Triwulan I", "Triwulan II"],
    ["Aceh", 5, 6],
    ["Jawa Tengah", 7, 8],
  ]);
  expect(asked).toEqual([]);
  expect(mapping?.unpivot?.columns).toMatchObject({
    "Triwulan I": { period_start: "2024-01", period_end: "2024-03" },
    "Triwulan II": { period_start: "2024-04", period_end: "2024-06" },
  });
});

it("takes columns of months for periods of what the title names", () => {
  const { mapping, asked } = propose([
    ["Pekerja terlindungi tahun 2024"],
    ["Wilayah", "Jan", "Feb", "Mei"],
    ["Aceh", 5, 6, 7],
    ["Jawa Tengah", 7, 8, 9],
  ]);
  expect(asked).toEqual([]);
  expect(mapping?.unpivot?.columns).toMatchObject({
    Jan: { indicator: "PROTECTED_WORKERS", period_start: "2024-01", period_end: "2024-01" },
    Mei: { indicator: "PROTECTED_WORKERS", period_start: "2024-05", period_end: "2024-05" },
  });
});

it("answers the period for those columns only that state none", () => {
  const { mapping } = propose(
    [
      ["Wilayah", "Pekerja terlindungi 2023", "Potensi pekerja"],
      ["Aceh", 5, 6],
      ["Jawa Tengah", 7, 8],
    ],
    { period: "2024" },
  );
  expect(mapping?.unpivot?.columns).toMatchObject({
    "Pekerja terlindungi 2023": { period_start: "2023" },
    "Potensi pekerja": { period_start: "2024" },
  });
});

it("does not store what a second table says of its own period under that of the first", () => {
  const rows = [
    ["Pekerja terlindungi 2023"],
    ["Wilayah", "Pekerja terlindungi"],
    ["Aceh", 5],
    ["Jawa Tengah", 7],
    ["Pekerja terlindungi 2024"],
    ["Aceh", 6],
    ["Jawa Tengah", 8],
  ];
  expect(propose(rows, { headings: "note" })).toMatchObject({ mapping: null, asked: ["headings"] });
});

it("leaves out regions without a figure this time only, and takes them for no headings", () => {
  const { mapping, asked } = propose(
    [
      ["Pekerja terlindungi, Provinsi Bali, Juni 2025"],
      ["Kabupaten", "Pekerja terlindungi"],
      ["Badung", 5],
      ["Gianyar", "-"],
      ["Tabanan", "belum lapor"],
      ["Klungkung", null],
      ["Bangli", 8],
      ["Sumber: Dinas Contoh"],
    ],
    { "empty-belum-lapor": "yes" },
  );
  expect(asked).toEqual([]);
  expect(mapping?.sections).toBeUndefined();
  expect(mapping?.skipWhere).toEqual([
    { column: "Kabupaten", matches: "Sumber*" },
    { column: "Pekerja terlindungi", empty: true },
    { column: "Pekerja terlindungi", equals: ["-", "belum lapor"] },
  ]);
});

const NAMES = ["Kabupaten Cilacap", "Kabupaten Banyumas", "Kota Magelang"];
const withColumns = (header: string[], figures: Cell[][]): Cell[][] => [
  ["Peserta aktif, Desember 2024"],
  ["Kabupaten/Kota", ...header],
  ...NAMES.map((name, row) => [name, ...(figures[row] ?? [])]),
];

it("tells columns of programmes apart by the programmes of their figures", () => {
  const { mapping, asked } = propose(
    withColumns(
      ["JKK", "Jaminan Hari Tua", "JKK dan JKM"],
      [
        [30, 20, 30],
        [31, 21, 31],
        [32, 22, 32],
      ],
    ),
  );
  expect(asked).toEqual([]);
  expect(mapping?.unpivot?.columns).toMatchObject({
    JKK: { indicator: "PROTECTED_WORKERS", programmes: "JKK" },
    "Jaminan Hari Tua": { programmes: "JHT" },
    "JKK dan JKM": { programmes: "JKK;JKM" },
  });
});

it.each([
  [["Laki-laki", "Perempuan", "Jumlah"], "Jumlah"],
  [["L", "P", "L+P"], "L+P"],
])("leaves out the columns of one sex in %j, and reads those of both", (header, total) => {
  const { mapping, findings } = propose(
    withColumns(header, [
      [10, 5, 15],
      [20, 6, 26],
      [30, 7, 37],
    ]),
  );
  expect(mapping?.fields.value).toMatchObject({ column: total });
  expect(findings.map(({ what }) => what)).toContainEqual(expect.stringContaining("men or of women alone"));
});

it("refuses figures of men and women without a total, by columns, rows and headings", () => {
  const byColumn = propose(
    withColumns(
      ["L", "P"],
      [
        [10, 5],
        [20, 6],
        [30, 7],
      ],
    ),
    { "column-B": "PROTECTED_WORKERS" },
  );
  expect(byColumn.asked).toContain("sexes");
  const rows = NAMES.flatMap((name) => [
    [name, "L", 10],
    [name, "P", 5],
  ]);
  const byRow = propose([["Peserta aktif 2024"], ["Kabupaten/Kota", "Jenis kelamin", "Jumlah"], ...rows]);
  expect(byRow.asked).toContain("sexes");
  const [first = ""] = NAMES;
  const byHeading = propose([
    ["Peserta aktif 2024"],
    ["Kabupaten/Kota", "Peserta"],
    ...[["Laki-laki"], [first, 10], ["Perempuan"], [first, 5]],
  ]);
  expect(byHeading.asked).toContain("sexes");
});

it("leaves out rows of one sex where there are rows of both", () => {
  const rows = NAMES.flatMap((name) => [
    [name, "L", 10],
    [name, "P", 5],
    [name, "Jumlah", 15],
  ]);
  const { mapping, asked } = propose([
    ["Peserta aktif 2024"],
    ["Kabupaten/Kota", "Jenis kelamin", "Peserta aktif"],
    ...rows,
  ]);
  expect(asked).toEqual([]);
  expect(mapping?.skipWhere).toContainEqual({ column: "Jenis kelamin", equals: ["L", "P"] });
  expect(JSON.stringify(mapping?.skipWhere)).not.toContain("Jumlah");
});

it("asks what words in place of figures mean, and keeps the answer for the same words only", () => {
  const rows = (word: string): Cell[][] => withColumns(["Peserta aktif"], [[1000], [word], [3000]]);
  expect(propose(rows("belum lapor")).questions).toMatchObject([
    { id: "empty-belum-lapor", suggestion: "yes" },
  ]);
  const answers = { "empty-belum-lapor": "yes" };
  const { mapping } = propose(rows("belum lapor"), answers);
  expect(mapping?.fields.value?.empty).toEqual(["belum lapor"]);
  expect(mapping?.proposed?.answers).toMatchObject(answers);
  expect(propose(rows("dirahasiakan"), answers).questions).toMatchObject([
    { id: "empty-dirahasiakan", suggestion: null },
  ]);
});

it("refuses tables that stand beside each other, and says what to do", () => {
  const { asked, questions } = propose([
    ["Kabupaten/Kota", "Peserta aktif", null, "Kabupaten/Kota", "Peserta aktif"],
    ["Kabupaten Cilacap", 1000, null, "Kabupaten Klaten", 2000],
    ["Kabupaten Banyumas", 1100, null, "Kota Surakarta", 2100],
  ]);
  expect(asked).toEqual(["side-by-side"]);
  expect(questions[0]?.why).toContain("sheet of its own");
});

it("refuses a table whose columns are regions, whatever region is answered", () => {
  const rows = [
    ["Peserta aktif"],
    ["Bulan", "Kota Tegal", "Kota Salatiga"],
    ["Januari 2025", 1200, 900],
    ["Februari 2025", 1210, 905],
  ];
  expect(propose(rows, { region: "33" }).asked).toEqual(["turned"]);
});

it("takes the status of a column from the note that its mark refers to", () => {
  const { mapping } = propose([
    ["Peserta aktif"],
    ["Kabupaten/Kota", "2024*", "2025**"],
    ["Kabupaten Cilacap", 6500, 8000],
    ["Kabupaten Banyumas", 4100, 4200],
    ["*) realisasi"],
    ["**) target"],
  ]);
  expect(mapping?.unpivot?.columns).toMatchObject({
    "2024*": { value_status: "ACTUAL" },
    "2025**": { value_status: "TARGET" },
  });
});

it("carries a province down over the empty cells below it", () => {
  const { mapping } = propose([
    ["Provinsi", "Kabupaten/Kota", "Peserta aktif 2024"],
    ["Jawa Barat", "Kabupaten Bogor", 31],
    [null, "Kota Bogor", 32],
    ["Jawa Tengah", "Kabupaten Cilacap", 22],
  ]);
  expect(mapping?.carryDown).toEqual(["Provinsi"]);
});

it("takes the regency of a row for its region beside a province, whose codes and names may be as many", () => {
  const { mapping } = propose([
    [
      "kode_provinsi",
      "nama_provinsi",
      "kode_kabupaten_kota",
      "nama_kabupaten_kota",
      "peserta aktif",
      "tahun",
    ],
    ["32", "JAWA BARAT", "3201", "KABUPATEN BOGOR", 31, "2023"],
    ["33", "JAWA TENGAH", "3301", "KABUPATEN CILACAP", 22, "2023"],
  ]);
  expect(mapping?.fields.region_code).toMatchObject({
    column: "kode_kabupaten_kota",
    nameColumn: "nama_kabupaten_kota",
  });
  const named = propose([
    ["Provinsi", "Kabupaten", "Peserta aktif 2024"],
    ["Jawa Barat", "Bogor", 31],
    ["Jawa Tengah", "Cilacap", 22],
  ]);
  expect(named.mapping?.fields.region_code).toMatchObject({ column: "Kabupaten" });
});

it("knows a region whose name has a raised mark of a footnote", () => {
  const { asked } = propose(
    withColumns(["Peserta aktif"], [[1000], [2000], [3000]]).map((row) =>
      row.map((cell) => (cell === "Kota Magelang" ? "Kota Magelang¹⁾" : cell)),
    ),
  );
  expect(asked).toEqual([]);
});

it("finds no table in a sheet without one", () => {
  expect(propose([["Hanya judul"]])).toMatchObject({ mapping: null, layout: null, asked: [] });
});

const MONTHLY = (title: string): Cell[][] => [[title], ["Wilayah", "Jumlah"], ["Aceh", 5]];
const keptFor = (rows: Cell[][], answers: Record<string, string> = {}) => {
  const { mapping } = propose(rows, answers);
  if (!mapping) throw new Error("No mapping was proposed");
  return [{ name: "kept.json", mapping }];
};

it("recognises the file of the next month, whose period is its own", () => {
  const kept = keptFor(MONTHLY("Peserta aktif Juni 2025"));
  const found = recognise([grid(MONTHLY("Peserta aktif Juli 2025"))], kept, VOCABULARY);
  expect(found).toMatchObject({ kind: "known", name: "kept.json", isAsKept: true });
});

it("does not recognise a file whose titles say something else", () => {
  const kept = keptFor(MONTHLY("Peserta aktif Juni 2025"));
  const found = recognise([grid(MONTHLY("Peserta nonaktif Juni 2025"))], kept, VOCABULARY);
  expect(found).toEqual({ kind: "unknown" });
});

it("asks for the period again that the first file did not state", () => {
  const rows = [
    ["Wilayah", "Peserta aktif"],
    ["Aceh", 5],
  ];
  const kept = keptFor(rows, { period: "Juni 2025" });
  const [again, answered] = [
    recognise([grid(rows)], kept, VOCABULARY),
    recognise([grid(rows)], kept, VOCABULARY, { period: "Juli 2025" }),
  ];
  expect(again).toMatchObject({ kind: "known", proposal: { mapping: null, questions: [{ id: "period" }] } });
  expect(answered).toMatchObject({
    proposal: {
      mapping: { fields: { period_start: { constant: "2025-07" }, source_id: { constant: "office" } } },
    },
  });
});

it("asks what the first file did not leave open, such as how numbers are written", () => {
  const rows = (value: Cell): Cell[][] => [["Anggaran Juni 2025"], ["Wilayah", "Jumlah"], ["Aceh", value]];
  const kept = keptFor(rows("5"));
  const found = recognise([grid(rows("1.234"))], kept, VOCABULARY);
  expect(found).toMatchObject({ isAsKept: false, proposal: { questions: [{ id: "notation" }] } });
});

it("proposes anew for other years in the columns, with the answers of then", () => {
  const rows = (...years: string[]): Cell[][] => [
    ["Wilayah", ...years],
    ["Aceh", 5, 6],
  ];
  const kept = keptFor(rows("2023", "2024"), { indicator: "MSME_COUNT" });
  const found = recognise([grid(rows("2024", "2025"))], kept, VOCABULARY);
  expect(found).toMatchObject({
    isAsKept: false,
    proposal: {
      mapping: { unpivot: { columns: { "2025": { indicator: "MSME_COUNT", period_start: "2025" } } } },
    },
  });
});

it("says which kept mappings a file fits where several do", () => {
  const kept = keptFor(MONTHLY("Peserta aktif Juni 2025"));
  const found = recognise([grid(MONTHLY("Peserta aktif Juli 2025"))], [...kept, ...kept], VOCABULARY);
  expect(found).toMatchObject({ kind: "ambiguous" });
});
