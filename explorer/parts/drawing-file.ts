import { dataVersion } from "../graph/ask.js";
import type { LegendEntry } from "./map-legend.js";

// What a drawing has from the page's style sheet, which its file does without.
const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "paint-order",
];
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 16;
const LINE = 20;
const WIDTH_OF_LETTER = 8;
/** Pixels of a PNG for each of the screen. */
const SCALE = 2;

export type DrawingFormat = "svg" | "png";

interface Labels {
  title: string;
  legend: LegendEntry[];
}

/** A drawing as a file of its own: its title above it, and below its legend, where it is from, and of which data. */
export async function drawingFile(
  drawing: SVGSVGElement,
  format: DrawingFormat,
  labels: Labels,
): Promise<File> {
  const sheet = sheetOf(drawing, labels);
  const text = new XMLSerializer().serializeToString(sheet);
  const name = `${labels.title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.${format}`;
  if (format === "svg") return new File([text], name, { type: "image/svg+xml" });
  return new File([await pixelsOf(text, sheet)], name, { type: "image/png" });
}

function sheetOf(drawing: SVGSVGElement, { title, legend }: Labels): SVGSVGElement {
  const { width, height } = drawing.getBoundingClientRect();
  const ink = getComputedStyle(document.body);
  const letters = Math.floor(width / WIDTH_OF_LETTER);
  const sheet = element("svg", { "font-family": ink.fontFamily }) as SVGSVGElement;
  let y = MARGIN;
  const write = (line: string, attributes: Record<string, string | number>): void => {
    const text = element("text", { x: MARGIN, y: y + LINE / 2, fill: ink.color, ...attributes });
    text.textContent = line;
    sheet.append(text);
    y += LINE;
  };
  sheet.append(element("rect", { width: "100%", height: "100%", fill: styleOf("--paper") }));
  for (const line of linesOf(title, letters)) write(line, { "font-size": 15, "font-weight": 600 });
  const copy = styledCopy(drawing);
  for (const [name, value] of Object.entries({ x: MARGIN, y, width, height }))
    copy.setAttribute(name, String(value));
  sheet.append(copy);
  y += height + LINE;
  for (const entry of legend) {
    sheet.append(...swatch(entry, y));
    write(entry.name, { x: MARGIN + 32, "font-size": 13 });
  }
  const origin = ["Cakupan", location.host + location.pathname, dataVersion()];
  for (const line of linesOf(origin.filter((part) => part !== null).join(" · "), letters))
    write(line, { "font-size": 12 });
  const [wide, high] = [width + 2 * MARGIN, y + MARGIN];
  for (const [name, value] of Object.entries({ width: wide, height: high, viewBox: `0 0 ${wide} ${high}` }))
    sheet.setAttribute(name, String(value));
  return sheet;
}

const styleOf = (property: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(property);

/** The colour of a legend's entry, and the mark over it, whose pattern is among those of the drawing. */
function swatch({ shade }: LegendEntry, y: number): Element[] {
  const box = { x: MARGIN, y: y - LINE / 4, width: 24, height: LINE * 0.8, rx: 3 };
  const fill = styleOf("place" in shade ? `--shade-${shade.place}` : "--paper");
  const area = element("rect", { ...box, fill });
  if (shade.kind === "value") return [area];
  const isOpen = shade.kind === "contradicts";
  const mark = {
    fill: `url(#hatch-${shade.kind})`,
    stroke: styleOf(isOpen ? "--ink" : "--muted"),
    "stroke-width": isOpen ? 2 : 1,
    "stroke-dasharray": shade.kind === "missing" ? "4 3" : "none",
  };
  return [area, element("rect", { ...box, ...mark })];
}

const element = (name: string, attributes: Record<string, string | number>): Element => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
};

/** A copy whose elements have as attributes how they look on the page. */
function styledCopy(drawing: SVGSVGElement): Element {
  const copy = drawing.cloneNode(true) as Element;
  const originals = [drawing, ...drawing.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((each, place) => {
    const style = getComputedStyle(originals[place] ?? drawing);
    for (const name of STYLES) each.setAttribute(name, style.getPropertyValue(name).replaceAll('"', "'"));
    for (const name of ["class", "style", "href", "tabindex", "aria-hidden"]) each.removeAttribute(name);
  });
  return copy;
}

function linesOf(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

async function pixelsOf(text: string, sheet: SVGSVGElement): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Number(sheet.getAttribute("width")) * SCALE;
  canvas.height = Number(sheet.getAttribute("height")) * SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The browser cannot write this drawing as PNG."));
    }, "image/png");
  });
}
