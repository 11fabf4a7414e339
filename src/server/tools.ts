import type { Config } from "../config.js";
import { exampleTools, type Example } from "../mcp/example-tools.js";
import { queryTool } from "../mcp/query-tool.js";
import { schemaTools } from "../mcp/schema-tools.js";
import type { Tool } from "../mcp/tool.js";
import type { ServedSchema } from "./schema.js";

/** All tools: the examples, a query of one's own, and, where the schema may be read, looking up its names. */
export const graphTools = (
  { schema }: ServedSchema,
  examples: readonly Example[],
  { introspection }: Pick<Config, "introspection">,
): Tool[] => [...exampleTools(schema, examples), queryTool, ...(introspection ? schemaTools(schema) : [])];
