import { columnLetters } from "../column-letters.js";
import type { Mark } from "./marked-sheet.js";
import { xmlText } from "./xml-text.js";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const AUTHOR = "Cakupan";

/** The comments of a sheet that has none. */
export const commentsPart = (): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="${MAIN}"><authors></authors><commentList></commentList></comments>`;

/** The comments of a sheet with those of marks; a comment that a cell has already follows in the same one. */
export function withComments(xml: string, marks: readonly Mark[]): string {
  const prefix = /<(\w+:)?comments\b/.exec(xml)?.[1] ?? "";
  const authors = [...xml.matchAll(new RegExp(`<${prefix}author\\b`, "g"))].length;
  const old = new Map<string, string>();
  const pattern = new RegExp(
    `<${prefix}comment\\b[^>]*\\bref="([A-Z]+\\d+)"[^>]*>([\\s\\S]*?)</${prefix}comment>`,
    "g",
  );
  const wanted = textsByCell(marks);
  const kept = xml.replaceAll(pattern, (whole, ref: string, body: string) => {
    if (!wanted.has(ref)) return whole;
    old.set(
      ref,
      [...body.matchAll(new RegExp(`<${prefix}t\\b[^>]*>([\\s\\S]*?)</${prefix}t>`, "g"))]
        .map(([, text]) => text)
        .join(""),
    );
    return "";
  });
  const added = [...wanted].map(([ref, texts]) => {
    const before = old.get(ref);
    const text = `${xmlText(texts.join("\n"))}${before === undefined ? "" : `\n\n${before}`}`;
    return `<${prefix}comment ref="${ref}" authorId="${authors}"><${prefix}text><${prefix}r><${prefix}t xml:space="preserve">${text}</${prefix}t></${prefix}r></${prefix}text></${prefix}comment>`;
  });
  const author = `<${prefix}author>${AUTHOR}</${prefix}author>`;
  return kept
    .replace(new RegExp(`<${prefix}authors\\s*/>`), `<${prefix}authors></${prefix}authors>`)
    .replace(`</${prefix}authors>`, () => `${author}</${prefix}authors>`)
    .replace(`</${prefix}commentList>`, () => `${added.join("")}</${prefix}commentList>`);
}

function textsByCell(marks: readonly Mark[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { row, column, text } of marks) {
    const ref = `${columnLetters(column)}${row}`;
    texts.set(ref, [...(texts.get(ref) ?? []), text]);
  }
  return texts;
}

/** The shapes of a sheet without comments. */
export const shapesPart = (): string =>
  `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>`;

const WIDE = 4;
const HIGH = 6;

/** The shapes of a sheet with a hidden box for the comment of each marked cell. */
export function withShapes(xml: string, marks: readonly Mark[]): string {
  const cells = new Map(marks.map(({ row, column }) => [`${row - 1} ${column}`, { row, column }]));
  for (const [, row, column] of xml.matchAll(/<x:Row>(\d+)<\/x:Row>\s*<x:Column>(\d+)<\/x:Column>/g))
    cells.delete(`${row} ${column}`);
  // Earlier reports have boxes of these names.
  const before = [...xml.matchAll(/"_x0000_s9(\d+)"/g)].map(([, number]) => Number(number));
  const first = before.reduce((most, number) => Math.max(most, number + 1), 0);
  const boxes = [...cells.values()].map(({ row, column }, index) => {
    const top = Math.max(0, row - 2);
    const anchor = [column + 1, 15, top, 2, column + 1 + WIDE, 15, top + HIGH, 2];
    const id = `_x0000_s9${String(first + index).padStart(5, "0")}`;
    return `<v:shape id="${id}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${anchor.join(", ")}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row - 1}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`;
  });
  return xml.replace(/<\/xml>\s*$/, () => `${boxes.join("")}</xml>`);
}
