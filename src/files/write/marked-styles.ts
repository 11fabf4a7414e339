const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const EMPTY = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>`;

const RED = "FFFFC7CE";
const YELLOW = "FFFFEB9C";

/** The formats of a workbook, to which those of marked cells are added. */
export class StyleSheet {
  readonly #xml: string;
  readonly #prefix: string;
  readonly #formats: readonly string[];
  readonly #added = new Map<string, { place: number; xml: string }>();
  readonly #fills: number;

  /** Null for a workbook without formats. */
  constructor(xml: string | null) {
    const prefix = /<(\w+:)?styleSheet\b/.exec(xml ?? "")?.[1] ?? "";
    // A sheet of formats without those of cells has nothing that cells could refer to.
    this.#xml = xml?.includes(`<${prefix}cellXfs`) ? xml : EMPTY;
    this.#prefix = this.#xml === EMPTY ? "" : prefix;
    const formats = this.#between("cellXfs");
    this.#formats = [
      ...formats.matchAll(
        new RegExp(`<${this.#prefix}xf\\b[^>]*?(?:/>|>[\\s\\S]*?</${this.#prefix}xf>)`, "g"),
      ),
    ].map(([format]) => format);
    this.#fills = [...this.#between("fills").matchAll(new RegExp(`<${this.#prefix}fill\\b`, "g"))].length;
  }

  /** The format of a marked cell that had a format. */
  marked(style: number, isFault: boolean): number {
    const key = `${style} ${String(isFault)}`;
    const known = this.#added.get(key);
    if (known) return known.place;
    const place = this.#formats.length + this.#added.size;
    const base = this.#formats[style] ?? this.#formats[0] ?? `<${this.#prefix}xf/>`;
    const fill = Math.max(this.#fills, 2) + (isFault ? 0 : 1);
    const plain = base.replace(/\s+(?:fillId|applyFill)="[^"]*"/g, "");
    const xml = plain.replace(/^<(\w+:)?xf/, (tag) => `${tag} fillId="${fill}" applyFill="1"`);
    this.#added.set(key, { place, xml });
    return place;
  }

  /** All formats. */
  text(): string {
    const p = this.#prefix;
    const fill = (colour: string): string =>
      `<${p}fill><${p}patternFill patternType="solid"><${p}fgColor rgb="${colour}"/><${p}bgColor indexed="64"/></${p}patternFill></${p}fill>`;
    const none = `<${p}fill><${p}patternFill patternType="none"/></${p}fill><${p}fill><${p}patternFill patternType="gray125"/></${p}fill>`;
    const fills = `${this.#fills < 2 ? none : this.#between("fills")}${fill(RED)}${fill(YELLOW)}`;
    const formats = `${this.#between("cellXfs")}${[...this.#added.values()].map(({ xml }) => xml).join("")}`;
    const counted = (name: string, count: number, content: string): string =>
      `<${p}${name} count="${count}">${content}</${p}${name}>`;
    const allFills = counted("fills", Math.max(this.#fills, 2) + 2, fills);
    const withFormats = this.#xml.replace(this.#element("cellXfs"), () =>
      counted("cellXfs", this.#formats.length + this.#added.size, formats),
    );
    if (this.#element("fills").test(withFormats))
      return withFormats.replace(this.#element("fills"), () => allFills);
    return withFormats.replace(
      new RegExp(`<${p}(?:borders|cellStyleXfs|cellXfs)\\b`),
      (next) => allFills + next,
    );
  }

  #between(name: string): string {
    return this.#element(name).exec(this.#xml)?.[1] ?? "";
  }

  #element(name: string): RegExp {
    return new RegExp(`<${this.#prefix}${name}\\b[^>]*>([\\s\\S]*?)</${this.#prefix}${name}>`);
  }
}
