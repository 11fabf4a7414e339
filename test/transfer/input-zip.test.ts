import { afterEach, describe, expect, it } from "@jest/globals";
import { openInput } from "../../src/files/read/open-input.js";
import { faultOf, fileOf, folderOf, linesOf, only, readAll, removeFolders, zipOf } from "./input-files.js";

afterEach(removeFolders);

const descriptor = JSON.stringify({ name: "p", resources: [{ name: "t", path: "t.csv" }] });
const files = { "datapackage.json": descriptor, "t.csv": "a,b\n1,2\n" };
const zip = (content: Uint8Array): Promise<string> => fileOf("p.zip", content);

/** The archive with the fields of its last entry, as the directory at its end has them, overwritten. */
function altered(archive: Buffer, change: (header: Buffer) => void): Buffer {
  const copy = Buffer.from(archive);
  change(copy.subarray(copy.lastIndexOf("PK\x01\x02", undefined, "latin1")));
  return copy;
}

const FLAGS = 8;
const METHOD = 10;
const CHECKSUM = 16;
const UNPACKED_SIZE = 24;

describe("A package in an archive", () => {
  it("is read in place, again and again, like its folder and with the same digest", async () => {
    const archive = await openInput(await zip(zipOf(files)));
    const folder = await openInput(await folderOf(files));

    expect(archive).toMatchObject({ descriptor: folder.descriptor, digest: folder.digest });
    expect(await linesOf(only(archive.tables))).toEqual([2]);
    expect(await linesOf(only(archive.tables))).toEqual([2]);
    await archive.close();
    await folder.close();
  });

  it("may stand in one folder, beside entries that no resource names", async () => {
    const path = await zip(
      zipOf({ "p/datapackage.json": descriptor, "p/t.csv": "a\n1\n", "__MACOSX/p/._t.csv": "\0" }),
    );

    expect(await readAll(path)).toMatchObject([{ file: "t.csv", name: "t", rows: [[2, "1"]] }]);
  });

  it("cannot be read once closed", async () => {
    const { tables, close } = await openInput(await zip(zipOf(files)));
    await close();

    await expect(linesOf(only(tables))).rejects.toMatchObject({
      fault: { file: "t.csv", reason: expect.stringContaining("closed") },
    });
  });

  it.each([
    ["a path that leads out", { "../t.csv": "" }, "is not a readable zip archive: invalid relative path"],
    ["a path that leads out below", { "a/../../t.csv": "" }, "invalid relative path"],
    ["an absolute path", { "/t.csv": "" }, "absolute path"],
    ["a drive", { "C:/t.csv": "" }, "absolute path"],
    ["a backslash", { "..\\t.csv": "" }, "invalid characters"],
    ["a NUL byte in a name", { "x\0.csv": "" }, "a NUL byte in its name"],
    ["a name that differs in case alone", { "T.CSV": "" }, 'two entries named "T.CSV"'],
  ])("is refused for %s", async (_, entries, reason) => {
    expect(await faultOf(await zip(zipOf({ ...files, ...entries })))).toMatchObject({
      file: "p.zip",
      reason: expect.stringContaining(reason),
    });
  });

  it("is refused for two entries of one name", async () => {
    const archive = zipOf({ ...files, "u.csv": "a\n" });
    const twice = Buffer.from(archive.toString("latin1").replaceAll("u.csv", "t.csv"), "latin1");

    expect((await faultOf(await zip(twice))).reason).toBe('has two entries named "t.csv"');
  });

  it("is refused for a symbolic link", async () => {
    const link: [Uint8Array, object] = [Buffer.from("/etc/passwd"), { os: 3, attrs: 0o120777 * 65_536 }];

    expect((await faultOf(await zip(zipOf({ ...files, "l.csv": link })))).reason).toBe(
      'has an entry "l.csv" that is a symbolic link',
    );
  });

  it.each([
    ["is encrypted", (header: Buffer) => header.writeUInt16LE(1, FLAGS), "is encrypted"],
    [
      "is packed in another way",
      (header: Buffer) => header.writeUInt16LE(14, METHOD),
      "is compressed by method 14",
    ],
    [
      "has another checksum",
      (header: Buffer) => header.writeUInt32LE(7, CHECKSUM),
      "is damaged: its checksum",
    ],
    [
      "is longer than it says",
      (header: Buffer) => header.writeUInt32LE(2, UNPACKED_SIZE),
      "cannot be unpacked: too many",
    ],
    [
      "is shorter than it says",
      (header: Buffer) => header.writeUInt32LE(99, UNPACKED_SIZE),
      "cannot be unpacked: not enough",
    ],
  ])("is refused for an entry that %s", async (_, change, reason) => {
    expect((await faultOf(await zip(altered(zipOf(files), change)))).reason).toContain(reason);
  });

  it.each([
    ["no archive", Buffer.from("a,b\n1,2\n"), "is not a readable zip archive"],
    ["an archive cut short", zipOf(files).subarray(0, 100), "is not a readable zip archive"],
    ["an archive without descriptor", zipOf({ "t.csv": "a\n" }), "has no datapackage.json"],
    ["an archive without the table", zipOf({ "datapackage.json": descriptor }), "is not in the package"],
    ["an empty file", Buffer.alloc(0), "is not a readable zip archive"],
  ])("is refused for %s", async (_, content, reason) => {
    expect((await faultOf(await zip(content))).reason).toContain(reason);
  });

  it("is refused for packed bytes that are damaged", async () => {
    const damaged = zipOf({ ...files, "t.csv": `a\n${"1\n2\n".repeat(1_000)}` });
    const start = damaged.lastIndexOf("t.csv", damaged.lastIndexOf("t.csv") - 1) + 5;
    damaged.fill(0xff, start, start + 8);

    expect((await faultOf(await zip(damaged))).reason).toContain("cannot be unpacked");
  });

  const bomb = zipOf({ ...files, "t.csv": `a\n${"0".repeat(99)}\n`.repeat(20_000) });

  it.each([
    ["entries", { entries: 1 }, "p.zip", "has more than 1 entries"],
    ["bytes of an entry", { entryBytes: 1_000_000 }, "t.csv", "unpacks to more than 1000000 bytes"],
    ["bytes in all", { totalBytes: 1_000_000 }, "p.zip", "unpacks to more than 1000000 bytes"],
    ["times its size", { ratioFromBytes: 500_000 }, "t.csv", "more than 200 times its size, like a zip bomb"],
  ])("is refused for too many %s", async (_, limits, file, reason) => {
    expect(await faultOf(await zip(bomb), { limits })).toMatchObject({
      file,
      reason: expect.stringContaining(reason),
    });
  });

  it("is refused for what it unpacks to, whatever it says of its size", async () => {
    const liar = altered(bomb, (header) => header.writeUInt32LE(1_000, UNPACKED_SIZE));

    expect((await faultOf(await zip(liar))).reason).toContain("cannot be unpacked: too many bytes");
  });

  it("is refused when entries add up to more than the archive may unpack to", async () => {
    const resources = ["t", "u", "v"].map((name) => ({ name, path: `${name}.csv` }));
    const table = `a\n${"1\n".repeat(50_000)}`;
    const path = await zip(
      zipOf({
        "datapackage.json": JSON.stringify({ resources }),
        "t.csv": table,
        "u.csv": table,
        "v.csv": table,
      }),
    );

    expect(await readAll(path, { limits: { totalBytes: 400_000 } })).toHaveLength(3);
    expect(await faultOf(path, { limits: { totalBytes: 250_000 } })).toMatchObject({ file: "p.zip" });
  });
});
