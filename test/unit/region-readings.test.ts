import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import type { RegionLevel } from "../../src/modules/regions/region.entity.js";
import { RegionReadings, type Tolerance } from "../../src/modules/search/region-readings.js";
import { wordsOf } from "../../src/modules/search/search-words.js";

interface Region {
  key: string;
  level: RegionLevel;
  names: string[];
  kind: string;
}

const levelOf = (code: string, officialName: string): RegionLevel => {
  if (code.length === 2) return code === "ID" ? "COUNTRY" : "PROVINCE";
  if (code.length > 5) return "VILLAGE";
  return officialName.startsWith("Kota ") ? "CITY" : "REGENCY";
};

describe("A region in the committed data", () => {
  const regions: Region[] = [];
  const readings = new RegionReadings<Region>();

  beforeAll(async () => {
    const rows: Record<string, string>[] = parse(await readFile("data/regions.csv", "utf8"), {
      columns: true,
      bom: true,
    });
    for (const { code = "", name = "", official_name: official = "", aliases = "" } of rows) {
      const level = levelOf(code, official);
      const kind = { COUNTRY: "", PROVINCE: "Provinsi", REGENCY: "Kab.", CITY: "Kota", VILLAGE: "Desa" }[
        level
      ];
      const region = {
        key: code,
        level,
        kind,
        names: [name, ...aliases.split(";").filter((alias) => alias !== "")],
      };
      regions.push(region);
      for (const each of new Set([...region.names, official].map((text) => wordsOf(text).join(""))))
        readings.add(region, each);
    }
  });

  const read = (text: string, tolerance: Tolerance | null = null): string[] =>
    [...readings.read(wordsOf(text), tolerance)].map(([{ key }]) => key).sort();
  const provinces = (): Region[] => regions.filter(({ level }) => level === "PROVINCE");
  const within = (province: Region): Region[] =>
    regions.filter(({ key, level }) => key.startsWith(`${province.key}.`) && level !== "VILLAGE");
  const compact = (text: string): string => wordsOf(text).join("");

  it("is read from each of its names with each of its province's behind or before it, and nothing elsewhere is", () => {
    const faults: string[] = [];
    for (const province of provinces()) {
      const inside = within(province);
      const keysInside = new Set([province, ...inside].map(({ key }) => key));
      for (const name of new Set(inside.flatMap(({ names }) => names))) {
        const namesakes = inside.filter(({ names }) => names.map(compact).includes(compact(name)));
        for (const above of province.names)
          for (const text of [
            `${name}, ${above}`,
            `${above} ${name}`,
            `${name} Provinsi ${above}, Indonesia`,
          ]) {
            const found = read(text);
            if (namesakes.some(({ key }) => !found.includes(key))) faults.push(`${text}: missing`);
            if (found.some((key) => !keysInside.has(key))) faults.push(`${text}: elsewhere`);
          }
      }
    }
    expect(faults).toEqual([]);
  });

  it("is the only one of its name that is read when its kind is said, before or behind it", () => {
    for (const province of provinces())
      for (const { key, level, kind, names } of within(province)) {
        const [name = ""] = names;
        const [above = ""] = province.names;
        for (const text of [
          `${kind} ${name}, ${above}`,
          `${name} ${kind} ${above}`,
          `${above}, ${kind} ${name}`,
        ]) {
          const found = read(text);
          expect([text, found]).toEqual([text, expect.arrayContaining([key])]);
          const others = regions.filter((other) => found.includes(other.key) && other.names[0] === name);
          expect([text, new Set(others.map((other) => other.level))]).toEqual([text, new Set([level])]);
        }
      }
  });

  it("is read although two letters of its name, or of its province's, are swapped", () => {
    const swapped = (text: string, at: number): string =>
      text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
    for (const province of provinces()) {
      const [above = ""] = province.names;
      for (const {
        key,
        names: [name = ""],
      } of within(province)) {
        const [place, abovePlace] = [compact(name).length >> 1, compact(above).length >> 1];
        if (name.length < 5 || name.includes(" ") || above.includes(" ")) continue;
        const texts = [`${swapped(name, place - 1)} ${above}`, `${name} ${swapped(above, abovePlace - 1)}`];
        for (const text of texts)
          expect([text, read(text, "SPELLING")]).toEqual([text, expect.arrayContaining([key])]);
      }
    }
  });

  it.each([
    ["Bandung, Jawa Barat", ["32.04", "32.73"]],
    ["Bandung Barat, Jawa Barat", ["32.17"]],
    ["Banjar Jabar", ["32.79"]],
    ["Banjar Kalsel", ["63.03"]],
    ["Lima Puluh Kota", ["13.07"]],
    ["Papua Barat", ["92"]],
    ["Papua Barat Daya", ["96"]],
    ["Gorontalo", ["75", "75.01", "75.71"]],
    ["Gorontalo, Gorontalo", ["75.01", "75.71"]],
    ["Batu Merah, Kota Ambon, Maluku", ["81.71.02.2003"]],
    ["Batu Merah Ambon", ["81.71.02.2003"]],
    ["Maluku Ambon Batu Merah", ["81.71.02.2003"]],
    ["Semarang, Jawa Timur", []],
    ["Semarang Semarang", []],
    ["Jambi Kota", ["15.71"]],
    ["Lima Puluh Kota Kab.", ["13.07"]],
    ["Kab. Lima Puluh Kota", ["13.07"]],
    ["Pontianak Kabupaten", ["61.02"]],
    ["Kota Adm. Jakarta Utara", ["31.72"]],
    ["kab/kota Bogor", ["32.01", "32.71"]],
    ["Kota Kudus", []],
    ["Kota", []],
    ["", []],
    ["a ".repeat(60), []],
  ])("is read from %s as %j", (text, codes) => {
    expect(read(text)).toEqual(codes);
  });

  it.each([
    ["KINDS", "Kota Kudus, Jateng", ["33.19"]],
    ["ENDING", "Semarang J", []],
    ["ENDING", "Jambi kot", ["15.71", "15.72"]],
    ["ENDING", "Semarang Jawa Te", ["33.22", "33.74"]],
    ["ENDING", "Jateng Semar", ["33.22", "33.74"]],
    ["SPELLING", "Smearang Jawa Tegah", ["33.22", "33.74"]],
    ["SPELLING", "Smaerngn Jateng", []],
  ] as const)("is read more freely, by its %s, from %s", (tolerance, text, codes) => {
    expect(read(text)).toEqual([]);
    expect(read(text, tolerance)).toEqual(codes);
  });
});
