import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { AGREED, difference, recipe } from "../docs/markdown.js";
import {
  TRAINING_CENTRES,
  TRAINING_CENTRES_MIGRATION,
  TRAINING_CENTRES_RESOURCE,
} from "../support/training-centre.js";
import { createMigrated } from "../support/copied-tables.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";
import { globalId } from "../support/node-samples.js";
import { WORLD } from "../support/rows.js";
import { Scratch } from "../support/scratch.js";

const LIST = "src/modules/index.ts";

/** Adds training centres, which refer to regions and employers, by the recipe. */
async function followRecipe(scratch: Scratch): Promise<void> {
  for (const [file, text] of Object.entries(TRAINING_CENTRES))
    await scratch.add(`src/modules/training-centres/${file}`, text);
  const line = 'import { trainingCentresModule } from "./training-centres/index.js";\n';
  await scratch.insert(LIST, "import { cohortsModule }", line);
  await scratch.insert(LIST, "  cohortsModule,\n", "  trainingCentresModule,\n");
  await scratch.addMigration("training-centres", TRAINING_CENTRES_MIGRATION);
  await scratch.describe((resources) => resources.push(TRAINING_CENTRES_RESOURCE));
}

const firm = (id: string): Record<string, string> => ({
  id,
  name: id,
  kind: "PRIVATE",
  region_code: "15.71",
  source_id: "a",
});
const CENTRES = [
  { id: "north", name: "North", region_code: "15.01", employer_id: "one", workers: 7 },
  { id: "south", name: "South", region_code: "15.71", employer_id: "one", workers: 9 },
  { id: "east", name: "East", region_code: "33.74", employer_id: "two" },
];
const MAPPING = {
  table: "training_centres",
  locale: "id",
  fields: {
    id: { column: "Balai", slug: true },
    name: { column: "Balai" },
    region_code: { column: "Wilayah", codeSystem: "NAME" },
    employer_id: { constant: "two" },
    workers: { column: "Pekerja" },
  },
};
const QUESTION = `query ($id: ID!) {
  mapped: trainingCentres(filter: { workers: { gt: 1000 } }) { nodes { name region { code } employer { name } } }
  ordered: trainingCentres(
    filter: { employer: { name: { eq: "one" } } }, orderBy: [{ field: WORKERS, direction: DESC }], first: 1
  ) { totalCount pageInfo { hasNextPage } nodes { name } }
  employers { nodes { name trainingCentres { nodes { name } } } }
  region(code: "33.74") { trainingCentres { totalCount } }
  node(id: $id) { __typename ... on TrainingCentre { workers } }
  _entities(representations: [{ __typename: "TrainingCentre", id: $id }]) { ... on TrainingCentre { name } }
}`;
const ANSWER = {
  mapped: { nodes: [{ name: "Balai Kerinci", region: { code: "15.01" }, employer: { name: "two" } }] },
  ordered: { totalCount: 2, pageInfo: { hasNextPage: true }, nodes: [{ name: "South" }] },
  employers: {
    nodes: [
      { name: "one", trainingCentres: { nodes: [{ name: "North" }, { name: "South" }] } },
      { name: "two", trainingCentres: { nodes: [{ name: "Balai Kerinci" }, { name: "East" }] } },
    ],
  },
  region: { trainingCentres: { totalCount: 1 } },
  node: { __typename: "TrainingCentre", workers: 7 },
  _entities: [{ name: "North" }],
};

let scratch: Scratch;
beforeAll(async () => {
  scratch = await Scratch.make();
  await followRecipe(scratch);
});
afterAll(() => scratch.remove());

describe("The recipe of an entity", () => {
  it("names every file that a new entity changes: a folder, the list of modules, a migration and data", async () => {
    const files = (await recipe("An entity")).files.filter((file) => !file.endsWith("require-whole.ts"));
    const folder = (file: string): string =>
      file.replace(/^src\/modules\/training-centres\/.*/, "src/modules/");
    const places = [...new Set([...scratch.places].map(folder))];
    expect(difference(files, places)).toEqual(AGREED);
  });
});

describeEachEngine("An entity added by the recipe", (engine) => {
  let database: FreshDatabase;
  let data: string;

  beforeAll(async () => {
    database = await createMigrated(engine);
    data = await scratch.packageOf({
      ...WORLD,
      employers: [firm("one"), firm("two")],
      training_centres: CENTRES,
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
    await writeFile(at("foreign.csv"), "Balai,Wilayah,Pekerja\nBalai Kerinci,Kabupaten Kerinci,1.234\n");
    await writeFile(at("mapping.json"), JSON.stringify(MAPPING));
    await scratch.run("scripts/import.ts", url, at("foreign.csv"), "--map", at("mapping.json"));
    await scratch.run("scripts/export.ts", url, "csv", "--table", "training_centres", "--out", at("out.csv"));
    expect((await readFile(at("out.csv"), "utf8")).split("\r\n")).toEqual([
      "\uFEFFid,name,region_code,region_code_text,region_name,employer_id,workers",
      "balai-kerinci,Balai Kerinci,15.01,ID-15.01,Kabupaten Kerinci,two,1234",
      "east,East,33.74,ID-33.74,Kota Semarang,two,",
      "north,North,15.01,ID-15.01,Kabupaten Kerinci,one,7",
      "south,South,15.71,ID-15.71,Kota Jambi,one,9",
      "",
    ]);

    const { server, logged, ended } = await scratch.start("src/main.ts", url, [], { DATA_FOLDER: data });
    const { address } = await logged("serving");
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUESTION, variables: { id: globalId("TrainingCentre", "north") } }),
    });
    expect(await response.json()).toEqual({ data: ANSWER });
    server.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  }, 240_000);
});
