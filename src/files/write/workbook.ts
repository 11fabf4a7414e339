import type { Cell, FileParts, RowBatches } from "./cells.js";
import { zipped, type ZipEntry } from "./zip.js";

/** One sheet of a workbook. */
export interface Sheet {
  name: string;
  columns: readonly string[];
  batches: RowBatches;
}

/** A sheet of the sources and licences of the other sheets' rows. */
export function attributionSheet(lines: readonly (readonly Cell[])[]): Sheet {
  async function* batches(): AsyncGenerator<readonly (readonly Cell[])[]> {
    yield await Promise.resolve(lines);
  }
  return { name: "Sources and licences", columns: ["What", "Name", "Where"], batches: batches() };
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

/** Excel's limit on the characters of a cell. */
const LONGEST = 32_767;
const CUT = " … [cut: a cell holds no more]";

/**
 * Streams an Office Open XML workbook. Text is always stored as text, never as a formula. Text that is too long for
 * a cell is cut, with a note at its end.
 */
export function workbookFile(sheets: readonly Sheet[], created: Date): FileParts {
  const names = sheets.map(({ name }) => name);
  const parts: ZipEntry[] = [
    part("[Content_Types].xml", contentTypes(names)),
    part("_rels/.rels", relations([["officeDocument", "xl/workbook.xml"]])),
    part("xl/workbook.xml", workbook(names)),
    part(
      "xl/_rels/workbook.xml.rels",
      relations(names.map((_, index) => ["worksheet", `worksheets/sheet${index + 1}.xml`])),
    ),
    ...sheets.map((sheet, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: sheetXml(sheet),
    })),
  ];
  return zipped(parts, created);
}

const part = (name: string, xml: string): ZipEntry => ({ name, content: [Buffer.from(DECLARATION + xml)] });

function contentTypes(names: readonly string[]): string {
  const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const sheets = names.map(
    (_, index) =>
      `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${spreadsheet}.worksheet+xml"/>`,
  );
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/>${sheets.join("")}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const list = targets.map(
    ([type, target], index) =>
      `<Relationship Id="r${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${list.join("")}</Relationships>`;
}

function workbook(names: readonly string[]): string {
  const sheets = names.map(
    (name, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="r${index + 1}"/>`,
  );
  return `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.join("")}</sheets></workbook>`;
}

async function* sheetXml({ columns, batches }: Sheet): FileParts {
  yield Buffer.from(
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rowXml(columns)}`,
  );
  for await (const rows of batches) yield Buffer.from(rows.map(rowXml).join(""));
  yield Buffer.from("</sheetData></worksheet>");
}

const rowXml = (cells: readonly Cell[]): string => `<row>${cells.map(cellXml).join("")}</row>`;

function cellXml(cell: Cell): string {
  if (cell === null || cell === "") return "<c/>";
  if (typeof cell === "number") return `<c><v>${cell}</v></c>`;
  if (typeof cell === "boolean") return `<c t="b"><v>${Number(cell)}</v></c>`;
  const text = cell.length > LONGEST ? cell.slice(0, LONGEST - CUT.length) + CUT : cell;
  return `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

// XML cannot contain control characters. Workbooks write them as _xHHHH_, so text that looks like that is escaped, too.
const xmlText = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    // eslint-disable-next-line no-control-regex -- it looks for control characters
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g, (character) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
      return `_x${code}_`;
    })
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
