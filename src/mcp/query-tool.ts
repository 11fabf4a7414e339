import { badUserInput } from "../errors.js";
import { requireKnown } from "./example-tools.js";
import { answerOf } from "./graph-answer.js";
import { READS_ONLY, type Tool } from "./tool.js";

/** A tool that asks the graph whatever the caller writes, within the limits of `/graphql`. */
export const queryTool: Tool = {
  definition: {
    name: "query",
    title: "Ask the graph your own query",
    description: `Runs a GraphQL query of your own, read-only and within the limits of the server (depth, cost, rows, time). Look up names with \`search-schema\` first. Ask for \`source { citation }\` beside each figure: \`sources\` of the answer lists them.

Bahasa Indonesia: Menjalankan kueri GraphQL sendiri, hanya baca dan dalam batas server (kedalaman, biaya, baris, waktu). Cari nama-namanya dulu dengan \`search-schema\`. Minta \`source { citation }\` di samping tiap angka: \`sources\` pada jawaban mendaftarnya.`,
    inputSchema: {
      type: "object",
      properties: {
        query: {
          type: "string",
          description: 'The document, such as `{ region(code: "15.71") { officialName } }`.',
        },
        variables: { type: "object", description: "Values of its variables." },
        operationName: { type: "string", description: "The operation, if the document has several." },
      },
      required: ["query"],
      additionalProperties: false,
    },
    annotations: READS_ONLY,
  },
  call: async (given, ask) => {
    requireKnown(given, ["query", "variables", "operationName"]);
    const { query, variables = {}, operationName = null } = given;
    if (typeof query !== "string") throw badUserInput("`query` must be a GraphQL document, as a text.");
    if (typeof variables !== "object" || variables === null || Array.isArray(variables))
      throw badUserInput("`variables` must be an object.");
    if (operationName !== null && typeof operationName !== "string")
      throw badUserInput("`operationName` must be a text.");
    return answerOf({ query, variables: variables as Record<string, unknown>, operationName }, ask);
  },
};
