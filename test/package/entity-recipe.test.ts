import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { AGREED, difference, recipe } from "../docs/markdown.js";
import {
  BRANCH_OFFICES,
  BRANCH_OFFICES_MIGRATION,
  BRANCH_OFFICES_RESOURCE,
} from "../support/branch-office.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";
import { globalId } from "../support/node-samples.js";
import { WORLD } from "../support/rows.js";
import { Scratch } from "../support/scratch.js";

const LIST = "src/modules/index.ts";

/** Adds branch offices, which refer to regions and employers, by the recipe. */
async function followRecipe(scratch: Scratch): Promise<void> {
  for (const [file, text] of Object.entries(BRANCH_OFFICES))
    await scratch.add(`src/modules/branch-offices/${file}`, text);
  const line = 'import { branchOfficesModule } from "./branch-offices/index.js";\n';
  await scratch.insert(LIST, "import { cohortsModule }", line);
  await scratch.insert(LIST, "  cohortsModule,\n", "  branchOfficesModule,\n");
  await scratch.addMigration("branch-offices", BRANCH_OFFICES_MIGRATION);
  await scratch.describe((resources) => resources.push(BRANCH_OFFICES_RESOURCE));
}

const firm = (id: string): Record<string, string> => ({
  id,
  name: id,
  kind: "PRIVATE",
  region_code: "15.71",
  source_id: "a",
});
const OFFICES = [
  { id: "north", name: "North", region_code: "15.01", employer_id: "one", workers: 7 },
  { id: "south", name: "South", region_code: "15.71", employer_id: "one", workers: 9 },
  { id: "east", name: "East", region_code: "33.74", employer_id: "two" },
];
const MAPPING = {
  table: "branch_offices",
  locale: "id",
  fields: {
    id: { column: "Cabang", slug: true },
    name: { column: "Cabang" },
    region_code: { column: "Wilayah", codeSystem: "NAME" },
    employer_id: { constant: "two" },
    workers: { column: "Pekerja" },
  },
};
const QUESTION = `query ($id: ID!) {
  mapped: branchOffices(filter: { workers: { gt: 1000 } }) { nodes { name region { code } employer { name } } }
  ordered: branchOffices(
    filter: { employer: { name: { eq: "one" } } }, orderBy: [{ field: WORKERS, direction: DESC }], first: 1
  ) { totalCount pageInfo { hasNextPage } nodes { name } }
  employers { nodes { name branchOffices { nodes { name } } } }
  region(code: "33.74") { branchOffices { totalCount } }
  node(id: $id) { __typename ... on BranchOffice { workers } }
  _entities(representations: [{ __typename: "BranchOffice", id: $id }]) { ... on BranchOffice { name } }
}`;
const ANSWER = {
  mapped: { nodes: [{ name: "Cabang Kerinci", region: { code: "15.01" }, employer: { name: "two" } }] },
  ordered: { totalCount: 2, pageInfo: { hasNextPage: true }, nodes: [{ name: "South" }] },
  employers: {
    nodes: [
      { name: "one", branchOffices: { nodes: [{ name: "North" }, { name: "South" }] } },
      { name: "two", branchOffices: { nodes: [{ name: "Cabang Kerinci" }, { name: "East" }] } },
    ],
  },
  region: { branchOffices: { totalCount: 1 } },
  node: { __typename: "BranchOffice", workers: 7 },
  _entities: [{ name: "North" }],
};

let scratch: Scratch;
beforeAll(async () => {
  scratch = await Scratch.make();
  await followRecipe(scratch);
});
afterAll(() => scratch.remove());

describe("The recipe of an entity", () => {
  it("names every place that an entity is told in: a folder, the list of modules, a migration and data", async () => {
    const files = (await recipe("An entity")).files.filter((file) => !file.endsWith("require-whole.ts"));
    const folder = (file: string): string =>
      file.replace(/^src\/modules\/branch-offices\/.*/, "src/modules/");
    const places = [...new Set([...scratch.places].map(folder))];
    expect(difference(files, [...places, "test/database/migration-digests.json"])).toEqual(AGREED);
  });
});

describeEachEngine("An entity added by the recipe", (engine) => {
  let database: FreshDatabase;
  let data: string;

  beforeAll(async () => {
    database = await engine.create();
    data = await scratch.packageOf({
      ...WORLD,
      employers: [firm("one"), firm("two")],
      branch_offices: OFFICES,
    });
  });
  afterAll(async () => {
    await rm(data, { recursive: true });
    await database.drop();
  });

  it("is loaded at the start, mapped, exported, filtered, ordered and paged", async () => {
    const { url } = database;
    await scratch.run("scripts/import.ts", url, data);
    const at = (name: string): string => join(data, name);
    await writeFile(at("foreign.csv"), "Cabang,Wilayah,Pekerja\nCabang Kerinci,Kabupaten Kerinci,1.234\n");
    await writeFile(at("mapping.json"), JSON.stringify(MAPPING));
    await scratch.run("scripts/import.ts", url, at("foreign.csv"), "--map", at("mapping.json"));
    await scratch.run("scripts/export.ts", url, "csv", "--table", "branch_offices", "--out", at("out.csv"));
    expect((await readFile(at("out.csv"), "utf8")).split("\r\n")).toEqual([
      "id,name,region_code,employer_id,workers",
      "cabang-kerinci,Cabang Kerinci,15.01,two,1234",
      "east,East,33.74,two,",
      "north,North,15.01,one,7",
      "south,South,15.71,one,9",
      "",
    ]);

    const { server, logged, ended } = scratch.start("src/main.ts", url, [], { DATA_FOLDER: data });
    const { address } = await logged("serving");
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUESTION, variables: { id: globalId("BranchOffice", "north") } }),
    });
    expect(await response.json()).toEqual({ data: ANSWER });
    server.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  }, 240_000);
});
