import { beforeAll, describe, expect, it } from "@jest/globals";
import { AGREED, difference, escaped, rowsUnder, spansOf, unquoted, type Document } from "./markdown.js";
import { sources, textOf } from "./project.js";

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const importOf = (name: string): RegExp =>
  new RegExp(`(?:from|import|import\\() ?"${escaped(name)}(?:/[^"]*)?"`);

/** What a row says wrongly of where its package is used: a place without it, or a file that no place covers. */
function wrongPlaces([name = "", , places = ""]: readonly string[], all: readonly Document[]): string[] {
  const named = spansOf(places);
  const using = all.filter(({ text }) => importOf(unquoted(name)).test(text)).map(({ path }) => path);
  const covers = (place: string, path: string): boolean =>
    path === place || (place.endsWith("/") && path.startsWith(place));
  return [
    ...named.filter((place) => !using.some((path) => covers(place, path))),
    ...using.filter((path) => !named.some((place) => covers(place, path))),
  ].map((place) => `${unquoted(name)}: ${place}`);
}

describe("The page on dependencies", () => {
  let atRunTime: string[][];
  let inDevelopment: string[][];
  let ofGateway: string[][];
  let ofPeers: string[][];
  let manifest: Manifest;

  beforeAll(async () => {
    const page = await textOf("docs/develop/dependencies.md");
    const development = page.indexOf("## In development");
    atRunTime = rowsUnder(page.slice(0, development), "Package");
    const gateway = page.indexOf("## Of the gateway");
    inDevelopment = rowsUnder(page.slice(development, gateway), "Package");
    const peers = page.indexOf("## Of the benchmark's peers");
    ofGateway = rowsUnder(page.slice(gateway, peers), "Package");
    ofPeers = rowsUnder(page.slice(peers), "Package");
    manifest = JSON.parse(await textOf("package.json")) as Manifest;
  });

  const namesOf = (rows: readonly string[][]): string[] => rows.map(([name = ""]) => unquoted(name));

  it("names every package, and no others", () => {
    expect(difference(namesOf(atRunTime), Object.keys(manifest.dependencies))).toEqual(AGREED);
    expect(difference(namesOf(inDevelopment), Object.keys(manifest.devDependencies))).toEqual(AGREED);
  });

  it("names those of the gateway, and only the check's under another licence than MIT", async () => {
    const { dependencies, devDependencies } = JSON.parse(await textOf("gateway/package.json")) as Manifest;
    const all = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
    expect(difference(namesOf(ofGateway), all)).toEqual(AGREED);
    const others = ofGateway.filter((row) => row.at(-1) !== "MIT").map(([name = ""]) => unquoted(name));
    expect(others).toEqual(Object.keys(devDependencies));
  });

  it("names those of the benchmark's peers", async () => {
    const { dependencies } = JSON.parse(await textOf("scripts/bench/peers/package.json")) as Manifest;
    expect(difference(namesOf(ofPeers), Object.keys(dependencies))).toEqual(AGREED);
    expect(new Set(ofPeers.map((row) => row.at(-1)))).toEqual(new Set(["MIT"]));
  });

  it("says where each is used", async () => {
    const all = await sources(["src", "scripts"], /\.[jt]s$/);
    const ours = all.filter(({ path }) => !path.startsWith("scripts/bench/peers/"));
    const code = [...ours, { path: "ormconfig.ts", text: await textOf("ormconfig.ts") }];
    expect(atRunTime.flatMap((row) => wrongPlaces(row, code))).toEqual([]);
  });

  it("names the licence of each", async () => {
    const rows = [...atRunTime, ...inDevelopment];
    const licences = await Promise.all(
      namesOf(rows).map(async (name) => {
        const { license } = JSON.parse(await textOf(`node_modules/${name}/package.json`)) as {
          license: string;
        };
        return [name, license];
      }),
    );
    expect(rows.map((row) => [unquoted(row[0] ?? ""), row.at(-1)])).toEqual(licences);
  });
});

describe("The check of dependencies", () => {
  const code = [
    { path: "src/config.ts", text: 'import { z } from "zod";' },
    { path: "src/transfer/mapping/read.ts", text: 'import "zod/v4";' },
    { path: "src/zodiac.ts", text: 'import { z } from "zodiac";' },
  ];
  const row = (places: string): string[] => ["`zod`", "checking", places, "MIT"];

  it("takes files and folders that have the package", () => {
    expect(wrongPlaces(row("`src/config.ts`, `src/transfer/`"), code)).toEqual([]);
  });

  it("tells a file that no place covers", () => {
    expect(wrongPlaces(row("`src/config.ts`"), code)).toEqual(["zod: src/transfer/mapping/read.ts"]);
  });

  it("tells a place that has it not", () => {
    expect(wrongPlaces(row("`src/`, `src/modules/`"), code)).toEqual(["zod: src/modules/"]);
  });
});
