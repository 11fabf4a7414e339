import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readBoundaries } from "../../src/server/boundaries.js";

const RING = [
  [110.00001, -8],
  [110.00002, -8],
  [112, -8],
  [112, -6],
  [110, -8],
];
const feature = (properties: object, type = "Polygon", coordinates: unknown = [RING]) => ({
  type: "Feature",
  properties,
  geometry: { type, coordinates },
});

describe("Boundaries of provinces", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "boundaries-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function read(content: string, code = "code"): Promise<unknown> {
    const file = join(folder, "provinces.geojson");
    await writeFile(file, content);
    return JSON.parse((await readBoundaries({ file, code })).provinces);
  }
  const collection = (...features: object[]): string =>
    JSON.stringify({ type: "FeatureCollection", features });

  it("keep the codes of provinces, as text, and three digits of each degree", async () => {
    const given = collection(
      feature({ kode: 33, name: "Jawa Tengah" }),
      feature({ kode: "34" }, "MultiPolygon", [[RING]]),
      feature({ kode: "33.71" }),
      feature({ kode: "31" }, "Point", [106, -6]),
    );
    const ring = [
      [110, -8],
      [112, -8],
      [112, -6],
      [110, -8],
    ];
    expect(await read(given, "kode")).toEqual({
      type: "FeatureCollection",
      features: ["33", "34"].map((code) => ({
        type: "Feature",
        properties: { code },
        geometry: { type: "MultiPolygon", coordinates: [[ring]] },
      })),
    });
  });

  it("keep regencies and cities by province, as far as their codes are official ones", async () => {
    const file = join(folder, "regencies.geojson");
    const codes = ["33", "33.71", "33.10", "34.04", 33.7, 3371, "3371"];
    await writeFile(file, collection(...codes.map((kode) => feature({ kode }))));
    const { regencies } = await readBoundaries({ file, code: "kode" });
    const codesIn = (text: string): string[] =>
      (JSON.parse(text) as { features: { properties: { code: string } }[] }).features.map(
        ({ properties }) => properties.code,
      );
    expect([...regencies].map(([province, text]) => [province, codesIn(text)])).toEqual([
      ["33", ["33.71", "33.10"]],
      ["34", ["34.04"]],
    ]);
  });

  it.each([
    ["no JSON", "kml", /BOUNDARIES_FILE .*provinces\.geojson is no GeoJSON FeatureCollection/],
    ["no collection", '{"type":"Feature"}', /is no GeoJSON FeatureCollection/],
    ["no codes under that name", collection(feature({ kode: "33" })), /property "code".* BOUNDARIES_CODE/],
  ])("are refused when the file has %s", async (_fault, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});
