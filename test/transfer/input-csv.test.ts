import { appendFile, symlink } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { openInput } from "../../src/files/read/open-input.js";
import {
  faultOf,
  fileOf,
  folderOf,
  linesOf,
  only,
  readAll,
  readOne,
  readRows,
  removeFolders,
} from "./input-files.js";

afterEach(removeFolders);

const csv = (content: string | Uint8Array): Promise<string> => fileOf("a.csv", content);

describe("A delimited text", () => {
  it("is read with the line of each row, past blank lines and line breaks in cells", async () => {
    const path = await csv('a,b\n1,2\n\n"x\ny","say ""hi"""\r\n3,\n"",4');

    expect(await readAll(path)).toEqual([
      {
        file: "a.csv",
        sheet: null,
        name: null,
        columns: ["a", "b"],
        rows: [
          [2, "1", "2"],
          [4, "x\ny", 'say "hi"'],
          [6, "3", ""],
          [7, "", "4"],
        ],
        notes: [],
      },
    ]);
  });

  it("has no rows of delimiters alone, as spreadsheets write them", async () => {
    expect(await readRows(await csv(";;\n;;\na;b;c\n;;\n1;;\n;;\n"))).toEqual([[5, "1", "", ""]]);
  });

  it("can be read again, whole or in groups, and digests as its bytes", async () => {
    const content = `a\n${"x\n".repeat(100_000)}`;
    const { tables, digest, close } = await openInput(await csv(content));

    let rows = 0;
    for await (const batch of only(tables).batches()) rows += batch.length;
    expect(rows).toBe(100_000);
    expect(await linesOf(only(tables))).toHaveLength(100_000);
    for await (const row of only(tables).rows()) {
      expect(row).toEqual({ line: 2, cells: { a: "x" } });
      break;
    }
    expect(digest).toBe(createHash("sha256").update(content).digest("hex"));
    await close();
  });

  it.each([",", ";", "\t"])("tells its delimiter %j by its header", async (delimiter) => {
    const path = await fileOf("a.txt", [`"a,;;"`, "b", "c"].join(delimiter) + "\n");

    expect((await readOne(path)).columns).toEqual(["a,;;", "b", "c"]);
  });

  it("takes a delimiter that is named, and tabs for .tsv", async () => {
    expect(await readRows(await csv("a|b,c\n1|2,3\n"), { delimiter: "|" })).toEqual([[2, "1", "2,3"]]);
    expect((await readOne(await fileOf("a.tsv", "a,b,c\td\n"))).columns).toEqual(["a,b,c", "d"]);
    expect(await faultOf(await csv("a\n"), { delimiter: '"' })).toMatchObject({
      reason: expect.stringContaining("as its delimiter"),
    });
  });

  it("gives the same cells as csv-parse", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r\n", " "), maxLength: 6 });
    const quoted = (text: string): string =>
      /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom("\n", "\r\n"), async (rows, lineBreak) => {
        const content = [["x", "y", "z"], ...rows].map((row) => row.map(quoted).join()).join(lineBreak);
        const records: string[][] = parse(content, { record_delimiter: [lineBreak] });

        const read = await readRows(await csv(content));

        const filled = records.slice(1).filter((cells) => cells.some((text) => text !== ""));
        expect(read.map(([, ...cells]) => cells)).toEqual(filled);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps its cells and lines where blocks of reading end within quoted cells", async () => {
    const long = `"${"line,\n".repeat(20_000)}"`;
    const rows = await readRows(await csv(`a,b\n${`${long},1\n`.repeat(5)}`), {
      limits: { cellBytes: 1_000_000 },
    });

    expect(rows.map(([line, text, last]) => [line, text?.length, last])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [2 + index * 20_001, 120_000, "1"]),
    );
  });

  it("tells of rows that do not fit the header and leaves them out, or ends at the first", async () => {
    const path = await csv("a,b\n1\n1,2\n1,2,3\n");
    const { tables } = await openInput(path);
    const told: string[] = [];
    const lines: number[] = [];

    for await (const { line } of only(tables).rows(({ line, reason }) => told.push(`${line} ${reason}`)))
      lines.push(line);

    expect(told).toEqual(["2 has 1 cells, but the header has 2", "4 has 3 cells, but the header has 2"]);
    expect(lines).toEqual([3]);
    expect(await faultOf(path)).toMatchObject({ line: 2, code: "FORMAT" });
  });

  it("hands on the rows before a fault", async () => {
    const { tables } = await openInput(await csv('a\n1\n2\nx"y\n'));
    const lines: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const { line } of only(tables).rows()) lines.push(line);
    };

    await expect(reading()).rejects.toMatchObject({ fault: { line: 4 } });
    expect(lines).toEqual([2, 3]);
  });

  it.each([
    ["a quote that is never closed", 'a\n1\n"x\ny\n', 3, "never closed"],
    ["a quote within a cell", 'a\nx"y\n', 2, "a quote inside a cell"],
    ["text after a closing quote", 'a\n"x"y\n', 2, "between a closing quote"],
    ["a NUL byte", "a\n1\nx\0y\n", 3, "NUL"],
    ["no header", "", 1, "is empty"],
    ["only blank lines", "\n\n", 1, "is empty"],
    ["a column that occurs twice", "a,b,a\n", 1, 'column "a" occurs twice'],
    ["a column named as the prototype", "a,__proto__\n", 1, "__proto__"],
    ["line breaks of CR alone", "a,b\r1,2\r", 1, "line break"],
    ["a column with an endless name", `${"a".repeat(1_001)}\n`, 1, "name of more than"],
  ])("is refused for %s", async (_, content, line, reason) => {
    expect(await faultOf(await csv(content))).toMatchObject({
      file: "a.csv",
      line,
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    ["a million columns", `a${",a".repeat(1_000_000)}\n`, {}, 1, "more than 1000 cells"],
    ["a million cells", `a,b\n1${",1".repeat(1_000_000)}\n`, {}, 2, "more than 1000 cells"],
    ["a million quoted cells", `a,b\n"1"${',"1"'.repeat(500_000)}\n`, {}, 2, "more than 1000 cells"],
    ["a cell beyond the limit", "a,b\n1,123456\n", { cellBytes: 5 }, 2, "cell 2 is longer than 5 bytes"],
    ["a cell beyond it in bytes alone", "a\nééé\n", { cellBytes: 5 }, 2, "longer than 5 bytes"],
    ["a quoted cell beyond the limit", 'a\n"123456"\n', { cellBytes: 5 }, 2, "longer than 5 bytes"],
    ["an endless line", `a\n${"x".repeat(700_000)}`, { rowBytes: 90_000 }, 2, "is longer than 90000 bytes"],
    ["an open quote", `a\n"${"x\n".repeat(400_000)}`, { rowBytes: 100_000 }, 2, "not closed within 100000"],
    ["more bytes than the limit", "a\n1\n2\n", { entryBytes: 5 }, null, "has 6 bytes; the limit is 5"],
  ])("is refused for %s", async (_, content, limits, line, reason) => {
    expect(await faultOf(await csv(content), { limits })).toMatchObject({
      line,
      reason: expect.stringContaining(reason),
    });
  });

  it("is refused when it changes between two readings", async () => {
    const path = await csv("a\n1\n");
    const { tables } = await openInput(path);
    await appendFile(path, "2\n");

    await expect(linesOf(only(tables))).rejects.toMatchObject({
      fault: { reason: "was changed while it was read" },
    });
  });

  it("is refused when it is a pipe, missing or of another kind", async () => {
    const folder = await folderOf({ "a.exe": "" });
    execFileSync("mkfifo", [join(folder, "a.csv")]);
    await symlink(join(folder, "a.csv"), join(folder, "b.csv"));

    expect((await faultOf(join(folder, "a.csv"))).reason).toBe("is not a regular file");
    expect((await faultOf(join(folder, "b.csv"))).reason).toBe("is not a regular file");
    expect((await faultOf(join(folder, "c.csv"))).reason).toContain("check that it exists");
    expect((await faultOf(join(folder, "a.exe"))).reason).toContain(".zip, .csv, .tsv");
  });

  it("is refused an option that says nothing of it", async () => {
    expect((await faultOf(await csv("a\n"), { sheet: "x" })).reason).toContain(
      "is of a type to which sheet does not apply",
    );
    expect((await faultOf(await fileOf("a.jsonl", "{}"), { delimiter: ";" })).reason).toContain(
      "delimiter does not apply",
    );
  });
});

describe("The encoding of a text", () => {
  const latin = Buffer.from("n\u00e4me;pr\u0080is\n\u00e9;\u0093x\u0094\n", "latin1");

  it("is windows-1252 when the bytes are no UTF-8, with a note of the guess", async () => {
    expect(await readOne(await csv(latin))).toMatchObject({
      columns: ["näme", "pr€is"],
      rows: [[2, "é", "“x”"]],
      notes: ["is not UTF-8, so it is read as windows-1252"],
    });
  });

  it.each(["windows-1252", "ISO-8859-1"])("may be named %s, without a note then", async (encoding) => {
    expect(await readOne(await csv(latin), { encoding })).toMatchObject({
      rows: [[2, "é", "“x”"]],
      notes: [],
    });
  });

  it.each(["utf16le", "swapped"] as const)("is UTF-16 when a byte order mark says so (%s)", async (order) => {
    const bytes = Buffer.from(`\ufeffä,b\n${"€,😀\n".repeat(100_000)}`, "utf16le");
    const { columns, rows } = await readOne(await csv(order === "swapped" ? bytes.swap16() : bytes));

    expect(columns).toEqual(["ä", "b"]);
    expect(rows).toHaveLength(100_000);
    expect(rows.every(([, a, b]) => a === "€" && b === "😀")).toBe(true);
  });

  it("is UTF-8, whose byte order mark is no part of the header and wins over what was named", async () => {
    const path = await csv("\ufeffä\né\n");

    expect((await readOne(path)).columns).toEqual(["ä"]);
    expect((await readOne(path, { encoding: "latin1" })).columns).toEqual(["ä"]);
  });

  it.each([
    [
      "UTF-8 that is broken in one place",
      Buffer.from("a\n\u00c3\u00a9\nx\n\u00e9\n", "latin1"),
      4,
      "is not UTF-8",
    ],
    ["bytes of no known encoding", Buffer.from("a\nx\n\u0081\n", "latin1"), 3, "is not UTF-8"],
    ["UTF-16 with half a character", Buffer.from("\ufeffa\n\ud800x\n", "utf16le"), 2, "is not utf-16le"],
    [
      "UTF-16 without a byte order mark",
      Buffer.from("a\n", "utf16le"),
      1,
      "UTF-16 without a byte order mark",
    ],
  ])("is refused when it is %s", async (_, content, line, reason) => {
    expect(await faultOf(await csv(content))).toMatchObject({
      line,
      reason: expect.stringContaining(reason),
    });
  });

  it("is refused when it is named and not met, or not known", async () => {
    const latinFault = await faultOf(await csv(Buffer.from("a\nb\n\u0081\n", "latin1")), {
      encoding: "cp1252",
    });
    expect(latinFault).toMatchObject({ line: 3, reason: "is not windows-1252" });
    expect(await faultOf(await csv(latin), { encoding: "utf-8" })).toMatchObject({
      line: 1,
      reason: "is not UTF-8",
    });
    expect((await faultOf(await csv(latin), { encoding: "constructor" })).reason).toContain(
      "is not supported; use one of",
    );
  });
});
