import { posix } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { anchorsOf, linksOf, type Document } from "./markdown.js";
import { documents, filesBelow } from "./project.js";

/** Links that lead nowhere: to no file or folder, or to a heading that a document lacks. */
function brokenLinks(all: readonly Document[], files: readonly string[]): string[] {
  const known = new Map(all.map(({ path, text }) => [path, anchorsOf(text)]));
  const exists = (path: string): boolean =>
    files.some((file) => file === path || file.startsWith(path.endsWith("/") ? path : `${path}/`));
  return all.flatMap(({ path, text }) =>
    linksOf(text)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [target = "", anchor] = link.split("#");
        const file = target === "" ? path : posix.join(posix.dirname(path), target);
        return !exists(file) || (anchor !== undefined && !known.get(file)?.includes(anchor));
      })
      .map((link) => `${path}: ${link}`),
  );
}

/** Documents that no link leads to, from one that is given by way of others. */
function unreachable(all: readonly Document[], from: string): string[] {
  const reached = new Set<string>();
  const waiting = [from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const { text = "" } = all.find((document) => document.path === path) ?? {};
    const folder = posix.dirname(path);
    waiting.push(...linksOf(text).map((link) => posix.join(folder, link.split("#")[0] ?? "")));
  }
  return all.map(({ path }) => path).filter((path) => !reached.has(path));
}

describe("Links of documents", () => {
  let all: Document[];

  beforeAll(async () => {
    all = await documents();
  });

  it("lead to files and headings that exist", async () => {
    expect(brokenLinks(all, await filesBelow("."))).toEqual([]);
  });

  it("lead from the README to every document", () => {
    expect(unreachable(all, "README.md")).toEqual([]);
  });
});

describe("The check of links", () => {
  const files = ["README.md", "docs/a.md", "src/main.ts"];
  const broken = (text: string): string[] =>
    brokenLinks([{ path: "docs/a.md", text: `# A heading: \`x\`, twice\n${text}` }], files);

  it.each([
    "[up](../README.md)",
    "[here](#a-heading-x-twice)",
    "[code](../src/)",
    "[folder](../src)",
    "[web](https://example.com/none)",
    "```md\n[in code](none.md)\n```",
  ])("takes %s", (text) => {
    expect(broken(text)).toEqual([]);
  });

  it.each([
    ["[gone](b.md)", "b.md"],
    ["[no heading](#another)", "#another"],
    ["[no document](../src/main.ts#x)", "../src/main.ts#x"],
    ["[from the root](docs/a.md)", "docs/a.md"],
  ])("tells %s", (text, link) => {
    expect(broken(text)).toEqual([`docs/a.md: ${link}`]);
  });

  it("tells a document that only leads away", () => {
    const all = [
      { path: "README.md", text: "[a](docs/a.md)" },
      { path: "docs/a.md", text: "[b](b.md#x)" },
      { path: "docs/b.md", text: "" },
      { path: "docs/c.md", text: "[a](a.md)" },
    ];
    expect(unreachable(all, "README.md")).toEqual(["docs/c.md"]);
  });
});
