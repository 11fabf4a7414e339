import {
  columnLines,
  lineOf,
  operationTitle,
  outcomeOf,
  readingOf,
  totalsOf,
  type Explanation,
  type ShowOptions,
} from "./explanation.js";
import { readBelow, type Place, type ReadPlace } from "./place.js";

/**
 * An explanation as a Mermaid flowchart: arrows lead from a place to the places below it, dotted arrows to its
 * statements.
 */
export function toMermaid(explanation: Explanation, options: ShowOptions): string {
  const chart = new Chart(options);
  const { root } = explanation;
  chart.addPlace(root, [operationTitle(explanation), totalsOf(explanation)], readBelow(root));
  return ["flowchart TD", ...chart.lines.map((line) => `  ${line}`), ""].join("\n");
}

class Chart {
  readonly lines: string[] = [];
  #nodes = 0;

  constructor(readonly options: ShowOptions) {}

  /** Adds a place with all places below it, and returns the name of its node. */
  addPlace(place: Place, title: readonly string[], below: readonly ReadPlace[]): string {
    const node = this.#add("place", `["${label([...title, ...columnLines(place)])}"]`);
    for (const statement of place.statements) {
      const sql = this.options.sql ? [lineOf(statement)] : [];
      const text = label([statement.name, outcomeOf(statement), ...sql]);
      this.lines.push(`${node} -.-> ${this.#add("statement", `[("${text}")]`)}`);
    }
    for (const next of below) {
      const other = this.addPlace(next.place, [next.path, readingOf(next.place)], next.below);
      this.lines.push(`${node} --> ${other}`);
    }
    return node;
  }

  #add(kind: string, shape: string): string {
    const node = `${kind}${(this.#nodes += 1)}`;
    this.lines.push(`${node}${shape}`);
    return node;
  }
}

// Mermaid's escapes for characters that a label cannot contain.
const ENTITIES: Readonly<Record<string, string>> = {
  "#": "#35;",
  '"': "#quot;",
  "&": "#amp;",
  "<": "#lt;",
  ">": "#gt;",
  "`": "#96;",
};

const label = (lines: readonly string[]): string =>
  lines.map((line) => line.replace(/[#"&<>`]/g, (letter) => ENTITIES[letter] ?? letter)).join("<br/>");
