import { posix } from "node:path";
import type { Archive } from "../read/archive.js";
import type { Limits } from "../read/limits.js";
import { readWhole } from "../read/source.js";
import { readWorkbookParts } from "../read/workbook-parts.js";
import type { FileParts } from "./cells.js";
import { commentsPart, shapesPart, withComments, withShapes } from "./comments.js";
import { markCells, type Mark } from "./marked-sheet.js";
import { StyleSheet } from "./marked-styles.js";
import { zipped, type ZipEntry } from "./zip.js";

const MOST_BYTES = 100 * 1024 ** 2;
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "application/vnd.openxmlformats-officedocument";

/**
 * The same workbook with marked cells coloured and a comment on each. Everything else stays as it is: the other parts are
 * copied, and cells keep their values and formats. Throws UnreadableInput when a part is too large to be changed.
 */
export async function* markedWorkbook(
  files: Archive,
  sheet: string,
  marks: readonly Mark[],
  limits: Limits,
  now: Date,
): FileParts {
  const workbook = await readWorkbookParts(files, limits);
  const path =
    workbook.sheets.find(({ name }) => name === sheet)?.source.file ?? workbook.sheets[0]?.source.file;
  if (path === undefined) throw new Error(`There is no sheet "${sheet}".`);
  const parts = new WorkbookParts(files);
  await parts.mark(path, marks);
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const name of files.names) {
      const text = parts.changed.get(name);
      if (text !== undefined) yield { name, content: [Buffer.from(text)] };
      else {
        const source = await files.find(name);
        if (source) yield { name, content: source.read() };
      }
    }
    for (const [name, text] of parts.changed)
      if (!files.names.includes(name)) yield { name, content: [Buffer.from(text)] };
  }
  yield* zipped(entries(), now);
}

/** The parts of a workbook that marks change. */
class WorkbookParts {
  readonly changed = new Map<string, string>();

  constructor(readonly files: Archive) {}

  async mark(path: string, marks: readonly Mark[]): Promise<void> {
    const sheetRelations = relationsOf(path);
    const rels = await this.#textOf(sheetRelations, `<Relationships xmlns="${PACKAGE}"></Relationships>`);
    const comments = targetOf(rels, path, "comments");
    const shapes = targetOf(rels, path, "vmlDrawing");
    // Other sheets may have been marked before.
    const own = posix.basename(path, ".xml");
    const newComments = `xl/commentsMarks-${own}.xml`;
    const newShapes = `xl/drawings/vmlDrawingMarks-${own}.vml`;
    await this.#markStyled(path, marks, shapes === null);
    await this.#change(comments ?? newComments, commentsPart(), (text) => withComments(text, marks));
    await this.#change(shapes ?? newShapes, shapesPart(), (text) => withShapes(text, marks));
    const from = (part: string): string => posix.relative(posix.dirname(path), part);
    let related = rels;
    if (comments === null) related = withRelation(related, "marksComments", "comments", from(newComments));
    if (shapes === null) related = withRelation(related, "marksShapes", "vmlDrawing", from(newShapes));
    this.changed.set(sheetRelations, related);
    await this.#change("[Content_Types].xml", "", (text) =>
      contentTypes(text, comments === null ? newComments : null),
    );
  }

  async #markStyled(path: string, marks: readonly Mark[], needsDrawing: boolean): Promise<void> {
    const workbookRelations = await this.#textOf("xl/_rels/workbook.xml.rels", "");
    const stylesPath = targetOf(workbookRelations, "xl/workbook.xml", "styles") ?? "xl/styles.xml";
    const isNew = !this.files.names.includes(stylesPath);
    const styles = new StyleSheet(isNew ? null : await this.#textOf(stylesPath, ""));
    const sheet = await this.#textOf(path, "");
    this.changed.set(path, markCells(sheet, marks, styles, needsDrawing ? "marksShapes" : null));
    this.changed.set(stylesPath, styles.text());
    if (!isNew || targetOf(workbookRelations, "xl/workbook.xml", "styles") !== null) return;
    this.changed.set(
      "xl/_rels/workbook.xml.rels",
      withRelation(workbookRelations, "marksStyles", "styles", "styles.xml"),
    );
  }

  async #change(name: string, otherwise: string, change: (text: string) => string): Promise<void> {
    this.changed.set(name, change(await this.#textOf(name, otherwise)));
  }

  async #textOf(name: string, otherwise: string): Promise<string> {
    const changed = this.changed.get(name);
    if (changed !== undefined) return changed;
    const source = await this.files.find(name);
    return source ? (await readWhole(source, MOST_BYTES)).toString("utf8") : otherwise;
  }
}

const relationsOf = (path: string): string =>
  posix.join(posix.dirname(path), "_rels", `${posix.basename(path)}.rels`);

function targetOf(rels: string, of: string, type: string): string | null {
  for (const [tag] of rels.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)) {
    if (!new RegExp(`Type="[^"]*/${type}"`).test(tag)) continue;
    const target = /Target="([^"]*)"/.exec(tag)?.[1] ?? "";
    return target.startsWith("/") ? target.slice(1) : posix.join(posix.dirname(of), target);
  }
  return null;
}

const withRelation = (rels: string, id: string, type: string, target: string): string =>
  rels.replace(
    /(<\/(?:\w+:)?Relationships>)/,
    `<Relationship xmlns="${PACKAGE}" Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>$1`,
  );

function contentTypes(text: string, newComments: string | null): string {
  const vml = /Extension="vml"/i.test(text)
    ? ""
    : `<Default Extension="vml" ContentType="${OFFICE}.vmlDrawing"/>`;
  const comments =
    newComments === null
      ? ""
      : `<Override PartName="/${newComments}" ContentType="${OFFICE}.spreadsheetml.comments+xml"/>`;
  const styles = text.includes("styles.xml")
    ? ""
    : `<Override PartName="/xl/styles.xml" ContentType="${OFFICE}.spreadsheetml.styles+xml"/>`;
  return text
    .replace(/(<(?:\w+:)?Types\b[^>]*>)/, `$1${vml}`)
    .replace(/(<\/(?:\w+:)?Types>)/, `${comments}${styles}$1`);
}
