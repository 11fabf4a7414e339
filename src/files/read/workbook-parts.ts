import { posix } from "node:path";
import { cellFormat, type CellFormat } from "./cell-format.js";
import type { Limits } from "./limits.js";
import type { Files, Source } from "./source.js";
import { unreadable } from "./unreadable-input.js";
import { readXml } from "./xml.js";

/** A sheet as its workbook lists it. */
export interface Sheet {
  name: string;
  source: Source;
  isHidden: boolean;
}

/** The parts of a workbook that its cells depend on. */
export interface Workbook {
  sheets: readonly Sheet[];
  epoch: 1900 | 1904;
  /** The texts that cells refer to by number. */
  texts: readonly string[];
  /** The formats that cells refer to by number. */
  formats: readonly CellFormat[];
}

/** Reads the parts of a workbook that its sheets need. */
export async function readWorkbookParts(files: Files, limits: Limits): Promise<Workbook> {
  const start = (await relations(files, "", limits)).find(({ type }) => type === "officeDocument");
  const source = start === undefined ? null : await files.find(start.target);
  if (source === null) throw unreadable({ file: files.file }, "is not a workbook");
  const parts = await relations(files, source.file, limits);
  const list = await readSheetList(source, limits);
  const sheets: Sheet[] = [];
  for (const { id, ...sheet } of list.sheets) {
    const part = parts.find((each) => each.id === id && each.type === "worksheet");
    const source = part === undefined ? null : await files.find(part.target);
    if (source !== null) sheets.push({ ...sheet, source });
  }
  const findPart = async (type: string): Promise<Source | null> => {
    const part = parts.find((each) => each.type === type);
    return part === undefined ? null : files.find(part.target);
  };
  const texts = await readTexts(await findPart("sharedStrings"), limits);
  const formats = await readFormats(await findPart("styles"), limits);
  return { sheets, epoch: list.epoch, texts, formats };
}

interface Relation {
  id: string;
  /** The last part of its type: `worksheet`. */
  type: string;
  /** Path of the entry that it refers to. */
  target: string;
}

async function relations(files: Files, of: string, limits: Limits): Promise<Relation[]> {
  const folder = of.slice(0, of.lastIndexOf("/") + 1);
  const source = await files.find(`${folder}_rels/${of.slice(folder.length)}.rels`);
  const found: Relation[] = [];
  const open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name !== "Relationship" || attributes.TargetMode === "External") return;
    const { Id = "", Type = "", Target = "" } = attributes;
    checkCount(found.length, limits.entries, files.file, "relationships");
    // A target outside the archive is harmless, because it is only looked up among the archive's entries.
    const target = Target.startsWith("/") ? Target.slice(1) : posix.join(folder, Target);
    found.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), target });
  };
  if (source !== null) await readXml(source, { open }, limits);
  return found;
}

type ListedSheet = Omit<Sheet, "source"> & { id: string };

async function readSheetList(
  source: Source,
  limits: Limits,
): Promise<{ sheets: ListedSheet[]; epoch: 1900 | 1904 }> {
  const sheets: ListedSheet[] = [];
  let epoch: 1900 | 1904 = 1900;
  const open = (tag: string, attributes: Readonly<Record<string, string>>): void => {
    if (tag === "workbookPr" && /^(1|true)$/.test(attributes.date1904 ?? "")) epoch = 1904;
    if (tag !== "sheet") return;
    checkCount(sheets.length, limits.entries, source.file, "sheets");
    const id = Object.keys(attributes).find((key) => key.endsWith(":id")) ?? "";
    const isHidden = /^(very)?hidden$/i.test(attributes.state ?? "");
    sheets.push({ name: attributes.name ?? "", id: attributes[id] ?? "", isHidden });
  };
  await readXml(source, { open }, limits);
  return { sheets, epoch };
}

const BYTES_OF_A_TEXT = 32;

async function readTexts(source: Source | null, limits: Limits): Promise<string[]> {
  const texts: string[] = [];
  let bytes = 0;
  let item: string[] = [];
  let isText = false;
  let phoneticDepth = 0;
  const open = (tag: string): void => {
    if (tag === "si") item = [];
    if (tag === "rPh") phoneticDepth += 1;
    isText = tag === "t" && phoneticDepth === 0;
  };
  const text = (part: string): void => {
    if (isText) item.push(part);
  };
  const close = (tag: string): void => {
    isText = false;
    if (tag === "rPh") phoneticDepth -= 1;
    if (tag !== "si") return;
    const whole = unescaped(item.join(""));
    bytes += BYTES_OF_A_TEXT + whole.length * 2;
    if (bytes > limits.sharedTextBytes)
      throw unreadable(
        { file: source?.file ?? "" },
        `has more than ${limits.sharedTextBytes} bytes of shared text, which is the limit`,
      );
    texts.push(whole);
  };
  if (source !== null) await readXml(source, { open, text, close }, limits);
  return texts;
}

/** Decodes characters that XML cannot contain, which workbooks write as `_x000D_`. */
export const unescaped = (text: string): string =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

async function readFormats(source: Source | null, limits: Limits): Promise<CellFormat[]> {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let isCellFormats = false;
  const open = (tag: string, attributes: Readonly<Record<string, string>>): void => {
    if (tag === "cellXfs") isCellFormats = true;
    const id = Number(attributes.numFmtId ?? 0);
    if (tag === "numFmt" && codes.size <= limits.cellFormats)
      codes.set(id, (attributes.formatCode ?? "").slice(0, 1_000));
    if (tag !== "xf" || !isCellFormats) return;
    checkCount(formats.length, limits.cellFormats, source?.file ?? "", "cell formats");
    formats.push(cellFormat(id, codes.get(id)));
  };
  const close = (tag: string): void => {
    if (tag === "cellXfs") isCellFormats = false;
  };
  if (source !== null) await readXml(source, { open, close }, limits);
  return formats;
}

function checkCount(count: number, most: number, file: string, what: string): void {
  if (count >= most) throw unreadable({ file }, `has more than ${most} ${what}, which is the limit`);
}
