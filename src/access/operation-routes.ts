/** The routes that run operations: all that holds for one of them holds for the others. */
export const OPERATION_ROUTES: ReadonlySet<string | undefined> = new Set([
  "/graphql",
  "/mcp",
  "/export",
  "/export/:file",
  "/desk/:task",
]);

/** Of these, the routes whose requests do not have the document that is run: tools write theirs, and links name one. */
export const OWN_DOCUMENTS: ReadonlySet<string | undefined> = new Set([
  "/mcp",
  "/export/:file",
  "/desk/:task",
]);
