import { afterEach, describe, expect, it } from "@jest/globals";
import { openInput } from "../../src/files/read/open-input.js";
import { faultOf, fileOf, only, readOne, removeFolders, textCell, workbookOf } from "./input-files.js";

afterEach(removeFolders);

/** A sheet with texts in its cells; empty ones are left out. */
const sheetOf = (...rows: string[][]): Promise<string> => {
  const xml = rows.map((cells, index) => {
    const filled = cells.map((cell, place) =>
      cell === "" ? "" : textCell(`${String.fromCharCode(65 + place)}${index + 1}`, cell),
    );
    return `<row r="${index + 1}">${filled.join("")}</row>`;
  });
  return fileOf("b.xlsx", workbookOf({ sheets: { S: `<sheetData>${xml.join("")}</sheetData>` } }));
};
const csvOf = (...rows: string[][]): Promise<string> =>
  fileOf("a.csv", rows.map((cells) => cells.join(";")).join("\r\n"));

const TITLED = [
  ["DATA PESERTA, TAHUN 2024", "", ""],
  ["", "", ""],
  ["Dinas Tenaga Kerja, Bidang Hubungan Industrial", "", ""],
  ["Wilayah", "2023", "2024"],
  ["(1)", "(2)", "(3)"],
  ["Kota Jambi", "1", "2"],
];

describe.each([
  ["a text", csvOf],
  ["a sheet", sheetOf],
])("The header of %s", (_, write) => {
  it("stands where it is said to stand, whatever is above it", async () => {
    expect(await readOne(await write(...TITLED), { headerRow: 4, skipRows: 1 })).toMatchObject({
      columns: ["Wilayah", "2023", "2024"],
      rows: [[6, "Kota Jambi", "1", "2"]],
    });
  });

  it("is the first filled row otherwise, and tells its line", async () => {
    const { tables } = await openInput(await write([], ["a", "b"], ["1", "2"]));

    expect(only(tables)).toMatchObject({ columns: ["a", "b"], headerLine: 2 });
  });

  it("may have two rows, of which cells over several columns count for each", async () => {
    const path = await write(
      ["Tabel 1", "", "", "", ""],
      ["No", "Wilayah", "Peserta", "", "Ket"],
      ["", "", "2023", "2024", ""],
      ["1", "Kota Jambi", "3", "4", ""],
    );

    expect(await readOne(path, { headerRow: 2, headerRows: 2 })).toMatchObject({
      columns: ["No", "Wilayah", "Peserta 2023", "Peserta 2024", "Ket"],
      rows: [[4, "1", "Kota Jambi", "3", "4", ""]],
    });
  });

  it.each([
    [{ headerRow: 2 }, 2, "the header should begin here"],
    [{ headerRow: 40 }, 40, "the header should begin here"],
    [{ headerRow: 6, headerRows: 2 }, 6, "is the last row, but the header has 2"],
  ])("is refused with its line when it is not there: %j", async (options, line, reason) => {
    expect(await faultOf(await write(...TITLED), options)).toMatchObject({
      line,
      code: "HEADER",
      reason: expect.stringContaining(reason),
    });
  });
});

describe("A header", () => {
  it("tells the delimiter of a text, not the titles above it", async () => {
    const path = await fileOf("a.csv", "Data, per wilayah, dan tahun, 2024\n\na;b\n1,5;2\n");

    expect(await readOne(path, { headerRow: 3 })).toMatchObject({
      columns: ["a", "b"],
      rows: [[4, "1,5", "2"]],
    });
  });

  it("may break its names over lines", async () => {
    expect(
      (await readOne(await fileOf("a.csv", '"Kabupaten/\nKota","Jumlah \r\n Peserta"\n'))).columns,
    ).toEqual(["Kabupaten/ Kota", "Jumlah Peserta"]);
  });

  it("may leave columns without a name", async () => {
    expect(await readOne(await csvOf(["a", "", "b", ""], ["1", "2", "3", ""]))).toMatchObject({
      columns: ["a", "", "b", ""],
    });
  });

  it("may not be a formula, but what stands above it may", async () => {
    const formula = '<c r="A1"><f>TODAY()</f><v>1</v></c>';
    const rows = `<row r="1">${formula}</row><row r="2">${textCell("A2", "a")}</row><row r="3">${textCell("A3", "x")}</row>`;
    const path = await fileOf("b.xlsx", workbookOf({ sheets: { S: `<sheetData>${rows}</sheetData>` } }));

    expect(await faultOf(path)).toMatchObject({ line: 1, reason: expect.stringContaining("is a formula") });
    expect((await readOne(path, { headerRow: 2 })).rows).toEqual([[3, "x"]]);
  });
});
