import { type Example, addressOf } from "../graph/examples.js";

/** An operation as the editor holds it. */
export interface Written {
  document: string;
  variables: string;
}

export const textOfVariables = (variables: object | undefined): string =>
  variables && Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : "";

/** The operation that the address names or holds; null when it has none. */
export function writtenIn(url: URL, examples: Example[]): Written | null {
  const own = new URLSearchParams(url.hash.slice(1));
  const document = own.get("query");
  if (document !== null) return { document, variables: own.get("variables") ?? "" };
  const example = examples.find(({ name }) => name === url.searchParams.get("operation"));
  if (!example) return null;
  const given = url.searchParams.get("variables");
  return {
    document: example.document,
    variables: given === null ? textOfVariables(example.variables) : tidy(given),
  };
}

/**
 * The address that opens an operation: by name if it is one of the examples, else with its text, which stays in the
 * browser since it is behind the `#`.
 */
export function addressOfWritten({ document, variables }: Written, examples: Example[]): string {
  const example = examples.find((each) => each.document.trim() === document.trim());
  if (!example)
    return `/explorer#${new URLSearchParams({ query: document, ...(variables.trim() && { variables }) }).toString()}`;
  const isAsListed = tidy(variables) === textOfVariables(example.variables);
  return addressOf(example.name, isAsListed ? undefined : (parsed(variables) ?? {}));
}

function tidy(text: string): string {
  const variables = parsed(text);
  return variables ? textOfVariables(variables) : text;
}

function parsed(text: string): object | null {
  try {
    return text.trim() === "" ? {} : (JSON.parse(text) as object);
  } catch {
    return null;
  }
}
