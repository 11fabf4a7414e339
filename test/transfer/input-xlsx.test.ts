import { afterEach, describe, expect, it } from "@jest/globals";
import writeXlsx from "write-excel-file/node";
import { openInput } from "../../src/files/read/open-input.js";
import {
  faultOf,
  fileOf,
  linesOf,
  only,
  readAll,
  readOne,
  readRows,
  removeFolders,
  textCell,
  workbookOf,
  zipOf,
  type WorkbookParts,
} from "./input-files.js";

afterEach(removeFolders);

const book = (content: Uint8Array): Promise<string> => fileOf("b.xlsx", content);
const HEADER = `<row r="1">${textCell("A1", "a")}${textCell("B1", "b")}</row>`;

/** A workbook of one sheet with the header `a`, `b` above these rows. */
const sheet = (rows: string, others: Partial<WorkbookParts> = {}): Promise<string> =>
  book(workbookOf({ sheets: { S: `<sheetData>${HEADER}${rows}</sheetData>` }, ...others }));

/** Formats 1 to 7 of the cells below. */
const styles = `<numFmts><numFmt numFmtId="164" formatCode="[$-421]dd\\ mmmm\\ yyyy;@"/><numFmt numFmtId="165" formatCode="&quot;day&quot;0.0"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
  <cellXfs>${[0, 14, 164, 165, 22, 10, 166, 21].map((id) => `<xf numFmtId="${id}"/>`).join("")}</cellXfs>`;

/** The value of a number shown in a format, or the fault. */
async function numberRead(value: string, style: number, workbookProperties = ""): Promise<string> {
  const path = await sheet(`<row r="2"><c r="A2" s="${style}"><v>${value}</v></c></row>`, {
    styles,
    workbookProperties,
  });
  return String(only(await readRows(path))[1]);
}

describe("A workbook", () => {
  it("is read as other programs write it", async () => {
    const path = await book(Buffer.alloc(0));
    const rows = [
      [{ value: "name" }, { value: "share" }, { value: "when" }, { value: "sure" }],
      [
        { value: "Kota Bogor" },
        { value: 92.55 },
        { value: new Date("2024-02-29T00:00:00Z"), format: "yyyy-mm-dd" },
        { value: true },
      ],
      [{ value: "<é> & \n" }, { value: 0.0000001 }, null, { value: false }],
    ];
    await writeXlsx(rows as never, { sheet: "Data" } as never).toFile(path);

    expect(await readAll(path)).toEqual([
      {
        file: "b.xlsx",
        sheet: expect.any(String),
        name: null,
        columns: ["name", "share", "when", "sure"],
        rows: [
          [2, "Kota Bogor", "92.55", "2024-02-29", "true"],
          [3, "<é> & \n", "0.0000001", "", "false"],
        ],
        notes: [],
      },
    ]);
  });

  it("gives the sheet that is named, or the first", async () => {
    const cells = (text: string): string => `<sheetData><row><c t="str"><v>${text}</v></c></row></sheetData>`;
    const path = await book(workbookOf({ sheets: { One: cells("x"), Two: cells("y") } }));

    expect(await readOne(path)).toMatchObject({ sheet: "One", columns: ["x"] });
    expect(await readOne(path, { sheet: "Two" })).toMatchObject({ sheet: "Two", columns: ["y"] });
    expect(await faultOf(path, { sheet: "Three" })).toMatchObject({
      reason: 'has no sheet "Three"; it has "One", "Two"',
    });
  });

  it("takes its first filled row for the header, wherever it begins", async () => {
    const path = await book(
      workbookOf({
        sheets: {
          S: `<sheetData><row r="1"/><row r="3">${textCell("B3", "a")}<c r="C3"><v>2024</v></c><c r="D3" s="1"/></row>
            <row r="4"><c r="B4"><v>1</v></c></row><row r="5" hidden="1"><c r="B5"><v>9</v></c></row><row r="6"><c r="A6"/><c r="C6"><v>2</v></c><c r="H6"/></row></sheetData>`,
        },
      }),
    );

    expect(await readOne(path)).toMatchObject({
      columns: ["a", "2024"],
      rows: [
        [4, "1", ""],
        [6, "", "2"],
      ],
      notes: ["has hidden rows, which are not read: 5"],
    });
    expect((await readOne(path, { hiddenRows: true })).rows).toHaveLength(3);
  });

  it("can be read again", async () => {
    const { tables, close } = await openInput(await sheet('<row r="2"><c r="A2"><v>1</v></c></row>'));

    expect(await linesOf(only(tables))).toEqual([2]);
    expect(await linesOf(only(tables))).toEqual([2]);
    await close();
  });

  it("gives shared and rich texts without how they sound, escapes undone", async () => {
    const sharedStrings = `<si><t>one</t></si><si><r><t>t</t></r><r><rPr><b/></rPr><t xml:space="preserve">wo </t></r><rPh><t>x</t></rPh></si>`;
    const path = await sheet(
      `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>
       <row r="3"><c r="A3" t="inlineStr"><is><t>in_x000D_</t><rPh><t>x</t></rPh></is></c><c r="B3" t="s"/></row>`,
      { sharedStrings },
    );

    expect(await readRows(path)).toEqual([
      [2, "one", "two "],
      [3, "in\r", ""],
    ]);
  });

  it.each([
    ["1.2E-7", 0, "0.00000012"],
    ["1E+21", 0, "1000000000000000000000"],
    ["92.549999999999997", 0, "92.55"],
    ["45351", 1, "2024-02-29"],
    ["45351", 2, "2024-02-29"],
    ["45351.75", 4, "2024-02-29T18:00:00"],
    ["1", 1, "1900-01-01"],
    ["59", 1, "1900-02-28"],
    ["61", 1, "1900-03-01"],
    ["0.5", 7, "12:00:00"],
    ["7.5", 3, "7.5"],
    ["0.925", 5, "0.925"],
  ])("gives %s in format %s as %s", async (value, style, text) => {
    expect(await numberRead(value, style)).toBe(text);
  });

  it("counts days from 1904 where it says so", async () => {
    expect(await numberRead("43889", 1, '<workbookPr date1904="1"/>')).toBe("2024-02-29");
  });

  it("notes merged cells and numbers shown as percent", async () => {
    const path = await book(
      workbookOf({
        sheets: {
          S: `<sheetData>${HEADER}<row r="2"><c r="B2" s="5"><v>0.925</v></c></row></sheetData><mergeCells>${'<mergeCell ref="A2:A5"/>'.repeat(12)}</mergeCells>`,
        },
        styles,
      }),
    );

    expect((await readOne(path)).notes).toEqual([
      `has merged cells, of which only the first is filled: ${"A2:A5, ".repeat(10).slice(0, -2)} and 2 more`,
      "column B is shown as percent: 92.5 % is read as 0.925",
    ]);
  });

  it.each([
    ["a formula", '<c r="B2"><f>1+1</f><v>2</v></c>', "cell B2 is a formula"],
    ["a shared formula", '<c r="B2"><f t="shared" si="0"/><v>2</v></c>', "cell B2 is a formula"],
    ["an error", '<c r="B2" t="e"><v>#DIV/0!</v></c>', "cell B2 has the error #DIV/0!"],
    ["no number", '<c r="B2"><v>x</v></c>', "cell B2 is not a number"],
    ["an endless number", '<c r="B2"><v>1e999</v></c>', "cell B2 is not a number"],
    ["29 February 1900", '<c r="B2" s="1"><v>60</v></c>', "cell B2 is a date that does not exist"],
    ["a date before all", '<c r="B2" s="1"><v>-1</v></c>', "cell B2 is a date that does not exist"],
    ["a date after all", '<c r="B2" s="1"><v>1e300</v></c>', "cell B2 is a date that does not exist"],
    ["a text that is not there", '<c r="B2" t="s"><v>7</v></c>', "cell B2 refers to a shared text"],
    ["a NUL character", '<c r="B2" t="str"><v>_x0000_</v></c>', "cell B2 has a NUL"],
    ["a cell beyond the columns", '<c r="ALM2"><v>1</v></c>', "cell ALM2 is beyond column 1000"],
    ["a cell that goes back", '<c r="B2"/><c r="A2"/>', "cell A2 does not follow"],
    ["a cell without address", '<c r="2"/>', "does not follow"],
    ["a cell outside of the header", '<c r="C2"><v>1</v></c>', "has 3 cells, but the header has 2"],
  ])("is refused for %s", async (_, cells, reason) => {
    expect(await faultOf(await sheet(`<row r="2">${cells}</row>`, { styles }))).toMatchObject({
      file: "b.xlsx",
      sheet: "S",
      line: 2,
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    ["a row that goes back", '<row r="2"/><row r="2"/>', 'row "2" that does not follow row 2'],
    ["a row of no number", '<row r="x"/>', 'row "x" that does not follow'],
    ["a row beyond the last", '<row r="9999999"/>', "more than 1048576 rows"],
    ["an entity", '<row r="2"><c r="A2"><v>&lol;</v></c></row>', "is not XML: "],
    ["a tag that is not closed", "<row>", "is not XML"],
    ["deep nesting", "<a>".repeat(100), "nested more than 64 deep"],
  ])("is refused for %s", async (_, rows, reason) => {
    expect((await faultOf(await sheet(rows))).reason).toContain(reason);
  });

  it("is refused for a cell left of the header", async () => {
    const path = await book(
      workbookOf({
        sheets: {
          S: `<sheetData><row r="1">${textCell("B1", "a")}</row><row r="2">${textCell("A2", "x")}</row></sheetData>`,
        },
      }),
    );

    expect(await faultOf(path)).toMatchObject({ line: 2, reason: "has 2 cells, but the header has 1" });
  });

  it.each([
    [
      "an entity that expands",
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>',
    ],
    [
      "an entity from elsewhere",
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>',
    ],
  ])("is refused for %s", async (_, xml) => {
    const path = await sheet("", { others: { "xl/worksheets/sheet0.xml": xml } });

    expect((await faultOf(path)).reason).toContain("has a document type");
  });

  it.each([
    [
      "a cell",
      '<row r="2"><c r="A2" t="str"><v>123456</v></c></row>',
      { cellBytes: 5 },
      "cell A2 is longer than 5",
    ],
    [
      "a text in XML",
      `<row r="2"><c r="A2"><v>${"1".repeat(500_000)}`,
      { xmlNodeBytes: 100_000 },
      "bytes without a tag",
    ],
    ["a comment in XML", `<!--${"1".repeat(500_000)}-->`, { xmlNodeBytes: 100_000 }, "bytes without a tag"],
    ["the rows", '<row r="2"/>', { sheetRows: 1 }, "more than 1 rows"],
    ["what the sheet unpacks to", " ".repeat(50_000), { entryBytes: 5_000 }, "more than 5000 bytes"],
  ])("is refused when %s passes its limit", async (_, rows, limits, reason) => {
    expect((await faultOf(await sheet(rows), { limits })).reason).toContain(reason);
  });

  it.each([
    [
      "shared texts",
      { sharedStrings: "<si/>".repeat(100) },
      { sharedTextBytes: 1_000 },
      "1000 bytes of shared text",
    ],
    ["cell formats", { styles }, { cellFormats: 3 }, "more than 3 cell formats"],
    ["sheets", { sheets: { A: "", B: "" } }, { entries: 3 }, "more than 3 entries"],
  ])("is refused when its %s pass their limit", async (_, parts, limits, reason) => {
    expect((await faultOf(await sheet("", parts), { limits })).reason).toContain(reason);
  });

  it("lists no more relationships and sheets than its limit", async () => {
    const many = `<workbook><sheets>${'<sheet name="x"/>'.repeat(20)}</sheets></workbook>`;
    const relations = `<Relationships>${"<Relationship/>".repeat(20)}</Relationships>`;
    const limits = { entries: 10 };

    const sheets = await sheet("", { others: { "xl/workbook.xml": many } });
    expect((await faultOf(sheets, { limits })).reason).toContain("more than 10 sheets");
    const related = await sheet("", { others: { "_rels/.rels": relations } });
    expect((await faultOf(related, { limits })).reason).toContain("more than 10 relationships");
  });

  it.each([
    ["no archive", Buffer.from("a,b\n"), "is not a readable zip archive"],
    ["locked by a password", Buffer.from("d0cf11e0a1b11ae1", "hex"), "protected by a password"],
    ["an archive of something else", zipOf({ "a.csv": "a\n" }), "is not a workbook"],
    ["a workbook without sheets", workbookOf({ sheets: {} }), "has no worksheets"],
    ["an empty sheet", workbookOf({ sheets: { S: "<sheetData/>" } }), "is empty; expected a header"],
    [
      "not in UTF-8",
      workbookOf({ sheets: { S: "" }, others: { "xl/workbook.xml": Buffer.from([0xff, 0xfe]) } }),
      "UTF-8",
    ],
  ])("is refused when it is %s", async (_, content, reason) => {
    expect((await faultOf(await book(content))).reason).toContain(reason);
  });

  it("is refused for sheets that stand outside of the archive", async () => {
    const relations = `<Relationships><Relationship Id="s0" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>`;
    const path = await sheet("", { others: { "xl/_rels/workbook.xml.rels": relations } });

    expect((await faultOf(path)).reason).toBe("has no worksheets");
  });
});
