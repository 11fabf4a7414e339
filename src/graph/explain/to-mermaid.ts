import {
  columnLines,
  lineOf,
  operationTitle,
  outcomeOf,
  readingOf,
  totalsOf,
  type Explanation,
  type Showing,
} from "./explanation.js";
import { readBelow, type Place, type ReadPlace } from "./place.js";

/** An explanation as a flowchart of Mermaid: places lead to those below them, and by dotted arrows to their statements. */
export function toMermaid(explanation: Explanation, showing: Showing): string {
  const chart = new Chart(showing);
  const { root } = explanation;
  chart.addPlace(root, [operationTitle(explanation), totalsOf(explanation)], readBelow(root));
  return ["flowchart TD", ...chart.lines.map((line) => `  ${line}`), ""].join("\n");
}

class Chart {
  readonly lines: string[] = [];
  #nodes = 0;

  constructor(readonly showing: Showing) {}

  /** Adds a place with all below it, and answers with the name of its node. */
  addPlace(place: Place, title: readonly string[], below: readonly ReadPlace[]): string {
    const node = this.#add("place", `["${label([...title, ...columnLines(place)])}"]`);
    for (const statement of place.statements) {
      const sql = this.showing.sql ? [lineOf(statement)] : [];
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

// Of what a label may not hold as it is, Mermaid takes the number or the name of the character.
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
