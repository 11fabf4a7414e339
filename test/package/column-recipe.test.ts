import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { AGREED, difference, recipe } from "../docs/markdown.js";
import { createMigrated } from "../support/copied-tables.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";
import { WORLD } from "../support/rows.js";
import { Scratch } from "../support/scratch.js";

const [IMPORT, EXPORT, GENERATE] = ["scripts/import.ts", "scripts/export.ts", "scripts/generate.ts"];
const ENTITY = "src/modules/employers/employer.entity.ts";
const PACKAGE = "src/modules/employers/employer.package.ts";
const LINE = 'motto: optional(text("motto"))';
const PARTNERS_LINE = 'mascot: partnersOnly(text("mascot"), "Mascot; empty when not known.")';

const property = (name: string): string => `  @Column("varchar", { length: 80, nullable: true })
  @Field(() => String, { nullable: true, description: "Its ${name}; null when not known." })
  ${name}!: string | null;\n\n`;

/** Adds a text `motto` to employers, and one that only partners fill, by the recipe. */
async function followRecipe(scratch: Scratch): Promise<void> {
  await scratch.insert(ENTITY, '  @Column("varchar", { length: 80 })\n  dataset', property("motto"));
  await scratch.insert(ENTITY, '  @Column("varchar", { length: 80 })\n  dataset', property("mascot"));
  await scratch.insert(PACKAGE, "    note:", `    ${LINE},\n    ${PARTNERS_LINE},\n`);
  await scratch.addMigration(
    "employer-motto",
    `for (const name of ["motto", "mascot"]) await runner.addColumn("employers", new TableColumn({ name, type: "varchar", length: "80", isNullable: true }));`,
  );
  await scratch.describe((resources) => {
    const { schema } = resources.find(({ name }) => name === "employers");
    schema.fields.push({ name: "motto", type: "string", description: "Motto; empty means not known." });
  });
}

// The tests load packages of their own, so that the copy's data keep the old header.
const NOT_CHANGED = ["data/employers.csv"];

const FIRM = { id: "firm", name: "A firm", kind: "PRIVATE", region_code: "15.71", source_id: "a" };
const FOREIGN = "Nama,Semboyan,Maskot\nPT Maju Jaya,Maju,Badak\n";
const MAPPING = {
  table: "employers",
  locale: "id",
  fields: {
    id: { column: "Nama", slug: true },
    name: { column: "Nama" },
    kind: { constant: "PRIVATE" },
    region_code: { constant: "15.01" },
    motto: { column: "Semboyan" },
    mascot: { column: "Maskot" },
    source_id: { constant: "a" },
  },
};
const EVERY_FIRM = {
  firm: ["Onward", ""],
  other: ["Together", "Tiger"],
  "pt-maju-jaya": ["Maju", "Badak"],
};

let scratch: Scratch;
beforeAll(async () => {
  scratch = await Scratch.make();
  await followRecipe(scratch);
});
afterAll(() => scratch.remove());

describe("The recipe of a column", () => {
  it("names every file that a new column changes, and the line of its package", async () => {
    const { text, files } = await recipe("A column");
    expect(text).toContain(`\`${LINE}\``);
    const needed = files.filter((file) => !file.endsWith(".table.ts"));
    expect(difference(needed, [...scratch.places, ...NOT_CHANGED])).toEqual(AGREED);
  });
});

describeEachEngine("A column added by the recipe", (engine) => {
  let databases: FreshDatabase[];
  let world: string;

  beforeAll(async () => {
    databases = [await createMigrated(engine), await createMigrated(engine)];
    world = await scratch.packageOf({ ...WORLD, employers: [{ ...FIRM, motto: "Onward" }] });
  });
  afterAll(async () => {
    await rm(world, { recursive: true });
    for (const { drop } of databases) await drop();
  });

  it("is imported, mapped, exported, and imported again", async () => {
    const [url = "", otherUrl = ""] = databases.map((database) => database.url);
    const at = (name: string): string => join(world, name);
    const cells = async (file: string): Promise<Record<string, string[]>> =>
      Object.fromEntries(
        parse<Record<string, string>>(await readFile(file), { columns: true, bom: true }).map((row) => [
          row.id,
          [row.motto ?? "", row.mascot ?? ""],
        ]),
      );

    await scratch.run(IMPORT, url, world);
    await writeFile(
      at("employers.csv"),
      "id,name,kind,region_code,source_id,motto,mascot\nother,Another,PRIVATE,33,a,Together,Tiger\n",
    );
    await scratch.run(IMPORT, url, at("employers.csv"));
    await writeFile(at("foreign.csv"), FOREIGN);
    await writeFile(at("mapping.json"), JSON.stringify(MAPPING));
    await scratch.run(IMPORT, url, at("foreign.csv"), "--map", at("mapping.json"));

    await scratch.run(EXPORT, url, "package", "--out", at("out"));
    expect(await cells(at("out/employers.csv"))).toEqual(EVERY_FIRM);
    await scratch.run(EXPORT, url, "csv", "--table", "employers", "--out", at("table.csv"));
    expect(await cells(at("table.csv"))).toEqual(EVERY_FIRM);

    await scratch.run(IMPORT, otherUrl, at("out"));
    await scratch.run(EXPORT, otherUrl, "csv", "--table", "employers", "--out", at("again.csv"));
    expect(await readFile(at("again.csv"), "utf8")).toBe(await readFile(at("table.csv"), "utf8"));
  }, 240_000);

  it("is empty in synthetic data, which are generated and imported as before", async () => {
    const [url = ""] = databases.map((database) => database.url);
    const out = join(world, "synthetic");
    await scratch.run(GENERATE, url, "--scale", "0.0005", "--out", out);
    const employers = parse<Record<string, string>>(await readFile(join(out, "employers.csv")), {
      columns: true,
    });
    expect(new Set(employers.map(({ motto }) => motto))).toEqual(new Set([""]));
    await scratch.run(IMPORT, url, out);
  }, 240_000);
});
