import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, isScalarType, isSpecifiedScalarType, validateSchema } from "graphql";
import { announcesBreaking, breakingChanges } from "../../scripts/schema-check.js";
import { buildServedSchema } from "../../src/server/schema.js";

const { sdl, clientSdl } = buildServedSchema();

function without(text: RegExp): string {
  const shorter = sdl.replace(text, "");
  if (shorter === sdl) throw new Error(`The schema has no ${String(text)}`);
  return shorter;
}

describe("The committed schema", () => {
  it("is what the code declares; run `npm run schema` when this fails", async () => {
    expect(await readFile("schema/cakupan.graphql", "utf8")).toBe(sdl);
    expect(await readFile("schema/cakupan.client.graphql", "utf8")).toBe(clientSdl);
  });

  it("is one that any client's tools read, where it is for clients", () => {
    const schema = buildSchema(clientSdl);
    expect(validateSchema(schema)).toEqual([]);
    expect(clientSdl).not.toMatch(/@key|@link|_entities|_Any|_Service|federation/);
    const scalars = Object.values(schema.getTypeMap()).filter(isScalarType);
    const bare = scalars.filter((type) => !isSpecifiedScalarType(type) && !type.specifiedByURL);
    expect(bare.map(({ name }) => name)).toEqual([]);
  });
});

describe("Breaking changes", () => {
  it("are none in a schema that stays as it is, or that gains a field or a key", async () => {
    expect(await breakingChanges(sdl, sdl)).toEqual([]);
    expect(await breakingChanges(without(/"""Who gives it\."""\n {2}organiser: String!\n/), sdl)).toEqual([]);
    expect(await breakingChanges(without(/(?<=type City .*) @key\(fields: "code"\)/), sdl)).toEqual([]);
  });

  it("include a removed field", async () => {
    const changes = await breakingChanges(sdl, without(/"""Who gives it\."""\n {2}organiser: String!\n/));
    expect(changes).toEqual(["Field 'organiser' was removed from object type 'Award'"]);
  });

  it("include a field that may be null from now on", async () => {
    const changes = await breakingChanges(sdl, without(/(?<=\n {2}organiser: String)!/));
    expect(changes).toEqual(["Field 'Award.organiser' changed type from 'String!' to 'String'"]);
  });

  it("include a removed key, which partners' subgraphs refer to", async () => {
    const changes = await breakingChanges(sdl, without(/(?<=type City .*) @key\(fields: "code"\)/));
    expect(changes).toEqual(['Key "code" of City was removed']);
  });

  it("are announced by a line in the newest section of the changelog, not by one in an older section", () => {
    expect(
      announcesBreaking("# Changes\n\n## 0.2\n\n**Breaking**: a field is gone.\n\n## 0.1\n\nFirst.\n"),
    ).toBe(true);
    expect(announcesBreaking("# Changes\n\n## 0.2\n\nA field.\n\n## 0.1\n\n**Breaking**: all of it.\n")).toBe(
      false,
    );
    expect(announcesBreaking("")).toBe(false);
  });
});
