import { describe, expect, it } from "@jest/globals";
import type { InputRow } from "../../src/files/read/input.js";
import { compileMapping, sourceColumn } from "../../src/transfer/mapping/apply-mapping.js";
import type { MappedRow } from "../../src/transfer/mapping/field-readers.js";
import type { FieldMapping, Mapping } from "../../src/transfer/mapping/mapping.js";
import { readMapping } from "../../src/transfer/mapping/read-mapping.js";
import { RegionMatcher, type MatchableRegion } from "../../src/transfer/mapping/match-region.js";
import { dateFormatFault, dateReader } from "../../src/transfer/mapping/parse-date.js";
import { stripFootnotes } from "../../src/transfer/mapping/strip-footnotes.js";

const region = (code: string, officialName: string, level: MatchableRegion["level"]): MatchableRegion => ({
  code,
  bpsCode: null,
  level,
  name: officialName.replace(/^\w+ /, ""),
  officialName,
  aliases: [],
  parentCode: code.length > 2 ? code.slice(0, 2) : "ID",
});
const matcher = new RegionMatcher([
  region("15", "Provinsi Jambi", "PROVINCE"),
  region("15.71", "Kota Jambi", "CITY"),
  region("33", "Provinsi Jawa Tengah", "PROVINCE"),
  region("33.22", "Kabupaten Semarang", "REGENCY"),
  region("33.74", "Kota Semarang", "CITY"),
]);

const FIELDS: Record<string, FieldMapping> = {
  region_code: { constant: "15.71" },
  indicator: { constant: "PROTECTED_WORKERS" },
  period_start: { constant: "2024" },
  period_end: { constant: "2024" },
  qualifier: { constant: "EXACT" },
  value_status: { constant: "ACTUAL" },
  attributed_to: { constant: "Disnaker" },
  source_id: { constant: "disnaker-2024" },
};
function mapRow(
  fields: Record<string, FieldMapping>,
  cells: Record<string, string>,
  more: Partial<Mapping> = {},
  row: Partial<InputRow> = {},
): MappedRow {
  const mapping = { table: "observations", locale: "id", fields: { ...FIELDS, ...fields }, ...more };
  return compileMapping(
    readMapping(JSON.stringify(mapping)),
    Object.keys(cells),
    matcher,
  )({
    line: 2,
    cells,
    ...row,
  });
}
const cellOf = (name: string, field: FieldMapping, text: string): string | undefined =>
  mapRow({ [name]: field }, { A: text }).rows[0]?.cells[name];
const faultOf = (name: string, field: FieldMapping, text: string): unknown =>
  mapRow({ [name]: field }, { A: text }).faults[0];

describe("A row of a file", () => {
  it("becomes a row of ours, with every column of the table", () => {
    const mapped = mapRow(
      {
        region_code: { column: "Daerah", codeSystem: "NAME" },
        value: { column: "Iuran", unit: "MILLION" },
        period_end: { column: "Bulan", date: "MMMM YYYY" },
      },
      { Daerah: "KOTA JAMBI", Iuran: "2.378,2752", Bulan: "Agustus 2024" },
    );
    expect(mapped).toMatchObject({
      faults: [],
      rows: [
        {
          cells: {
            region_code: "15.71",
            released_on: "",
            indicator: "PROTECTED_WORKERS",
            period_start: "2024",
            period_end: "2024-08",
            qualifier: "EXACT",
            value_status: "ACTUAL",
            attributed_to: "Disnaker",
            source_id: "disnaker-2024",
            category_code: "",
            base: "",
            counted_by: "",
            area: "",
            value: "2378275200",
            lower_bound: "",
            upper_bound: "",
            programmes: "",
            funding: "",
            note: "",
          },
        },
      ],
    });
  });

  it.each<[string, FieldMapping, string, string]>([
    ["value", { column: "A" }, " 11.797 ", "11797"],
    ["value", { column: "A", unit: "PERCENT" }, "44,3", "0.443"],
    ["value", { column: "A", locale: "en" }, "11,797", "11797"],
    ["value", { column: "A", empty: ["-", "n/a"] }, "N/A", ""],
    ["value", { column: "A", footnotes: true }, "11.797*)", "11797"],
    ["value", { column: "A", values: { nihil: "0" } }, "Nihil", "0"],
    ["value", { column: "A", values: { nihil: "0" }, unit: "THOUSAND" }, "5", "5000"],
    ["period_start", { column: "A" }, "2024-08", "2024-08"],
    ["period_start", { column: "A", date: ["YYYY", "DD/MM/YYYY"] }, "5/8/2024", "2024-08-05"],
    [
      "category_code",
      { column: "A", values: { "Guru ngaji": "QURAN_TEACHER" } },
      "GURU NGAJI",
      "QURAN_TEACHER",
    ],
    ["programmes", { column: "A", split: "," }, "JKK, JKM", "JKK;JKM"],
    [
      "programmes",
      { column: "A", split: "+", values: { kecelakaan: "JKK", kematian: "JKM" } },
      "Kecelakaan + Kematian",
      "JKK;JKM",
    ],
    ["note", { column: "A", trim: false }, " a ", " a "],
    ["source_id", { column: "A", slug: true }, "PT. Maju Jaya (Persero)", "pt-maju-jaya-persero"],
  ])("gives %s by %j of %j as %j", (name, field, text, cell) => {
    expect(cellOf(name, field, text)).toBe(cell);
  });

  it.each<[string, FieldMapping, string, object]>([
    ["value", { column: "A" }, "1.23", { code: "TYPE", hint: expect.stringContaining("1.23") }],
    [
      "value",
      { column: "A", whole: true },
      "1,234",
      { reason: "is 1.234 and not a whole number", hint: 'In the notation "en" it would be 1234.' },
    ],
    ["value", { column: "A", required: true }, "", { code: "REQUIRED" }],
    ["indicator", { column: "A" }, " ", { code: "REQUIRED" }],
    [
      "period_start",
      { column: "A" },
      "31/12/2024",
      { code: "TYPE", hint: "Dates are written YYYY or YYYY-MM or YYYY-MM-DD here." },
    ],
    ["funding", { column: "A", values: { Kota: "APBD_CITY" } }, "Provinsi", { code: "CONSTRAINT" }],
    [
      "programmes",
      { column: "A", values: { kematian: "JKM" } },
      "kematian;haji",
      { reason: 'has "haji", which the mapping does not translate' },
    ],
    [
      "region_code",
      { column: "A", codeSystem: "NAME" },
      "Semarang",
      { code: "REFERENCE", hint: "It may be 33.22 Kabupaten Semarang, 33.74 Kota Semarang." },
    ],
  ])("has a fault for %s by %j of %j", (name, field, text, fault) => {
    expect(faultOf(name, field, text)).toMatchObject({ column: "A", field: name, value: text, ...fault });
  });

  it("with faults gives no row, and names all of them", () => {
    const mapped = mapRow({ value: { column: "A" }, region_code: { column: "B" } }, { A: "x", B: "99" });
    expect(mapped.rows).toEqual([]);
    expect(mapped.faults.map(({ column }) => column).sort()).toEqual(["A", "B"]);
  });

  it("may hold numbers as such, which have a point whatever the notation", () => {
    const cells = { A: "1.234" };
    const value = (numbers?: Set<string>): unknown =>
      mapRow({ value: { column: "A" } }, cells, {}, { numbers }).rows[0]?.cells.value;
    expect(value(new Set(["A"]))).toBe("1.234");
    expect(value()).toBe("1234");
  });

  it("joins columns", () => {
    const fields = {
      region_code: { join: ["Jenis", "Nama"], codeSystem: "NAME" },
      note: { join: ["A", "B", "C"], separator: "; " },
    } satisfies Record<string, FieldMapping>;
    const cells = { Jenis: "Kota", Nama: "Semarang", A: "x ", B: "", C: "y" };
    expect(mapRow(fields, cells).rows[0]?.cells).toMatchObject({ region_code: "33.74", note: "x; y" });
  });

  it("finds regions within the province of another column", () => {
    const fields = {
      region_code: { column: "Kota", levels: ["CITY"], within: { column: "Provinsi" } },
    } satisfies Record<string, FieldMapping>;
    const map = (Kota: string, Provinsi: string): MappedRow =>
      mapRow(fields, { Kota, Provinsi }, { codeSystem: "NAME" });
    expect(map("Semarang", "Jawa Tengah").rows[0]?.cells.region_code).toBe("33.74");
    expect(map("Semarang", "Jambi").faults[0]).toMatchObject({
      column: "Kota",
      reason: "is not within 15 Provinsi Jambi",
    });
    expect(map("Semarang", "Jawa").faults[0]).toMatchObject({ column: "Provinsi", field: "region_code" });
    expect(map("Semarang", "").faults[0]).toMatchObject({ column: "Provinsi", code: "REQUIRED" });
  });

  it.each<[string, boolean]>([
    ["Jumlah", true],
    ["JUMLAH  TOTAL", true],
    ["Sub Jumlah Jambi", true],
    ["", true],
    ["Catatan: Sub", true],
    ["Kota Jambi", false],
    ["Jumlahan", false],
  ])("is skipped where the mapping says so: %j is %j", (A, isSkipped) => {
    const skipWhere: Mapping["skipWhere"] = [
      { column: "A", equals: ["jumlah", "jumlah total"] },
      { column: "A", matches: "sub*jumlah*" },
      { column: "A", matches: "*: sub" },
      { column: "A", empty: true },
    ];
    expect(mapRow({ note: { column: "A" } }, { A }, { skipWhere }).rows).toHaveLength(isSkipped ? 0 : 1);
  });
});

describe("A wide table", () => {
  const unpivot: NonNullable<Mapping["unpivot"]> = {
    columns: {
      "2022": { period_start: "2022", period_end: "2022" },
      "2023": { period_start: "2023", period_end: "2023" },
    },
    value: "value",
  };
  const others = { ...FIELDS, period_start: undefined, period_end: undefined };
  const mapping = readMapping(
    JSON.stringify({
      table: "observations",
      locale: "id",
      unpivot,
      fields: { ...others, region_code: { column: "Kode" }, value: { unit: "THOUSAND", empty: ["-"] } },
    }),
  );
  const map = (cells: Record<string, string>): MappedRow =>
    compileMapping(mapping, Object.keys(cells), matcher)({ line: 2, cells });
  const valuesOf = ({ rows }: MappedRow): unknown[] =>
    rows.map(({ cells }) => [cells.region_code, cells.period_start, cells.period_end, cells.value]);

  it("becomes a row for each column with a value", () => {
    expect(valuesOf(map({ Kode: "15.71", "2022": "1,5", "2023": "2" }))).toEqual([
      ["15.71", "2022", "2022", "1500"],
      ["15.71", "2023", "2023", "2000"],
    ]);
    expect(valuesOf(map({ Kode: "15.71", "2022": "-", "2023": "2" }))).toHaveLength(1);
  });

  it("keeps the good columns of a row and names the column of a fault", () => {
    const mapped = map({ Kode: "15.71", "2022": "x", "2023": "2" });
    expect(valuesOf(mapped)).toEqual([["15.71", "2023", "2023", "2000"]]);
    expect(mapped.faults).toMatchObject([{ column: "2022", field: "value", value: "x" }]);
  });

  it("has one fault for what its rows share", () => {
    const mapped = map({ Kode: "15.7", "2022": "1", "2023": "2" });
    expect(mapped.rows).toEqual([]);
    expect(mapped.faults).toHaveLength(1);
  });
});

describe("The columns of a file", () => {
  const mapping = readMapping(
    JSON.stringify({
      table: "observations",
      locale: "id",
      skipWhere: [{ column: "Ket", empty: true }],
      fields: { ...FIELDS, value: { column: "Jumlah Peserta" }, note: { join: ["Nama", "Alamat"] } },
    }),
  );

  it("that a mapping names and the file lacks are one fault", () => {
    expect(() => compileMapping(mapping, ["Jumlah Peserta", "Nama"], matcher)).toThrow(
      'has no column "Ket", "Alamat", which the mapping names; its columns are "Jumlah Peserta", "Nama"',
    );
  });

  it("are found whatever their blanks and case, unless nothing else tells two apart", () => {
    const columns = ["JUMLAH\nPESERTA ", "nama", "alamat", "ket"];
    expect(() => compileMapping(mapping, columns, matcher)).not.toThrow();
    expect(() => compileMapping(mapping, [...columns, "Ket "], matcher)).toThrow('has no column "Ket"');
    expect(() => compileMapping(mapping, [...columns, "Ket"], matcher)).not.toThrow();
  });

  it("are known for each field of ours", () => {
    expect(sourceColumn(mapping, "value")).toBe("Jumlah Peserta");
    expect(sourceColumn(mapping, "note")).toBe("Nama, Alamat");
    expect(sourceColumn(mapping, "indicator")).toBeNull();
  });
});

describe("Dates", () => {
  it.each([
    ["YYYY", "2024", "2024"],
    ["MM/YYYY", "8/2024", "2024-08"],
    ["MM-YYYY", "08-2024", "2024-08"],
    ["YYYYMM", "202408", "2024-08"],
    ["YYYYMMDD", "20240805", "2024-08-05"],
    ["DD/MM/YYYY", "5/8/2024", "2024-08-05"],
    ["MM/DD/YYYY", "5/8/2024", "2024-05-08"],
    ["MMMM YYYY", "Agustus 2024", "2024-08"],
    ["MMMM YYYY", "AUGUST  2024", "2024-08"],
    ["MMMM YYYY", "Nopember 2019", "2019-11"],
    ["MMMM YYYY", "Des. 2019", "2019-12"],
    ["MMMM-YYYY", "Mei-2024", "2024-05"],
    ["DD MMMM YYYY", "7 Februari 2024", "2024-02-07"],
    ["MMMM DD, YYYY", "May 7, 2024", "2024-05-07"],
    ["DD/MM/YYYY", "2024-08-05", "2024-08-05"],
    ["DD/MM/YYYY", "2024-08-05T00:00:00.000Z", "2024-08-05"],
    ["MMMM YYYY", "2024-08-01", "2024-08"],
    ["YYYY", "2024-01-01 00:00:00", "2024"],
  ])("in the format %s: %s is %s", (format, text, date) => {
    expect(dateReader([format])(text)).toBe(date);
  });

  it.each([
    ["DD/MM/YYYY", "31/02/2024", "names no day or month of the calendar"],
    ["MM/YYYY", "13/2024", "names no day or month of the calendar"],
    ["MMMM YYYY", "Agutus 2024", "names no day or month of the calendar"],
    ["YYYY-DD-MM", "2024-08-25", "names no day or month of the calendar"],
    ["YYYYMM", "20248", "is not a date"],
    ["DD/MM/YYYY", "5/8/24", "is not a date"],
    ["YYYY", "45292", "is not a date"],
    ["YYYY", "2024-08-05 13:00:00", "is not a date"],
  ])("in the format %s: %s %s", (format, text, reason) => {
    expect(dateReader([format])(text)).toMatchObject({ reason });
  });

  it("that two formats read differently are a fault", () => {
    const read = dateReader(["DD/MM/YYYY", "MM/DD/YYYY"]);
    expect(read("05/08/2024")).toMatchObject({ reason: "may be 2024-08-05 or 2024-05-08" });
    expect(read("25/08/2024")).toBe("2024-08-25");
    expect(read("05/05/2024")).toBe("2024-05-05");
  });

  it.each(["MM", "YY", "YYYY/YYYY", "DD YYYY", "MM MMMM YYYY", ""])("have no format %j", (format) => {
    expect(dateFormatFault(format)).not.toBeNull();
  });
});

describe("Footnote marks", () => {
  it.each([
    ["11.797*", "11.797"],
    ["11.797 **)", "11.797"],
    ["11.797¹", "11.797"],
    ["11.797 1)", "11.797"],
    ["44,3a)", "44,3"],
    ["Kota Jambi a)", "Kota Jambi"],
    ["Kota Jambi ¹ ²", "Kota Jambi"],
    ["11.7971)", "11.7971)"],
    ["Kota Jambi (a)", "Kota Jambi (a)"],
    ["lihat (catatan 1)", "lihat (catatan 1)"],
    ["Serang)", "Serang)"],
    ["*", ""],
  ])("go from the end of a text and never from its midst: %j is %j", (text, rest) => {
    expect(stripFootnotes(text)).toBe(rest);
  });
});
