import { parse } from "graphql";
import { z } from "zod";
import { documentDigest } from "./trusted-documents.js";

const Apollo = z.object({
  format: z.literal("apollo-persisted-query-manifest"),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
});
const Relay = z.record(z.string().min(1), z.string());

/**
 * The documents of a manifest by their ids: of Apollo (`apollo-persisted-query-manifest`), of Relay (an object of texts by
 * id), or of a GraphQL file, whose only document has its digest as id. Throws an Error that says which cannot be read.
 */
export function documentsIn(text: string): ReadonlyMap<string, string> {
  const documents =
    text.trimStart().startsWith('{"') || /^\s*\{\s*"/.test(text) ? inManifest(text) : single(text);
  for (const [id, document] of documents) {
    try {
      parse(document);
    } catch (error) {
      throw new Error(`The document ${id} is not GraphQL: ${(error as Error).message}`, { cause: error });
    }
  }
  return documents;
}

const single = (text: string): Map<string, string> => new Map([[documentDigest(text), text]]);

function inManifest(text: string): Map<string, string> {
  const manifest: unknown = JSON.parse(text);
  const apollo = Apollo.safeParse(manifest);
  if (apollo.success) return new Map(apollo.data.operations.map(({ id, body }) => [id, body]));
  const relay = Relay.safeParse(manifest);
  if (relay.success) return new Map(Object.entries(relay.data));
  throw new Error("The file is no manifest of Apollo or Relay: it must name a document's text for each id.");
}
