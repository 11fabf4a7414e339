import { columnLetters } from "../column-letters.js";
import type { Cell, FileParts, RowBatches } from "./cells.js";
import { xmlText } from "./xml-text.js";
import { zipped, type ZipEntry } from "./zip.js";

/** One sheet of a workbook. */
export interface Sheet {
  name: string;
  columns: readonly string[];
  /** Places of the columns whose texts are dates, YYYY-MM-DD, or instants in UTC; other texts in them stay texts. */
  dates?: ReadonlySet<number>;
  /** Whether it is only there for the others to refer to. */
  isHidden?: boolean;
  /** How its columns are filled in, by their places. */
  inputs?: ReadonlyMap<number, ColumnInput>;
  batches: RowBatches;
}

/** How a column of a form is filled in. */
export interface ColumnInput {
  /** The cells that may be chosen from, such as `Lists!$A$1:$A$9`. */
  choices?: string;
  /** Said when one of its cells is chosen. */
  prompt?: string;
  /** Whether what is typed stays text, so that no program makes a date of it. */
  isText?: boolean;
  /** In characters. */
  width?: number;
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
    part("xl/workbook.xml", workbook(sheets)),
    part(
      "xl/_rels/workbook.xml.rels",
      relations([
        ...names.map((_, index) => ["worksheet", `worksheets/sheet${index + 1}.xml`] as const),
        ["styles", "styles.xml"],
      ]),
    ),
    part("xl/styles.xml", STYLES),
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
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${spreadsheet}.styles+xml"/>${sheets.join("")}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const list = targets.map(
    ([type, target], index) =>
      `<Relationship Id="r${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${list.join("")}</Relationships>`;
}

function workbook(sheets: readonly Sheet[]): string {
  const list = sheets.map(
    ({ name, isHidden = false }, index) =>
      `<sheet name="${xmlText(name)}" sheetId="${index + 1}"${isHidden ? ' state="hidden"' : ""} r:id="r${index + 1}"/>`,
  );
  return `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${list.join("")}</sheets></workbook>`;
}

// The formats of cells: 0 as the program likes, 1 a date, 2 a date with its time, 3 a text.
const DATE = 1;
const INSTANT = 2;
const TEXT = 3;
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

async function* sheetXml({ columns, batches, dates = new Set(), inputs = new Map() }: Sheet): FileParts {
  const rowXml = (cells: readonly Cell[]): string =>
    `<row>${cells.map((cell, place) => (dates.has(place) ? dateXml(cell) : inputs.get(place)?.isText ? textXml(cell) : cellXml(cell))).join("")}</row>`;
  yield Buffer.from(
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widths(inputs)}<sheetData><row>${columns.map(cellXml).join("")}</row>`,
  );
  for await (const rows of batches) yield Buffer.from(rows.map(rowXml).join(""));
  yield Buffer.from(`</sheetData>${validations(inputs)}</worksheet>`);
}

function widths(inputs: ReadonlyMap<number, ColumnInput>): string {
  const columns = [...inputs].flatMap(([place, { width, isText = false }]) =>
    width === undefined
      ? []
      : [
          `<col min="${place + 1}" max="${place + 1}" width="${width}" customWidth="1"${isText ? ` style="${TEXT}"` : ""}/>`,
        ],
  );
  return columns.length === 0 ? "" : `<cols>${columns.join("")}</cols>`;
}

const LAST_INPUT = 5_000;
const LONGEST_PROMPT = 255;

function validations(inputs: ReadonlyMap<number, ColumnInput>): string {
  const list = [...inputs].flatMap(([place, { choices, prompt = "" }]) => {
    if (choices === undefined && prompt === "") return [];
    const letter = columnLetters(place);
    const said =
      prompt === "" ? "" : ` showInputMessage="1" prompt="${xmlText(prompt.slice(0, LONGEST_PROMPT))}"`;
    const rule = choices === undefined ? "" : ` type="list" showErrorMessage="1" errorStyle="warning"`;
    const from = choices === undefined ? "" : `<formula1>${xmlText(choices)}</formula1>`;
    return [
      `<dataValidation${rule} allowBlank="1"${said} sqref="${letter}2:${letter}${LAST_INPUT}">${from}</dataValidation>`,
    ];
  });
  return list.length === 0
    ? ""
    : `<dataValidations count="${list.length}">${list.join("")}</dataValidations>`;
}

const textXml = (cell: Cell): string =>
  cell === null || cell === "" ? `<c s="${TEXT}"/>` : cellXml(cell).replace("<c ", `<c s="${TEXT}" `);

const DATE_OR_INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/;
const MS_PER_DAY = 86_400_000;
const DAYS_TO_1970 = 25_569;
// Before, spreadsheets do not agree on the number of a day.
const FIRST_SERIAL = 61;

function dateXml(cell: Cell): string {
  const [, time] = (typeof cell === "string" ? DATE_OR_INSTANT.exec(cell) : null) ?? [null];
  const serial = time === null ? NaN : Date.parse(String(cell)) / MS_PER_DAY + DAYS_TO_1970;
  if (!(serial >= FIRST_SERIAL)) return cellXml(cell);
  return `<c s="${time === undefined ? DATE : INSTANT}"><v>${serial}</v></c>`;
}

function cellXml(cell: Cell): string {
  if (cell === null || cell === "") return "<c/>";
  if (typeof cell === "number") return `<c><v>${cell}</v></c>`;
  if (typeof cell === "boolean") return `<c t="b"><v>${Number(cell)}</v></c>`;
  const text = cell.length > LONGEST ? cell.slice(0, LONGEST - CUT.length) + CUT : cell;
  return `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}
