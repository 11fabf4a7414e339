import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { openInput } from "../../src/files/read/open-input.js";
import { faultOf, folderOf, readAll, removeFolders } from "./input-files.js";

afterEach(removeFolders);

describe("A package in a folder", () => {
  const descriptor = (...resources: object[]): string => JSON.stringify({ name: "p", resources });
  const pack = (resource: object, files: Record<string, string> = {}): Promise<string> =>
    folderOf({
      "datapackage.json": descriptor({ name: "t", path: "t.csv", ...resource }),
      "t.csv": "a\n1\n",
      ...files,
    });

  it("is read table by table, each in its own format and encoding", async () => {
    const folder = await folderOf({
      "datapackage.json": descriptor(
        { name: "one", path: "one.csv", dialect: { delimiter: ";" }, encoding: "iso-8859-1" },
        { name: "two", path: "more/two.tsv" },
        { name: "three", path: "three.jsonl" },
      ),
    });
    await writeFile(join(folder, "one.csv"), Buffer.from("a;b\n\u00e9;2\n", "latin1"));
    await mkdir(join(folder, "more"));
    await writeFile(join(folder, "more/two.tsv"), "a\tb\n1\t2\n");
    await writeFile(join(folder, "three.jsonl"), '{"a":1}\n');

    expect(await readAll(folder)).toMatchObject([
      { file: "one.csv", name: "one", rows: [[2, "é", "2"]] },
      { file: "more/two.tsv", name: "two", rows: [[2, "1", "2"]] },
      { file: "three.jsonl", name: "three", rows: [[1, "1"]] },
    ]);
  });

  it("gives its descriptor and a digest over descriptor and tables", async () => {
    const folder = await pack({});
    const { descriptor, digest } = await openInput(folder);

    expect(descriptor).toEqual({ name: "p", resources: [{ name: "t", path: "t.csv" }] });
    expect(digest).toBe(
      createHash("sha256").update(JSON.stringify(descriptor)).update("a\n1\n").digest("hex"),
    );
  });

  it.each([
    ["../t.csv", "has an empty part, or one that begins with a dot"],
    ["a/../../t.csv", "has an empty part, or one that begins with a dot"],
    ["./t.csv", "has an empty part, or one that begins with a dot"],
    ["a//t.csv", "has an empty part, or one that begins with a dot"],
    [".hidden.csv", "hidden"],
    ["/etc/passwd", "is absolute"],
    ["C:/t.csv", "is an address or a drive"],
    ["https://example.org/t.csv", "is an address or a drive"],
    ["..\\t.csv", "backslash"],
    ["t\0.csv", "control character"],
  ])("is refused for the path %j", async (path, reason) => {
    expect(await faultOf(await pack({ path }))).toMatchObject({
      file: "datapackage.json",
      reason: expect.stringContaining(reason),
    });
  });

  it("is refused for symbolic links, to files and to folders", async () => {
    const outside = await folderOf({ "t.csv": "a\n1\n" });
    const folder = await folderOf({ "datapackage.json": descriptor({ name: "t", path: "link/t.csv" }) });
    await symlink(outside, join(folder, "link"));
    const other = await folderOf({ "datapackage.json": descriptor({ name: "t", path: "t.csv" }) });
    await symlink(join(outside, "t.csv"), join(other, "t.csv"));
    const broken = await folderOf({ "datapackage.json": descriptor({ name: "t", path: "t.csv" }) });
    await symlink("nowhere", join(broken, "t.csv"));

    for (const path of [folder, other, broken])
      expect((await faultOf(path)).reason).toContain("symbolic link");
  });

  it.each([
    ["a missing file", { path: "u.csv" }, "is not in the package"],
    ["a folder as a file", { path: "d.csv" }, "is not a regular file"],
    ["data within", { path: undefined, data: [] }, "has no path"],
    ["several paths", { path: ["t.csv"] }, "has no path"],
    ["no name", { name: "" }, "has no name"],
    ["a name that is no text", { name: 1 }, "has no name"],
    ["another format", { format: "parquet" }, "is not CSV"],
    ["packed data", { compression: "gz" }, "is compressed"],
    ["an unknown encoding", { encoding: "ebcdic" }, "is not supported; use one of"],
    ["an encoding that is no text", { encoding: 1 }, "encoding that is not text"],
    ["a dialect elsewhere", { dialect: "dialect.json" }, "is not an object in the descriptor"],
    ["another quote", { dialect: { quoteChar: "'" } }, '"quoteChar", which is not supported'],
    ["no header", { dialect: { header: false } }, '"header", which is not supported'],
    ["two rows of headers", { dialect: { headerRows: [1, 2] } }, '"headerRows", which is not supported'],
    ["a header in another row", { dialect: { headerRows: [2] } }, '"headerRows", which is not supported'],
    [
      "another end of lines",
      { dialect: { lineTerminator: "|" } },
      '"lineTerminator", which is not supported',
    ],
    [
      "quotes that are not doubled",
      { dialect: { doubleQuote: false } },
      '"doubleQuote", which is not supported',
    ],
    ["skipped blanks", { dialect: { skipInitialSpace: true } }, '"skipInitialSpace", which is not supported'],
    ["a dialect of the prototype", { dialect: { toString: 1 } }, '"toString", which is not supported'],
    ["a delimiter that is no text", { dialect: { delimiter: 1 } }, "delimiter that is not text"],
    ["a delimiter of two characters", { dialect: { delimiter: "||" } }, "as its delimiter"],
  ])("is refused for %s", async (_, resource, reason) => {
    const folder = await pack(resource, { "d.csv/x": "" });

    expect((await faultOf(folder)).reason).toContain(reason);
  });

  it("is read with a dialect that says what holds anyway", async () => {
    const dialect = {
      $schema: "https://datapackage.org/profiles/2.0/tabledialect.json",
      header: true,
      headerRows: [1],
      headerJoin: " ",
      caseSensitiveHeader: false,
      lineTerminator: "\r\n",
      quoteChar: '"',
      doubleQuote: true,
      skipInitialSpace: false,
    };
    expect(await readAll(await pack({ dialect }))).toMatchObject([{ name: "t", rows: [[2, "1"]] }]);
  });

  it.each([
    ["no JSON", "{", "is not JSON"],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), "is not JSON in UTF-8"],
    ["no resources", "{}", "has no resources"],
    ["an empty list of resources", descriptor(), "has no resources"],
    ["no object", "[]", "has no resources"],
    ["a resource that is no object", '{"resources":[1]}', "resources[0] is not an object"],
    ["deep nesting", `{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "is nested more than 32 deep"],
    [
      "two tables of a name",
      descriptor({ name: "t", path: "t.csv" }, { name: "T", path: "u.csv" }),
      'the name "T"',
    ],
    [
      "two tables of a file",
      descriptor({ name: "t", path: "t.csv" }, { name: "u", path: "t.csv" }),
      'the path "t.csv"',
    ],
  ])("is refused for a descriptor with %s", async (_, content, reason) => {
    const folder = await folderOf({ "datapackage.json": content, "t.csv": "a\n" });

    expect(await faultOf(folder)).toMatchObject({
      file: "datapackage.json",
      reason: expect.stringContaining(reason),
    });
  });

  it("is refused without a descriptor, or with too much of one", async () => {
    expect((await faultOf(await folderOf({}))).reason).toContain("has no datapackage.json");
    expect((await faultOf(await pack({}), { limits: { descriptorBytes: 10 } })).reason).toContain(
      "more than 10 bytes",
    );
    expect((await faultOf(await pack({}), { limits: { resources: 0 } })).reason).toContain(
      "more than 0 resources",
    );
  });
});
