import { getOperationAST, parse, print, type GraphQLSchema } from "graphql";
import { badUserInput, shortened } from "../errors.js";
import { citing } from "./citing.js";
import { answerOf } from "./graph-answer.js";
import { READS_ONLY, type Tool } from "./tool.js";
import { variableSchema } from "./variable-schema.js";

/** An example operation, with its question in English and in Indonesian. */
export interface Example {
  /** The file's name: a number and words, such as `04-province-ranking`. */
  name: string;
  question: string;
  pertanyaan: string;
  document: string;
  variables?: Readonly<Record<string, unknown>>;
}

// Those that fill the views of the page ask the same questions again, for its layout.
const NUMBERED = /^\d+-/;

/** A tool for each numbered example: it asks the example's question with the caller's variables. */
export const exampleTools = (schema: GraphQLSchema, examples: readonly Example[]): Tool[] =>
  examples.filter(({ name }) => NUMBERED.test(name)).map((example) => exampleTool(schema, example));

function exampleTool(
  schema: GraphQLSchema,
  { name, question, pertanyaan, document, variables }: Example,
): Tool {
  const parsed = parse(document);
  const operation = getOperationAST(parsed);
  if (!operation) throw new Error(`The example ${name} has no operation`);
  const query = print(citing(schema, parsed));
  const inputSchema = variableSchema(schema, parsed, operation, variables ?? {});
  const known = Object.keys(inputSchema.properties as object);
  return {
    definition: {
      name: name.replace(NUMBERED, ""),
      title: question,
      description: `${question}\n\nBahasa Indonesia: ${pertanyaan}`,
      inputSchema,
      annotations: READS_ONLY,
    },
    call: async (given, ask) => {
      requireKnown(given, known);
      return answerOf({ query, variables: { ...given }, operationName: null }, ask);
    },
  };
}

/** Throws BAD_USER_INPUT for an argument that a tool does not have: GraphQL would not look at it. */
export function requireKnown(given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const all = known.map((name) => `\`${name}\``).join(", ");
  throw badUserInput(
    `The tool has no argument \`${shortened(unknown)}\`. ${all === "" ? "It has none." : `It has ${all}.`}`,
  );
}
