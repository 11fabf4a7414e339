import { printType, type GraphQLSchema } from "graphql";
import { badUserInput, shortened } from "../errors.js";
import { requireKnown } from "./example-tools.js";
import { SchemaIndex } from "./schema-index.js";
import { READS_ONLY, type Tool } from "./tool.js";

/** Names that one search of the schema returns at most. */
const MAX_FOUND = 20;
/** Characters of a search, or of a name, at most. */
const MAX_TEXT = 200;

/** Tools that look up names of the schema, for whoever writes queries. */
export function schemaTools(schema: GraphQLSchema): Tool[] {
  const index = new SchemaIndex(schema);
  return [
    {
      definition: {
        name: "search-schema",
        title: "Find types and fields of the graph",
        description: `Finds types, fields and values of the graph's schema by words, in English or Indonesian, with the description of each. At most ${MAX_FOUND}.

Bahasa Indonesia: Mencari tipe, kolom, dan nilai pada skema graf dengan kata-kata Inggris atau Indonesia, beserta penjelasannya. Paling banyak ${MAX_FOUND}.`,
        inputSchema: argumentOf("text", "Words, such as `coverage rate` or `iuran pekerja rentan`."),
        annotations: READS_ONLY,
      },
      call: (given) => {
        const text = textOf(given, "text");
        return Promise.resolve({ content: { found: index.search(text, MAX_FOUND) }, isError: false });
      },
    },
    {
      definition: {
        name: "describe-type",
        title: "Read one type of the graph",
        description: `Returns a type of the schema with all its fields, arguments and descriptions, in SDL. \`Query\` has the entry points.

Bahasa Indonesia: Mengembalikan satu tipe dari skema dengan semua kolom, argumen, dan penjelasannya, dalam SDL. \`Query\` berisi titik masuknya.`,
        inputSchema: argumentOf("name", "Name of the type, such as `Query` or `Coverage`."),
        annotations: READS_ONLY,
      },
      call: (given) => {
        const name = textOf(given, "name");
        const type = schema.getType(name);
        if (!type)
          throw badUserInput(
            `The schema has no type ${JSON.stringify(shortened(name))}; it has ${near(index, name)}.`,
          );
        return Promise.resolve({ content: { sdl: printType(type) }, isError: false });
      },
    },
  ];
}

const argumentOf = (name: string, description: string): Tool["definition"]["inputSchema"] => ({
  type: "object",
  properties: { [name]: { type: "string", maxLength: MAX_TEXT, description } },
  required: [name],
  additionalProperties: false,
});

function textOf(given: Readonly<Record<string, unknown>>, name: string): string {
  requireKnown(given, [name]);
  const text = given[name];
  if (typeof text !== "string" || text.length > MAX_TEXT)
    throw badUserInput(`\`${name}\` must be a text of at most ${MAX_TEXT} characters.`);
  return text;
}

function near(index: SchemaIndex, name: string): string {
  const types = index.search(name, MAX_FOUND).map(({ place }) => place.replace(/\..*/, ""));
  return [...new Set([...types, "Query"])].slice(0, 5).join(", ");
}
