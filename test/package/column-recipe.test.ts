import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { AGREED, difference, recipe } from "../docs/markdown.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";
import { WORLD } from "../support/rows.js";
import { Scratch } from "../support/scratch.js";

const [IMPORT, EXPORT] = ["scripts/import.ts", "scripts/export.ts"];
const ENTITY = "src/modules/employers/employer.entity.ts";
const PACKAGE = "src/modules/employers/employer.package.ts";
const LINE = 'city: optional(text("city"))';
const PARTNERS_LINE = 'phone: partnersOnly(text("phone"), "Phone number; empty when not known.")';

const property = (name: string): string => `  @Column("varchar", { length: 80, nullable: true })
  @Field(() => String, { nullable: true, description: "Its ${name}; null when not known." })
  ${name}!: string | null;\n\n`;

/** Adds a text `city` to employers, and one that only partners fill, by the recipe. */
async function followRecipe(scratch: Scratch): Promise<void> {
  await scratch.insert(ENTITY, '  @Column("varchar", { length: 80 })\n  dataset', property("city"));
  await scratch.insert(ENTITY, '  @Column("varchar", { length: 80 })\n  dataset', property("phone"));
  await scratch.insert(PACKAGE, "    note:", `    ${LINE},\n    ${PARTNERS_LINE},\n`);
  await scratch.addMigration(
    "employer-city",
    `for (const name of ["city", "phone"]) await runner.addColumn("employers", new TableColumn({ name, type: "varchar", length: "80", isNullable: true }));`,
  );
  await scratch.describe((resources) => {
    const { schema } = resources.find(({ name }) => name === "employers");
    schema.fields.push({ name: "city", type: "string", description: "City; empty means not known." });
  });
}

// Rows stand in packages of the tests; a copy of the project has no tests.
const NOT_COPIED = ["data/employers.csv", "test/database/migration-digests.json"];

const FIRM = { id: "firm", name: "A firm", kind: "PRIVATE", region_code: "15.71", source_id: "a" };
const FOREIGN = "Nama,Kota,Telepon\nPT Maju Jaya,Kerinci,+62 21\n";
const MAPPING = {
  table: "employers",
  locale: "id",
  fields: {
    id: { column: "Nama", slug: true },
    name: { column: "Nama" },
    kind: { constant: "PRIVATE" },
    region_code: { constant: "15.01" },
    city: { column: "Kota" },
    phone: { column: "Telepon" },
    source_id: { constant: "a" },
  },
};
const EVERY_PLACE = {
  firm: ["Jambi", ""],
  other: ["Semarang", "+62 24"],
  "pt-maju-jaya": ["Kerinci", "+62 21"],
};

let scratch: Scratch;
beforeAll(async () => {
  scratch = await Scratch.make();
  await followRecipe(scratch);
});
afterAll(() => scratch.remove());

describe("The recipe of a column", () => {
  it("names every place that a column is told in, and the line of its package", async () => {
    const { text, files } = await recipe("A column");
    expect(text).toContain(`\`${LINE}\``);
    const needed = files.filter((file) => !file.endsWith(".table.ts"));
    expect(difference(needed, [...scratch.places, ...NOT_COPIED])).toEqual(AGREED);
  });
});

describeEachEngine("A column added by the recipe", (engine) => {
  let databases: FreshDatabase[];
  let world: string;

  beforeAll(async () => {
    databases = [await engine.create(), await engine.create()];
    world = await scratch.packageOf({ ...WORLD, employers: [{ ...FIRM, city: "Jambi" }] });
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
          [row.city ?? "", row.phone ?? ""],
        ]),
      );

    await scratch.run(IMPORT, url, world);
    await writeFile(
      at("employers.csv"),
      "id,name,kind,region_code,source_id,city,phone\nother,Another,PRIVATE,33,a,Semarang,+62 24\n",
    );
    await scratch.run(IMPORT, url, at("employers.csv"));
    await writeFile(at("foreign.csv"), FOREIGN);
    await writeFile(at("mapping.json"), JSON.stringify(MAPPING));
    await scratch.run(IMPORT, url, at("foreign.csv"), "--map", at("mapping.json"));

    await scratch.run(EXPORT, url, "package", "--out", at("out"));
    expect(await cells(at("out/employers.csv"))).toEqual(EVERY_PLACE);
    await scratch.run(EXPORT, url, "csv", "--table", "employers", "--out", at("table.csv"));
    expect(await cells(at("table.csv"))).toEqual(EVERY_PLACE);

    await scratch.run(IMPORT, otherUrl, at("out"));
    await scratch.run(EXPORT, otherUrl, "csv", "--table", "employers", "--out", at("again.csv"));
    expect(await readFile(at("again.csv"), "utf8")).toBe(await readFile(at("table.csv"), "utf8"));
  }, 240_000);
});
