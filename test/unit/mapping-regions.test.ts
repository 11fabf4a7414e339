import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "@jest/globals";
import { LoadContext } from "../../src/package/load-context.js";
import { tableNamed } from "../../src/transfer/package/tables.js";
import {
  RegionMatcher,
  type CodeSystem,
  type MatchableRegion,
  type RegionScope,
} from "../../src/transfer/mapping/match-region.js";

const table = readFileSync(new URL("../../data/regions.csv", import.meta.url), "utf8");
const regions = parse<Record<string, string>>(table, { columns: true }).map(
  (cells) => tableNamed("regions").valuesOf(cells, new LoadContext("test")) as unknown as MatchableRegion,
);
const matcher = new RegionMatcher(regions);
const codeOf = (text: string, system: CodeSystem, scope?: RegionScope): string | undefined => {
  const match = matcher.match(text, system, scope);
  return "code" in match ? match.code : undefined;
};

describe("Names of regions", () => {
  it.each([
    ["Kota Jambi", "15.71"],
    ["KOTA  JAMBI", "15.71"],
    ["Kota\u00a0Jambi", "15.71"],
    ["Jambi City", "15.71"],
    ["Prov. Jambi", "15"],
    ["Propinsi Jambi", "15"],
    ["Jambi Province", "15"],
    ["KAB. SEMARANG", "33.22"],
    ["Kab.Semarang", "33.22"],
    ["Kabupaten Semarang", "33.22"],
    ["Semarang Regency", "33.22"],
    ["Kodya Semarang", "33.74"],
    ["Kota Madya Semarang", "33.74"],
    ["Kotamadya Semarang", "33.74"],
    ["PROVINSI DKI JAKARTA", "31"],
    ["D.K.I. Jakarta", "31"],
    ["Prov. D.I. Yogyakarta", "34"],
    ["Daerah Istimewa Yogyakarta", "34"],
    ["Kota Adm. Jakarta Timur", "31.75"],
    ["Jakarta Timur", "31.75"],
    ["KAB. ADM. KEP. SERIBU", "31.01"],
    ["Kab. Kep. Meranti", "14.10"],
    ["Kulonprogo", "34.01"],
    ["Kulon-Progo", "34.01"],
    ["Bantúl", "34.02"],
    ["Toli - Toli", "72.04"],
    ["Solo", "33.72"],
    ["Kota Solo", "33.72"],
    ["West Java", "32"],
    ["Lima Puluh Kota", "13.07"],
    ["Kab. 50 Kota", "13.07"],
    ["Kota Baru", "63.02"],
    ["Kab. Kota Baru", "63.02"],
    ["Kotamobagu", "71.74"],
    ["Kabupaten Pontianak", "61.02"],
    ["Pontianak", "61.71"],
    ["Indonesia", "ID"],
    ["Republik Indonesia", "ID"],
  ])("say that %j is %s", (text, code) => {
    expect(codeOf(text, "NAME")).toBe(code);
  });

  it.each(
    regions.filter(({ level }) => level !== "VILLAGE").map(({ code, officialName }) => [officialName, code]),
  )("in full settle the region: %s is %s", (officialName, code) => {
    expect(codeOf(officialName, "NAME")).toBe(code);
    expect(codeOf(officialName.toUpperCase().replace("KABUPATEN", "KAB."), "NAME")).toBe(code);
  });

  it.each([
    ["Semarang", ["33.22 Kabupaten Semarang", "33.74 Kota Semarang"]],
    ["Jambi", ["15 Provinsi Jambi", "15.71 Kota Jambi"]],
    ["Yogyakarta", ["34 DI Yogyakarta", "34.71 Kota Yogyakarta"]],
    ["Banjar", ["32.79 Kota Banjar", "63.03 Kabupaten Banjar"]],
    ["Mura", ["16.05 Kabupaten Musi Rawas", "62.12 Kabupaten Murung Raya"]],
    ["Gorontalo", ["75 Provinsi Gorontalo", "75.01 Kabupaten Gorontalo", "75.71 Kota Gorontalo"]],
  ])("of several regions are a fault that lists them: %s", (text, candidates) => {
    expect(matcher.match(text, "NAME")).toEqual({ fault: "may mean several regions", candidates });
  });

  it.each<[string, RegionScope, string]>([
    ["Jambi", { levels: ["PROVINCE"] }, "15"],
    ["Jambi", { levels: ["REGENCY", "CITY"] }, "15.71"],
    ["Banjar", { within: "63" }, "63.03"],
    ["Mura", { within: "16" }, "16.05"],
    ["Semarang", { within: "33", levels: ["CITY"] }, "33.74"],
    ["Kota Jambi", { within: "ID" }, "15.71"],
  ])("are settled by where and what they are: %s with %j is %s", (text, scope, code) => {
    expect(codeOf(text, "NAME", scope)).toBe(code);
  });

  it("outside the scope are a fault that says so", () => {
    expect(matcher.match("Kota Semarang", "NAME", { within: "32" })).toEqual({
      fault: "is not within 32 Provinsi Jawa Barat",
      candidates: ["33.74 Kota Semarang"],
    });
    expect(matcher.match("Kota Semarang", "NAME", { levels: ["PROVINCE"] })).toEqual({
      fault: "is not of the level PROVINCE",
      candidates: ["33.74 Kota Semarang"],
    });
    expect(matcher.match("Semarang", "NAME", { within: "33" })).toHaveProperty("fault");
  });

  it.each([
    ["Kab. Semarnag", "33.22 Kabupaten Semarang"],
    ["Kota Bantul", "34.02 Kabupaten Bantul"],
    ["Pekanbru", "14.71 Kota Pekanbaru"],
    ["Jakrta Selatan", "31.74 Kota Administrasi Jakarta Selatan"],
    ["Kota Jambii", "15.71 Kota Jambi"],
  ])("that are unknown are a fault with the nearest ones: %s may be %s", (text, candidate) => {
    const match = matcher.match(text, "NAME");
    expect(match).toMatchObject({ fault: "is not the name of a region" });
    expect("candidates" in match ? match.candidates : []).toContain(candidate);
    expect("candidates" in match ? match.candidates.length : 9).toBeLessThanOrEqual(5);
  });

  it.each(["Tanjung", "Desa Tanjung", "Jumlah", "—", ""])("never settle a village or nothing: %j", (text) => {
    expect(codeOf(text, "NAME")).toBeUndefined();
  });
});

describe("Codes of regions", () => {
  it.each([
    ["15.71", "15.71"],
    ["15,71", "15.71"],
    ["1571", "15.71"],
    [" 15.71 ", "15.71"],
    ["15", "15"],
    ["15.00", "15"],
    ["ID", "ID"],
    ["11.06.02.2024", "11.06.02.2024"],
    ["1106022024", "11.06.02.2024"],
    ["1105", "11.05"],
  ])("of Kemendagri are read as spreadsheets leave them: %s is %s", (text, code) => {
    expect(codeOf(text, "KEMENDAGRI")).toBe(code);
  });

  it.each([
    ["32.1", ["32.01 Kabupaten Bogor", "32.10 Kabupaten Majalengka"]],
    ["15.7", ["15.07 Kabupaten Tanjung Jabung Timur"]],
    ["157", ["15.07 Kabupaten Tanjung Jabung Timur"]],
  ])("of Kemendagri that lost a digit are a fault: %s", (text, candidates) => {
    expect(matcher.match(text, "KEMENDAGRI")).toEqual({
      fault: "has lost a digit, as codes do when a spreadsheet stores them as numbers",
      candidates,
    });
  });

  it("that name no region, or are names, are a fault", () => {
    expect(matcher.match("15.99", "KEMENDAGRI")).toEqual({
      fault: "is not a Kemendagri code",
      candidates: [],
    });
    expect(matcher.match("Kota Jambi", "KEMENDAGRI")).toEqual({
      fault: "is not a Kemendagri code, but is a name",
      candidates: ["15.71 Kota Jambi"],
    });
    expect(matcher.match("33.74", "BPS")).toMatchObject({ candidates: ["33.74 Kota Semarang"] });
  });

  it.each([
    ["3172", "31.75"],
    ["1105", "11.03"],
    ["3300", "33"],
    ["33", "33"],
  ])("of BPS are read by the table: %s is %s", (text, code) => {
    expect(codeOf(text, "BPS")).toBe(code);
  });

  it("of BPS are never read as Kemendagri codes", () => {
    for (const { code, bpsCode } of regions) if (bpsCode) expect(codeOf(bpsCode, "BPS")).toBe(code);
  });
});
