/** The routes that run operations: all that holds for one of them holds for the others. */
export const OPERATION_ROUTES: ReadonlySet<string | undefined> = new Set([
  "/graphql",
  "/mcp",
  "/export",
  "/export/:file",
]);

/** The route of links to files, which are for everybody: a key in an address would not stay secret. */
export const LINKS = "/export/:file";

/** The route of tools, whose operations are written by the tools themselves. */
export const TOOLS = "/mcp";
