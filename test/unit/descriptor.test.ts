import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readAbout, readDescriptor, readTemplate } from "../../src/transfer/package/descriptor.js";

const FIELD = { name: "id", type: "string" };
const RESOURCE = { name: "t", path: "t.csv", schema: { fields: [FIELD] } };
const PACKAGE = { name: "p", resources: [RESOURCE] };

const withResource = (more: object): object => ({ ...PACKAGE, resources: [{ ...RESOURCE, ...more }] });
const withSchema = (more: object): object => withResource({ schema: { ...RESOURCE.schema, ...more } });
const withField = (more: object): object => withSchema({ fields: [{ ...FIELD, ...more }] });

describe("The descriptor of a data package", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cakupan-descriptor-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = (text: string): Promise<void> => writeFile(join(folder, "datapackage.json"), text);
  async function refusal(text: string): Promise<string> {
    await write(text);
    return readDescriptor(folder).then(
      () => "",
      (error: unknown) => (error as Error).message,
    );
  }

  it("is read as far as loading needs it, and as a template with everything else", async () => {
    const full = { ...PACKAGE, keywords: ["x"], resources: [{ ...RESOURCE, title: "T" }] };
    await write(JSON.stringify(full));
    expect((await readDescriptor(folder)).descriptor).toEqual({
      name: "p",
      title: "",
      licenses: [],
      resources: [{ ...RESOURCE, schema: { fields: [FIELD], uniqueKeys: [], foreignKeys: [] } }],
    });
    expect(await readTemplate(folder)).toEqual(full);
  });

  it("takes keys of one column as text, and of several as a list", async () => {
    const keys = { primaryKey: "id", uniqueKeys: ["id", ["id", "b"]] };
    await write(JSON.stringify(withSchema(keys)));
    const [resource] = (await readDescriptor(folder)).descriptor.resources;
    expect(resource?.schema).toMatchObject({ primaryKey: ["id"], uniqueKeys: [["id"], ["id", "b"]] });
  });

  it("is refused when there is none, when it is not JSON, and as a template too", async () => {
    await expect(readDescriptor(join(folder, "nowhere"))).rejects.toThrow(/ENOENT.*datapackage\.json/);
    expect(await refusal("{")).toMatch(/datapackage\.json is not JSON: /);
    await expect(readTemplate(folder)).rejects.toThrow("is not JSON");
  });

  it.each<[string, unknown, string]>([
    ["is no object", [], ""],
    ["has no name", { ...PACKAGE, name: undefined }, "name"],
    ["has a name of 81 characters", { ...PACKAGE, name: "x".repeat(81) }, "name"],
    ["has a title of 201 characters", { ...PACKAGE, title: "x".repeat(201) }, "title"],
    ["has a version of 41 characters", { ...PACKAGE, version: "1".repeat(41) }, "version"],
    ["has a licence without a name", { ...PACKAGE, licenses: [{ title: "CC0" }] }, "licenses[0].name"],
    ["has no resources", { name: "p" }, "resources"],
    ["has an empty list of resources", { name: "p", resources: [] }, "resources"],
    ["has a resource without a name", withResource({ name: undefined }), "resources[0].name"],
    ["has a resource without a path", withResource({ path: undefined }), "resources[0].path"],
    ["has a resource with two paths", withResource({ path: ["a.csv", "b.csv"] }), "resources[0].path"],
    ["has a file in another folder", withResource({ path: "../t.csv" }), "resources[0].path"],
    ["has a file of another format", withResource({ path: "t.xlsx" }), "resources[0].path"],
    ["has a resource without a schema", withResource({ schema: undefined }), "resources[0].schema"],
    ["has a schema elsewhere", withResource({ schema: "schema.json" }), "resources[0].schema"],
    ["has a schema without fields", withSchema({ fields: [] }), "resources[0].schema.fields"],
    ["has a field without a name", withField({ name: undefined }), "resources[0].schema.fields[0].name"],
    ["has a field of an unknown type", withField({ type: "geopoint" }), "resources[0].schema.fields[0].type"],
    [
      "has a field that is required by text",
      withField({ constraints: { required: "yes" } }),
      "resources[0].schema.fields[0].constraints.required",
    ],
    [
      "has an enum that is no list",
      withField({ constraints: { enum: "A" } }),
      "resources[0].schema.fields[0].constraints.enum",
    ],
    [
      "has a pattern that is no text",
      withField({ constraints: { pattern: 1 } }),
      "resources[0].schema.fields[0].constraints.pattern",
    ],
    [
      "has a minimum that is no number",
      withField({ constraints: { minimum: "few" } }),
      "resources[0].schema.fields[0].constraints.minimum",
    ],
    [
      "has a maximum that is no number",
      withField({ constraints: { maximum: "many" } }),
      "resources[0].schema.fields[0].constraints.maximum",
    ],
    ["has a primary key that is a number", withSchema({ primaryKey: 1 }), "resources[0].schema.primaryKey"],
    ["has unique keys that are no list", withSchema({ uniqueKeys: "id" }), "resources[0].schema.uniqueKeys"],
    [
      "has a foreign key without a reference",
      withSchema({ foreignKeys: [{ fields: "id" }] }),
      "resources[0].schema.foreignKeys[0].reference",
    ],
  ])("is refused, with the place of the fault, when it %s", async (_title, descriptor, place) => {
    const message = await refusal(JSON.stringify(descriptor));
    expect(message).toMatch(/datapackage\.json is not a data package that can be loaded:\n/);
    if (place !== "") expect(message).toContain(`→ at ${place}\n`.trimEnd());
  });
});

describe("What a foreign descriptor says of its package", () => {
  it("is its name, title, version and licences", () => {
    expect(readAbout({ name: "p", resources: "any" })).toEqual({ name: "p", title: "", licenses: [] });
  });

  it.each<[string, unknown, string]>([
    ["no object", null, "expected object"],
    ["no name", {}, "at name"],
    ["a long name", { name: "x".repeat(81) }, "at name"],
    ["a long title", { name: "p", title: "x".repeat(201) }, "at title"],
    ["a long version", { name: "p", version: "1".repeat(41) }, "at version"],
    ["licences that are no list", { name: "p", licenses: "CC0" }, "at licenses"],
  ])("is refused with %s", (_title, descriptor, reason) => {
    expect(() => readAbout(descriptor)).toThrow(/^datapackage\.json is faulty:\n/);
    expect(() => readAbout(descriptor)).toThrow(reason);
  });
});
