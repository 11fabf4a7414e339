import type { Example } from "../graph/examples.js";
import { pack, unpack } from "./packed.js";

/** How an answer may be looked at. */
export const SHAPES = ["json", "table", "chart", "map"] as const;
export type Shape = (typeof SHAPES)[number];

/** An operation as the editor holds it. */
export interface Written {
  document: string;
  variables: string;
}

/** Views that show an operation and its answer. */
type AnswerView = "/explorer" | "/embed/answer";

export const textOfVariables = (variables: object | undefined): string =>
  variables && Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : "";

/** How the address asks for the answer to be shown. */
export const shapeIn = (url: URL): Shape =>
  SHAPES.find((shape) => shape === url.searchParams.get("as")) ?? "json";

/** The operation that the address names or holds; null when it has none. */
export async function writtenIn(url: URL, examples: Example[]): Promise<Written | null> {
  const own = await ownIn(new URLSearchParams(url.hash.slice(1)));
  if (own) return own;
  const example = examples.find(({ name }) => name === url.searchParams.get("operation"));
  if (!example) return null;
  const given = url.searchParams.get("variables");
  return {
    document: example.document,
    variables: given === null ? textOfVariables(example.variables) : tidy(given),
  };
}

async function ownIn(parameters: URLSearchParams): Promise<Written | null> {
  const document = parameters.get("query");
  if (document !== null) return { document, variables: parameters.get("variables") ?? "" };
  const packed = parameters.get("o");
  const packedBefore = parameters.get("q");
  try {
    if (packed !== null) return unjoined(await unpack(packed));
    if (packedBefore === null) return null;
    const { query, variables = "" } = JSON.parse(await unpack(packedBefore)) as {
      query: string;
      variables?: string;
    };
    return { document: query, variables };
  } catch {
    // A link that was cut off.
    return null;
  }
}

// The number of lines of the variables, the variables, the document: shorter than JSON, which would quote both again.
const joined = ({ document, variables }: Written): string =>
  `${variables === "" ? 0 : variables.split("\n").length}\n${variables === "" ? "" : `${variables}\n`}${document}`;

function unjoined(text: string): Written {
  const [count = "0", ...lines] = text.split("\n");
  const split = Number(count);
  return { variables: lines.slice(0, split).join("\n"), document: lines.slice(split).join("\n") };
}

/**
 * The address that shows an operation and its answer: by name if it is one of the examples, else with its text, packed,
 * behind the `#`, so that it stays in the browser. `concise` shortens such an operation.
 */
export async function addressOfWritten(
  view: AnswerView,
  written: Written,
  shape: Shape,
  examples: Example[],
  concise: (written: Written) => Written,
): Promise<string> {
  const { document, variables } = written;
  const parameters = new URLSearchParams();
  const example = examples.find((each) => each.document.trim() === document.trim());
  if (example) {
    parameters.set("operation", example.name);
    const isAsListed = tidy(variables) === textOfVariables(example.variables);
    if (!isAsListed) parameters.set("variables", JSON.stringify(parsed(variables) ?? {}));
  }
  if (shape !== "json") parameters.set("as", shape);
  const search = parameters.size === 0 ? "" : `?${parameters.toString()}`;
  if (example) return view + search;
  return `${view}${search}#o=${await pack(joined(concise(written)))}`;
}

function tidy(text: string): string {
  const variables = parsed(text);
  return variables ? textOfVariables(variables) : text;
}

export function parsed(text: string): object | null {
  try {
    return text.trim() === "" ? {} : (JSON.parse(text) as object);
  } catch {
    return null;
  }
}
