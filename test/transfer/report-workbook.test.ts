import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { strFromU8, unzipSync } from "fflate";
import { WorkbookReport } from "../../src/transfer/load/workbook-report.js";
import { fileOf, folderOf, readRows, removeFolders, textCell, workbookOf } from "./input-files.js";

afterAll(removeFolders);

const STYLES =
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="9" fillId="1"/></cellXfs>';
const SHEET = `<sheetData><row r="2">${textCell("B2", "Wilayah")}${textCell("C2", "Nilai")}</row><row r="3">${textCell("B3", "Kota X")}<c r="C3" s="1"><v>0.5</v></c></row></sheetData><pageMargins left="1"/><tableParts count="0"/>`;
const FAULT = {
  file: "a.xlsx",
  line: 3,
  value: "0.5",
  code: "TYPE" as const,
  reason: "is <wrong>",
  hint: "Mend it.",
};

async function reported(
  path: string,
  columns: string[],
  firstColumn: number,
): Promise<Record<string, string>> {
  const out = join(await folderOf({}), "report.xlsx");
  const report = new WorkbookReport(out, path);
  report.origin = { columns, firstColumn, sheet: null, delimiter: undefined };
  report.add({ ...FAULT, column: "Nilai" });
  report.add({ ...FAULT, column: "Wilayah", code: "UNLIKELY", reason: "is odd", hint: null });
  await report.close();
  const parts = unzipSync(await readFile(out));
  return {
    out,
    ...Object.fromEntries(
      Object.entries(parts).map(([name, bytes]) => [
        // The report's own parts have a name that no part of the file has.
        name
          .split("/")
          .at(-1)
          ?.replace(/-[^.]+/, ""),
        strFromU8(bytes),
      ]),
    ),
  };
}

it("colours faulty cells of the workbook itself, keeps their values and formats, and says why in comments", async () => {
  const path = await fileOf("a.xlsx", workbookOf({ sheets: { S: SHEET }, styles: STYLES }));
  const parts = await reported(path, ["Wilayah", "Nilai"], 1);
  const sheet = parts["sheet0.xml"] ?? "";
  expect(sheet).toMatch(/<c s="3" r="C3"><v>0\.5<\/v><\/c>/);
  expect(sheet).toMatch(/<c s="2" r="B3" t="inlineStr">/);
  // Where the order of elements allows it.
  expect(sheet).toMatch(/<pageMargins left="1"\/><legacyDrawing [^>]*r:id="marksShapes"\/><tableParts/);
  expect(parts["styles.xml"]).toMatch(
    /<cellXfs count="4">.*<xf fillId="3" applyFill="1" numFmtId="0"\/><xf fillId="2" applyFill="1" numFmtId="9"\/><\/cellXfs>/,
  );
  expect(parts["styles.xml"]).toContain('<fills count="4">');
  expect(parts["commentsMarks.xml"]).toMatch(/ref="C3".*is &lt;wrong&gt;\. Mend it\..*ref="B3".*is odd/);
  expect(parts["vmlDrawingMarks.vml"]).toContain("<x:Row>2</x:Row><x:Column>2</x:Column>");
  expect(await readRows(parts.out ?? "")).toEqual([[3, "Kota X", "0.5"]]);
});

it("makes a workbook of a text, with each line in the row of its number", async () => {
  const path = await fileOf("a.csv", "Judul,\n\nWilayah,Nilai\nKota X,0.5\n".replace("\n\n", "\n"));
  const parts = await reported(path, ["Wilayah", "Nilai"], 0);
  expect(parts["commentsMarks.xml"]).toContain('ref="B3"');
  expect(await readRows(parts.out ?? "", { headerRow: 2 })).toEqual([[3, "Kota X", "0.5"]]);
});

it("adds to the comments that a sheet has, and keeps that of a marked cell", async () => {
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const path = await fileOf(
    "a.xlsx",
    workbookOf({
      sheets: { S: SHEET.replace("<tableParts", '<legacyDrawing r:id="v"/><tableParts') },
      styles: STYLES,
      others: {
        "[Content_Types].xml": '<Types><Default Extension="vml" ContentType="x"/></Types>',
        "xl/worksheets/_rels/sheet0.xml.rels": `<Relationships><Relationship Id="c" Type="${relations}/comments" Target="../comments1.xml"/><Relationship Id="v" Type="${relations}/vmlDrawing" Target="../v.vml"/></Relationships>`,
        "xl/comments1.xml":
          '<comments><authors><author>A</author></authors><commentList><comment ref="C3" authorId="0"><text><t>mine</t></text></comment><comment ref="Z9" authorId="0"><text><t>other</t></text></comment></commentList></comments>',
        "xl/v.vml": "<xml><x:Row>2</x:Row><x:Column>2</x:Column></xml>",
      },
    }),
  );
  const parts = await reported(path, ["Wilayah", "Nilai"], 1);
  expect(parts["comments1.xml"]).toMatch(
    /other.*ref="C3" authorId="1".*is &lt;wrong&gt;\. Mend it\.\n\nmine/s,
  );
  expect(parts["v.vml"]?.match(/<x:Row>2<\/x:Row><x:Column>2<\/x:Column>/g)).toHaveLength(1);
  expect(parts["sheet0.xml"]?.match(/legacyDrawing/g)).toHaveLength(1);
});
