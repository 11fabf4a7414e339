import { readdir } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { AGREED, difference, rowsUnder, spansOf } from "./markdown.js";
import { filesBelow, textOf } from "./project.js";

/** The texts of a list of a configuration: `const name = ["a", "b"];`. */
const listIn = (text: string, name: string): string[] =>
  [...(new RegExp(`const ${name} = \\[([^\\]]*)\\]`).exec(text)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(
    ([, item = ""]) => item,
  );

/** The roles of files: `region.entity.ts` has the role `entity`. */
const rolesOf = (files: readonly string[]): string[] =>
  files.flatMap((file) => /\/[\w-]+\.(\w+)\.ts$/.exec(file)?.[1] ?? []);

describe("The page on the house", () => {
  let page: string;
  let lint: string;

  beforeAll(async () => {
    page = await textOf("docs/develop/house.md");
    lint = await textOf("eslint.config.js");
  });

  it("names every room of the sources, and no others", async () => {
    const named = rowsUnder(page, "Folder").flatMap(([folder = ""]) => spansOf(folder));
    const rooms = (await readdir("src", { withFileTypes: true })).flatMap((entry) =>
      entry.isDirectory() ? `src/${entry.name}/` : `src/${entry.name}`,
    );
    const graph = listIn(lint, "graphRooms").map((room) => `src/graph/${room}/`);
    const all = [...rooms.filter((room) => room !== "src/graph/"), ...graph];
    expect(
      difference(
        named.filter((room) => room.startsWith("src/")),
        all,
      ),
    ).toEqual(AGREED);
  });

  it("names every role of a module's files, and no others", async () => {
    const named = rowsUnder(page, "File").flatMap(([file = ""]) => /<noun>\.(\w+)\.ts/.exec(file)?.[1] ?? []);
    expect(difference(named, rolesOf(await filesBelow("src/modules")))).toEqual(AGREED);
  });

  it("names the roles that other modules may import", () => {
    const shared = /\*\.\{([\w,]+)\}\.ts/.exec(lint)?.[1]?.split(",") ?? [];
    const [sentence = ""] = /imports only the files with the roles [^.]*\./.exec(page) ?? [];
    expect(shared.length).toBeGreaterThan(0);
    expect(spansOf(sentence)).toEqual(shared);
  });
});

describe("The check of the house", () => {
  it("finds lists and roles", () => {
    expect(listIn('const a = ["x",\n "y"];\nconst b = ["z"];', "a")).toEqual(["x", "y"]);
    expect(listIn("const b = [];", "a")).toEqual([]);
    expect(rolesOf(["src/a/b-c.entity.ts", "src/a/index.ts", "src/a.b/c.ts"])).toEqual(["entity"]);
  });
});
